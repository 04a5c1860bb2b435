//! An answer in words: its facts in short, for clients that read text and not data.

use std::fmt::Write as _;

use serde_json::Value;

use crate::excerpt::{beginning, shortened};

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
        other => phrase(&mut text, other),
    }
    if text.is_empty() {
        text.push_str("nothing is there");
    }
    text.truncate(text.trim_end().len());
    text
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
        value => {
            let before = text.len();
            text.push_str(key);
            text.push_str(": ");
            let begun = text.len();
            match value {
                Value::String(paragraph) => {
                    text.push_str(&shortened(paragraph.trim(), PARAGRAPH));
                }
                value => phrase(text, value),
            }
            if text.len() == begun {
                text.truncate(before);
            } else {
                text.push('\n');
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
        text.push_str("- ");
        phrase(text, item);
        text.push('\n');
    }
}

/// A value within a line: `id 77, name Ana Ruiz`. Each says nothing, or adds to the text what it says.
fn phrase(text: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        // A text can be written to for ever.
        Value::Number(number) => drop(write!(text, "{number}")),
        Value::String(said) => words(text, said),
        Value::Array(items) => joined(text, items, "; ", phrase),
        Value::Object(entries) => joined(text, entries, ", ", named),
    }
}

fn words(text: &mut String, said: &str) {
    if said.len() <= PHRASE && is_tidy(said) {
        text.push_str(said);
        return;
    }
    let begun = text.len();
    for word in said.split_whitespace() {
        if text.len() > begun {
            text.push(' ');
        }
        text.push_str(word);
        // Of what comes behind this nothing is shown.
        if text.len() - begun > PHRASE {
            break;
        }
    }
    let end = begun + beginning(&text[begun..], PHRASE).len();
    if end < text.len() {
        text.truncate(end);
        text.push('…');
    }
}

/// Whether a text is as it would be with one space between its words. Not all that are so are known, and most are.
fn is_tidy(said: &str) -> bool {
    let mut before = b' ';
    for byte in said.bytes() {
        if !byte.is_ascii() || byte.is_ascii_control() || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' '
}

fn named(text: &mut String, (key, value): (&String, &Value)) {
    let before = text.len();
    let has_parts = matches!(value, Value::Object(_) | Value::Array(_));
    text.push_str(key);
    text.push_str(if has_parts { " (" } else { " " });
    let begun = text.len();
    phrase(text, value);
    if text.len() == begun {
        text.truncate(before);
    } else if has_parts {
        text.push(')');
    }
}

/// Those that say something, with a separator between them.
fn joined<T>(
    text: &mut String,
    all: impl IntoIterator<Item = T>,
    separator: &str,
    say: impl Fn(&mut String, T),
) {
    let first = text.len();
    for one in all {
        let before = text.len();
        if before > first {
            text.push_str(separator);
        }
        let begun = text.len();
        say(text, one);
        if text.len() == begun {
            text.truncate(before);
        }
    }
}
