//! The command line, as people, continuous integration and nextest use it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

pub(crate) const CASE: &str = "tags.list/by-name";

pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs the command; what nextest sets for this test is not meant for it.
pub(crate) fn run(arguments: &[&str]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gorgias-conformance"));
    let output = command.args(arguments).env_remove("NEXTEST").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// A folder with a copy of one recording in which a text is replaced.
pub(crate) fn changed(case: &str, old: &str, new: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let text = fs::read_to_string(recordings.join(format!("{case}.json"))).unwrap();
    assert!(text.contains(old), "{text}");
    let copy = folder.path().join(format!("{case}.json"));
    fs::create_dir_all(copy.parent().unwrap()).unwrap();
    fs::write(copy, text.replace(old, new)).unwrap();
    folder
}

/// How a trial ends against a changed recording, and what it reports.
fn report(case: &str, old: &str, new: &str) -> (i32, String) {
    let folder = changed(case, old, new);
    let folder = folder.path().to_str().unwrap();
    let ended = run(&[case, "--exact", "--recordings", folder]);
    (ended.code, ended.stdout.replace(folder, "FOLDER"))
}

/// How many trials of each kind a list names.
fn kinds(arguments: &[&str]) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for kind in run(arguments).stdout.lines().filter_map(|line| line.split(' ').next()) {
        *kinds.entry(kind.to_owned()).or_insert(0) += 1;
    }
    kinds
}

#[test]
fn everything_is_verified_and_counted() {
    let kinds = kinds(&["--list"]);
    for threads in ["1", "16"] {
        let ended = run(&["--test-threads", threads]);
        assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
        let verified = ended.stderr.lines().find(|line| line.starts_with("verified: ")).unwrap();
        assert!(verified.ends_with("; failed: 0"), "{}", ended.stderr);
        for (kind, trials) in &kinds {
            assert!(verified.contains(&format!(" {trials} {kind}")), "{verified}");
        }
        assert!(ended.stderr.contains(" documented, "), "{}", ended.stderr);
        assert!(!ended.stderr.contains("unused"), "{}", ended.stderr);
    }
}

#[test]
fn an_account_with_state_answers_too() {
    let recorded = kinds(&["--list"]);
    let mut kinds = kinds(&["--list", "--target", "stand-in"]);
    for (kind, trials) in &recorded {
        assert!(kinds[kind] >= *trials, "the account is spared trials of {kind}");
    }
    *kinds.get_mut("[workflow]").unwrap() -= 1;
    for threads in ["1", "16"] {
        let ended = run(&["--target", "stand-in", "--test-threads", threads]);
        assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
        assert!(ended.stderr.contains("; failed: 0\nnot verified: 1 skipped"), "{}", ended.stderr);
        let verified = ended.stderr.lines().find(|line| line.starts_with("verified: ")).unwrap();
        for (kind, trials) in &kinds {
            assert!(verified.contains(&format!(" {trials} {kind}")), "{verified}");
        }
        let apart = "bulk-job/ended-badly: no work of the stand-in fails\n";
        assert!(ended.stderr.contains(apart), "{}", ended.stderr);
    }
    let ended = run(&["--target", "stand-in", "bulk-job/ended-badly", "--exact"]);
    assert_eq!(ended.code, 3, "what is not verified is no success: {}", ended.stderr);
}

#[test]
fn what_an_account_with_state_fails_at_is_reported() {
    let folder = changed(CASE, "efund", "edo");
    let folder = folder.path().to_str().unwrap();
    let arguments = [CASE, "--exact", "--target", "stand-in", "--recordings"];
    let ended = run(&[&arguments[..], &[folder]].concat());
    let report = ended.stdout.replace(folder, "FOLDER");
    assert_eq!(ended.code, 101, "{report}");
    assert!(
        report.contains("Error: the list is empty, and in the recording it is not"),
        "{report}"
    );
    let again = "conformance tags.list/by-name --exact --target stand-in --recordings FOLDER";
    assert!(report.contains(again), "{report}");
}

#[test]
fn one_trial_is_run_by_its_whole_name() {
    let ended = run(&[CASE, "--exact"]);
    assert_eq!(ended.code, 0, "{}", ended.stdout);
    assert!(ended.stdout.contains("running 1 test\n"), "{}", ended.stdout);
    assert!(ended.stderr.contains("verified: 1 [call]; failed: 0\n"), "{}", ended.stderr);
    assert!(ended.stderr.contains("recordings: 1 documented, 0 live\n"), "{}", ended.stderr);
}

#[test]
fn an_empty_selection_verifies_nothing_and_fails() {
    let selections: [&[&str]; 3] =
        [&["tags.list/by-nam", "--exact"], &["--skip", ""], &["--ignored"]];
    for selection in selections {
        let ended = run(selection);
        assert_eq!(ended.code, 3, "{selection:?}");
        assert!(ended.stderr.starts_with("Error: no trial is selected"), "{}", ended.stderr);
    }
}

