//! A file that is being fetched.

use std::{fmt, path::Path};

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE},
};
use percent_encoding::percent_decode_str;

use super::saving::Saving;
use crate::{
    Runtime,
    error::{Error, Kind},
    operation::Operation,
    retry::Attempt,
    runtime::Origin,
    trace::Ending,
    transport::{Chunks, Failure, Response},
};

/// A file that is being fetched: its head is there, and its bytes come piece by piece.
///
/// ```
/// # use gorgias_runtime::{Download, Error};
/// async fn keep(mut download: Download) -> Result<u64, Error> {
///     println!("{:?}, {:?} bytes", download.content_type(), download.size());
///     let mut size = 0;
///     while let Some(chunk) = download.try_next_chunk().await? {
///         size += chunk.len() as u64;
///     }
///     Ok(size)
/// }
///
/// async fn keep_on_disk(download: Download) -> Result<u64, Error> {
///     download.save("parcel.png").await
/// }
/// ```
pub struct Download {
    runtime: Runtime,
    operation: &'static Operation,
    status: u16,
    headers: HeaderMap,
    origin: Origin,
    /// What came before anybody asked for it.
    first: Option<Bytes>,
    rest: Rest,
    received: u64,
}

/// What is still to come.
enum Rest {
    Coming(Chunks),
    Ended,
    Failed,
}

impl Download {
    pub(crate) fn new(
        runtime: Runtime,
        operation: &'static Operation,
        answer: Response<Chunks>,
        origin: Origin,
    ) -> Self {
        let Response { status, headers, body } = answer;
        let (first, rest) = (None, Rest::Coming(body));
        Self { runtime, operation, status, headers, origin, first, rest, received: 0 }
    }

    pub(crate) fn having_tried(self, tried: Vec<Attempt>) -> Self {
        Self { origin: self.origin.having_tried(tried), ..self }
    }

    pub(crate) fn ending(&self) -> Ending {
        let request_id = self.origin.request_id(&self.headers);
        Ending::success(self.status, self.origin.attempts(), request_id)
    }

    /// The same with its first piece at hand: until it is there, nothing is lost when the file is asked for again.
    pub(crate) async fn begun(mut self) -> Result<Self, Error> {
        self.check_size(self.size().unwrap_or_default(), self.runtime.limits().file)?;
        self.first = self.receive().await?;
        Ok(self)
    }

