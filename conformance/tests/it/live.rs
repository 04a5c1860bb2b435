//! Runs against an account that is called by HTTP.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use gorgias_client::{Operation, operations};
use gorgias_fixture::{Exchange, Fault, Fixture, Received, Rule, Setup};
use gorgias_stand_in::{Account, GORGIAS};
use serde_json::{Value, json};

use crate::command::Ended;

/// A server that answers as an account does.
struct Served {
    fixture: Fixture,
    _tokio: tokio::runtime::Runtime,
}

fn serve(setup: Setup) -> Served {
    let tokio =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let fixture = tokio.block_on(setup.start()).unwrap();
    Served { fixture, _tokio: tokio }
}

/// An account with what the recordings show of a real one.
fn full() -> Setup {
    let account = Account::new(GORGIAS).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    for Exchange { name, method, target, status, answer, .. } in
        gorgias_conformance::load(&folder).unwrap()
    {
        let (operation, _) = name.split_once('/').unwrap();
        if let ("GET", 200, Some(answer)) = (method.as_str(), status, &answer) {
            account.learn(operation, &target, answer);
        }
    }
    Fixture::setup(Vec::new()).responder(Arc::new(account))
}

const KEY: &str = "k3y-of-a-sandbox";

/// Runs the command with only these variables that are for accounts.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gorgias-conformance"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GORGIAS_")) {
        command.env_remove(name);
    }
    let output = command.args(arguments).env_remove("NEXTEST").envs(variables.iter().copied());
    let output = output.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let ended = Ended {
        code: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    };
    let all = format!("{}{}", ended.stdout, ended.stderr);
    let proof = "YW5hQGV4YW1wbGUuY29tOmszeS1vZi1hLXNhbmRib3g";
    assert!(!all.contains(KEY) && !all.contains(proof), "{all}");
    ended
}

const ACCOUNT: [(&str, &str); 3] = [
    ("GORGIAS_ACCOUNT_DOMAIN", "acme"),
    ("GORGIAS_USERNAME", "ana@example.com"),
    ("GORGIAS_API_KEY", KEY),
];

fn against(served: &Served, arguments: &[&str]) -> Ended {
    let target = ["--target", &served.fixture.url(), "--pace", "unlimited"];
    run(&[&target, arguments].concat(), &ACCOUNT)
}

/// The operation of a request, by its verb and its path.
fn operation(received: &Received) -> &'static Operation {
    let path = received.target.split('?').next().unwrap();
    let fits = |template: &str| {
        let (mut known, mut parts) = (template.split('/'), path.split('/'));
        known
            .by_ref()
            .zip(parts.by_ref())
            .all(|(known, part)| known == part || known.starts_with('{'))
            && template.split('/').count() == path.split('/').count()
    };
    let known = |it: &&&Operation| it.method.as_str() == received.method && fits(it.path);
    operations::ALL.iter().find(known).unwrap_or_else(|| unreachable!("{received:?}"))
}

#[test]
fn an_account_is_read_and_nothing_else() {
    let reading = operations::ALL.iter().filter(|operation| operation.reads_only).count();
    for threads in ["1", "16"] {
        let served = serve(full());
        let ended = against(&served, &["--test-threads", threads]);
        assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
        let expected = "verified: 70 [live]; failed: 0\n\
            not verified: 2 skipped, 0 fail as expected\n  \
            files.download/live: no list shows what it needs: file_type, domain_hash, resource_name\n  \
            reporting.query/live/next-page: the account has no second page of it\n\
            answers: of http://127.0.0.1:";
        assert!(ended.stderr.contains(expected), "{}", ended.stderr);

        let received = served.fixture.received();
        let (mut wholes, mut pages) = (BTreeMap::<_, usize>::new(), 0);
        for request in &received {
            let operation = operation(request);
            assert!(operation.reads_only, "{} {}", request.method, request.target);
            if request.target.contains("limit=1")
                || request.body.windows(9).any(|it| it == b"\"limit\":1")
            {
                pages += 1;
            } else {
                *wholes.entry(operation.id).or_default() += 1;
            }
        }
        // All but the one that no list leads to, each once, whatever else needs what it answers.
        assert_eq!((wholes.len(), wholes.values().max()), (reading - 1, Some(&1)), "{wholes:?}");
        let estimated =
            format!("at most {} calls of {}, ", received.len() + 1, served.fixture.url());
        assert!(ended.stderr.starts_with(&estimated), "{pages} pages: {}", ended.stderr);
    }
}

