//! Each program is run against the server of the tests. What it says and what it sends stands in `tests/expected`;
//! `UPDATE_EXPECTED=1 cargo test` writes it anew, to be read before it is committed.

use std::fs;

use gorgias_fixture::{Exchange, Fixture};
use serde_json::{Value, json};

use crate::{command, here, recorded};

/// A program, the name of a run, what it is given, what is answered to it, and what stands in its file.
struct Run<'r> {
    program: &'r str,
    name: &'r str,
    arguments: &'r [&'r str],
    answers: Vec<Exchange>,
    file: Option<&'r str>,
}

const FILE: &str = "checkpoint.txt";

/// The answer of a recording to another request, with something of it changed.
fn adapted(name: &str, target: &str, change: impl FnOnce(&mut Value)) -> Exchange {
    let mut exchange = recorded(name);
    exchange.target = target.to_owned();
    change(exchange.answer.as_mut().unwrap());
    exchange
}

/// What a run has said, sent and written.
async fn played(run: &Run<'_>) -> String {
    let fixture = Fixture::start(run.answers.clone()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    if let Some(text) = run.file {
        fs::write(&file, text).unwrap();
    }
    let output = command(run.program, &fixture, folder.path()).args(run.arguments).output();
    let output = output.unwrap();
    let sent = fixture.received().into_iter().map(|request| {
        let body = String::from_utf8(request.body.to_vec()).unwrap();
        format!("{} {} {body}", request.method, request.target).trim_end().to_owned() + "\n"
    });
    let mut told = format!("$ {} {}", run.program, run.arguments.join(" ")).trim_end().to_owned();
    let sections = [
        ("", String::from_utf8(output.stdout).unwrap()),
        ("-- says\n", String::from_utf8(output.stderr).unwrap()),
        ("-- sends\n", sent.collect()),
        ("-- keeps\n", fs::read_to_string(file).map(|text| text + "\n").unwrap_or_default()),
        ("-- ends with ", format!("{}\n", output.status.code().unwrap())),
    ];
    told.push('\n');
    for (title, text) in sections.into_iter().filter(|(_, text)| !text.is_empty()) {
        told = told + title + &text;
    }
    told
}

async fn check(run: Run<'_>) {
    let path = here(&format!("tests/expected/{}.txt", run.name));
    let found = played(&run).await;
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, found).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap();
    assert_eq!(found, expected, "{}", path.display());
}

#[tokio::test(flavor = "multi_thread")]
async fn export_tickets() {
    let query = "/api/tickets?trashed=false&order_by=created_datetime%3Aasc&limit=100";
    // One ticket on each of two pages, and of each what tells it from others.
    let page = |at: usize, next: Option<&str>, target: &str| {
        adapted("tickets.list/of-a-customer", target, |answer| {
            answer["data"] = json!([answer["data"][at]]);
            answer["meta"] = json!({"next_cursor": next});
        })
    };
    let answers =
        vec![page(0, Some("more"), query), page(1, None, &format!("{query}&cursor=more"))];
    check(Run {
        program: "export_tickets",
        name: "export_tickets",
        arguments: &[],
        answers,
        file: None,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sync_events() {
    let query = "/api/events?order_by=created_datetime%3Aasc&limit=100";
    let since = |time: &str, ids: &[i64]| {
        let target = format!("{query}&created_datetime%5Bgte%5D={time}");
        let ids = ids.to_vec();
        adapted("events.list/since-a-checkpoint", &target, |answer| {
            let event = answer["data"][0].clone();
            let event = |id: &i64| {
                let mut event = event.clone();
                event["id"] = json!(id);
                event["created_datetime"] = json!(format!("2026-03-06T09:00:{id:02}+00:00"));
                event
            };
            answer["data"] = ids.iter().map(event).collect();
            answer["meta"] = json!({"next_cursor": null});
        })
    };
    let first = vec![since("2026-03-06T09:00:00Z", &[8, 25])];
    let arguments = &[FILE][..];
    let program = "sync_events";
    let file = Some("2026-03-06T09:00:00Z\n");
    check(Run { program, name: "sync_events", arguments, answers: first, file }).await;
    // The next time, with one that turned up late.
    let next = vec![since("2026-03-06T09:00:15Z", &[16, 25, 31])];
    let file = Some("2026-03-06T09:00:15Z 2026-03-06T09:00:25Z/25");
    check(Run { program, name: "sync_events_again", arguments, answers: next, file }).await;
    check(Run { program, name: "sync_events_first", arguments, answers: vec![], file: None }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn add_note() {
    let answers = vec![recorded("messages.create/note-by-the-bot")];
    let arguments = &["4110", "The carrier has been asked."];
    check(Run { program: "add_note", name: "add_note", arguments, answers, file: None }).await;
    let (program, arguments) = ("add_note", &["4110"]);
    check(Run { program, name: "add_note_usage", arguments, answers: vec![], file: None }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tag_found() {
    let found = adapted("views.search-items/words", "/api/views/0/items", |answer| {
        let ticket = answer["data"][0].clone();
        let tickets = [(4101, json!([])), (4110, json!([{"id": 7, "name": "shipping"}]))];
        let tickets = tickets.map(|(id, tags)| {
            let mut ticket = ticket.clone();
            ticket["id"] = json!(id);
            ticket["tags"] = tags;
            ticket
        });
        answer["data"] = json!(tickets);
        answer["meta"] = json!({});
    });
    let mut tagged = recorded("ticket-tags.add/to-another-ticket");
    tagged.target = "/api/tickets/4101/tags".to_owned();
    let arguments = &["parcel", "shipping"];
    let answers = vec![found, tagged];
    check(Run { program: "tag_found", name: "tag_found", arguments, answers, file: None }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn follow_job() {
    // Both have ended when they are asked about first, so that nobody waits.
    for (name, id, recording) in
        [("follow_job", "1209", "over-at-once"), ("follow_job_errored", "1208", "errored")]
    {
        let answers = vec![recorded(&format!("jobs.get/{recording}"))];
        check(Run { program: "follow_job", name, arguments: &[id], answers, file: None }).await;
    }
}
