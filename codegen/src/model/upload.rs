//! Files as the arguments of a case hold them, and as tools take them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// The keys of a file, all of them texts, and what stands under them.
pub(crate) const UPLOAD: [(&str, &str); 3] = [
    ("name", "Its label."),
    ("content_type", "Such as image/png."),
    ("content", "Its bytes in base64."),
];

/// What a tool also takes, in place of a content.
pub(crate) const UPLOAD_PATH: (&str, &str) = ("path", "Or its path in the folder.");

/// The key that a tool cannot do without, however a file is given.
pub(crate) const UPLOAD_TYPE: &str = "content_type";

/// What is in a file that fits.
pub(crate) fn content(file: &Value) -> Vec<u8> {
    let text = file.get("content").and_then(Value::as_str).unwrap_or_default();
    STANDARD.decode(text).unwrap_or_default()
}