#[test]
fn what_is_not_there_is_not_verified() {
    let account = Account::new(GORGIAS).unwrap();
    let served = serve(Fixture::setup(Vec::new()).responder(Arc::new(account)));
    let ended = against(&served, &["tags"]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let reasons = [
        "tags.get/live: `tags.list` lists nothing that has the `id` which it needs\n",
        "tags.list/live/next-page: the account has no second page of it\n",
        "ticket-tags.list/live: `tickets.list` lists nothing that has the `id` which it needs\n",
        "verified: 1 [live]; failed: 0\nnot verified: 3 skipped",
    ];
    for reason in reasons {
        assert!(ended.stderr.contains(reason), "{reason}: {}", ended.stderr);
    }
    assert!(ended.stdout.contains("3 ignored"), "{}", ended.stdout);
    let ended = against(&served, &["tags.get/live", "--exact"]);
    assert_eq!(ended.code, 3, "{}", ended.stderr);
    let said = "Error: nothing that was selected could be verified\n";
    assert!(ended.stderr.ends_with(said), "{}", ended.stderr);
}

#[test]
fn what_the_account_refuses_is_told_from_what_it_does_not_allow() {
    let check = |status: u16, code: i32, part: &str| {
        let served =
            serve(full().rule(Rule::new(Fault::Status(status)).on("GET", "/api/tags/{id}")));
        let ended = against(&served, &["tags", "--skip", "ticket"]);
        assert_eq!(ended.code, code, "{status}: {}", ended.stderr);
        let all = format!("{}{}", ended.stdout, ended.stderr);
        assert!(all.contains(part), "{part}: {all}");
    };
    check(403, 0, "tags.get/live: the account does not allow it: ");
    check(404, 101, "Error: the account refuses the call\n");
    check(422, 101, "Error: the account refuses the call\n");
}

/// An answer that the account gives in place of its own.
fn instead(target: &str, answer: Value) -> Setup {
    let exchange = Exchange {
        name: "instead".to_owned(),
        method: "GET".to_owned(),
        target: target.to_owned(),
        body: None,
        status: 200,
        headers: Vec::new(),
        answer: Some(answer),
    };
    let account = Account::new(GORGIAS).unwrap();
    Fixture::setup(vec![exchange]).responder(Arc::new(account))
}

fn tag() -> Value {
    json!({
        "id": 501, "name": "s3cret of a customer", "description": null, "decoration": null, "usage": 1,
        "uri": "/api/tags/501", "created_datetime": "2026-01-05T09:00:00", "deleted_datetime": null,
    })
}

#[test]
fn what_the_spec_does_not_know_is_listed_and_fails_nothing() {
    let mut tag = tag();
    tag["later"] = json!({"more": 1});
    tag["decoration"] = json!({"color": "#F58D86", "shade": "dark"});
    let served = serve(instead("/api/tags", json!({"data": [tag], "meta": {}})));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it");
    let file = path.to_str().unwrap();
    let ended = against(&served, &["tags.list/live", "--skip", "ticket", "--json", file]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
    let told = "unknown to the spec: tags.list: data[].decoration.shade, data[].later\n";
    assert!(ended.stderr.contains(told), "{}", ended.stderr);
    let report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let paths = json!(["data[].decoration.shade", "data[].later"]);
    assert_eq!(report["trials"][0]["unknown"], paths);
    let account = json!({"at": served.fixture.url(), "is_gorgias": false});
    assert_eq!((&report["account"], &report["target"]), (&account, &json!(served.fixture.url())));
}

#[test]
fn an_answer_of_another_type_fails_and_is_not_shown_whole() {
    let mut wrong = tag();
    wrong["usage"] = json!("many");
    let served = serve(instead("/api/tags", json!({"data": [wrong], "meta": {}})));
    let ended = against(&served, &["tags.list/live", "--exact"]);
    assert_eq!(ended.code, 101, "{}", ended.stderr);
    assert!(ended.stdout.contains("cannot read the answer"), "{}", ended.stdout);
    assert!(ended.stdout.contains("`data[0].usage`"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("s3cret"), "{}", ended.stdout);
    let again = format!(
        "conformance tags.list/live --exact --target {} --pace unlimited",
        served.fixture.url()
    );
    assert!(ended.stdout.contains(&again), "{}", ended.stdout);
}

#[test]
fn a_product_with_a_flaw_fails_at_an_account_too() {
    let check = |flaw: &str, part: &str| {
        let served = serve(full());
        let ended = against(&served, &["tags", "--skip", "ticket", "--flaw", flaw]);
        assert_eq!(ended.code, 101, "{flaw}: {}{}", ended.stdout, ended.stderr);
        assert!(ended.stdout.contains(part), "{flaw}: {}", ended.stdout);
        // The names of the tags are the account's own.
        assert!(!ended.stdout.contains("\"name\""), "{flaw}: {}", ended.stdout);
    };
    check("projection-without-a-path", "does not show all of `description`");
    check("projection-of-another-path", "shows `uri`, which is not asked for");
}

#[test]
fn an_account_that_cannot_be_called_is_said_once() {
    let check = |arguments: &[&str], variables: &[(&str, &str)], parts: &[&str]| {
        let ended = run(arguments, variables);
        assert_eq!(ended.code, 4, "{}{}", ended.stdout, ended.stderr);
        for part in parts {
            assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
        }
        assert_eq!(ended.stderr.matches("Error: ").count(), 1, "{}", ended.stderr);
        assert_eq!(ended.stdout, "");
    };
    let missing = ["Error: no account can be called", "`GORGIAS_ACCOUNT_DOMAIN`", "are not set"];
    check(&["--target", "sandbox"], &[], &missing);
    let key = ["`GORGIAS_API_KEY` is not set: set it in the environment"];
    check(&["--target", "sandbox"], &ACCOUNT[..2], &key);
    let plain = ["no account can be called", "would send the credentials unencrypted"];
    check(&["--target", "http://example.com"], &ACCOUNT, &plain);

    let nowhere = "http://127.0.0.1:9";
    let gone = ["Error: http://127.0.0.1:9 cannot be called: "];
    check(&["--target", nowhere], &ACCOUNT, &gone);
    let base = [&ACCOUNT[..], &[("GORGIAS_BASE_URL", nowhere)]].concat();
    check(&["--target", "sandbox"], &base, &gone);

    let served = serve(full().rule(Rule::new(Fault::Status(401))));
    let refused = [
        "cannot be called: ",
        "the credentials were refused",
        "check the user name and the API key",
    ];
    check(&["--target", &served.fixture.url()], &ACCOUNT, &refused);
    assert_eq!(served.fixture.received().len(), 1, "nothing else is called then");
}

#[test]
fn the_command_line_is_held_to_what_can_be() {
    let ended = run(&["--target", "stand_in"], &[]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("the targets are `recordings`"), "{}", ended.stderr);
    let listed = run(&["--target", "sandbox", "--list"], &[]);
    assert_eq!((listed.code, listed.stdout.lines().count()), (0, 72), "it needs no account");

    let served = serve(full());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.json");
    let ledger = format!("--ledger={}", path.display());
    let ended = against(&served, &[&ledger, "--date", "2026-11-20"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.contains("tells of what Gorgias answered"), "{}", ended.stderr);
    assert!(!path.exists());
}
