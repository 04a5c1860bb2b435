//! Descriptions: what a thing is, why it should not be used, and what else is to know.

use serde_json::{Value, json};

pub(super) fn told(about: &str, deprecated: Option<&str>, notes: &[String]) -> Option<String> {
    let deprecated = deprecated.map(|reason| format!("Deprecated: {reason}"));
    paragraphs([sentence(about), deprecated, listed(notes)])
}

pub(super) fn paragraphs(parts: [Option<String>; 3]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

pub(super) fn sentence(about: &str) -> Option<String> {
    (!about.is_empty()).then(|| about.to_owned())
}

pub(super) fn listed(notes: &[String]) -> Option<String> {
    let lines: Vec<String> = notes.iter().map(|note| format!("- {note}")).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Where facts come from, as an extension, if it is said.
pub(super) fn sources(sources: &[String]) -> impl Iterator<Item = (String, Value)> {
    (!sources.is_empty()).then(|| ("x-source".to_owned(), json!(sources))).into_iter()
}
