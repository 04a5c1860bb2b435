//! Workflows, step by step, with tools that answer what the test says.

use std::cell::RefCell;

use gorgias_conformance::workflow::{Ended, Unanswered, check, follow};
use gorgias_runtime::jiff::civil::date;
use gorgias_suite::{Does, Ending, Input, Refused, Step, ToolCall, Until, Workflow};
use serde_json::{Map, Value};

/// A call without conditions.
const CALL: Step = Step { when: "{}", does: calls("look", "{}"), keep: None };

const fn calls(tool: &'static str, with: &'static str) -> Does {
    Does::Call(ToolCall { tool, with, ..ToolCall::PLAIN })
}

/// Follows the steps with tools that give these answers in turn; gives the calls that were made, and how it ended. An answer
/// that is a number is the status of a refusal.
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
        gives: r#"{"of": "$who.name"}"#,
        trials: &[],
    };
    let (mut log, ended) = done(&workflow, Map::new(), answers);
    log.extend(match ended {
        Ok(Ended::Done(_)) => None,
        Ok(Ended::Stopped(said)) => Some(format!("stopped: {said}")),
        Err(failure) => Some(failure),
    });
    log
}

/// Follows a workflow; gives the calls that were made, and how it ended.
fn done(
    workflow: &Workflow,
    args: Map<String, Value>,
    answers: &[&str],
) -> (Vec<String>, Result<Ended, String>) {
    let log = RefCell::new(Vec::new());
    let answers = RefCell::new(answers.iter());
    let call = async |tool: &str, args: Map<String, Value>| {
        log.borrow_mut().push(format!("{tool} {}", Value::from(args)));
        let refused = |status, message: &str| Unanswered {
            status,
            message: message.to_owned(),
            error: message.to_owned(),
        };
        let answer = answers.borrow_mut().next();
        let answer = answer.ok_or_else(|| refused(None, "nobody is there"))?;
        match serde_json::from_str::<Value>(answer).unwrap() {
            Value::Number(status) => Err(refused(
                status.as_u64().and_then(|status| u16::try_from(status).ok()),
                "It is not allowed.",
            )),
            answer => Ok(answer),
        }
    };
    let tokio = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ended = tokio.block_on(follow(workflow, args, date(2026, 3, 6), call));
    (log.into_inner(), ended.map_err(|failure| failure.to_string()))
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
                optional: false,
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
            does: Does::Call(ToolCall {
                tool: "look",
                until: Some(Until { holds: r#"{"status": ["done", "failed"]}"#, at_most: 3 }),
                expects: r#"{"count": {"at_most": 2}}"#,
                ..ToolCall::PLAIN
            }),
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

#[test]
fn what_is_claimed_can_refer_to_what_is_kept() {
    const STEPS: &[Step] = &[
        Step { keep: Some("list"), ..CALL },
        Step {
            does: Does::Find {
                list: "list.result",
                filter: r#"{"name": "$who.name", "tags[].name": {"contains": "of ${who.name}"}, "id": {"not": "$ticket"}}"#,
                optional: false,
            },
            keep: Some("found"),
            ..CALL
        },
        Step { does: calls("use", r#"{"id": "$found.id"}"#), ..CALL },
    ];
    let list = r#"{"result": [{"id": 1, "name": "Bea", "tags": [{"name": "of Ana"}]},
        {"id": 7, "name": "Ana", "tags": [{"name": "of Ana"}]}, {"id": 3, "name": "Ana", "tags": []},
        {"id": 4, "name": "Ana", "tags": [{"name": "old"}, {"name": "of Ana"}]}]}"#;
    assert_eq!(followed(STEPS, &[list, "{}"]), ["look {}", r#"use {"id":4}"#]);
}

#[test]
fn what_is_not_found_is_made() {
    const STEPS: &[Step] = &[
        Step { keep: Some("list"), ..CALL },
        Step {
            does: Does::Find { list: "list.result", filter: r#"{"ok": true}"#, optional: true },
            keep: Some("found"),
            ..CALL
        },
        Step { when: r#"{"found.id": "absent"}"#, does: calls("make", "{}"), keep: Some("made") },
        Step { does: Does::Either(&["found.id", "made.id"]), keep: Some("id"), ..CALL },
        Step { does: calls("use", r#"{"id": "$id"}"#), ..CALL },
    ];
    let found = followed(STEPS, &[r#"{"result": [{"id": 1, "ok": true}]}"#, "{}"]);
    assert_eq!(found, ["look {}", r#"use {"id":1}"#]);
    let made = followed(STEPS, &[r#"{"result": [{"id": 1}]}"#, r#"{"id": 2}"#, "{}"]);
    assert_eq!(made, ["look {}", "make {}", r#"use {"id":2}"#]);
    let neither = followed(STEPS, &[r#"{"result": []}"#, "{}"]);
    assert_eq!(
        neither[2],
        "step 4 of 5: none of several values is there; expected a value at `found.id` or `made.id`; came nothing"
    );
}

#[test]
fn a_call_is_made_for_each_item() {
    const STEPS: &[Step] = &[
        Step { keep: Some("list"), ..CALL },
        Step {
            when: r#"{"it.open": true}"#,
            does: Does::Call(ToolCall {
                tool: "ask",
                with: r#"{"of": "$it.id"}"#,
                each: Some("list.result"),
                ..ToolCall::PLAIN
            }),
            keep: Some("answers"),
        },
        Step {
            does: calls("use", r#"{"all": "$answers[].result[].x", "one": "$answers[0]"}"#),
            ..CALL
        },
    ];
    let list = r#"{"result": [{"id": 1, "open": true}, {"id": 2}, {"id": 3, "open": true}]}"#;
    let log = followed(
        STEPS,
        &[list, r#"{"result": [{"x": 5}, {"x": 6}]}"#, r#"{"result": [{"x": 7}]}"#, "{}"],
    );
    assert_eq!(
        log,
        [
            "look {}",
            r#"ask {"of":1}"#,
            r#"ask {"of":3}"#,
            r#"use {"all":[5,6,7],"one":{"result":[{"x":5},{"x":6}]}}"#
        ]
    );
    let log = followed(STEPS, &[r#"{"result": 5}"#]);
    assert_eq!(log[1], "step 2 of 3: `$list.result` is no list; expected a list; came 5");
}

#[test]
fn what_is_passed_over_gives_nothing() {
    const STEPS: &[Step] = &[
        Step { when: r#"{"who.note": "present"}"#, keep: Some("list"), ..CALL },
        Step {
            does: Does::Find { list: "list.result", filter: "{}", optional: true },
            keep: Some("found"),
            ..CALL
        },
        Step {
            does: Does::Call(ToolCall {
                tool: "ask",
                each: Some("list.result"),
                ..ToolCall::PLAIN
            }),
            keep: Some("answers"),
            ..CALL
        },
        Step { when: r#"{"list.result[]": "present"}"#, ..CALL },
        Step {
            does: calls(
                "use",
                r#"{"found": "$found", "answers": "$answers", "text": "${found.id}\nof ${list.result[0].id}"}"#,
            ),
            ..CALL
        },
    ];
    assert_eq!(followed(STEPS, &["{}"]), [r#"use {"found":null,"answers":[],"text":"of "}"#]);
}

#[test]
fn pages_are_read_as_one() {
    const STEPS: &[Step] = &[
        Step {
            does: Does::Call(ToolCall {
                tool: "list",
                with: r#"{"limit": 1}"#,
                pages: Some(3),
                ..ToolCall::PLAIN
            }),
            keep: Some("list"),
            ..CALL
        },
        Step {
            does: calls("use", r#"{"all": "$list.result", "next": "$list.next_cursor"}"#),
            ..CALL
        },
    ];
    let (first, second) =
        (r#"{"result": [1], "next_cursor": "b"}"#, r#"{"result": [2], "next_cursor": "c"}"#);
    let calls = [r#"list {"limit":1}"#, r#"list {"limit":1,"cursor":"b"}"#];
    let log = followed(STEPS, &[first, r#"{"result": [2], "next_cursor": null}"#, "{}"]);
    assert_eq!(log, [calls[0], calls[1], r#"use {"all":[1,2],"next":null}"#]);
    let log = followed(STEPS, &[first, second, r#"{"result": [3], "next_cursor": "d"}"#, "{}"]);
    let third = r#"list {"limit":1,"cursor":"c"}"#;
    assert_eq!(log, [calls[0], calls[1], third, r#"use {"all":[1,2,3],"next":"d"}"#]);
}

#[test]
fn a_refusal_that_is_foreseen_is_kept() {
    const STEPS: &[Step] = &[
        Step {
            does: Does::Call(ToolCall {
                tool: "write",
                refused: Some(Refused { statuses: &[400, 403], keep: "refusal" }),
                ..ToolCall::PLAIN
            }),
            keep: Some("written"),
            ..CALL
        },
        Step {
            when: r#"{"refusal": "present"}"#,
            does: Does::Stop("${refusal.status}: ${refusal.message} Use another tool."),
            keep: None,
        },
        Step { does: calls("use", r#"{"id": "$written.id", "refusal": "$refusal"}"#), ..CALL },
    ];
    let well = followed(STEPS, &[r#"{"id": 1}"#, "{}"]);
    assert_eq!(well, ["write {}", r#"use {"id":1,"refusal":null}"#]);
    let refused = followed(STEPS, &["403"]);
    assert_eq!(refused, ["write {}", "stopped: 403: It is not allowed. Use another tool."]);
    let other = followed(STEPS, &["404"]);
    assert!(
        other[1].starts_with("step 1 of 3: `write` failed: It is not allowed."),
        "{}",
        other[1]
    );
}

#[test]
fn texts_are_put_together_and_taken_apart() {
    const STEPS: &[Step] = &[
        Step {
            does: calls(
                "use",
                r#"{"both": "${who.name}\n\nat ${today}", "one": "${who.note}\n${today}: bad", "none": "${who.note}"}"#,
            ),
            ..CALL
        },
        Step { keep: Some("macro"), ..CALL },
        Step { does: Does::Split("macro.tags"), keep: Some("tags"), ..CALL },
        Step { does: Does::Split("who.note"), keep: Some("nothing"), ..CALL },
        Step { does: calls("tag", r#"{"names": "$tags", "none": "$nothing"}"#), ..CALL },
    ];
    assert_eq!(
        followed(STEPS, &["{}", r#"{"tags": "vip , late,,"}"#, "{}"]),
        [
            r#"use {"both":"Ana\n\nat 2026-03-06","one":"2026-03-06: bad","none":""}"#,
            "look {}",
            r#"tag {"names":["vip","late"],"none":[]}"#,
        ]
    );
    let log = followed(STEPS, &["{}", r#"{"tags": 5}"#]);
    assert_eq!(log[2], "step 3 of 5: `macro.tags` is no text; expected a text; came 5");
}

#[test]
fn a_workflow_gives_what_it_says_and_ends_as_it_must() {
    const WORKFLOW: Workflow = Workflow {
        name: "it",
        title: "It",
        about: "It.",
        inputs: &[
            Input { name: "ticket", about: "", example: "7" },
            Input { name: "who", about: "", example: r#""Ana""# },
        ],
        steps: &[
            Step { keep: Some("seen"), ..CALL },
            Step { when: r#"{"seen.count": 5}"#, keep: Some("more"), ..CALL },
            Step {
                when: r#"{"seen.count": 0}"#,
                does: Does::Stop("Nothing for ${who}."),
                keep: None,
            },
        ],
        gives: r#"{"ticket": "$ticket", "text": "${who}: ${seen.count}", "more": ["$more.deep.count"]}"#,
        trials: &[],
    };
    let args = Map::from_iter([("ticket".to_owned(), Value::from(8))]);
    let (_, ended) = done(&WORKFLOW, args.clone(), &[r#"{"count": 2}"#]);
    let given = ended.unwrap();
    let expected = serde_json::json!({"ticket": 8, "text": "Ana: 2", "more": [null]});
    assert_eq!(Some(&given), expected.as_object().cloned().map(Ended::Done).as_ref());
    let (_, ended) = done(&WORKFLOW, args, &[r#"{"count": 0}"#]);
    let stopped = ended.unwrap();
    assert_eq!(stopped, Ended::Stopped("Nothing for Ana.".to_owned()));

    let verdict = |ending: Ending, ended: &Ended| match check(&ending, ended) {
        Ok(()) => "right".to_owned(),
        Err(failure) => failure.what,
    };
    assert_eq!(verdict(Ending::Done(r#"{"text": {"contains": "Ana"}}"#), &given), "right");
    assert_eq!(
        verdict(Ending::Done(r#"{"text": "Bea"}"#), &given),
        "the workflow gives something else at `text`"
    );
    assert_eq!(verdict(Ending::Stopped(r#"{"contains": "Ana"}"#), &stopped), "right");
    assert_eq!(
        verdict(Ending::Stopped(r#""Nothing.""#), &stopped),
        "the workflow stops with other words"
    );
    assert_eq!(verdict(Ending::Stopped(r#""present""#), &given), "the workflow does not stop");
    assert_eq!(verdict(Ending::Done("{}"), &stopped), "the workflow stops: Nothing for Ana.");
}
