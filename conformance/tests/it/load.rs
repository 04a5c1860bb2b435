//! Folders of recordings, right and wrong.

use std::fs;

const GOOD: &str = r#"{"origin": "documented",
  "request": {"method": "GET", "target": "/api/tags/1"},
  "response": {"status": 200, "body": {"id": 1}}}"#;

/// What loading says of these files: the names of the exchanges, or what is wrong.
fn loaded(files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    match gorgias_conformance::load(folder.path()) {
        Ok(exchanges) => exchanges.into_iter().map(|it| it.name).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string().replace(folder.path().to_str().unwrap(), "."),
    }
}

#[test]
fn a_folder_is_loaded_or_all_that_is_wrong_is_said() {
    let wrong_status = GOOD.replace("200", "20");
    let wrong_key = GOOD.replace("\"origin\"", "\"orgin\"");
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[], ""),
        (
            &[("tags.list/b.json", GOOD), ("tags.get/one.json", GOOD), ("tags.list/a.json", GOOD)],
            "tags.get/one\ntags.list/a\ntags.list/b",
        ),
        (
            &[("tags.get/.swap", "x"), (".hidden/x", "x"), ("tags.get/one.json", GOOD)],
            "tags.get/one",
        ),
        (
            &[("tags.get/status.json", &wrong_status)],
            "./tags.get/status.json:3:27: response.status: \
             invalid value: integer `20`, expected a status, 200 to 599",
        ),
        (
            &[("tags.get/key.json", &wrong_key), ("tags.get/cut.json", "{"), ("stray.json", GOOD)],
            "./stray.json: is not in the folder of an operation\n\
             ./tags.get/cut.json:1:1: EOF while parsing an object\n\
             ./tags.get/key.json:1:8: orgin: \
             unknown field `orgin`, expected one of `origin`, `date`, `request`, `response`",
        ),
        (
            &[("tags.get/notes.txt", "x")],
            "./tags.get/notes.txt: is no recording: expected <operation>/<case>.json",
        ),
    ];
    for (files, expected) in cases {
        assert_eq!(loaded(files), *expected, "from {files:?}");
    }
}

#[test]
fn a_missing_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let error = gorgias_conformance::load(&folder.path().join("recordings")).unwrap_err();
    assert!(error.to_string().contains("recordings: cannot be listed"), "{error}");
}
