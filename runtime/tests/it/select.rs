//! Which tools are left by what people ask for, and what these may do.

use gorgias_runtime::{
    operation::{Answer, Body, BodyField, Method as Verb, Operation, Param},
    serde_json::{Value, json},
    tool::{
        Alias, Condition, Deed, Effect, Hints, Literal, Method, Narrowing, Selection, Shows, Test,
        Tool,
        types::{Field, Type},
    },
};

use crate::stage::{Stage, answer};

const fn operation(
    id: &'static str,
    method: Verb,
    body: Body,
    params: &'static [Param],
) -> Operation {
    Operation {
        id,
        method,
        path: "/letters",
        params,
        body,
        answer: Answer::Nothing,
        reads_only: false,
        scope: None,
        success: 200,
        long_running: None,
        refusals: &[],
        statuses: &[],
    }
}

static LIST: Operation = operation("letters.list", Verb::Get, Body::None, &[]);
static FIND: Operation = operation("letters.find", Verb::Post, Body::None, &[]);
static DELETE: Operation = operation("letters.delete", Verb::Delete, Body::None, &[]);
static WRITE: Operation = operation(
    "letters.write",
    Verb::Post,
    Body::Fields(&[BodyField::new("by"), BodyField::new("draft")]),
    &[],
);

const fn tool(name: &'static str, method: Method, operation: &'static Operation) -> Tool {
    Tool {
        name,
        aliases: &[],
        title: "T",
        description: "D",
        method,
        topics: &["post"],
        presets: &["all"],
        effect: Effect::always(&[Deed::Reads]),
        hints: Hints { read_only: true, destructive: false, idempotent: true, open_world: false },
        operation,
        arguments: &[],
        scan: None,
        answer: None,
        shows: Shows::All,
        input_schema: "{}",
        output_schema: "{}",
        tokens: 0,
    }
}

static LIST_TOOL: Tool = Tool {
    aliases: &[Alias { name: "list_notes", shows: None }],
    presets: &["all", "few"],
    ..tool("list_letters", Method::List, &LIST)
};

/// Its verb writes, and it does not.
static FIND_TOOL: Tool =
    Tool { topics: &["search"], ..tool("find_letters", Method::Custom, &FIND) };

/// What it does goes by its arguments.
static WRITE_TOOL: Tool = Tool {
    effect: Effect::always(&[Deed::Reads]).sometimes(&[
        (Deed::Writes, Condition(&[("draft", Test::Not(&[Literal::Bool(true)]))])),
        (
            Deed::ReachesCustomer,
            Condition(&[
                ("draft", Test::Not(&[Literal::Bool(true)])),
                ("by", Test::Is(&[Literal::Text("mail")])),
            ]),
        ),
    ]),
    arguments: &[Field::new("by", Type::Text), Field::new("draft", Type::Bool)],
    ..tool("write_letter", Method::Create, &WRITE)
};

static DELETE_TOOL: Tool = Tool {
    effect: Effect::always(&[Deed::Writes, Deed::Destroys]),
    ..tool("delete_letters", Method::Delete, &DELETE)
};

static ALERT_TOOL: Tool = Tool {
    effect: Effect::always(&[Deed::Writes, Deed::ReachesCustomer]),
    ..tool("alert_everybody", Method::Custom, &FIND)
};

static TOOLS: &[&Tool] = &[&LIST_TOOL, &FIND_TOOL, &WRITE_TOOL, &DELETE_TOOL, &ALERT_TOOL];

fn all() -> Narrowing {
    Narrowing::new().write(true)
}

/// The names of what is left.
fn left(narrowing: &Narrowing) -> String {
    let selection = Selection::of(TOOLS, narrowing).unwrap();
    selection.tools().iter().map(|tool| tool.name).collect::<Vec<_>>().join(" ")
}

fn refused(narrowing: &Narrowing) -> String {
    Selection::of(TOOLS, narrowing).unwrap_err().to_string()
}

#[test]
fn each_kind_of_words_narrows_further() {
    let check = |narrowing: Narrowing, expected: &str| assert_eq!(left(&narrowing), expected);
    check(all(), "list_letters find_letters write_letter delete_letters alert_everybody");
    check(all().methods(["list", "delete"]), "list_letters delete_letters");
    check(all().methods(["read"]), "list_letters");
    check(all().methods(["write"]), "write_letter delete_letters");
    check(all().methods(["custom"]), "find_letters alert_everybody");
    check(all().topics(["search"]), "find_letters");
    check(all().topics(["search", "post"]).methods(["custom"]), "find_letters alert_everybody");
    check(all().presets(["few"]), "list_letters");
    check(all().presets(["few"]).topics(["search"]), "");
    check(all().tools(["find_letters", "list_notes"]), "list_letters find_letters");
    check(
        all().exclude(["list_notes", "write_letter"]),
        "find_letters delete_letters alert_everybody",
    );
}

