//! Forms on the wire: `multipart/form-data`, as RFC 7578 and browsers write it.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use super::Failure;
use crate::{
    Upload,
    file::{Content, Reading},
};

/// A form that is being written out: its length is known, and its bytes come piece by piece.
///
/// A transport of one's own sends the pieces as they come, or all of them at once:
///
/// ```
/// # use gorgias_runtime::{Upload, transport::{Failure, Multipart}};
/// # async fn example() -> Result<(), Failure> {
/// let mut form = Multipart::open(&[Upload::from_path("box.png")]).await?;
/// println!("content-type: {}\r\ncontent-length: {}\r\n", form.content_type(), form.length());
/// while let Some(piece) = form.try_next_chunk().await? {
///     println!("{} bytes", piece.len());
/// }
///
/// let form = Multipart::open(&[Upload::new("note.txt", "text/plain", "Hello.")]).await?;
/// let whole = form.bytes().await?;
/// # Ok(())
/// # }
/// ```
pub struct Multipart {
    content_type: String,
    left: u64,
    pieces: VecDeque<Piece>,
}

/// A part of what is written out.
enum Piece {
    Bytes(Bytes),
    File(Box<Reading>),
}

impl Multipart {
    /// A form with a part for each file. Files that are not on the disk make the same bytes each time.
    ///
    /// # Errors
    ///
    /// A file on the disk cannot be read.
    pub async fn open(files: &[Upload]) -> Result<Self, Failure> {
        let boundary = boundary(files)?;
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let mut form = Self { content_type, left: 0, pieces: VecDeque::new() };
        for file in files {
            let name = quoted(file.name());
            let head = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
                 content-type: {}\r\n\r\n",
                file.content_type()
            );
            form.push(head);
            match file.content() {
                Content::Bytes(bytes) => form.push(bytes.clone()),
                Content::Disk(place) => {
                    let file = Reading::open(place).await.map_err(Failure::Unreadable)?;
                    form.left += file.length();
                    form.pieces.push_back(Piece::File(Box::new(file)));
                }
            }
            form.push("\r\n");
        }
        form.push(format!("--{boundary}--\r\n"));
        Ok(form)
    }

    /// What the header `content-type` has to be: it names the boundary.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// How many bytes are still to come; at the beginning, what the header `content-length` has to be.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.left
    }

    /// The next piece, or nothing at the end.
    ///
    /// # Errors
    ///
    /// A file on the disk cannot be read any longer, or is not as long as it was.
    pub async fn try_next_chunk(&mut self) -> Result<Option<Bytes>, Failure> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// All that is still to come.
    ///
    /// # Errors
    ///
    /// A file on the disk cannot be read any longer, or is not as long as it was.
    pub async fn bytes(mut self) -> Result<Bytes, Failure> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.try_next_chunk().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    fn push(&mut self, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        self.left += size(&bytes);
        self.pieces.push_back(Piece::Bytes(bytes));
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Failure>> {
        while let Some(piece) = self.pieces.front_mut() {
            let chunk = match piece {
                Piece::Bytes(bytes) => Some(std::mem::take(bytes)).filter(|it| !it.is_empty()),
                Piece::File(file) => {
                    ready!(file.poll_piece(context)).map_err(Failure::Unreadable)?
                }
            };
            if let Some(chunk) = chunk {
                self.left = self.left.saturating_sub(size(&chunk));
                return Poll::Ready(Ok(Some(chunk)));
            }
            self.pieces.pop_front();
        }
        Poll::Ready(Ok(None))
    }
}

/// So that whatever speaks HTTP by hyper can send it.
impl http_body::Body for Multipart {
    type Data = Bytes;
    type Error = Failure;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Failure>>> {
        self.poll_chunk(context).map(|chunk| chunk.map(|it| it.map(Frame::data)).transpose())
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Multipart")
            .field("content_type", &self.content_type)
            .field("length", &self.left)
            .finish_non_exhaustive()
    }
}

fn size(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// How a boundary begins; behind it stand so many digits.
const PREFIX: &str = "gorgias-form-";
const DIGITS: usize = 8;

/// A boundary that occurs in no file: the first number that none of them has behind the prefix. What is on the disk would have to
/// be read twice for that; no file has a number by chance that is so long and random.
fn boundary(files: &[Upload]) -> Result<String, Failure> {
    if files.iter().any(|file| file.bytes().is_none()) {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| Failure::NotSent { cause: error.into() })?;
        return Ok(format!("{PREFIX}{:032x}", u128::from_ne_bytes(random)));
    }
    let held = files.iter().filter_map(Upload::bytes);
    let taken: BTreeSet<u32> = held.flat_map(|bytes| numbers(bytes)).collect();
    let free = (0..).find(|number| !taken.contains(number)).unwrap_or_default();
    Ok(format!("{PREFIX}{free:0DIGITS$}"))
}

/// The numbers that stand behind the prefix, as a boundary would have them.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.windows(PREFIX.len() + DIGITS).filter_map(|window| {
        let digits = window.strip_prefix(PREFIX.as_bytes())?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    })
}

/// A name between quotes, where browsers escape these three and nothing else.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a form, with the boundary's number in place of the whole of it.
    async fn check(files: &[Upload], number: &str, expected: &str) {
        let form = Multipart::open(files).await.unwrap();
        let boundary = format!("gorgias-form-{number}");
        assert_eq!(form.content_type, format!("multipart/form-data; boundary={boundary}"));
        let (length, bytes) = (form.length(), form.bytes().await.unwrap());
        assert_eq!(length, size(&bytes));
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(text.replace(&format!("--{boundary}"), "--#"), expected);
    }

    #[tokio::test]
    async fn each_file_is_a_part() {
        check(
            &[Upload::new("a.txt", "text/plain", "one\r\n"), Upload::new("é", "x/y", "")],
            "00000000",
            "--#\r\ncontent-disposition: form-data; name=\"a.txt\"; filename=\"a.txt\"\r\n\
             content-type: text/plain\r\n\r\none\r\n\r\n\
             --#\r\ncontent-disposition: form-data; name=\"é\"; filename=\"é\"\r\n\
             content-type: x/y\r\n\r\n\r\n--#--\r\n",
        )
        .await;
    }

    #[tokio::test]
    async fn a_name_cannot_end_its_header() {
        check(
            &[Upload::new("a\"\r\nx: y", "a/b", "")],
            "00000000",
            "--#\r\ncontent-disposition: form-data; name=\"a%22%0D%0Ax: y\"; filename=\"a%22%0D%0Ax: y\"\r\n\
             content-type: a/b\r\n\r\n\r\n--#--\r\n",
        ).await;
    }

    #[tokio::test]
    async fn the_boundary_is_in_no_file() {
        let tricky =
            "gorgias-form-00000000 gorgias-form-00000002gorgias-form-gorgias-form-+0000009";
        let files =
            [Upload::new("a", "a/b", tricky), Upload::new("b", "a/b", "gorgias-form-00000001")];
        let head = |name: &str| {
            format!(
                "--#\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
                 content-type: a/b\r\n\r\n"
            )
        };
        let expected =
            format!("{}{tricky}\r\n{}gorgias-form-00000001\r\n--#--\r\n", head("a"), head("b"));
        check(&files, "00000003", &expected).await;
    }
}
