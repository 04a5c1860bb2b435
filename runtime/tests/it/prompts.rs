//! What a model is told of a piece of work.

use gorgias_runtime::{
    serde_json::{Value, json},
    tool::{Input, Prompt},
};

const GREET: Prompt = Prompt {
    name: "greet",
    title: "Greet",
    about: "Write to somebody.",
    inputs: &[
        Input { name: "whom", about: "Their address.", required: true },
        Input { name: "word", about: "", required: false },
    ],
    steps: &[
        "Call `write` with {\"to\": \"$whom\"}. Keep it as `letter`.",
        "If `$letter` is absent, end.",
    ],
    gives: r#"{"letter": "$letter.id"}"#,
    tools: &["write"],
};

fn check(given: &Value, expected: Result<&str, &[&str]>) {
    let text = GREET.text(given.as_object().unwrap());
    let faults = text.as_ref().err().map(|faults| faults.iter().map(ToString::to_string).collect());
    let faults: Option<Vec<String>> = faults;
    match expected {
        Ok(expected) => assert_eq!(text.as_deref().ok(), Some(expected), "{given}: {faults:?}"),
        Err(expected) => assert_eq!(faults.unwrap(), expected, "{given}"),
    }
}

#[test]
fn a_model_is_told_what_to_do_with_what_is_given() {
    check(
        &json!({"whom": "ana@example.com"}),
        Ok("Write to somebody.\n\n\
            whom: ana@example.com\n\
            word: not given\n\n\
            Do this with your tools, one step after the other. `$name` stands for what is given or kept under that name, \
            `$name.path` for what is inside it, `$it` for the item at hand, and `$today` for the date of today. Pass over what \
            does not apply.\n\n\
            1. Call `write` with {\"to\": \"$whom\"}. Keep it as `letter`.\n\
            2. If `$letter` is absent, end.\n\n\
            At the end, say what came of it: {\"letter\": \"$letter.id\"}"),
    );
}

#[test]
fn all_that_is_wrong_with_what_is_given_is_told() {
    check(
        &json!({"who": "ana@example.com"}),
        Err(&["`whom` is missing: give it", "`who` is not asked for: did you mean `whom`?"]),
    );
    check(&json!({"whom": null}), Err(&["`whom` is missing: give it"]));
}
