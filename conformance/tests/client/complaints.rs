//! What users of generated clients complain about, each as who uses this one would meet it.

use std::{fs, path::Path};

use gorgias_client::{Account, Checkpoint, Error, Gorgias, Reply, Runtime};
use gorgias_fixture::{Fault, Fixture, Rule};
use serde_json::{Value, json};

use crate::{
    clock::Patience,
    recorded::{client_of, in_turn, recorded},
    stage::Stage,
};

#[tokio::test]
async fn one_odd_thing_does_not_lose_the_page_that_it_is_on() {
    let ticket = recorded("tickets.list/of-a-customer")["data"][0].clone();
    let odd = [
        ("status", json!("paused")),
        ("channel", json!("smoke-signals")),
        ("via", json!("a-partner-of-2031")),
        ("subject", Value::Null),
        ("customer", json!({})),
        ("assignee_user", json!("")),
        ("tags", Value::Null),
        ("meta", Value::Null),
        ("id", json!(1_i64 << 40)),
        ("created_datetime", json!("2026-03-04 09:15:00")),
        ("said_by_a_model", json!({"score": [0.5]})),
    ];
    let page: Vec<Value> = odd
        .iter()
        .map(|(key, value)| {
            let mut ticket = ticket.clone();
            ticket[key] = value.clone();
            ticket
        })
        .collect();
    let stage = Stage::answering(&json!({"data": page}));
    let read = stage.client().tickets().list().await.unwrap();
    assert_eq!(read.data.len(), odd.len());
    // Nor is it lost that it was odd.
    assert_eq!(read.data[0].status.as_str(), "paused");
    assert_eq!(read.data[8].id.get(), 1 << 40);
}

/// A call that is refused once because of the limit is sent again after the time for which the server asks.
async fn check_wait<F: Future<Output = Result<Reply, Error>>>(
    recording: &str,
    seconds: u32,
    call: impl FnOnce(Gorgias) -> F,
) {
    let clock = Patience::new();
    let fault = Fault::RateLimited { retry_after: Some(seconds.to_string()) };
    let setup = Fixture::setup(in_turn(&[recording])).rule(Rule::new(fault).first(1));
    let fixture = setup.start().await.unwrap();
    call(client_of(&fixture, clock.clone())).await.unwrap();
    assert_eq!((fixture.received().len(), fixture.unused().len()), (2, 0), "{recording}");
    let waited: f64 = clock.pauses().iter().sum();
    assert!((f64::from(seconds)..f64::from(seconds + 2)).contains(&waited), "{waited}");
}

#[tokio::test]
async fn who_asks_to_wait_is_waited_for_be_it_for_a_read_or_a_write() {
    check_wait("tags.get/plain", 7, |gorgias| gorgias.tags().get(501).send_raw()).await;
    check_wait("tags.delete/plain", 3, |gorgias| gorgias.tags().delete(502).send_raw()).await;
}

#[tokio::test]
async fn no_debug_shows_the_key_or_what_people_wrote() {
    const KEY: &str = "canary-key";
    const WORDS: &str = "canary-words";
    let stage = Stage::answering(&json!({"id": 7, "type": "exportTicket", "status": "running"}));
    let account = Account::new("acme", "ana@example.com", KEY).unwrap();
    let gorgias = Gorgias::with_runtime(Runtime::with_transport(account, stage));
    let note = gorgias.messages().create(4101, "internal-note", true).body_text(WORDS);
    let error = gorgias.jobs().get(7).await.unwrap_err();
    let shown = [
        format!("{gorgias:?}"),
        format!("{:?}", gorgias.tags()),
        format!("{note:?}"),
        format!("{:?}", gorgias.tags().list().search(WORDS).stream()),
        format!("{:?}", gorgias.events().follow(Checkpoint::default())),
        format!("{:?}", gorgias.jobs().get(7).finished()),
        format!("{error:?}"),
    ];
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[test]
fn a_new_field_or_value_breaks_no_caller() {
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/client/src/types");
    let (mut structs, mut open) = (0, 0);
    for file in fs::read_dir(types).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        // An item ends where a bracket closes at the beginning of a line.
        for item in text.split("\n}\n") {
            let has_fields = item.contains("\npub struct ") && item.contains("\n    pub ");
            let is_enum = item.contains("\npub enum ");
            structs += usize::from(has_fields);
            open += usize::from((has_fields || is_enum) && item.contains("#[non_exhaustive]"));
            assert!(!is_enum, "an enum is declared by a macro, which leaves it open:\n{item}");
        }
    }
    assert!(structs > 50 && structs == open, "{open} of {structs} structs can grow");
}
