//! An answer of success, and how it becomes a value.

mod fault;

use std::{borrow::Cow, collections::BTreeMap, fmt, marker::PhantomData};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_TYPE, LOCATION},
};
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::{Value, value::RawValue};

use self::fault::Fault;
use crate::{
    error::{Error, Kind},
    excerpt::shortened,
    file::FileAnswer,
    operation::{Answer, Operation},
    place::place,
    retry::Attempt,
    runtime::Origin,
    trace::Ending,
    transport::{Response, Size},
};

/// What the server answered to a call that succeeded.
#[derive(Clone)]
pub struct Reply {
    operation: &'static Operation,
    response: Response,
    origin: Origin,
}

/// So many bytes of what could not be decoded are shown.
const SNIPPET: usize = 120;

const HTML: &str = "text/html";

impl Reply {
    pub(crate) fn new(operation: &'static Operation, response: Response, origin: Origin) -> Self {
        Self { operation, response, origin }
    }

    pub(crate) fn having_tried(self, tried: Vec<Attempt>) -> Self {
        Self { origin: self.origin.having_tried(tried), ..self }
    }

    pub(crate) fn ending(&self) -> Ending {
        Ending::success(self.status(), self.attempts(), self.request_id())
    }

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The status: any 2xx, or of a file that is elsewhere a 3xx.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// How many attempts were made, the one that was answered among them.
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.origin.attempts()
    }

    /// By what name the server's logs have the request, if the answer says so in the header that the runtime looks for.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        self.origin.request_id(&self.response.headers)
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.response.headers
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.response.body
    }

    /// The answer as a value: `()` where the operation promises nothing, the list itself where it stands under a key,
    /// a [`Page`](crate::Page) where the list comes in pages, a [`FileAnswer`] where it is a file, a text where it is CSV.
    ///
    /// # Errors
    ///
    /// The answer is not what the operation promises; the error says where and what is there instead.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.decode_by(PhantomData)
    }

    /// The same, read in a way of its own.
    pub(crate) fn decode_by<S: for<'de> DeserializeSeed<'de, Value = T>, T>(
        &self,
        way: S,
    ) -> Result<T, Error> {
        let payload = self.payload()?;
        let mut json = serde_json::Deserializer::from_slice(&payload.json);
        let read = way.deserialize(&mut json).and_then(|read| json.end().map(|()| read));
        read.map_err(|error| {
            let path = place(&payload.json, &error);
            self.fault(Fault::read(&payload.json, payload.under, &path, &error.to_string()))
        })
    }

    fn payload(&self) -> Result<Payload<'_>, Error> {
        let json = self.response.body.as_ref();
        let (json, under) = match self.operation.answer {
            Answer::Nothing => {
                self.no_page()?;
                (Cow::from(&b"null"[..]), None)
            }
            Answer::Value | Answer::Pages(_) => (json.into(), None),
            Answer::List { under } => match under_key(json, under) {
                Some(list) => (list.into(), Some(under)),
                None => (json.into(), None),
            },
            Answer::File => (self.file().to_json().to_string().into_bytes().into(), None),
            Answer::Csv => (Value::from(self.csv()?).to_string().into_bytes().into(), None),
        };
        Ok(Payload { json, under })
    }

    /// The file, or where it is.
    fn file(&self) -> FileAnswer {
        match self.header(&LOCATION).filter(|_| self.response.status >= 300) {
            Some(location) => FileAnswer::Elsewhere(location.to_owned()),
            None => FileAnswer::Here {
                content_type: self.header(&CONTENT_TYPE).map(str::to_owned),
                bytes: self.response.body.clone(),
            },
        }
    }

    /// The text with values between commas. A page for people in its place comes from a proxy, or asks to sign in.
    fn csv(&self) -> Result<&str, Error> {
        let said = self.content_type();
        let text = std::str::from_utf8(&self.response.body)
            .map_err(|_| self.another("CSV", "bytes that are no UTF-8", &said))?;
        let looks_like_a_page = !said.starts_with("text/csv") && text.trim_start().starts_with('<');
        if said.starts_with(HTML) || looks_like_a_page {
            return Err(self.another("CSV", "a page of HTML", text));
        }
        Ok(text)
    }

    /// Whoever sends a page for people has not done what nothing is promised of.
    fn no_page(&self) -> Result<(), Error> {
        if self.content_type().starts_with(HTML) {
            let text = String::from_utf8_lossy(&self.response.body);
            return Err(self.another("an answer of the API", "a page of HTML", &text));
        }
        Ok(())
    }

    fn content_type(&self) -> String {
        self.header(&CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase()
    }

    /// The error that the whole answer is something else.
    pub(crate) fn another(&self, expected: &str, found: &str, snippet: &str) -> Error {
        self.fault(Fault {
            path: ".".to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
            there: snippet.to_owned(),
        })
    }

    /// The error that the answer is not what the operation promises.
    fn fault(&self, fault: Fault) -> Error {
        let Fault { path, expected, found, there } = fault;
        // Cut off first, the half of a secret would stay.
        let snippet = shortened(&self.origin.secrets().text(there), SNIPPET).into_owned();
        let kind = Kind::Decode { path, expected, found, snippet };
        self.error(kind)
    }

    /// What is wrong with the answer, as the error of the call.
    pub(crate) fn error(&self, kind: Kind) -> Error {
        self.origin.error(self.operation, &self.response, kind)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.response.headers.get(name)?.to_str().ok()
    }
}

/// The part of a body that is the answer.
struct Payload<'a> {
    json: Cow<'a, [u8]>,
    under: Option<&'static str>,
}

fn under_key<'a>(json: &'a [u8], key: &str) -> Option<&'a [u8]> {
    let fields: BTreeMap<String, &'a RawValue> = serde_json::from_slice(json).ok()?;
    fields.get(key).map(|list| list.get().as_bytes())
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation.id)
            .field("status", &self.response.status)
            .field("body", &Size(self.response.body.len()))
            .finish_non_exhaustive()
    }
}
