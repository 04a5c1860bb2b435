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
    let mut files = vec![root().join("spec/gorgias.yaml")];
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

/// The indented examples of a list item, without their indentation.
fn examples(section: &str) -> Vec<String> {
    let mut examples = vec![String::new()];
    for line in section.lines() {
        match (line.strip_prefix("       "), examples.last_mut()) {
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
        examples(walk).into_iter().partition(|example| example.starts_with('{'));

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

/// What the compiler reads of a folder.
fn tree_of((folder, ending): (&str, &str)) -> Vec<Source> {
    let mut sources = tree(&root().join(folder));
    sources.retain(|source| source.path.ends_with(ending));
    for source in &mut sources {
        source.path = format!("{folder}/{}", source.path);
    }
    sources
}
