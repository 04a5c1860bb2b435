//! Workflows, step by step, with tools that answer what the test says.

use std::cell::RefCell;

use gorgias_conformance::workflow::follow;
use gorgias_runtime::jiff::civil::date;
use gorgias_suite::{Does, Input, Step, Until, Workflow};
use serde_json::{Map, Value};

/// A call without conditions.
const CALL: Step = Step { when: "{}", does: calls("look", "{}"), keep: None };

const fn calls(tool: &'static str, with: &'static str) -> Does {
    Does::Call { tool, with, until: None, expects: "{}" }
}

/// Follows the steps with tools that give these answers in turn; gives the calls that were made, and how it ended.
fn followed(steps: &'static [Step], answers: &[&str]) -> Vec<String> {
    let workflow = Workflow {
        name: "it",
        title: "It",
        about: "It.",
        inputs: &[
            Input { name: "ticket", about: "", example: "7" },
            Input { name: "who", about: "", example: r#"{"name": "Ana", "note": null}"# },
        ],
        steps,
    };
    let log = RefCell::new(Vec::new());
    let answers = RefCell::new(answers.iter());
    let call = async |tool: &str, args: Map<String, Value>| {
        log.borrow_mut().push(format!("{tool} {}", Value::from(args)));
        let answer = answers.borrow_mut().next().ok_or("nobody is there")?;
        Ok(serde_json::from_str(answer).unwrap())
    };
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ended = tokio.block_on(follow(&workflow, date(2026, 3, 6), call));
    let mut log = log.into_inner();
    log.extend(ended.err().map(|failure| failure.to_string()));
    log
}

#[test]
fn values_are_passed_from_answer_to_call() {
    const STEPS: &[Step] = &[
        Step { keep: Some("seen"), ..CALL },
        Step {
            does: calls(
                "write",
                r#"{"id": "$ticket", "to": "$seen.data[1].to", "null": "$who.note", "price": "5 $",
                    "deep": [{"text": "${today}: ${who.name} (${ticket}) ${who.note}said ${seen.data[0]} ${"}]}"#,
            ),
            ..CALL
        },
    ];
    let log = followed(STEPS, &[r#"{"data": [true, {"to": ["x"]}]}"#, "null"]);
    assert_eq!(
        log,
        [
            "look {}",
            r#"write {"id":7,"to":["x"],"null":null,"price":"5 $","deep":[{"text":"2026-03-06: Ana (7) said true ${"}]}"#,
        ]
    );
}

#[test]
fn an_item_is_found_by_all_that_must_hold() {
    const STEPS: &[Step] = &[
        Step { keep: Some("list"), ..CALL },
        Step {
            does: Does::Find {
                list: "list.result",
                filter: r#"{"from.agent": false, "ok": null}"#,
            },
            keep: Some("found"),
            ..CALL
        },
        Step { does: calls("use", r#"{"id": "$found.id"}"#), ..CALL },
    ];
    let list = r#"{"result": [{"id": 1, "ok": null}, {"id": 2, "from": {"agent": false}},
        {"id": 3, "from": {"agent": false}, "ok": null}, {"id": 4, "from": {"agent": false}, "ok": null}]}"#;
    assert_eq!(followed(STEPS, &[list, "{}"]), ["look {}", r#"use {"id":3}"#]);

    let log = followed(STEPS, &[r#"{"result": []}"#]);
    assert_eq!(
        log[1],
        "step 2 of 3: nothing is found in `list.result`; \
         expected an item with {\"from.agent\":false,\"ok\":null}; came []"
    );
}

#[test]
fn a_step_is_passed_over_unless_its_condition_holds() {
    const STEPS: &[Step] = &[
        Step { keep: Some("seen"), ..CALL },
        Step {
            when: r#"{"seen.status": "open", "ticket": 7}"#,
            does: calls("close", "{}"),
            ..CALL
        },
        Step { does: calls("end", "{}"), ..CALL },
    ];
    let open = followed(STEPS, &[r#"{"status": "open"}"#, "{}", "{}"]);
    assert_eq!(open, ["look {}", "close {}", "end {}"]);
    let closed = followed(STEPS, &[r#"{"status": "closed"}"#, "{}"]);
    assert_eq!(closed, ["look {}", "end {}"]);
}

#[test]
fn a_call_is_repeated_until_its_answer_holds_so() {
    const STEPS: &[Step] = &[
        Step {
            does: Does::Call {
                tool: "look",
                with: "{}",
                until: Some(Until { holds: r#"{"status": "done"}"#, at_most: 3 }),
                expects: r#"{"count": 2}"#,
            },
            keep: Some("job"),
            ..CALL
        },
        Step { does: calls("use", r#"{"count": "$job.count"}"#), ..CALL },
    ];
    let (going, done) = (r#"{"status": "going"}"#, r#"{"status": "done", "count": 2}"#);
    let log = followed(STEPS, &[going, going, done, "{}"]);
    assert_eq!(log, ["look {}", "look {}", "look {}", r#"use {"count":2}"#]);

    let log = followed(STEPS, &[going, going, going, done]);
    assert_eq!(log.len(), 4);
    assert!(log[3].starts_with("step 1 of 2: `look` was called 3 times"), "{}", log[3]);

    let log = followed(STEPS, &[r#"{"status": "done", "count": 3}"#]);
    assert!(
        log[1].starts_with("step 1 of 2: `look` answers something else at `count`"),
        "{}",
        log[1]
    );
}

#[test]
fn what_stops_a_workflow_is_said() {
    const REFUSED: &[Step] = &[CALL];
    assert_eq!(
        followed(REFUSED, &[]),
        [
            "look {}",
            "step 1 of 1: `look` failed: nobody is there; expected an answer to {}; came nobody is there"
        ]
    );
    const UNKNOWN: &[Step] = &[Step { does: calls("look", r#"{"id": "$other.id"}"#), ..CALL }];
    assert_eq!(
        followed(UNKNOWN, &[]),
        ["step 1 of 1: `$other.id` refers to nothing; \
             expected a value at `id`; came nothing is kept as `other`"]
    );
    const LOST: &[Step] = &[Step { does: calls("look", r#"{"id": "is ${who.id}"}"#), ..CALL }];
    let log = followed(LOST, &[]);
    assert!(log[0].starts_with("step 1 of 1: `$who.id` refers to nothing"), "{}", log[0]);
}
