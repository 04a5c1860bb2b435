//! Input that nobody writes by hand: each ends in a clear error, with a position where there is one.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that panics says where")]

mod sources;

use std::path::Path;
use std::sync::LazyLock;

use gorgias_codegen::{Format, MAX_SOURCE_BYTES, Source, check, compile};
use sources::tree;

const FILE: &str = "spec/resources/parcels.yaml";

/// The base with one file replaced.
fn with(path: &str, bytes: impl Into<Vec<u8>>) -> Vec<Source> {
    static BASE: LazyLock<Vec<Source>> =
        LazyLock::new(|| tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base")));
    let mut sources = BASE.clone();
    sources.retain(|source| source.path != path);
    sources.push(Source { path: path.to_owned(), bytes: bytes.into() });
    sources
}

/// The first diagnostic of the file: its rule, line, column and message. Nothing may be generated.
fn check_file(path: &str, bytes: impl Into<Vec<u8>>, expected: (&str, u64, u64, &str)) {
    let sources = with(path, bytes);
    let diagnostics = check(&sources);
    let json: serde_json::Value = serde_json::from_str(&diagnostics.render(Format::Json)).unwrap();
    let found =
        json.as_array().unwrap().iter().find(|found| found["file"] == path).unwrap_or_else(|| {
            panic!("nothing is said of {path}: {json:#}");
        });
    let place = (found["line"].as_u64().unwrap(), found["column"].as_u64().unwrap());
    let found =
        (found["rule"].as_str().unwrap(), place.0, place.1, found["message"].as_str().unwrap());
    assert_eq!(found, expected);
    assert!(compile(&sources).is_err());
}

#[test]
fn an_empty_file() {
    check_file(FILE, "", ("empty-file", 1, 1, "the file is empty"));
    check_file(FILE, "\n \n", ("empty-file", 1, 1, "the file is empty"));
    check_file(FILE, "# a comment\n", ("empty-file", 1, 1, "the file is empty"));
}

#[test]
fn a_file_that_is_not_text() {
    let expected = ("not-utf8", 1, 1, "line 2 is not UTF-8, from byte 21 of the file on");
    check_file(FILE, b"resource: parcels\na: \xff".as_slice(), expected);
    let expected = ("not-utf8", 1, 1, "line 1 is not UTF-8, from byte 0 of the file on");
    check_file("conformance/recordings/parcels.get/plain.json", [0xfe, 0xff].as_slice(), expected);
}

#[test]
fn a_mark_before_the_text_is_not_part_of_it() {
    check_file(FILE, "\u{feff}a: [1", ("syntax", 1, 4, "unclosed bracket '['"));
    let sources = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    for source in &sources {
        let marked = with(&source.path, [b"\xef\xbb\xbf", source.bytes.as_slice()].concat());
        assert_eq!(check(&marked).render(Format::Human { color: false }), "");
    }
}

#[test]
fn a_file_that_is_too_large() {
    let expected = ("file-too-large", 1, 1, "the file is over 4 MiB");
    check_file(FILE, "a: b\n".repeat(10_000_000), expected);
    check_file(FILE, vec![b' '; MAX_SOURCE_BYTES + 1], expected);
}

#[test]
fn nesting_without_end() {
    let deep = ("too-deep", 1, 129, "more than 64 levels deep");
    check_file(FILE, "- ".repeat(10_000), deep);
    check_file(FILE, "[".repeat(10_000), ("too-deep", 1, 65, "more than 64 levels deep"));
    check_file(FILE, "{a: ".repeat(10_000), ("too-deep", 1, 257, "more than 64 levels deep"));
    let blocks: String =
        (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth % 3000))).collect();
    let sources = with(FILE, blocks);
    assert!(!check(&sources).is_empty());
}

#[test]
fn aliases() {
    let bomb =
        "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n";
    let message = "anchors and aliases are not part of the language";
    check_file(FILE, bomb, ("no-aliases", 1, 7, message));
    check_file(FILE, "a: 1\nb: *nobody\n", ("no-aliases", 2, 4, message));
}

#[test]
fn text_that_is_not_yaml() {
    let tab = "resource: parcels\nabout: x\n\ttopics: [support]\n";
    check_file(FILE, tab, ("syntax", 2, 8, "while scanning a plain scalar, found a tab"));
    check_file(FILE, "a: [1", ("syntax", 1, 4, "unclosed bracket '['"));
    let colon = "about: A text: and more";
    check_file(FILE, colon, ("syntax", 1, 14, "mapping values are not allowed in this context"));
    let two = "resource: a\n---\nresource: b\n";
    check_file(FILE, two, ("syntax", 3, 1, "a file holds one document"));
}

#[test]
fn a_recording_that_is_not_json() {
    let path = "conformance/recordings/parcels.get/plain.json";
    check_file(
        path,
        "{\n  \"origin\": ,\n}",
        ("syntax", 2, 13, "expected value at line 2 column 13"),
    );
    let twice = "{\n  \"origin\": \"documented\",\n  \"origin\": \"live\"\n}";
    let message = "the key `origin` stands here twice at line 3 column 10";
    check_file(path, twice, ("syntax", 3, 10, message));
    let deep = "[".repeat(10_000);
    check_file(path, deep, ("syntax", 1, 128, "recursion limit exceeded at line 1 column 128"));
    check_file(path, "", ("syntax", 1, 1, "EOF while parsing a value at line 1 column 0"));
}

