//! An answer of success, and how it becomes a value.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_TYPE, LOCATION},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

use crate::{
    error::{Error, Kind, shortened},
    file::FileAnswer,
    kind::kind,
    operation::{Answer, Operation},
    transport::{Response, Size},
    union::{joined, within},
};

/// What the server answered to a call that succeeded.
pub struct Reply {
    operation: &'static Operation,
    response: Response,
}

/// So many characters of what could not be decoded are shown.
const SNIPPET: usize = 120;

impl Reply {
    pub(crate) fn new(operation: &'static Operation, response: Response) -> Self {
        Self { operation, response }
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
        let payload = self.payload()?;
        serde_json::from_slice(&payload.json).or_else(|_| {
            // Only now is it worth the time to find out where.
            let reader = &mut serde_json::Deserializer::from_slice(&payload.json);
            serde_path_to_error::deserialize(reader).map_err(|error| {
                self.undecodable(&payload, &error.path().to_string(), &error.inner().to_string())
            })
        })
    }

    fn payload(&self) -> Result<Payload<'_>, Error> {
        let json = self.response.body.as_ref();
        let (json, under) = match self.operation.answer {
            Answer::Nothing => (Cow::from(&b"null"[..]), None),
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
        let said = self.header(&CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
        let wrong = |found: &str, snippet: &str| {
            let kind = Kind::Decode {
                path: ".".to_owned(),
                expected: "CSV".to_owned(),
                found: found.to_owned(),
                snippet: shortened(snippet, SNIPPET),
            };
            self.fault(kind)
        };
        let text = std::str::from_utf8(&self.response.body)
            .map_err(|_| wrong("bytes that are no UTF-8", &said))?;
        let looks_like_a_page = !said.starts_with("text/csv") && text.trim_start().starts_with('<');
        if said.starts_with("text/html") || looks_like_a_page {
            return Err(wrong("a page of HTML", text));
        }
        Ok(text)
    }

    /// The error that the answer is not what the operation promises.
    fn fault(&self, kind: Kind) -> Error {
        let Response { status, headers, .. } = &self.response;
        Error::of(self.operation, Some(*status), kind).told_in(headers)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.response.headers.get(name)?.to_str().ok()
    }

    fn undecodable(&self, payload: &Payload<'_>, path: &str, fault: &str) -> Error {
        let fault = without_line(fault);
        let (fault, deeper) = within(fault);
        let path = &joined(path, deeper);
        let (found, snippet) = match serde_json::from_slice::<Value>(&payload.json) {
            Ok(whole) => match at(&whole, path) {
                Some(value) => (kind(value), value.to_string()),
                None => ("nothing", whole.to_string()),
            },
            Err(_) if payload.json.trim_ascii().is_empty() => ("an empty body", String::new()),
            Err(_) => ("no JSON", String::from_utf8_lossy(&payload.json).into_owned()),
        };
        let path = match payload.under {
            Some(key) => joined(key, Some(path)),
            None => path.clone(),
        };
        let kind = Kind::Decode {
            path,
            expected: expectation(fault),
            found: found.to_owned(),
            snippet: shortened(&snippet, SNIPPET),
        };
        self.fault(kind)
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

/// Follows a path as serde_path_to_error writes it: `data[3].customer.id`.
fn at<'v>(mut value: &'v Value, path: &str) -> Option<&'v Value> {
    for step in path.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
        value = match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    Some(value)
}

/// A fault without a line and a column that nobody can look up.
fn without_line(fault: &str) -> &str {
    fault.rsplit_once(" at line ").map_or(fault, |(fault, _)| fault)
}

/// What serde wanted, without what it found.
fn expectation(fault: &str) -> String {
    match (fault.split_once(", expected "), fault.strip_prefix("missing field ")) {
        (Some((_, expected)), _) => expected.to_owned(),
        (None, Some(field)) => format!("an object with the field {field}"),
        (None, None) => format!("valid JSON ({fault})"),
    }
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
