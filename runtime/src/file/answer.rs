//! A file that was asked for.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Value, json};

use super::{bytes_of, text_of};
use crate::transport::{Size, unsigned};

/// A file that was asked for: mostly where it is, seldom the file itself.
///
/// As JSON it is `{url}`, or `{content_type, size, content}` with the content in base64.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileAnswer {
    /// It is at this address, which is signed and good for a while. Whoever has the address can read the file: it needs no
    /// credentials, and those of the account must not go there, since the host is another one.
    Elsewhere(String),
    /// It came with the answer.
    Here {
        /// What the server says that the bytes are.
        content_type: Option<String>,
        /// What is in it.
        bytes: Bytes,
    },
}

impl FileAnswer {
    /// Where the file can be fetched, unless it came with the answer.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        match self {
            Self::Elsewhere(location) => Some(location),
            Self::Here { .. } => None,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Elsewhere(location) => json!({"url": location}),
            Self::Here { content_type, bytes } => json!({
                "content_type": content_type,
                "size": bytes.len(),
                "content": text_of(bytes),
            }),
        }
    }
}

/// What [`FileAnswer::to_json`] writes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Elsewhere { url: String },
    Here { content_type: Option<String>, content: String },
}

impl Serialize for FileAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FileAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::Elsewhere { url } => Ok(Self::Elsewhere(url)),
            Written::Here { content_type, content } => {
                let bytes = bytes_of(&content)
                    .ok_or_else(|| D::Error::custom("invalid content, expected base64"))?;
                Ok(Self::Here { content_type, bytes: bytes.into() })
            }
        }
    }
}

impl fmt::Debug for FileAnswer {
    /// Leaves out what signs the address: with it, whoever reads a log could read the file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere(location) => {
                f.debug_tuple("Elsewhere").field(&unsigned(location)).finish()
            }
            Self::Here { content_type, bytes } => f
                .debug_struct("Here")
                .field("content_type", content_type)
                .field("bytes", &Size(bytes.len()))
                .finish(),
        }
    }
}