#[test]
fn nothing_at_all() {
    let diagnostics = check(&[]).render(Format::Human { color: false });
    assert!(diagnostics.contains("there is no `spec/gorgias.yaml`"), "{diagnostics}");
    assert!(diagnostics.contains("there is no file in `spec/resources/`"), "{diagnostics}");
}

/// Whatever a file is cut off at, something is said, and nothing panics.
#[test]
fn files_that_end_too_early() {
    let sources = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    for source in &sources {
        let text = String::from_utf8(source.bytes.clone()).unwrap();
        for (end, _) in text.char_indices().step_by(41) {
            let _ = check(&with(&source.path, &text.as_bytes()[..end])).render(Format::Github);
        }
    }
}

/// What is long or deep for a file, but no larger than a file may be: it ends, and does not need more stack than there is.
#[test]
fn much_of_one_thing() {
    let base = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    let base = base.into_iter().find(|source| source.path == FILE).unwrap();
    let base = String::from_utf8(base.bytes).unwrap();
    let repeated =
        |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let check_edit = |what: &str, from: &str, to: &str, rule: Option<&str>| {
        assert_eq!(base.matches(from).count(), 1, "{what}: `{from}`");
        let diagnostics = check(&with(FILE, base.replace(from, to)));
        assert_eq!(diagnostics.iter().next().map(|found| found.rule()), rule, "{what}");
        assert!(diagnostics.render(Format::Human { color: false }).len() < 20_000_000, "{what}");
    };
    let goods = "  Goods:\n    fields: { worth: number }\n";
    let chain = repeated(20_000, &|at| format!("  T{at}: {{ fields: {{ a: T{}? }} }}\n", at + 1));
    let chain = format!(
        "  Goods: {{ fields: {{ worth: number, a: {{ type: T0?, optional: true }} }} }}\n{chain}"
    );
    check_edit("types in a row", goods, &format!("{chain}  T20000: {{ id: int }}\n"), None);
    let drafts = repeated(20_000, &|at| format!("  T{at}: {{ of: T{} }}\n", at + 1));
    let drafts =
        format!("  Goods: {{ of: T0 }}\n{drafts}  T20000: {{ fields: {{ worth: number }} }}\n");
    check_edit("drafts in a row", goods, &drafts, None);
    let list = format!("worth: {}int{}", "list<".repeat(100_000), ">".repeat(100_000));
    check_edit("lists in lists", "worth: number", &list, Some("type-expression"));
    let keys = repeated(20_000, &|at| format!("k{at}: x\n"));
    let keys = format!("resource: parcels\n{keys}");
    check_edit("unknown keys", "resource: parcels\n", &keys, Some("unknown-key"));
    let keys = format!("worth: number{}", ", worth: number".repeat(20_000));
    check_edit("one key on one line", "worth: number", &keys, Some("duplicate-key"));
    let values = format!("[packed, sent, lost{}]", repeated(20_000, &|at| format!(", v{at}")));
    check_edit("values", "[packed, sent, lost]", &values, Some("token-budget"));
    let about = format!("about: List{}", "a".repeat(200_000));
    check_edit("a word", "about: List parcels, the newest first.", &about, Some("token-budget"));
}

/// A spec in which one line is missing or stands there twice is refused, or compiles: nothing panics.
#[test]
fn lines_that_are_missing_or_doubled() {
    each_line(|before, line, after| {
        vec![format!("{before}{after}"), format!("{before}{line}{line}{after}")]
    });
}

/// The same, where a value is another than the language has there: of another kind at each place, since all of them
/// everywhere take a minute.
#[test]
fn values_that_are_others() {
    each_line(|before, line, after| {
        let values = line.match_indices(": ").map(|(at, colon)| at + colon.len());
        let edited = values.map(|start| {
            let end = start + value_end(&line[start..]);
            let value = ["null", "[x]", "{ x: y }", "-7"][(before.len() + start) % 4];
            format!("{before}{}{value}{}{after}", &line[..start], &line[end..])
        });
        edited.collect()
    });
}

/// Compiles the base with each of the edits of each line of its spec.
fn each_line(edits: impl Fn(&str, &str, &str) -> Vec<String>) {
    let sources = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    for source in sources.iter().filter(|source| source.path.starts_with("spec/")) {
        let text = String::from_utf8(source.bytes.clone()).unwrap();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let (before, after) = (&text[..start], &text[start + line.len()..]);
            for edited in edits(before, line, after) {
                match compile(&with(&source.path, edited)) {
                    Ok(outputs) => assert!(outputs.is_sorted_by(|a, b| a.path < b.path), "{line}"),
                    Err(diagnostics) => assert!(!diagnostics.render(Format::Json).is_empty()),
                }
            }
            start += line.len();
        }
    }
}

/// Where the value that a text begins with ends, in a map on one line or at the end of the line.
fn value_end(text: &str) -> usize {
    let mut depth = 0;
    let end = text.find(|c: char| {
        let ends = c == '\n' || depth == 0 && matches!(c, ',' | '}' | ']');
        depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
        ends
    });
    end.unwrap_or(text.len())
}
