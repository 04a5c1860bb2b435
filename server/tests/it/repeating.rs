//! Nothing is created twice because a client asks twice.

use std::time::Duration;

use gorgias_fixture::{Fault, Rule};
use gorgias_mcp::serving::{Confirm, Outcome};
use serde_json::{Value, json};

use crate::core::{Core, DEADLINE, told};

const CREATE: &str = "create_a_gorgias_tag";
const RECORDED: &str = "tags.create/name-alone";

fn refund() -> Value {
    json!({"name": "refund"})
}

async fn core(rules: Vec<Rule>) -> Core {
    Core::of(&[RECORDED, "tags.get/plain"], rules, Confirm::Never).await
}

fn sent(core: &Core) -> usize {
    core.fixtures[0].received().len()
}

#[tokio::test]
async fn the_same_call_gets_the_first_answer() {
    let core = core(Vec::new()).await;
    let first = told(core.call(CREATE, refund()).await);
    assert_eq!(first["structuredContent"]["id"], 505);
    assert_eq!(first["structuredContent"].get("repeated"), None);
    let again = told(core.call(CREATE, refund()).await);
    assert_eq!(again["structuredContent"]["repeated"], true);
    assert_eq!(again["structuredContent"]["id"], 505);
    assert_eq!(
        again["content"][1]["text"],
        "Nothing was sent: this is what became of the same call before. Give `allow_repeat` as true if another one is meant."
    );
    assert_eq!(sent(&core), 1);
    assert_eq!(core.words(), ["ok", "repeated"]);
}

#[tokio::test]
async fn another_one_may_be_meant() {
    let core = core(Vec::new()).await;
    for (more, sends) in [
        (json!({}), 1),
        (json!({"allow_repeat": true}), 2),
        (json!({"allow_repeat": false}), 2),
        (json!({"allow_repeat": "maybe"}), 2),
        (json!({"allow_repeat": "true"}), 3),
        (json!({}), 3),
    ] {
        let mut arguments = refund();
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        core.call(CREATE, arguments).await;
        assert_eq!(sent(&core), sends, "{more}");
    }
}

#[tokio::test]
async fn after_two_minutes_it_is_another_call() {
    let core = core(Vec::new()).await;
    for (passes, sends) in [(0, 1), (119, 1), (1, 2), (119, 2)] {
        core.clock.manual.advance(Duration::from_secs(passes));
        core.call(CREATE, refund()).await;
        assert_eq!(sent(&core), sends, "{passes}");
    }
}

#[tokio::test]
async fn while_the_first_is_under_way_the_second_waits_for_it() {
    let slow = Rule::new(Fault::Latency(Duration::from_secs(5)));
    let core = core(vec![slow]).await;
    let (first, given_up) = core.begin(CREATE, &refund());
    core.has_got(1).await;
    // The client of the first is gone, and has begun again.
    given_up.cancel();
    assert!(matches!(first.await.unwrap(), Outcome::Cancelled));
    let (second, _) = core.begin(CREATE, &refund());
    core.clock.manual.asleep(1).await;
    core.clock.manual.advance(Duration::from_secs(5));
    let second = told(second.await.unwrap());
    assert_eq!(second["structuredContent"]["repeated"], true, "{second}");
    assert_eq!(sent(&core), 1);
}

#[tokio::test]
async fn what_is_not_known_to_have_failed_is_not_done_again() {
    for fault in [Fault::Status(500), Fault::Reset, Fault::ResetInBody, Fault::Truncated] {
        let core = core(vec![Rule::new(fault.clone()).first(1)]).await;
        for _ in 0..2 {
            let told = told(core.call(CREATE, refund()).await);
            assert_eq!(told["isError"], true, "{fault:?}: {told}");
            core.clock.manual.advance(10 * DEADLINE);
        }
        assert_eq!(
            (sent(&core), core.words()),
            (1, vec!["failed".to_owned(), "repeated".to_owned()]),
            "{fault:?}"
        );
        core.call(CREATE, json!({"name": "refund", "allow_repeat": true})).await;
        assert_eq!(sent(&core), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn what_failed_is_forgotten() {
    for fault in [Fault::Status(422), Fault::Status(403), Fault::Status(404)] {
        let core = core(vec![Rule::new(fault.clone()).first(1)]).await;
        core.call(CREATE, refund()).await;
        let again = core.call(CREATE, refund()).await;
        assert!(matches!(&again, Outcome::Kept { repeated: false, .. }), "{fault:?}: {again:?}");
        assert_eq!(sent(&core), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn nothing_else_is_guarded() {
    let core = core(Vec::new()).await;
    for (name, arguments) in
        [("get_single_gorgias_tag_by_id", json!({"id": 501})), (CREATE, json!({"name": "refund"}))]
    {
        core.call(name, arguments).await;
    }
    core.call("get_single_gorgias_tag_by_id", json!({"id": 501})).await;
    assert_eq!(sent(&core), 3);
}

#[tokio::test]
async fn the_order_of_keys_makes_no_other_call() {
    let core = Core::of(&["tags.create/in-full"], Vec::new(), Confirm::Never).await;
    let decoration = json!({"color": "#F58D86"});
    core.call(
        CREATE,
        json!({"name": "damaged", "description": "Arrived broken", "decoration": decoration}),
    )
    .await;
    core.call(
        CREATE,
        json!({"decoration": decoration, "description": "Arrived broken", "name": "damaged"}),
    )
    .await;
    assert_eq!(sent(&core), 1);
}
