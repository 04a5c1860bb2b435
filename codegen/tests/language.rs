//! The language and what is written about it say the same.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

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
