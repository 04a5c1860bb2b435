//! A file that is sent.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

use super::bytes_of;
use crate::{kind::kind, nearest::nearest, transport::Size};

/// The keys of a file in JSON, and what stands under each.
const PARTS: [(&str, &str); 3] =
    [("name", "a text"), ("content_type", "a text"), ("content", BYTES)];

const BYTES: &str = "the bytes of the file in base64";

const WANTED: &str = "an object with `name`, `content_type` and `content`";

/// A file to be sent.
///
/// ```
/// use gorgias_runtime::Upload;
///
/// let file = Upload::new("box.png", "image/png", vec![0x89, 0x50, 0x4e, 0x47]);
/// assert_eq!((file.name(), file.bytes().len()), ("box.png", 4));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    name: String,
    content_type: String,
    bytes: Bytes,
}

impl Upload {
    /// A file of these bytes.
    pub fn new(
        name: impl Into<String>,
        content_type: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        Self { name: name.into(), content_type: content_type.into(), bytes: bytes.into() }
    }

    /// The name, by which people find it again.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its bytes are: `image/png`.
    #[must_use]
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// What is in it.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Files as JSON holds them, given for an argument; or else the field, what is wrong with it, and what would be right.
    pub(crate) fn read(arg: &str, files: Value) -> Result<Vec<Self>, [String; 3]> {
        let Value::Array(files) = files else {
            let why = format!("is {}", kind(&files));
            return Err([arg.to_owned(), why, format!("give a list, each item {WANTED}")]);
        };
        let files = files.into_iter().enumerate().map(|(at, file)| {
            let within =
                |[step, why, right]: [String; 3]| [format!("{arg}[{at}]{step}"), why, right];
            Self::read_one(file).map_err(within)
        });
        files.collect()
    }

    fn read_one(file: Value) -> Result<Self, [String; 3]> {
        let mut parts = match file {
            Value::Object(parts) => parts,
            other => {
                return Err([
                    String::new(),
                    format!("is {}", kind(&other)),
                    format!("give {WANTED}"),
                ]);
            }
        };
        if let Some(key) = parts.keys().find(|key| PARTS.iter().all(|(part, _)| key != part)) {
            let right = nearest(key, PARTS.iter().map(|(part, _)| *part), "it has");
            return Err([format!(".{key}"), "is no field of a file".to_owned(), right]);
        }
        let [name, content_type, content] = PARTS.map(|(key, wanted)| match parts.remove(key) {
            Some(Value::String(text)) => Ok(text),
            other => {
                let why = other.map_or("is missing".to_owned(), |it| format!("is {}", kind(&it)));
                Err([format!(".{key}"), why, format!("give {wanted}")])
            }
        });
        let (name, content_type, content) = (name?, content_type?, content?);
        let bytes = bytes_of(&content).ok_or_else(|| {
            [".content".to_owned(), "is no base64".to_owned(), format!("give {BYTES}")]
        })?;
        Ok(Self::new(name, content_type, bytes))
    }

    /// What hinders it from being the part of a form, told in the same way.
    pub(crate) fn fault(&self) -> Option<[&'static str; 3]> {
        let is_type = self.content_type.split_once('/').is_some_and(|(kind, rest)| {
            !kind.is_empty()
                && !rest.is_empty()
                && HeaderValue::from_str(&self.content_type).is_ok()
        });
        if self.name.is_empty() {
            Some(["name", "is empty", "name the file"])
        } else if !is_type {
            Some(["content_type", "is no media type", "give one such as `image/png`"])
        } else {
            None
        }
    }
}

impl fmt::Debug for Upload {
    /// Shows how large the file is and not what is in it, which is somebody's affair.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .field("bytes", &Size(self.bytes.len()))
            .finish()
    }
}