    /// The status of the answer, any 2xx.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What the host says that the bytes are: `image/png`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.header(&CONTENT_TYPE)
    }

    /// How many bytes there are in all, if the host says so. A file that has another size in the end is an error.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.header(&CONTENT_LENGTH)?.trim().parse().ok()
    }

    /// What the host says that the file is called, if it says so. It is a name alone and never a path, whatever was said.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let told = self.headers.get(CONTENT_DISPOSITION)?;
        told_name(&String::from_utf8_lossy(told.as_bytes()))
    }

    /// The next piece, or nothing at the end.
    ///
    /// # Errors
    ///
    /// The connection broke, nothing came for too long, somebody ended it, the file is larger than is accepted, or it is not as large as was said. After an
    /// error nothing more comes.
    pub async fn try_next_chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.receive().await,
        }
    }

    /// All that is still to come, if it is no more than is read of an answer.
    ///
    /// # Errors
    ///
    /// There is more, or it did not come.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let limit = self.runtime.limits().bytes as u64;
        self.check_size(self.size().unwrap_or_default(), limit)?;
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.try_next_chunk().await? {
            whole.extend_from_slice(&chunk);
            self.check_size(whole.len() as u64, limit)?;
        }
        Ok(whole.freeze())
    }

    /// Writes all that is still to come to a file that is not there yet, and gives its size. Until it is whole it has another name,
    /// beside the one that it will have; when it fails, or is dropped before, nothing stays.
    ///
    /// # Errors
    ///
    /// The file is there already, it cannot be written, or its bytes did not come.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.write(Saving::begin(path.as_ref()).await).await
    }

    /// The same in place of a file that may be there, and stays as it is until the new one is whole.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or its bytes did not come.
    pub async fn replace(self, path: impl AsRef<Path>) -> Result<u64, Error> {
        self.write(Saving::replace(path.as_ref())).await
    }

    async fn write(mut self, begun: Result<Saving, Kind>) -> Result<u64, Error> {
        let operation = self.operation;
        let fault = |kind| Error::of(operation, None, kind);
        let mut saving = begun.map_err(fault)?;
        while let Some(chunk) = self.try_next_chunk().await? {
            saving.write(&chunk).await.map_err(fault)?;
        }
        saving.finish().await.map_err(fault)
    }

    /// The next piece from the host.
    async fn receive(&mut self) -> Result<Option<Bytes>, Error> {
        let received = self.receive_any().await;
        match &received {
            Ok(Some(_)) => {}
            Ok(None) => self.rest = Rest::Ended,
            Err(_) => self.rest = Rest::Failed,
        }
        received
    }

    async fn receive_any(&mut self) -> Result<Option<Bytes>, Error> {
        let chunks = match &mut self.rest {
            Rest::Coming(chunks) => chunks,
            Rest::Ended => return Ok(None),
            Rest::Failed => return Err(self.interrupted("it has failed before".to_owned())),
        };
        let came = self.runtime.unless_silent(chunks.next()).await;
        let chunk = match came.map_err(|kind| self.fault(kind))? {
            Some(Ok(chunk)) => chunk,
            Some(Err(failure)) => return Err(self.fault(failure.into())),
            None => return self.check_whole().map(|()| None),
        };
        self.received += chunk.len() as u64;
        self.check_size(self.received, self.runtime.limits().file)?;
        Ok(Some(chunk))
    }

    fn check_size(&self, size: u64, limit: u64) -> Result<(), Error> {
        let limit_shown = usize::try_from(limit).unwrap_or(usize::MAX);
        if size > limit { Err(self.fault(Kind::TooLarge { limit: limit_shown })) } else { Ok(()) }
    }

    fn check_whole(&self) -> Result<(), Error> {
        match self.size() {
            Some(size) if size != self.received => {
                Err(self.interrupted(format!("{} of {size} bytes came", self.received)))
            }
            _ => Ok(()),
        }
    }

    fn interrupted(&self, what: String) -> Error {
        self.fault(Kind::Transport(Failure::Interrupted { cause: what.into() }))
    }

    fn fault(&self, kind: Kind) -> Error {
        self.origin.told(Error::of(self.operation, None, kind), &self.headers)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("content_type", &self.content_type())
            .field("size", &self.size())
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// The name of a file in `attachment; filename="a.png"; filename*=UTF-8''a.png`, where the second is the better one.
fn told_name(disposition: &str) -> Option<String> {
    let encoded = parameter(disposition, "filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_, name) = rest.split_once('\'')?;
        let name = percent_decode_str(name).decode_utf8().ok()?.into_owned();
        charset.eq_ignore_ascii_case("utf-8").then_some(name)
    });
    let name = encoded.or_else(|| parameter(disposition, "filename"))?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim().to_owned();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

/// The value of a parameter, without its quotes.
fn parameter(disposition: &str, name: &str) -> Option<String> {
    let mut rest = disposition;
    loop {
        // A semicolon between quotes is part of a value.
        let (value, behind) = cut(rest, ';');
        if let Some((key, value)) = value.split_once('=') {
            if key.trim().eq_ignore_ascii_case(name) {
                return Some(unquoted(value.trim()));
            }
        }
        rest = behind?;
    }
}

/// What stands before a character that is not between quotes, and what stands behind it.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    let (mut quoted, mut escaped) = (false, false);
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == at && !quoted => {
                return (&text[..place], Some(&text[place + at.len_utf8()..]));
            }
            _ => {}
        }
    }
    (text, None)
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut escaped = false;
    let kept = inner.chars().filter(|c| {
        escaped = *c == '\\' && !escaped;
        !escaped
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_and_is_no_path() {
        let cases = [
            ("attachment; filename=\"box.png\"", Some("box.png")),
            ("attachment; filename=box.png", Some("box.png")),
            ("inline;FileName = \"a;b.png\" ; size=3", Some("a;b.png")),
            ("attachment; filename=\"a \\\"b\\\".png\"", Some("a \"b\".png")),
            ("attachment; filename=x; filename*=UTF-8''%c3%a4.png", Some("ä.png")),
            ("attachment; filename*=latin1''%e4.png; filename=a.png", Some("a.png")),
            ("attachment; filename=\"../../etc/passwd\"", Some("passwd")),
            ("attachment; filename*=utf-8''..%2f..%2fpasswd", Some("passwd")),
            ("attachment; filename=C:/temp/a.png", Some("a.png")),
            ("attachment; filename=\"..\"", None),
            ("attachment; filename=\"a/\"", None),
            ("attachment; filename*=UTF-8''%00%0a", None),
            ("attachment", None),
            ("", None),
        ];
        for (told, expected) in cases {
            assert_eq!(told_name(told).as_deref(), expected, "{told}");
        }
    }
}
