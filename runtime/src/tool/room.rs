//! Answers within the room that a conversation has: what is too long is cut, and it is said what, and how to get it.

use std::{collections::BTreeMap, io};

use serde::Serialize;
use serde_json::{Value, json};

use crate::excerpt::beginning;

/// What was cut from an answer.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Texts that are not shown to their end.
    texts: Vec<String>,
    /// How many parts of a list or an object are shown, and of how many.
    parts: BTreeMap<String, (usize, usize)>,
}

/// No text is cut shorter than this, in bytes.
const SHORTEST: usize = 200;

/// So many places are named; who sees these knows what the others are like.
const NAMED: usize = 8;

/// How many bytes a value is as JSON.
pub(super) fn size(value: &impl Serialize) -> usize {
    let mut count = Count(0);
    // Nothing but memory could fail, and none is taken.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}

/// Cuts a value until it has so many bytes at most: first its longest texts, then the ends of its largest lists.
pub(super) fn fit(value: &mut Value, largest: usize) -> Option<Cut> {
    let whole = size(value);
    if whole <= largest {
        return None;
    }
    let mut cut = Cut::default();
    let mut lengths = Vec::new();
    texts(value, &mut lengths);
    let longest = longest(&lengths, whole, largest);
    shorten(value, longest, &mut String::new(), &mut cut.texts);
    while size(value) > largest && halve(value, &mut String::new(), &mut cut.parts) {}
    Some(cut)
}

impl Cut {
    /// What was cut, as data.
    pub(super) fn to_json(&self, how: &str) -> Value {
        let parts = self.parts.iter().map(|(path, (shown, of))| {
            let path = if path.is_empty() { "." } else { path };
            (path.to_owned(), format!("{shown} of {of}").into())
        });
        let mut said = serde_json::Map::new();
        if !self.texts.is_empty() {
            said.insert(
                "texts".to_owned(),
                json!(self.texts.iter().take(NAMED).collect::<Vec<_>>()),
            );
        }
        if !self.parts.is_empty() {
            said.insert("parts".to_owned(), Value::Object(parts.take(NAMED).collect()));
        }
        said.insert("how".to_owned(), how.into());
        said.into()
    }
}

fn texts(value: &Value, lengths: &mut Vec<usize>) {
    match value {
        Value::String(text) => lengths.push(text.len()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, lengths)),
        Value::Object(entries) => entries.values().for_each(|value| texts(value, lengths)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// How long texts may be for the whole to fit, as far as that depends on them.
fn longest(lengths: &[usize], whole: usize, largest: usize) -> usize {
    // Room for saying what was cut.
    let mut longest = largest - largest / 8;
    while longest > SHORTEST {
        let saved: usize = lengths.iter().map(|length| length.saturating_sub(longest)).sum();
        if whole.saturating_sub(saved) <= largest - largest / 16 {
            break;
        }
        longest -= longest / 4;
    }
    longest.max(SHORTEST)
}

fn shorten(value: &mut Value, longest: usize, path: &mut String, cut: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() > longest => {
            let kept = beginning(text, longest);
            let note = format!("… (cut: {} of {} bytes)", kept.len(), text.len());
            *text = format!("{kept}{note}");
            cut.push(path.clone());
        }
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                below(path, &format!("[{at}]"), |path| shorten(item, longest, path, cut));
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                below(path, key, |path| shorten(value, longest, path, cut));
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Takes the second half of the largest list or object, but not of one that is large by a single part of it. There may be
/// nothing left to take.
fn halve(value: &mut Value, path: &mut String, cut: &mut BTreeMap<String, (usize, usize)>) -> bool {
    let whole = size(value);
    match value {
        Value::Array(items) => {
            let large = items.iter_mut().enumerate().find(|(_, item)| is_large(item, whole));
            if let Some((at, item)) = large {
                if below(path, &format!("[{at}]"), |path| halve(item, path, cut)) {
                    return true;
                }
            }
            let (of, kept) = (items.len(), items.len() / 2);
            items.truncate(kept);
            note(cut, path, kept, of);
            of > 0
        }
        Value::Object(entries) => {
            let large = entries.iter_mut().find(|(_, value)| is_large(value, whole));
            if let Some((key, value)) = large {
                if below(path, key, |path| halve(value, path, cut)) {
                    return true;
                }
            }
            let (of, kept) = (entries.len(), entries.len() / 2);
            entries.retain({
                let mut at = 0;
                move |_, _| {
                    at += 1;
                    at <= kept
                }
            });
            note(cut, path, kept, of);
            of > 0
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn is_large(value: &Value, whole: usize) -> bool {
    matches!(value, Value::Array(_) | Value::Object(_)) && size(value) > whole / 2
}

/// Where something was cut before, what it was then is what it was.
fn note(cut: &mut BTreeMap<String, (usize, usize)>, path: &str, kept: usize, of: usize) {
    cut.entry(path.to_owned()).or_insert((kept, of)).0 = kept;
}

fn below<T>(path: &mut String, step: &str, go: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    if length > 0 && !step.starts_with('[') {
        path.push('.');
    }
    path.push_str(step);
    let done = go(path);
    path.truncate(length);
    done
}

/// Counts what is written.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
