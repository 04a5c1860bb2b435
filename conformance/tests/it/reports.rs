//! What a run writes down: what failed and why, what is not verified and why, and what stands in the ledger.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{CASE, Ended, changed, run};

/// A file with this text.
fn file(text: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it");
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

/// Runs what a filter selects, where these exceptions are known.
fn with_exceptions(exceptions: &str, arguments: &[&str]) -> Ended {
    let (_folder, path) = file(exceptions);
    run(&[arguments, &["--exceptions", &path]].concat())
}

/// Runs a trial and reads the report of it in JSON.
fn told(arguments: &[&str]) -> (i32, Value) {
    let (_folder, path) = file("");
    let ended = run(&[arguments, &["--json", &path]].concat());
    (ended.code, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

#[test]
fn what_is_skipped_is_not_verified() {
    let known = format!("# The order is open.\n{CASE} skip Nobody knows the order.\n");
    let ended = with_exceptions(
        &known,
        &["tags.list/", "--skip", "ticket-", "--skip", "faults", "--skip", "refuses"],
    );
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("1 ignored"), "{}", ended.stdout);
    let expected = format!(
        "verified: 1 [call], 4 [paging], 6 [access]; failed: 0\n\
         not verified: 1 skipped, 0 fail as expected\n  {CASE}: Nobody knows the order.\n"
    );
    assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
    assert!(ended.stderr.contains("tags        1/2          4          6\n"), "{}", ended.stderr);
    // Nothing else is selected, and what is skipped is not run.
    assert_eq!(with_exceptions(&known, &[CASE, "--exact"]).code, 3);
    assert_eq!(with_exceptions(&known, &[CASE, "--exact", "--include-ignored"]).code, 0);
}

#[test]
fn what_is_expected_to_fail_must() {
    let known = format!("{CASE} fails The recording is wrong.");
    let ended = with_exceptions(&known, &[CASE, "--exact"]);
    assert_eq!(ended.code, 101);
    let passed = "Error: the trial is expected to fail, and passes: take it from the exceptions\n";
    assert!(ended.stdout.contains(passed), "{}", ended.stdout);

    let folder = changed(CASE, "\"name\": \"refund\"", "\"name\": \"returns\"");
    let recordings = folder.path().to_str().unwrap();
    let ended = with_exceptions(&known, &[CASE, "--exact", "--recordings", recordings]);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    let expected = format!(
        "verified: 0 [call]; failed: 0\nnot verified: 0 skipped, 1 fail as expected\n  {CASE}: The recording is wrong.\n"
    );
    assert!(ended.stderr.contains(&expected), "{}", ended.stderr);
}

#[test]
fn exceptions_must_be_understood() {
    let check = |exceptions: &str, part: &str| {
        let ended = with_exceptions(exceptions, &[CASE]);
        assert_eq!(ended.code, 4, "{exceptions}");
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    };
    check("tags.list/none skip Gone.", "there is no trial of an exception: tags.list/none");
    check("\ntags.list/by-name skip", ":2: there is no reason");
    let missing = run(&["--exceptions", "no/such/file"]);
    assert_eq!(missing.code, 4);
    assert!(
        missing.stderr.starts_with("Error: no/such/file: cannot be read: "),
        "{}",
        missing.stderr
    );
}

#[test]
fn a_trial_that_breaks_says_nothing_of_what_it_tries() {
    let folder = changed(CASE, "refund", "refund");
    let recordings = folder.path().to_str().unwrap();
    let (code, told) = told(&["tags.get/plain", "--exact", "--recordings", recordings]);
    assert_eq!(code, 5);
    assert_eq!(told["trials"][0]["verdict"], "broken");
    assert_eq!(told["trials"][0]["failure"]["what"], "the case has no recording");
    assert_eq!(told["summary"]["broken"], 1);
}

#[test]
fn json_tells_all_of_a_failure() {
    let folder = changed("tags.get/plain", "\"name\": \"vip\"", "\"name\": \"vip\", \"later\": 1");
    let recordings = folder.path().to_str().unwrap();
    let (code, told) = told(&["tags.get/plain", "--exact", "--recordings", recordings]);
    assert_eq!(code, 101);
    let summary =
        json!({"verified": 0, "failed": 1, "broken": 0, "expected_failures": 0, "skipped": 0});
    assert_eq!(told["summary"], summary);
    let trial = &told["trials"][0];
    assert_eq!(
        [&trial["id"], &trial["kind"], &trial["of"]],
        ["tags.get/plain", "call", "tags.get"]
    );
    let failure = &trial["failure"];
    assert_eq!(failure["what"], "the typed client reads something else at `later`");
    assert_eq!(failure["differences"][0], "later: expected 1, came nothing");
    assert_eq!(failure["nearest"], "tags.get/plain");
    let command =
        format!("cargo xtask conformance tags.get/plain --exact --recordings {recordings}");
    assert_eq!(failure["command"], command);
}

#[test]
fn junit_and_the_page_tell_the_same() {
    let folder = changed("tags.get/plain", "\"name\": \"vip\"", "\"name\": \"<b>\"");
    let (_one, junit) = file("");
    let (_other, page) = file("");
    let known = "tags.get/access/by-name skip Not <now>.";
    // The other case has no recording in that folder, which breaks the two trials that need it.
    let arguments = ["tags.get/", "--skip", "empty", "--skip", "faults", "--skip", "refuses"];
    let recordings = ["--recordings", folder.path().to_str().unwrap()];
    let reports = ["--junit", &junit, "--html", &page, "--date", "2026-11-20"];
    let ended = with_exceptions(known, &[&arguments[..], &recordings, &reports].concat());
    assert_eq!(ended.code, 101, "{}", ended.stderr);

    let junit = fs::read_to_string(junit).unwrap();
    let suite = r#"<testsuite name="tags.get" tests="7" disabled="1" errors="2" failures="1">"#;
    assert!(junit.contains(suite), "{junit}");
    assert!(junit.contains(r#"<skipped message="Not &lt;now&gt;." type="skipped"/>"#), "{junit}");
    let failure =
        "<failure message=\"the API&apos;s answer is not what the case expects at `name`\">";
    assert!(junit.contains(failure), "{junit}");

    let page = fs::read_to_string(page).unwrap();
    for part in [
        "<title>Conformance: 1 failed, 2 broken of 7</title>",
        "Against recordings · 2026-11-20 · 7 trials",
        "<details open id=\"tags.get/plain\">",
        "<pre>&quot;&lt;b&gt;&quot;</pre>",
        "<code>tags.get/access/by-name</code> skipped: Not &lt;now&gt;.",
        "<tr data-name=\"tags.get\" data-open>",
        "<td class=\"bad\">0/1</td><td class=\"bad\">3/6</td>",
    ] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
    // Who opens it needs no other file and no network.
    assert!(!page.contains("src=") && !page.contains("href=") && !page.contains("url("), "{page}");
}

#[test]
fn the_ledger_tells_of_all_or_is_not_written() {
    let (_folder, path) = file("old");
    let ledger = format!("--ledger={path}");
    assert_eq!(run(&[&ledger]).code, 2, "a ledger has a date");
    let partly = run(&[CASE, &ledger, "--date", "2026-11-20"]);
    assert_eq!(partly.code, 2);
    assert!(partly.stderr.contains("the ledger tells of all trials"), "{}", partly.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");

    let known = "tags.get/plain skip The tag is gone.";
    let ended = with_exceptions(known, &[&ledger, "--date", "2026-11-20"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let ledger: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(ledger["date"], "2026-11-20");
    let operations = ledger["operations"].as_object().unwrap();
    assert_eq!(operations.len(), gorgias_suite::operations().count());
    let tag = &operations["tags.get"];
    assert_eq!(tag["call"], json!({"verified": 1, "not_verified": 1}));
    assert_eq!(tag["not_verified"], json!({"tags.get/plain": "The tag is gone."}));
    assert_eq!(tag["recordings"], json!({"documented": 2, "live": []}));
    let workflows = ledger["workflows"].as_object().unwrap();
    assert_eq!(workflows.len(), gorgias_suite::WORKFLOWS.len());
}