#[test]
fn nothing_is_changed_unless_it_is_asked_for() {
    let check = |narrowing: Narrowing, writes: bool, expected: &str| {
        assert_eq!(left(&narrowing), expected);
        assert_eq!(Selection::of(TOOLS, &narrowing).unwrap().writes(), writes, "{expected}");
    };
    check(Narrowing::new(), false, "list_letters find_letters write_letter");
    check(
        Narrowing::new().methods(["list", "create", "delete"]),
        true,
        "list_letters write_letter delete_letters",
    );
    check(Narrowing::new().methods(["delete"]).write(false), false, "");
    // That a method is `custom` says nothing of what it does.
    check(Narrowing::new().methods(["custom"]), false, "find_letters");
    check(
        all().no_customer_messages(),
        true,
        "list_letters find_letters write_letter delete_letters",
    );
}

#[test]
fn a_word_that_means_nothing_is_told_with_those_that_do() {
    let narrowing = Narrowing::new()
        .methods(["read", "lists"])
        .topics(["Search"])
        .presets(["fewer"])
        .tools(["list_letter"])
        .exclude(["LIST_NOTES"]);
    assert_eq!(
        refused(&narrowing),
        "there is no method `lists`: there is `list`, `write`, `delete`, `custom`, `get`, `create`, `update`, `read`; \
         there is no topic `Search`: there is `search`, `post`; \
         there is no preset `fewer`: there is `few`, `all`; \
         there is no tool `list_letter`: there is `list_letters`, `list_notes`, `write_letter`, `find_letters`, \
         `delete_letters`, `alert_everybody`; \
         there is no tool `LIST_NOTES`: there is `list_notes`, `list_letters`, `find_letters`, `write_letter`, \
         `delete_letters`, `alert_everybody`"
    );
}

#[test]
fn a_tool_cannot_be_asked_for_and_left_out() {
    let check = |narrowing: Narrowing, name: &str, why: &str| {
        let expected = format!("the tool `{name}` is asked for and left out at once: {why}");
        assert_eq!(refused(&narrowing), expected);
    };
    let delete = || all().tools(["delete_letters"]);
    check(delete().methods(["list"]), "delete_letters", "its method is `delete`");
    check(delete().topics(["search"]), "delete_letters", "its topics are `post`");
    check(delete().presets(["few"]), "delete_letters", "its presets are `all`");
    check(delete().write(false), "delete_letters", "every call of it changes something");
    check(all().tools(["list_notes"]).exclude(["list_letters"]), "list_notes", "it is excluded");
    let quiet = all().tools(["alert_everybody"]).no_customer_messages();
    check(quiet, "alert_everybody", "every call of it may reach a customer");
}

/// Calls a tool of a selection: what was sent, and what was said.
async fn called(narrowing: &Narrowing, name: &str, given: Value) -> (usize, String) {
    let stage = Stage::with([Ok(answer(200, "", &[]))]);
    let selection = Selection::of(TOOLS, narrowing).unwrap();
    let arguments = given.as_object().unwrap().clone();
    let said = match selection.call(&stage.runtime(), name, arguments).await {
        Ok(answer) => answer.to_string(),
        Err(error) => error.to_string(),
    };
    (stage.sent().len(), said)
}

#[tokio::test]
async fn what_is_left_out_does_not_answer() {
    let narrowing = Narrowing::new().exclude(["list_letters"]);
    for name in ["list_letters", "list_notes", "LIST_NOTES", " list_notes", "delete_letters"] {
        let (sent, said) = called(&narrowing, name, json!({})).await;
        let expected = format!("nothing was sent, because there is no tool `{name}`: ");
        assert!(sent == 0 && said.starts_with(&expected), "{said}");
        // What is left out is not named either.
        assert!(!said[expected.len()..].contains("list_letters"), "{said}");
        assert!(Selection::of(TOOLS, &narrowing).unwrap().find(name).is_none());
    }
    assert_eq!(called(&narrowing, "find_letters", json!({})).await.0, 1);
}

#[tokio::test]
async fn what_a_call_may_do_goes_by_its_arguments() {
    const DONE: &str = r#"{"done":true}"#;
    let check = async |narrowing: Narrowing, given: Value, expected: &str| {
        let (sent, said) = called(&narrowing, "write_letter", given.clone()).await;
        assert_eq!(said, expected, "{given}");
        assert_eq!(sent, usize::from(said == DONE), "{given}");
    };
    let writes = "nothing was sent, because with these arguments `write_letter` changes something, which is not allowed \
                  here; whether it does goes by `draft`";
    let reaches = "nothing was sent, because with these arguments `write_letter` may reach a customer, which is not \
                   allowed here; whether it does goes by `draft`, `by`";
    check(Narrowing::new(), json!({"draft": true}), DONE).await;
    check(Narrowing::new(), json!({"draft": "true"}), DONE).await;
    check(Narrowing::new(), json!({"draft": false}), writes).await;
    check(Narrowing::new(), json!({}), writes).await;
    check(Narrowing::new(), json!({"by": "mail"}), reaches).await;
    check(all().no_customer_messages(), json!({"by": "mail"}), reaches).await;
    check(all().no_customer_messages(), json!({"more": {"by": "mail"}}), reaches).await;
    check(all().no_customer_messages(), json!({"by": "hand"}), DONE).await;
    check(all(), json!({"by": "mail"}), DONE).await;
    let wrong =
        "nothing was sent, because `drafty` is no argument of this tool: did you mean `draft`?";
    check(Narrowing::new(), json!({"drafty": 1}), wrong).await;
}
