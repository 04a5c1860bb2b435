//! What cannot be undone is done when a person says so, and a model cannot say it for them.

use std::{collections::BTreeMap, time::Duration};

use gorgias_mcp::serving::{Confirm, Outcome, Person};
use serde_json::{Value, json};

use crate::core::{Core, told};

const DELETE: &str = "delete_a_gorgias_tag_by_id";
const ACCEPTED: &str = r#"{"action": "accept", "content": {"confirm": true}}"#;

async fn core(confirm: Confirm) -> Core {
    Core::of(
        &["tags.delete/plain", "tags.create/name-alone", "tags.get/plain"],
        Vec::new(),
        confirm,
    )
    .await
}

fn sent(core: &Core) -> usize {
    core.fixtures[0].received().len()
}

/// Makes the call, and gives the seal that comes with the question.
async fn ask(core: &Core, arguments: Value) -> String {
    let outcome = core.call_for(Person::ByAnswer { said: None }, DELETE, arguments).await;
    let Outcome::Asks(asks) = outcome else { panic!("{outcome:?}") };
    asks.request_state.unwrap()
}

/// Makes the call with what a person said.
async fn say(core: &Core, seal: &str, arguments: Value, said: &str) -> Outcome {
    let said = BTreeMap::from([("confirm".to_owned(), serde_json::from_str(said).unwrap())]);
    let person = Person::ByAnswer { said: Some((said, seal.to_owned())) };
    core.call_for(person, DELETE, arguments).await
}

fn tag() -> Value {
    json!({"id": 502})
}

#[tokio::test]
async fn a_person_is_told_what_would_be_done() {
    let core = core(Confirm::Auto).await;
    let outcome = core.call_for(Person::ByAnswer { said: None }, DELETE, tag()).await;
    let mut told = told(outcome);
    let seal = told["requestState"].take();
    assert!(seal.as_str().unwrap().starts_with("rs1."), "{seal}");
    assert_eq!(
        told,
        json!({
            "resultType": "input_required",
            "requestState": null,
            "inputRequests": {"confirm": {
                "method": "elicitation/create",
                "params": {
                    "mode": "form",
                    "message": "Delete a tag, in the account shop-0? It may not be possible to undo this. The call is \
                        delete_a_gorgias_tag_by_id {\"id\":502}",
                    "requestedSchema": {
                        "type": "object",
                        "properties": {"confirm": {"type": "boolean", "title": "Do it"}},
                        "required": ["confirm"],
                    },
                },
            }},
        })
    );
    assert_eq!((sent(&core), core.words()), (0, vec!["asked".to_owned()]));
}

#[tokio::test]
async fn what_they_want_is_done_once() {
    let core = core(Confirm::Auto).await;
    let seal = ask(&core, tag()).await;
    let outcome = say(&core, &seal, tag(), ACCEPTED).await;
    assert!(matches!(outcome, Outcome::Answered(..)), "{outcome:?}");
    assert!(matches!(say(&core, &seal, tag(), ACCEPTED).await, Outcome::Withheld(_)));
    assert_eq!(sent(&core), 1);
}

#[tokio::test]
async fn what_they_do_not_want_is_not_done() {
    let core = core(Confirm::Auto).await;
    for said in [
        r#"{"action": "decline"}"#,
        r#"{"action": "cancel"}"#,
        r#"{"action": "accept"}"#,
        r#"{"action": "accept", "content": {"confirm": false}}"#,
        r#"{"action": "accept", "content": {"confirm": "true"}}"#,
        r#"{"content": {"confirm": true}}"#,
        "true",
        "null",
    ] {
        let seal = ask(&core, tag()).await;
        assert!(matches!(say(&core, &seal, tag(), said).await, Outcome::Withheld(_)), "{said}");
    }
    assert_eq!(sent(&core), 0);
}

#[tokio::test]
async fn a_seal_is_good_for_its_call_alone_and_not_for_long() {
    let core = core(Confirm::Auto).await;
    let seal = ask(&core, tag()).await;
    let other = ask(&self::core(Confirm::Auto).await, tag()).await;
    let (head, tail) = seal.split_at(seal.len() - 1);
    let forged = format!("{head}{}", if tail == "A" { "B" } else { "A" });
    for (seal, arguments) in
        [(&seal, json!({"id": 503})), (&other, tag()), (&forged, tag()), (&String::new(), tag())]
    {
        let outcome = say(&core, seal, arguments, ACCEPTED).await;
        assert!(matches!(outcome, Outcome::Withheld(_)), "{seal}: {outcome:?}");
    }
    core.clock.manual.advance(Duration::from_secs(300));
    assert!(matches!(say(&core, &seal, tag(), ACCEPTED).await, Outcome::Withheld(_)));
    assert_eq!(sent(&core), 0);
}

#[tokio::test]
async fn a_model_cannot_say_it_for_them() {
    let core = core(Confirm::Auto).await;
    for arguments in [
        json!({"id": 502}),
        json!({"id": 502, "confirm": true}),
        json!({"id": 502, "more": {"confirm": true}}),
    ] {
        let told = told(core.call(DELETE, arguments).await);
        assert_eq!(told["isError"], true, "{told}");
    }
    let told = told(core.call(DELETE, tag()).await);
    assert_eq!(
        told["_meta"]["error"]["message"],
        "nothing was sent, because this needs a person's word first, and this client cannot ask its user. Whoever keeps the \
         server can allow such calls by `--confirm never`"
    );
    // It stands in the text, too, and not where the data of answers stand.
    assert_eq!(told["content"][0]["text"], told["_meta"].to_string());
    assert_eq!(told.get("structuredContent"), None);
    assert_eq!(sent(&core), 0);
}

#[tokio::test]
async fn what_they_are_asked_about_goes_by_the_setting() {
    for (confirm, name, arguments, asks) in [
        (Confirm::Auto, DELETE, tag(), true),
        (Confirm::Auto, "create_a_gorgias_tag", json!({"name": "refund"}), false),
        (Confirm::Auto, "get_single_gorgias_tag_by_id", json!({"id": 501}), false),
        (Confirm::Always, DELETE, tag(), true),
        (Confirm::Always, "create_a_gorgias_tag", json!({"name": "refund"}), true),
        (Confirm::Always, "get_single_gorgias_tag_by_id", json!({"id": 501}), false),
        (Confirm::Never, DELETE, tag(), false),
    ] {
        let core = core(confirm).await;
        let outcome = core.call_for(Person::ByAnswer { said: None }, name, arguments).await;
        assert_eq!(matches!(outcome, Outcome::Asks(_)), asks, "{confirm:?} {name}: {outcome:?}");
    }
}

#[tokio::test]
async fn nobody_is_asked_about_a_mistake() {
    let core = core(Confirm::Auto).await;
    let outcome = core.call_for(Person::ByAnswer { said: None }, DELETE, json!({"id": "x"})).await;
    assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:?}");
}