#[test]
fn a_list_needs_nothing_to_run_on() {
    let ended = run(&["--list", "--recordings", "no/such/folder"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let mut listed: Vec<_> = ended.stdout.lines().collect();
    assert!(listed.contains(&"[call] tags.list/by-name: test"), "{}", ended.stdout);
    let refuses = "[refuses] tags.create/refuses/name-too-long: test";
    assert!(listed.contains(&refuses), "{}", ended.stdout);
    assert!(listed.contains(&"[faults] tags.delete/faults/reset: test"), "{}", ended.stdout);
    assert!(listed.contains(&"[paging] tags.list/paging/to-the-end: test"), "{}", ended.stdout);
    assert!(listed.contains(&"[access] tags.merge/access/by-method: test"), "{}", ended.stdout);
    assert!(listed.contains(&"[workflow] close-politely/by-e-mail: test"), "{}", ended.stdout);
    let count = listed.len();
    listed.sort_unstable();
    listed.dedup();
    assert_eq!(listed.len(), count, "two trials have the same name");

    let ended = run(&["--list", "--ignored", "--format", "terse"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""));
}

#[test]
fn what_hinders_the_suite_is_told_apart_from_a_failure() {
    let missing = run(&["--recordings", "no/such/folder"]);
    assert_eq!(missing.code, 4);
    assert!(
        missing.stderr.starts_with(
            "Error: the recordings cannot be played\nno/such/folder: cannot be listed: "
        ),
        "{}",
        missing.stderr
    );

    let folder = changed(CASE, "\"status\": 200", "\"status\": \"fine\"");
    let broken = run(&["--recordings", folder.path().to_str().unwrap()]);
    assert_eq!(broken.code, 4);
    assert!(broken.stderr.contains("tags.list/by-name.json:"), "{}", broken.stderr);
    assert!(broken.stderr.contains("response.status: invalid type"), "{}", broken.stderr);

    assert_eq!(run(&["--no-such-flag"]).code, 2);
}

#[test]
fn a_request_that_is_not_recorded_fails() {
    let (code, report) = report(CASE, "limit=2", "limit=3");
    assert_eq!(code, 101);
    for part in [
        "Error: the typed client failed: ",
        "`limit` is 2, not 3",
        "nearest recording:\n  tags.list/by-name.json\n",
        "to run this trial alone:\n  \
         cargo xtask conformance tags.list/by-name --exact --recordings FOLDER",
    ] {
        assert!(report.contains(part), "no {part:?} in {report}");
    }
}

#[test]
fn an_answer_that_is_not_what_the_case_expects_fails() {
    let (code, report) = report(CASE, "\"name\": \"refund\"", "\"name\": \"returns\"");
    assert_eq!(code, 101);
    let expected = "Error: the API's answer is not what the case expects at `data[0].name`\n\
                    expected:\n  \"refund\"\ncame:\n  \"returns\"\n";
    assert!(report.contains(expected), "{report}");
}

#[test]
fn an_answer_that_cannot_be_decoded_fails() {
    let (code, report) = report(CASE, "\"name\": \"refund\"", "\"name\": [1]");
    assert_eq!(code, 101);
    assert!(report.contains("Error: the typed client failed: "), "{report}");
    assert!(report.contains("data[0].name"), "{report}");
}

#[test]
fn an_answer_of_which_the_client_loses_something_fails() {
    let (code, report) = report(CASE, "\"name\": \"refund\"", "\"name\": \"refund\", \"later\": 1");
    assert_eq!(code, 101);
    let expected = "Error: the typed client reads something else at `[0].later`\n";
    assert!(report.contains(expected), "{report}");
}

#[test]
fn a_refusal_that_is_another_one_fails() {
    const REFUSED: &str = "metric-cards.get/mistyped";
    let (code, told) = report(REFUSED, "\"status\": 404", "\"status\": 409");
    assert_eq!(code, 101);
    let expected = "Error: the typed client tells something else of the refusal\n";
    assert!(told.contains(expected), "{told}");

    let (_, taken) = report("tags.delete/plain", "\"status\": 204", "\"status\": 404");
    assert!(taken.contains("Error: the typed client failed: tags.delete: 404, "), "{taken}");

    let (_, another) = report(REFUSED, "\"created-tickets\",", "\"none\",");
    let expected =
        "Error: the API's answer is not what the case expects at `error.data.did_you_mean[0]`\n";
    assert!(another.contains(expected), "{another}");
}

#[test]
fn what_becomes_of_faults_is_told_in_a_table() {
    let ended = run(&["--faults-table"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let again = "| `429` | too many calls | rate limited, 4 attempts, may be repeated \
                 | rate limited, 4 attempts, may be repeated |\n";
    assert!(ended.stdout.contains(again), "{}", ended.stdout);
    let once = "| server, 4 attempts, may be repeated | server, 1 attempt, not to be repeated |\n";
    assert_eq!(ended.stdout.matches(once).count(), 6, "{}", ended.stdout);
}

#[test]
fn a_flaw_of_the_product_is_shown_by_the_trial_that_finds_it() {
    let table = run(&["--flaws-table"]);
    assert_eq!(table.code, 0, "{}", table.stderr);
    let flaw = "| `another-path` | An operation has another path. | `tags.get/plain` |";
    assert!(table.stdout.contains(flaw), "{}", table.stdout);

    let found = run(&["tags.get/plain", "--exact", "--flaw", "another-path"]);
    assert_eq!(found.code, 101, "{}", found.stdout);
    for part in [
        "the path is /api/tag/501, not /api/tags/501",
        "cargo xtask conformance tags.get/plain --exact --flaw another-path",
    ] {
        assert!(found.stdout.contains(part), "no {part:?} in {}", found.stdout);
    }
    let unknown = run(&["--flaw", "no-such-flaw"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("`--flaws-table` names them all"), "{}", unknown.stderr);
}

#[test]
fn a_workflow_that_cannot_be_done_fails() {
    let folder = changed("tickets.get/plain", "\"open\"", "\"open\"");
    let ended = run(&["close-politely/by-e-mail", "--recordings", folder.path().to_str().unwrap()]);
    assert_eq!(ended.code, 101);
    let expected = "Error: step 3 of 6: `list_all_gorgias_messages` failed: ";
    assert!(ended.stdout.contains(expected), "{}", ended.stdout);
}
