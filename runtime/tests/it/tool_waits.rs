//! Tools that begin some work, and wait for its end if they are asked to.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use gorgias_runtime::{
    LongRunning, Operation, Retry,
    operation::{Answer, Method, Param},
    serde_json::{Value, json},
    tool::{
        self, Shows, Terms, Tool,
        types::{Field, Object, Type},
    },
    transport::{Failure, Response},
};

use crate::{
    file_tools::BASE,
    hand::Hand,
    operations::READ,
    stage::{Stage, answer},
};

const JOB: Operation =
    Operation { id: "jobs.get", path: "/jobs/{id}", params: &[Param::path("id")], ..READ };

static GET: Operation = JOB;

static CREATE: Operation = Operation {
    id: "jobs.create",
    method: Method::Post,
    path: "/jobs",
    params: &[],
    answer: Answer::Value,
    reads_only: false,
    long_running: Some(&WORK),
    ..JOB
};

static WORK: LongRunning = LongRunning {
    poll: &GET,
    with: &[("id", "job.id")],
    ended: &[("status", &["done", "errored"])],
    good: &[("status", &["done"])],
    progress: Some("count"),
    cancel: None,
};

static BEGUN: Object = Object::new("Begun", &[Field::new("job", Type::Json)]);

static STATE: Object = Object::new(
    "State",
    &[
        Field::new("id", Type::Int),
        Field::new("status", Type::Text),
        Field::new("remark", Type::Text).untrusted(),
        Field::new("key", Type::Text).secret(),
    ],
);

static CREATE_TOOL: Tool =
    Tool { name: "create", operation: &CREATE, answer: Some(Type::Object(&BEGUN)), ..BASE };

static GET_TOOL: Tool = Tool {
    name: "get",
    operation: &GET,
    arguments: &[Field::new("id", Type::Int).required()],
    answer: Some(Type::Object(&STATE)),
    shows: Shows::Paths(&["status", "remark"]),
    ..BASE
};

type Answers = Vec<Result<Response, Failure>>;

fn states(states: &[&str]) -> Answers {
    let states = states.iter().enumerate().map(|(count, status)| {
        let state = json!({"id": 7, "status": status, "remark": "x", "key": "k", "count": count});
        Ok(answer(200, &state.to_string(), &[]))
    });
    states.collect()
}

/// Begins work by a tool, and expects this answer after so many requests, and this to be told of its progress.
fn answers(
    tools: &'static [&'static Tool],
    (given, patience): (Value, u64),
    later: Answers,
    expected: Value,
    (requests, progress): (usize, &[Option<u64>]),
) {
    let begun = Ok(answer(201, r#"{"job": {"id": 7}}"#, &[]));
    let stage = Stage::with([begun].into_iter().chain(later));
    let clock = Hand::new();
    let runtime = stage.builder().clock(clock.clone()).retry(Retry::never()).build();
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let terms = Terms::new()
        .patience(Duration::from_secs(patience))
        .progress(move |done| teller.lock().unwrap().push(done));
    let arguments = given.as_object().unwrap().clone();
    let answered = clock.run(async move {
        tool::answer(&runtime, tools, "create", arguments, &terms).await.unwrap()
    });
    assert_eq!(answered.value(), &expected, "{given}");
    assert_eq!((stage.sent().len(), &told.lock().unwrap()[..]), (requests, progress), "{given}");
    let untrusted: &[&str] = if expected.get("remark").is_some() { &["remark"] } else { &[] };
    assert_eq!(answered.untrusted(), untrusted);
}

static BOTH: &[&Tool] = &[&CREATE_TOOL, &GET_TOOL];
static ALONE: &[&Tool] = &[&CREATE_TOOL];

#[test]
fn work_is_waited_for_to_its_end() {
    let done = |work: Value, status: &str| json!({"status": status, "remark": "x", "work": work});
    answers(
        BOTH,
        (json!({"wait": "30"}), 50),
        states(&["running", "done"]),
        done(json!({"ended": true, "good": true}), "done"),
        (3, &[Some(0), Some(1)]),
    );
    answers(
        BOTH,
        (json!({"wait": 30}), 50),
        states(&["errored"]),
        done(json!({"ended": true, "good": false, "state": "`status` is \"errored\""}), "errored"),
        (2, &[Some(0)]),
    );
}

#[test]
fn when_the_time_is_over_it_is_said_how_to_ask_again() {
    let ask = json!({"tool": "get", "arguments": {"id": 7}});
    let on = json!({"ended": false, "ask": ask});
    let running = json!({"status": "running", "remark": "x", "work": on});
    for (wait, patience) in [(2, 50), (3600, 2)] {
        answers(
            BOTH,
            (json!({"wait": wait}), patience),
            states(&["running", "running", "running", "running"]),
            running.clone(),
            (2, &[Some(0)]),
        );
    }
}

#[test]
fn what_cannot_be_asked_about_was_begun_all_the_same() {
    let ask = json!({"tool": "get", "arguments": {"id": 7}});
    let note = "it was begun, and could not be asked about: jobs.get: 404, not found; \
        check the id, and whether the account's domain exists";
    answers(
        BOTH,
        (json!({"wait": 30}), 50),
        vec![Ok(answer(404, "", &[]))],
        json!({"work": {"ended": false, "ask": ask, "note": note}}),
        (2, &[]),
    );
}

#[test]
fn nobody_waits_unasked_or_by_a_tool_that_is_cut() {
    let begun = || json!({"job": {"id": 7}});
    answers(BOTH, (json!({}), 50), states(&["done"]), begun(), (1, &[]));
    answers(BOTH, (json!({"wait": 0}), 50), states(&["done"]), begun(), (1, &[]));
    answers(BOTH, (json!({"wait": null}), 50), states(&["done"]), begun(), (1, &[]));
    answers(ALONE, (json!({"wait": 9}), 50), states(&["done"]), begun(), (1, &[]));
}

#[tokio::test]
async fn only_what_goes_on_can_be_waited_for() {
    let stage = Stage::with([]);
    let refuses = async |name: &str, given: Value, expected: &str| {
        let arguments = given.as_object().unwrap().clone();
        let said = tool::call(&stage.runtime(), BOTH, name, arguments).await.unwrap_err();
        assert_eq!(said.to_string(), format!("nothing was sent, because {expected}"));
    };
    let wait = "`wait` is no argument of this tool: it takes `id`, `fields`";
    refuses("get", json!({"id": 1, "wait": 5}), wait).await;
    refuses("create", json!({"wait": "long"}), "`wait` is a text: give a whole number").await;
    refuses("create", json!({"wait": -1}), "`wait` is too small: give at least 0").await;
}
