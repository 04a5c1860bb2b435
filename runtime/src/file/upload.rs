//! A file that is sent.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use serde::Deserialize;
use serde_json::Value;

use super::bytes_of;
use crate::{secret::expected, transport::Size};

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
        let files: Vec<Written> = serde_json::from_value(files).map_err(|error| {
            let right = "give a list of objects with `name`, `content_type` and `content`";
            let said = error.to_string();
            let names_a_field =
                ["unknown field `", "missing field `"].iter().any(|start| said.starts_with(start));
            let said = if names_a_field { said } else { format!("expected {}", expected(&said)) };
            [arg.to_owned(), format!("holds no files: {said}"), right.to_owned()]
        })?;
        let files = files.into_iter().enumerate().map(|(at, file)| {
            let bytes = bytes_of(&file.content).ok_or_else(|| {
                let (why, right) = ("is no base64", "give the bytes of the file in base64");
                [format!("{arg}[{at}].content"), why.to_owned(), right.to_owned()]
            })?;
            Ok(Self::new(file.name, file.content_type, bytes))
        });
        files.collect()
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

/// A file in JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    content_type: String,
    content: String,
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
