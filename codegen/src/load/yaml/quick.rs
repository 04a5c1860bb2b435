//! The quick way through a file: straight from the parser's events to the tree, at half the price of serde.
//!
//! It reads what people write in this language. Whatever else there is, and whatever is wrong, it leaves to the careful
//! reader, which can say what and where.

use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, Span as Place, StrInput};

use super::{Key, MAX_DEPTH, Node, Value};
use crate::source::Span;

/// The tree of a file, unless it takes a careful reader.
pub(super) fn parse(file: usize, text: &str) -> Option<Node> {
    let mut reader = Reader { file, parser: Parser::new_from_str(text) };
    reader.skip(&Event::StreamStart)?;
    let (Event::DocumentStart(..), _) = reader.next()? else { return None };
    let (event, place) = reader.next()?;
    let node = reader.node(event, place, 0)?;
    reader.skip(&Event::DocumentEnd)?;
    reader.skip(&Event::StreamEnd)?;
    Some(node)
}

struct Reader<'t> {
    file: usize,
    parser: Parser<'t, StrInput<'t>>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Place)> {
        self.parser.next_event()?.ok()
    }

    fn skip(&mut self, expected: &Event<'_>) -> Option<()> {
        (self.next()?.0 == *expected).then_some(())
    }

    /// The node that begins with an event. One with an anchor or a tag is none that people write.
    fn node(&mut self, event: Event<'t>, place: Place, depth: usize) -> Option<Node> {
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, 0, None) => plain(&text)?,
            Event::Scalar(text, _, 0, None) => Value::Text(text.into_owned()),
            Event::SequenceStart(_, 0, None) if depth < MAX_DEPTH => self.list(depth + 1)?,
            Event::MappingStart(_, 0, None) if depth < MAX_DEPTH => self.map(depth + 1)?,
            _ => return None,
        };
        Some(Node { span: self.span(place)?, value })
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(Value::List(items)),
                (event, place) => items.push(self.node(event, place, depth)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        let mut entries = Vec::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Some(Value::Map(entries)),
                (Event::Scalar(text, style, 0, None), place) => {
                    if style == ScalarStyle::Plain && is_null(&text) {
                        return None;
                    }
                    Key { text: text.into_owned(), span: self.span(place)? }
                }
                _ => return None,
            };
            let (event, place) = self.next()?;
            entries.push((key, self.node(event, place, depth)?));
        }
    }

    fn span(&self, place: Place) -> Option<Span> {
        Some(Span::new(self.file, place.byte_range()?))
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~") || text.eq_ignore_ascii_case("null")
}

/// Words that YAML, in one version or another, takes for something else than a text.
const DOUBTFUL: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

/// What a text without quotes means, unless that takes a closer look.
fn plain(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" => return Some(Value::Null),
        "true" => return Some(Value::Bool(true)),
        "false" => return Some(Value::Bool(false)),
        _ => {}
    }
    if text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return number(text);
    }
    let doubtful = DOUBTFUL.iter().any(|word| text.eq_ignore_ascii_case(word));
    (!doubtful).then(|| Value::Text(text.to_owned()))
}

/// What begins as a number does: one, or a date, a word behind a sign or a dot, or a text as which no number goes on.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all = |digits: &str| !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if digits == "0" || all(digits) && !digits.starts_with('0') {
        return text.parse().ok().map(Value::Int);
    }
    if let Some((whole, fraction)) = digits.split_once('.')
        && (whole == "0" || all(whole) && !whole.starts_with('0'))
        && all(fraction)
    {
        return text.parse().ok().map(Value::Float);
    }
    let date = digits.contains('-') && digits.bytes().all(|it| it.is_ascii_digit() || it == b'-');
    let word = text.trim_start_matches(['+', '-', '.']);
    let word = word.len() + 1 == text.len()
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && !["inf", "nan"].iter().any(|number| word.eq_ignore_ascii_case(number));
    let prose = text
        .chars()
        .any(|c| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.' | '_' | ':'));
    (date || word || prose).then(|| Value::Text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::load::yaml::careful;

    /// What the quick reader makes of a text, which is what the careful one makes of it or nothing.
    fn check(text: &str) -> Option<Node> {
        let quick = parse(0, text);
        if let Some(quick) = &quick {
            let careful = careful(0, text).unwrap_or_else(|wrong| panic!("{wrong:?} in {text}"));
            assert_eq!(format!("{quick:?}"), format!("{careful:?}"), "{text}");
        }
        quick
    }

    #[test]
    fn plain_texts_mean_what_they_mean_to_the_careful_reader() {
        let read = [
            "word",
            "two words",
            "true",
            "false",
            "null",
            "~",
            "0",
            "7",
            "-7",
            "1200",
            "1.5",
            "-0.25",
            "9223372036854775807",
            "2026-08",
            "2026-08-01",
            "10/80",
            "/api/tags",
            "a: b",
            "- a",
            "[a, 1]",
            "{ a: 1, b: { c: [] } }",
            "'quoted'",
            "\"a\\nb\"",
            "|\n  a\n  b",
            ">-\n  a\n  b",
            "x:\n  # why\n  y: 1",
            "404: gone",
            "\"~\": a",
            "é: [ß]",
            "x:",
            "$a.b",
            "T?",
            "<<: a",
        ];
        for text in read {
            assert!(check(&format!("k: {text}\n")).is_some() || check(text).is_some(), "{text}");
        }
        let left = [
            "True",
            "YES",
            "No",
            "on",
            "1e3",
            "0x1F",
            "0o7",
            "012",
            "+5",
            "1_000",
            ".5",
            "5.",
            "-",
            ".inf",
            ".NaN",
            "12:30",
            "9223372036854775808",
            "&a b",
            "*a",
            "!!str a",
            "!x y",
            "? a",
            "~: a",
            "{ a, b }",
            "[a",
            "a: b: c",
            "a\n---\nb",
            "\t- a",
            "",
        ];
        for text in left {
            check(&format!("k: {text}\n"));
            check(text);
        }
    }

    fn below(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { below(&path, files) } else { files.push(path) }
        }
    }

    #[test]
    fn the_spec_is_read_quickly_and_alike() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        below(&here.join("../spec"), &mut files);
        below(&here.join("tests/base/spec"), &mut files);
        files.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
        assert!(files.len() > 30);
        for path in files {
            let text = fs::read_to_string(&path).unwrap();
            assert!(check(&text).is_some(), "{} takes a careful reader", path.display());
        }
    }

    /// What a fuzzer came up with, and each file of the base cut off at many places.
    #[test]
    fn what_nobody_writes_is_read_alike_or_left() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        below(&here.join("fuzz/corpus"), &mut files);
        for path in files {
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            for part in text.split("-- ") {
                check(part.split_once('\n').map_or(part, |(_, rest)| rest));
            }
        }
        let base = fs::read_to_string(here.join("tests/base/spec/resources/parcels.yaml")).unwrap();
        for (end, _) in base.char_indices().step_by(29) {
            check(&base[..end]);
        }
    }
}
