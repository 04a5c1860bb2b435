//! Files as the arguments of a case hold them, and as tools take them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::fit::Misfit;
use super::path::Step;
use crate::nearest::did_you_mean;

/// The keys of a file, all of them texts, and what stands under them.
pub(crate) const UPLOAD: [(&str, &str); 3] = [
    ("name", "What people find it by."),
    ("content_type", "Such as image/png."),
    ("content", "Its bytes in base64."),
];

/// What is wrong with a file, each with its place in it.
pub(super) fn misfits(file: &Value) -> Vec<Misfit> {
    let misfit =
        |path: Vec<Step>, message: String, help: Option<String>| Misfit { path, message, help };
    let Value::Object(entries) = file else {
        return vec![misfit(Vec::new(), "a file is an object".to_owned(), None)];
    };
    let mut misfits = Vec::new();
    for (key, value) in entries {
        let known = || UPLOAD.iter().map(|(key, _)| *key);
        let wrong = match value {
            _ if !known().any(|known| known == key) => {
                Some((format!("a file has no `{key}`"), did_you_mean(key, known())))
            }
            Value::String(text) if key == "content" && STANDARD.decode(text).is_err() => {
                Some(("the content of a file is base64".to_owned(), None))
            }
            Value::String(_) => None,
            _ => Some((format!("the `{key}` of a file is a text"), None)),
        };
        let at = vec![Step::Key(key.clone())];
        misfits.extend(wrong.map(|(message, help)| misfit(at, message, help)));
    }
    let missing = UPLOAD.iter().filter(|(key, _)| !entries.contains_key(*key));
    misfits
        .extend(missing.map(|(key, _)| misfit(Vec::new(), format!("a file needs `{key}`"), None)));
    misfits
}

/// What is in a file that fits.
pub(crate) fn content(file: &Value) -> Vec<u8> {
    let text = file.get("content").and_then(Value::as_str).unwrap_or_default();
    STANDARD.decode(text).unwrap_or_default()
}
