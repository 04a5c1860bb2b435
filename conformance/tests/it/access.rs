//! What goes by arguments, written by hand: what assistants may do when nothing may be changed, or no customer be reached.

use gorgias_fixture::Fixture;
use gorgias_tools::{Account, Narrowing, Runtime, ToolError, select};
use serde_json::{Value, json};

const MESSAGE: &str = "create_a_gorgias_message";
const TICKET: &str = "create_a_gorgias_ticket";
const SURVEY: &str = "create_a_gorgias_satisfaction_survey";
const JOB: &str = "create_a_gorgias_job";

fn message(channel: &str) -> Value {
    json!({
        "ticket_id": 4101, "channel": channel, "via": "api", "from_agent": true, "body_text": "Sorry.",
        "sender": {"email": "support@example.com"}, "receiver": {"email": "ana@example.com"},
    })
}

/// Tries a call, and expects it to pass or to be hindered; what passes is answered, since nothing is recorded, with 404.
async fn check(narrowing: &Narrowing, name: &str, given: Value, passes: bool) {
    let fixture = Fixture::start(Vec::new()).await.unwrap();
    let account = Account::new("acme", "ana@example.com", "key").unwrap();
    let runtime = Runtime::new(account.with_base_url(&fixture.url()).unwrap());
    let selection = select(narrowing).unwrap();
    let arguments = given.as_object().unwrap().clone();
    let error = selection.call(&runtime, name, arguments).await.unwrap_err();
    let hindered = matches!(error, ToolError::Unknown { .. } | ToolError::Barred { .. });
    assert_eq!(
        (!hindered, fixture.received().len()),
        (passes, usize::from(passes)),
        "{given}: {error}"
    );
}

#[tokio::test]
async fn no_message_goes_to_a_customer() {
    let quiet = &Narrowing::new().write(true).no_customer_messages();
    let with = |whole: Value, key: &str, value: Value| {
        let mut whole = whole;
        whole[key] = value;
        whole
    };
    check(quiet, MESSAGE, message("email"), false).await;
    check(quiet, MESSAGE, message("internal-note"), true).await;
    let sent = with(message("email"), "sent_datetime", json!("2026-01-05T09:00:00Z"));
    check(quiet, MESSAGE, sent.clone(), true).await;
    check(quiet, MESSAGE, with(sent, "action", json!("retry")), false).await;
    // In the other drawer it is the same argument.
    let mut hidden = message("internal-note");
    hidden.as_object_mut().unwrap().remove("channel");
    check(quiet, MESSAGE, with(hidden, "more", json!({"channel": "email"})), false).await;

    let ticket =
        |channel: &str| json!({"channel": "api", "via": "api", "messages": [message(channel)]});
    let inner = |mut ticket: Value| {
        ticket["messages"][0].as_object_mut().unwrap().remove("ticket_id");
        ticket
    };
    check(quiet, TICKET, inner(ticket("email")), false).await;
    check(quiet, TICKET, inner(ticket("internal-note")), true).await;

    let survey = json!({"customer_id": 77, "ticket_id": 4101});
    check(quiet, SURVEY, survey.clone(), true).await;
    let later = with(survey, "should_send_datetime", json!("2026-01-05T09:00:00Z"));
    check(quiet, SURVEY, later, false).await;
}

#[tokio::test]
async fn what_only_reads_may_be_posted() {
    let reads = &Narrowing::new();
    let export = json!({"type": "exportTicket", "params": {}});
    check(reads, JOB, export, true).await;
    check(reads, JOB, json!({"type": "deleteTicket", "params": {"ticket_ids": [1]}}), false).await;
    check(reads, "list_all_gorgias_search", json!({"type": "agent", "query": "Ana"}), true).await;
    check(reads, MESSAGE, message("internal-note"), false).await;
    check(reads, "gorgias_macros_archive", json!({"ids": [1]}), false).await;
}

#[test]
fn every_topic_preset_and_method_leaves_something() {
    let check = |narrowing: Narrowing| {
        assert!(!select(&narrowing).unwrap().tools().is_empty(), "{narrowing:?}");
    };
    for method in ["list", "get", "create", "update", "delete", "custom", "read", "write"] {
        check(Narrowing::new().methods([method]));
    }
    for topic in ["support", "crm", "analytics", "voice", "automation", "settings"] {
        check(Narrowing::new().topics([topic]));
    }
    for preset in ["essentials", "hero", "agent", "admin"] {
        check(Narrowing::new().presets([preset]));
    }
}
