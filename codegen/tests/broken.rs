//! Broken specs, each next to the exact output that it must give.
//!
//! A file of `tests/broken/` says what is wrong in its first line, then edits the whole spec of `tests/base/`: a section
//! for each file, in which `-` lines are replaced by the `+` lines below them, or which is given in full by `|` lines, or
//! which is `(gone)`. The last section is the output. `UPDATE_EXPECTED=1 cargo test` writes it anew, to be read before it
//! is committed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that panics says where")]

mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gorgias_codegen::{Format, Rule, Source, check};
use sources::tree;

const EXPECTED: &str = "-- expected\n";

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder)
}

fn broken() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(here("broken")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The base with the edits of a case.
fn edited(case: &str) -> Vec<Source> {
    let mut sources = tree(&here("base"));
    for section in case.split("\n-- ").skip(1) {
        let (path, edits) = section.split_once('\n').unwrap_or((section, ""));
        if let Some(path) = path.strip_suffix(" (gone)") {
            sources.retain(|source| source.path != path);
            continue;
        }
        let at = sources.iter().position(|source| source.path == path);
        let at = at.unwrap_or_else(|| {
            sources.push(Source { path: path.to_owned(), bytes: Vec::new() });
            sources.len() - 1
        });
        let text = String::from_utf8(sources[at].bytes.clone()).unwrap();
        sources[at].bytes = apply(path, text, edits).into_bytes();
    }
    sources
}

fn apply(path: &str, mut text: String, edits: &str) -> String {
    let whole: Vec<&str> = edits.lines().filter_map(|line| line.strip_prefix('|')).collect();
    if !whole.is_empty() {
        return whole
            .iter()
            .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
            .collect();
    }
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut replace = |old: &mut Vec<&str>, new: &mut Vec<&str>| {
        let (from, to) = (std::mem::take(old).join("\n"), std::mem::take(new).join("\n"));
        assert_eq!(text.matches(&from).count(), 1, "`{from}` is not in {path} once");
        text = text.replacen(&from, &to, 1);
    };
    for line in edits.lines() {
        match line.split_at(line.len().min(2)) {
            ("- " | "-", part) => {
                if !new.is_empty() {
                    replace(&mut old, &mut new);
                }
                old.push(part);
            }
            ("+ " | "+", part) => new.push(part),
            _ => panic!("`{line}` of {path} begins with neither `-` nor `+`"),
        }
    }
    replace(&mut old, &mut new);
    text
}

#[test]
fn the_base_is_right() {
    let diagnostics = check(&tree(&here("base")));
    assert_eq!(diagnostics.render(Format::Human { color: false }), "");
}

#[test]
fn each_broken_spec_gives_its_diagnostics() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for path in broken() {
        let text = fs::read_to_string(&path).unwrap();
        let (case, expected) = text.split_once(EXPECTED).unwrap_or((&text, ""));
        let actual = check(&edited(case.trim_end())).render(Format::Human { color: false });
        let actual = actual.trim_end().to_owned() + "\n";
        if update {
            fs::write(&path, format!("{}\n{EXPECTED}{actual}", case.trim_end())).unwrap();
        } else if actual != expected {
            wrong.push(format!("{}\nexpected:\n{expected}\nfound:\n{actual}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_rule_is_broken_by_a_test_and_explained() {
    let texts: Vec<String> =
        broken().iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let readme = fs::read_to_string(here("../../spec/README.md")).unwrap();
    let input = fs::read_to_string(here("bad_input.rs")).unwrap();
    let unbroken: BTreeSet<&str> = Rule::ALL
        .iter()
        .map(|rule| rule.id())
        .filter(|id| {
            !texts.iter().any(|text| text.contains(&format!("error[{id}]")))
                && !input.contains(&format!("\"{id}\""))
        })
        .collect();
    assert_eq!(unbroken, BTreeSet::new(), "no test breaks these rules");
    for rule in Rule::ALL {
        let row = format!("| `{}` | {} |", rule.id(), rule.reason());
        assert!(readme.contains(&row), "spec/README.md lacks the row\n{row}");
    }
}
