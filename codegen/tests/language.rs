//! The language and what is written about it say the same.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gorgias_codegen::{Format, Source, check, compile};
use sources::tree;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The words of every record in the schema, with the record's name.
fn words(schema: &serde_json::Value) -> BTreeSet<(String, String)> {
    let definitions = schema["definitions"].as_object().unwrap();
    let of = |name: &String, definition: &serde_json::Value| {
        let properties = definition["properties"].as_object().cloned().unwrap_or_default();
        properties.keys().map(|word| (name.clone(), word.clone())).collect::<Vec<_>>()
    };
    definitions.iter().flat_map(|(name, definition)| of(name, definition)).collect()
}

#[test]
fn each_word_is_explained() {
    let schema = fs::read_to_string(root().join("spec/schema.json")).unwrap();
    let readme = fs::read_to_string(root().join("spec/README.md")).unwrap();
    let words = words(&serde_json::from_str(&schema).unwrap());
    assert!(words.len() > 100, "{words:?}");
    let missing: Vec<_> =
        words.iter().filter(|(_, word)| !readme.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "spec/README.md does not explain {missing:?}");
}

#[test]
fn each_file_names_its_schema() {
    let mut files = ["gorgias", "webhooks"]
        .map(|name| root().join("spec").join(name).with_extension("yaml"))
        .to_vec();
    for folder in ["resources", "workflows"] {
        let entries = fs::read_dir(root().join("spec").join(folder)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let schema = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let schema =
            file.parent().unwrap().join(schema.unwrap_or("(no first line that names a schema)"));
        assert!(schema.is_file(), "{}: {}", file.display(), schema.display());
    }
}

/// The indented examples of a section, without their indentation.
fn examples(section: &str, indentation: &str) -> Vec<String> {
    let mut examples = vec![String::new()];
    for line in section.lines() {
        match (line.strip_prefix(indentation), examples.last_mut()) {
            (Some(line), Some(example)) => *example += &format!("{line}\n"),
            (None, Some(example)) if !example.is_empty() => examples.push(String::new()),
            _ => {}
        }
    }
    examples.retain(|example| !example.is_empty());
    examples
}

#[test]
fn an_operation_is_added_as_it_is_explained() {
    let readme = fs::read_to_string(root().join("spec/README.md")).unwrap();
    let (_, walk) = readme.split_once("\n## How to add an operation\n").unwrap();
    let (walk, _) = walk.split_once("\n## ").unwrap();
    let (recordings, spec): (Vec<_>, Vec<_>) =
        examples(walk, "       ").into_iter().partition(|example| example.starts_with('{'));

    let mut sources = [("spec", "yaml"), ("conformance/recordings", "json")].map(tree_of).concat();
    for (path, text) in [
        ("spec/resources/shifts.yaml", spec.concat()),
        ("conformance/recordings/shifts.update/rename.json", recordings.concat()),
    ] {
        assert!(walk.contains(&format!("`{path}`")), "{path}");
        sources.push(Source { path: path.to_owned(), bytes: text.into_bytes() });
    }
    assert_eq!(check(&sources).render(Format::Human { color: false }), "");
    let made = compile(&sources).unwrap();
    assert!(made.iter().any(|output| output.path == "generated/client/src/shifts.rs"));
}

/// A section of `spec/README.md`, how its examples begin, what stands before them in a file, and how far in they stand.
const CONTEXTS: &[(&str, &str, &[&str], usize)] = &[
    ("Type expressions", "", &[NO_OPERATION, IN_TYPE], 6),
    ("Fields", "", &[NO_OPERATION, IN_TYPE], 6),
    ("Types", "", &[NO_OPERATION, "types:\n"], 2),
    ("Operations", "", &["operations:\n"], 2),
    ("Effects", "effect:", &[IN_OPERATION, NO_TOOL], 4),
    ("Tools", "tool:", &[IN_OPERATION], 4),
    ("Tools", "scans:", &[IN_OPERATION, IN_TOOL], 6),
    ("Refusals", "refusals:", &[IN_OPERATION, NO_TOOL], 4),
    ("Work that goes on", "long_running:", &[IN_OPERATION, NO_TOOL], 4),
    ("Lists that grow", "follow:", &[IN_OPERATION, NO_TOOL], 4),
    ("Behaviour", "query:", &[IN_OPERATION, NO_TOOL], 4),
    ("Behaviour", "does:", &[IN_OPERATION, NO_TOOL], 4),
    ("Behaviour", "usage:", &[NO_OPERATION, IN_TYPE], 6),
    ("Cases", "cases:", &[IN_OPERATION, NO_TOOL], 4),
];
const FILE: &str = "resource: examples\nabout: Examples.\ntopics: [support]\nsource: made up\n";
const NO_OPERATION: &str = "operations: {}\n";
const IN_TYPE: &str = "types:\n  Example:\n    fields:\n";
const IN_OPERATION: &str = "operations:\n  update:\n    call: PUT /api/examples\n    title: Example\n    about: An example.\n    \
    success: 200\n    returns: nothing\n";
const NO_TOOL: &str = "    tool: { name: example, shows: all }\n";
const IN_TOOL: &str = "    tool:\n      name: example\n      shows: all\n";

/// Rules about the words themselves, not about what an example's surroundings would have to hold.
const OF_WORDS: &[&str] =
    &["syntax", "unknown-key", "missing-key", "wrong-kind", "unknown-word", "type-expression"];

/// Whether an example is made of words of the language, each in its place.
fn check_example(path: &str, text: &str) {
    let mut sources = tree_of(("spec", "yaml"));
    sources.retain(|source| source.path == API && path != API);
    sources.push(Source { path: path.to_owned(), bytes: text.as_bytes().to_vec() });
    let diagnostics = check(&sources);
    let wrong: Vec<_> = diagnostics
        .iter()
        .filter(|found| OF_WORDS.contains(&found.rule()))
        .map(|found| format!("{}: {}", found.rule(), found.message()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?} in\n{text}");
}

#[test]
fn each_example_is_made_of_words_of_the_language() {
    let readme = fs::read_to_string(root().join("spec/README.md")).unwrap();
    let section = |title: &str| {
        let (_, section) = readme.split_once(&format!("\n## {title}\n")).unwrap();
        section.split_once("\n## ").map_or(section, |(section, _)| section).to_owned()
    };
    let mut placed = 0;
    for (title, start, before, depth) in CONTEXTS {
        let found: Vec<_> = examples(&section(title), "    ")
            .into_iter()
            .filter(|example| example.starts_with(start))
            .collect();
        placed += found.len();
        assert!(!found.is_empty(), "there is no example of `{start}` under {title}");
        for example in found {
            // One field may stand there in its short and in its long form.
            let fields = before.contains(&IN_TYPE);
            let parts = if fields { example.lines().collect() } else { vec![example.as_str()] };
            for part in parts {
                let indented: String =
                    part.lines().map(|line| format!("{:depth$}{line}\n", "")).collect();
                let text = format!("{FILE}{}{indented}", before.concat());
                check_example("spec/resources/examples.yaml", &text);
            }
        }
    }
    for workflow in examples(&section("Workflows"), "    ") {
        check_example("spec/workflows/example.yaml", &workflow);
    }
    for webhooks in examples(&section("Webhooks"), "    ") {
        check_example("spec/webhooks.yaml", &webhooks);
    }
    let api = fs::read_to_string(root().join(API)).unwrap();
    for (title, start) in IN_API {
        for example in examples(&section(title), "    ") {
            if example.starts_with(start) {
                check_example(API, &in_place(&api, &example));
                placed += 1;
            }
        }
    }
    let titles =
        CONTEXTS.iter().map(|(title, ..)| title).chain(IN_API.iter().map(|(title, _)| title));
    let titles: BTreeSet<&&str> = titles.collect();
    let all: usize = titles.iter().map(|title| examples(&section(title), "    ").len()).sum();
    assert_eq!(placed, all, "an example has no place to be tried in");
}

/// A section, and how its examples begin that are entries of `gorgias.yaml`.
const IN_API: &[(&str, &str)] = &[
    ("Refusals", "errors:"),
    ("`gorgias.yaml`", "accounts:"),
    ("`gorgias.yaml`", "formats:"),
    ("`gorgias.yaml`", "keeping:"),
    ("`gorgias.yaml`", "synonyms:"),
];

const API: &str = "spec/gorgias.yaml";

/// A file with an example in place of the entry that begins with the same word.
fn in_place(file: &str, example: &str) -> String {
    let word = example.lines().next().unwrap();
    let (before, entry) = file.split_once(&format!("\n{word}\n")).unwrap();
    let after = entry.lines().skip_while(|line| line.starts_with(' ') || line.is_empty());
    let after: String = after.map(|line| format!("{line}\n")).collect();
    format!("{before}\n{example}{after}")
}

/// What the compiler reads of a folder.
fn tree_of((folder, ending): (&str, &str)) -> Vec<Source> {
    let mut sources = tree(&root().join(folder));
    sources.retain(|source| source.path.ends_with(ending));
    for source in &mut sources {
        source.path = format!("{folder}/{}", source.path);
    }
    sources
}
