//! What an account does, told as stories: requests, each above what is answered to it.
//!
//! A file of `tests/stories/` says in its first line what it shows. A request is a line with a verb; headers stand below it, as
//! `name: value`. What is answered begins with its status; of JSON as much is said as matters: an object has at least these
//! keys, and a list has these items. `seconds N` lets time pass. What begins with `#` is a remark.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that panics says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gorgias_fixture::{Answer, ManualClock, Received, Responder};
use gorgias_stand_in::{Account, Api, GORGIAS, Seed};
use serde_json::Value;

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files
}

fn is_request(line: &str) -> bool {
    ["GET ", "HEAD ", "POST ", "PUT ", "DELETE "].iter().any(|verb| line.starts_with(verb))
}

/// Reads `POST /api/tags {"name": "vip"}`, or a text as it is in place of JSON.
fn request(line: &str) -> Received {
    let (method, rest) = line.split_once(' ').unwrap();
    let (target, body) = rest.split_once(' ').unwrap_or((rest, ""));
    let headers = match body.strip_prefix("form ") {
        Some(_) => vec![("content-type".to_owned(), "multipart/form-data; boundary=b".to_owned())],
        None => Vec::new(),
    };
    let body = match body.strip_prefix("form ") {
        Some(parts) => form(&serde_json::from_str(parts).unwrap()),
        None => body.to_owned(),
    };
    Received { method: method.to_owned(), target: target.to_owned(), headers, body: body.into() }
}

fn form(parts: &Value) -> String {
    let parts = parts.as_array().unwrap().iter().map(|part| {
        let text = |key: &str| part[key].as_str().unwrap();
        let (name, kind, content) = (text("name"), text("content_type"), text("content"));
        format!(
            "--b\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
             content-type: {kind}\r\n\r\n{content}\r\n"
        )
    });
    format!("{}--b--\r\n", parts.collect::<String>())
}

/// What is not as it was said, if anything is.
fn difference(path: &str, said: &Value, came: &Value) -> Option<String> {
    match (said, came) {
        (Value::Object(said), Value::Object(came)) => said.iter().find_map(|(key, said)| {
            let path = format!("{path}.{key}");
            difference(&path, said, came.get(key).unwrap_or(&Value::Null))
        }),
        (Value::Array(said), Value::Array(came)) if said.len() == came.len() => {
            let mut items = said.iter().zip(came).enumerate();
            items.find_map(|(at, (said, came))| difference(&format!("{path}[{at}]"), said, came))
        }
        (said, came) => (said != came).then(|| format!("{path}: {said} was said, {came} came")),
    }
}

/// What is not answered as it is said, if anything is.
fn mistake(place: &str, said: &str, answer: &Answer) -> Option<String> {
    let (status, rest) = said.split_once(' ').unwrap_or((said, ""));
    let body = String::from_utf8_lossy(&answer.body);
    if answer.status.to_string() != status {
        return Some(format!("{place}: {} {body}", answer.status));
    }
    if let Some((name, value)) = rest.split_once(": ").filter(|_| !rest.starts_with(['{', '['])) {
        let found = answer.headers.iter().find(|(known, _)| known == name);
        let found = found.map(|(_, value)| value.as_str());
        return (found != Some(value)).then(|| format!("{place}: {name} is {found:?}"));
    }
    if rest.is_empty() {
        return None;
    }
    let said: Value = serde_json::from_str(rest).unwrap_or_else(|error| panic!("{place}: {error}"));
    let came = serde_json::from_str(&body).unwrap_or(Value::Null);
    let difference = difference("", &said, &came)?;
    Some(format!("{place}: {difference}\nof {came}"))
}

#[test]
fn each_story_goes_as_it_is_told() {
    let api = Arc::new(Api::parse(GORGIAS).unwrap());
    let told = stories().into_iter().map(|path| tell(&api, &path));
    let wrong: Vec<String> = told.flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What does not go as it is told.
fn tell(api: &Arc<Api>, path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let clock = ManualClock::new();
    let account = Account::of(Arc::clone(api)).clock(clock.clone(), "2026-03-06T09:00:00Z");
    let mut account = account.unwrap();
    let mut asked: Option<Received> = None;
    for (at, line) in text.lines().enumerate().skip(1) {
        let place = format!("{}:{}", path.file_name().unwrap().to_string_lossy(), at + 1);
        let header = line.split_once(": ").filter(|(name, _)| !name.contains(' '));
        if line.is_empty() || line.starts_with('#') {
        } else if let Some(seconds) = line.strip_prefix("seconds ") {
            clock.advance(Duration::from_secs(seconds.parse().unwrap()));
        } else if let Some(seed) = line.strip_prefix("seed ") {
            account = account.seeded(Seed::parse(seed).unwrap()).unwrap();
        } else if is_request(line) {
            asked = Some(request(line));
        } else if let (Some(asked), Some((name, value))) = (&mut asked, header) {
            asked.headers.push((name.to_owned(), value.to_owned()));
        } else {
            let asked = asked.take().unwrap_or_else(|| panic!("{place}: nothing was asked"));
            wrong.extend(mistake(&place, line, &account.answer(&asked)));
        }
    }
    wrong
}
