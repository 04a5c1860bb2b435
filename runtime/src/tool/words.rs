//! An answer in words: its facts in short, for clients that read text and not data.

use serde_json::Value;

use crate::excerpt::shortened;

/// So long is the whole text, in bytes; a little more where it ends.
const LONGEST: usize = 6_000;
/// So long is a text that stands on a line of its own.
const PARAGRAPH: usize = 2_000;
/// So long is a text among others.
const PHRASE: usize = 160;

/// The facts of an answer.
pub(super) fn in_words(answer: &Value) -> String {
    let mut text = String::new();
    match answer {
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| line(&mut text, key, value))
        }
        other => text.push_str(&phrase(other)),
    }
    if text.is_empty() {
        text.push_str("nothing is there");
    }
    text.trim_end().to_owned()
}

/// A fact on its line, or a list with a line for each item. What is null or empty says nothing.
fn line(text: &mut String, key: &str, value: &Value) {
    match value {
        _ if text.len() > LONGEST => {
            let note = "… the rest is in the structured answer\n";
            if !text.ends_with(note) {
                text.push_str(note);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => list(text, key, items),
        // That nothing was found is a fact.
        Value::Array(items) if items.is_empty() && key == "result" => {
            text.push_str("result: nothing\n")
        }
        Value::String(paragraph) => {
            let kept = shortened(paragraph.trim(), PARAGRAPH);
            if !kept.is_empty() {
                text.push_str(&format!("{key}: {kept}\n"));
            }
        }
        value => {
            let phrase = phrase(value);
            if !phrase.is_empty() {
                text.push_str(&format!("{key}: {phrase}\n"));
            }
        }
    }
}

fn list(text: &mut String, key: &str, items: &[Value]) {
    text.push_str(&format!("{key}, {}:\n", items.len()));
    for (at, item) in items.iter().enumerate() {
        if text.len() > LONGEST {
            let left = items.len() - at;
            text.push_str(&format!("- … and {left} more in the structured answer\n"));
            return;
        }
        text.push_str(&format!("- {}\n", phrase(item)));
    }
}

/// A value within a line: `id 77, name Ana Ruiz`.
fn phrase(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => {
            let words: Vec<_> = text.split_whitespace().collect();
            shortened(&words.join(" "), PHRASE).into_owned()
        }
        Value::Array(items) => joined(items.iter().map(phrase), "; "),
        Value::Object(entries) => joined(entries.iter().map(named), ", "),
    }
}

fn named((key, value): (&String, &Value)) -> String {
    let inside = phrase(value);
    match value {
        _ if inside.is_empty() => inside,
        Value::Object(_) | Value::Array(_) => format!("{key} ({inside})"),
        _ => format!("{key} {inside}"),
    }
}

fn joined(phrases: impl Iterator<Item = String>, separator: &str) -> String {
    let phrases: Vec<_> = phrases.filter(|phrase| !phrase.is_empty()).collect();
    phrases.join(separator)
}
