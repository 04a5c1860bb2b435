//! JSON in generated Rust: a text that reads like JSON and is parsed when it is needed.

use proc_macro2::TokenStream;
use quote::quote;
use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// Up to here a value is written in one line.
const WIDTH: usize = 100;

/// A literal of the text of a value; lines after the first one begin in this column.
pub(crate) fn json_literal(value: &Value, column: usize) -> TokenStream {
    let mut text = String::new();
    write(value, column, &mut text);
    literal(&text)
}

/// A literal that needs no escapes.
pub(crate) fn literal(text: &str) -> TokenStream {
    if !text.contains(['"', '\\']) {
        return quote!(#text);
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let raw = format!("r{hashes}\"{text}\"{hashes}");
    raw.parse().unwrap_or_else(|_| quote!(#text))
}

fn write(value: &Value, column: usize, text: &mut String) {
    let line = one_line(value);
    let (open, close) = match value {
        Value::Object(entries) if !entries.is_empty() => ('{', '}'),
        Value::Array(items) if !items.is_empty() => ('[', ']'),
        _ => return text.push_str(&line),
    };
    if column + line.chars().count() <= WIDTH {
        return text.push_str(&line);
    }
    let inside = column + 2;
    let start = |first: bool| format!("{}\n{:inside$}", if first { "" } else { "," }, "");
    text.push(open);
    match value {
        Value::Object(entries) => {
            for (at, (key, value)) in entries.iter().enumerate() {
                text.push_str(&start(at == 0));
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(": ");
                write(value, inside, text);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                text.push_str(&start(at == 0));
                write(item, inside, text);
            }
        }
        _ => {}
    }
    text.push_str(&format!("\n{:column$}{close}", ""));
}

/// As people write JSON in a line: a space behind colons and commas.
pub(crate) fn one_line(value: &Value) -> String {
    let mut line = Vec::new();
    match value.serialize(&mut Serializer::with_formatter(&mut line, Spaced)) {
        Ok(()) => String::from_utf8_lossy(&line).into_owned(),
        Err(_) => value.to_string(),
    }
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: std::io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: std::io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: std::io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
    ) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_to_be_read() {
        let check = |json: &str, column: usize, expected: &str| {
            let value: Value = serde_json::from_str(json).unwrap();
            assert_eq!(json_literal(&value, column).to_string(), expected, "{json}");
        };
        check("{}", 0, r##""{}""##);
        check("[1,2]", 0, r##""[1, 2]""##);
        check(r#"{"a":"b","c":[null]}"#, 0, r##"r#"{"a": "b", "c": [null]}"#"##);
        check(r##"{"#a":"\"#"}"##, 0, r####"r##"{"#a": "\"#"}"##"####);
        check(
            r#"{"a":{"b":"c"},"d":[{"e":1},{"f":"g"}]}"#,
            84,
            &[
                r##"r#"{"##,
                &format!(r##"{:86}"a": {{"b": "c"}},"##, ""),
                &format!(r##"{:86}"d": ["##, ""),
                &format!(r##"{:88}{{"e": 1}},"##, ""),
                &format!(r##"{:88}{{"f": "g"}}"##, ""),
                &format!("{:86}]", ""),
                &format!(r##"{:84}}}"#"##, ""),
            ]
            .join("\n"),
        );
    }
}
