//! Tools against the test server: what they take, what they send, and what they show.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says by panicking what it cannot do"
)]

use std::{collections::BTreeSet, path::Path};

use gorgias_fixture::{Exchange, Fixture};
use gorgias_tools::{
    Account, Runtime, TOOLS, Terms, ToolError, answer, call,
    serde_json::{Map, Value, json},
    tool,
};

fn recordings() -> Vec<Exchange> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    gorgias_conformance::load(&folder).unwrap()
}

fn exchange(target: &str, answer: Value) -> Exchange {
    Exchange {
        name: target.to_owned(),
        method: "GET".to_owned(),
        target: target.to_owned(),
        body: None,
        status: 200,
        headers: Vec::new(),
        answer: Some(answer),
    }
}

fn arguments(json: &Value) -> Map<String, Value> {
    json.as_object().unwrap().clone()
}

fn runtime(fixture: &Fixture) -> Runtime {
    let account = Account::new("acme", "ana@example.com", "key").unwrap();
    Runtime::new(account.with_base_url(&fixture.url()).unwrap())
}

/// Calls a tool, and expects its answer.
async fn answers(exchanges: Vec<Exchange>, name: &str, given: Value, expected: Value) {
    let fixture = Fixture::start(exchanges).await.unwrap();
    let answer = call(&runtime(&fixture), name, arguments(&given)).await;
    let answer = answer.unwrap_or_else(|error| panic!("{name} {given}: {error}"));
    assert_eq!(answer, expected, "{name} {given}: {answer:#}");
}

/// Calls a tool, and expects it to say why it does not, having sent nothing.
async fn refuses(name: &str, given: Value, expected: &str) {
    let fixture = Fixture::start(recordings()).await.unwrap();
    let error = call(&runtime(&fixture), name, arguments(&given)).await.unwrap_err();
    let expected = format!("nothing was sent, because {expected}");
    assert_eq!(error.to_string(), expected, "{name} {given}");
    assert!(fixture.received().is_empty(), "{name} {given} was sent");
}

/// Calls a tool, and expects it to send what a recording has.
async fn sends(name: &str, given: Value, recording: &str) {
    let fixture = Fixture::start(recordings()).await.unwrap();
    let answer = call(&runtime(&fixture), name, arguments(&given)).await;
    assert!(answer.is_ok(), "{name} {given}: {}", answer.unwrap_err());
    assert_eq!(fixture.used(), [recording], "{name} {given}");
}

#[tokio::test]
async fn a_ticket_is_shown_as_the_spec_chose() {
    answers(
        recordings(),
        "get_single_gorgias_ticket_by_id",
        json!({"id": 4101}),
        json!({
            "id": 4101,
            "subject": "Where is my parcel",
            "summary": null,
            "status": "open",
            "priority": "normal",
            "channel": "email",
            "language": "en",
            "customer": {
                "id": 77, "name": "Ana Ruiz", "email": "ana@example.com", "note": "Prefers e-mail."
            },
            "assignee_user": {"id": 12, "name": "Bo Lind"},
            "assignee_team": null,
            "tags": [{"name": "refund"}, {"name": "sample"}],
            "custom_fields": {"304": {"value": "A-1001"}},
            "satisfaction_survey": null,
            "created_datetime": "2026-03-04T09:15:00.120000+00:00",
            "last_message_datetime": "2026-03-04T12:00:00.000000+00:00",
            "closed_datetime": null,
            "snooze_datetime": null,
            "trashed_datetime": null,
        }),
    )
    .await;
}

#[tokio::test]
async fn answers_stand_in_the_order_of_the_spec() {
    let fixture = Fixture::start(recordings()).await.unwrap();
    let given = arguments(&json!({"id": 501}));
    let answer = call(&runtime(&fixture), "get_single_gorgias_tag_by_id", given).await;
    let answer = answer.unwrap();
    let keys: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "name", "description", "decoration", "usage"]);
}

#[tokio::test]
async fn callers_choose_what_they_see() {
    let ticket = "get_single_gorgias_ticket_by_id";
    let short = json!({
        "id": 4101,
        "customer": {"email": "ana@example.com"},
        "tags": [{"name": "refund"}, {"name": "sample"}],
    });
    for fields in [
        json!("id, customer.email, tags[].name"),
        json!("id,customer.email,tags.name"),
        json!(["id", "customer.email", "tags.name"]),
        json!("[\"id\", \"customer.email\", \"tags.name\"]"),
    ] {
        let given = json!({"id": 4101, "fields": fields});
        answers(recordings(), ticket, given, short.clone()).await;
    }
    let whole = recordings().into_iter().find(|it| it.name == "tickets.get/plain").unwrap();
    let mut whole = whole.answer.unwrap();
    for message in whole["messages"].as_array_mut().unwrap() {
        let message = message.as_object_mut().unwrap();
        message.remove("actions");
        let html = message["body_html"].as_str().unwrap();
        let text = html.split(['<', '>']).nth(2).unwrap().to_owned();
        message.insert("body_html".to_owned(), text.into());
    }
    answers(recordings(), ticket, json!({"id": 4101, "fields": "all"}), whole).await;
    answers(
        recordings(),
        "list_all_gorgias_tags",
        json!({"search": "refund", "limit": 2, "fields": "name"}),
        json!({"result": [{"name": "refund"}, {"name": "Refunds"}], "next_cursor": "bmV4dDo1MDQ"}),
    )
    .await;
}

#[tokio::test]
async fn an_alias_answers_with_its_own_projection_and_is_not_listed() {
    let alias = "list_all_gorgias_attachments";
    assert!(TOOLS.iter().all(|tool| tool.name != alias));
    assert_eq!(tool(alias).unwrap().name, "list_all_gorgias_messages");
    answers(
        recordings(),
        alias,
        json!({"order_by": "created_datetime:asc", "cursor": "bmV4dF9leGFtcGxl", "limit": 2}),
        json!({
            "result": [
                {
                    "id": 90003,
                    "ticket_id": 4095,
                    "attachments": [{
                        "name": "parcel.png",
                        "content_type": "image/png",
                        "size": 51234,
                        "url": "https://uploads.example.test/attachments/parcel.png",
                    }],
                },
                {"id": 90004, "ticket_id": 4095, "attachments": null},
            ],
            "next_cursor": null,
        }),
    )
    .await;
}

#[tokio::test]
async fn rarely_used_arguments_go_into_more() {
    let note = json!({"channel": "internal-note", "from_agent": true, "body_text": "Called about the late parcel."});
    sends(
        "create_a_gorgias_ticket",
        json!({"customer": {"id": 77}, "messages": [note], "more": {"messages": [{"public": false}]}}),
        "tickets.create/note-alone",
    )
    .await;
    sends(
        "update_a_gorgias_ticket_by_id",
        json!({"id": 4109, "more": "{\"trashed_datetime\": null}"}),
        "tickets.update/out-of-the-trash",
    )
    .await;
    refuses(
        "update_a_gorgias_ticket_by_id",
        json!({"id": 4101, "status": "open", "more": {"status": "closed", "spamm": true}}),
        "`status` is given twice, with different values: give it once; \
         `spamm` is no argument of this tool: did you mean `spam`?",
    )
    .await;
}

#[tokio::test]
async fn what_clients_garble_is_put_right() {
    sends(
        "get_single_gorgias_ticket_by_id",
        json!({"id": "4104", "relationships": "[\"custom_fields\"]"}),
        "tickets.get/with-fields",
    )
    .await;
    sends(
        "list_all_gorgias_tickets",
        json!({"customer_id": 77.0, "trashed": "false", "limit": "2", "cursor": null}),
        "tickets.list/of-a-customer",
    )
    .await;
    sends("delete_several_gorgias_tags", json!({"ids": "[502, \"503\"]"}), "tags.delete-many/two")
        .await;
}

#[tokio::test]
async fn all_faults_are_told_and_nothing_is_sent() {
    let ticket = "get_single_gorgias_ticket_by_id";
    refuses(ticket, json!({}), "`id` is missing: give a whole number").await;
    refuses(
        ticket,
        json!({"id": "first", "field": "id"}),
        "`id` is a text: give a whole number; \
         `field` is no argument of this tool: did you mean `fields`?",
    )
    .await;
    refuses(
        ticket,
        json!({"id": 4101, "fields": "custmer.email, tags.colour"}),
        "`fields` has `custmer`, which no answer has: did you mean `customer`?; \
         `fields` has `tags.colour`, which no answer has: there is `id`, `name`, `decoration`, `uri`",
    )
    .await;
    refuses(
        "create_a_gorgias_ticket",
        json!({"status": "opne", "messages": [{"chanel": "email", "from_agent": "perhaps", "sent_datetime": "tomorrow"}]}),
        "`status` is none of its values: give one of `open`, `closed`; \
         `messages[0].chanel` is no field of NewMessage: did you mean `channel`?; \
         `messages[0].from_agent` is a text: give true or false; \
         `messages[0].sent_datetime` is no time: give a time such as 2026-01-05T09:00:00Z; \
         `messages[0].channel` is missing: give a text",
    )
    .await;
    refuses(
        "list_all_gorgias_tags",
        json!({"limit": 1000, "search": ["a"]}),
        "`search` is a list: give a text; `limit` is too large: give at most 100",
    )
    .await;
    refuses(
        "delete_several_gorgias_tags",
        json!({"ids": []}),
        "`ids` is too short: give at least 1 item",
    )
    .await;
    refuses(
        "create_a_gorgias_tag",
        json!({"name": "x".repeat(257), "decoration": {"colour": "red"}}),
        "`decoration.colour` is no field of NewTagDecoration: did you mean `color`?; \
         `decoration.color` is missing: give a text; \
         `name` is too long: give at most 256 characters",
    )
    .await;
    refuses(
        "update_a_gorgias_tag_by_id",
        json!({"id": 502, "decoration": {}}),
        "`decoration.color` is missing: give a text",
    )
    .await;
    refuses(
        "delete_a_gorgias_tag_by_id",
        json!({"id": 502, "fields": "all"}),
        "`fields` is no argument of this tool: it takes `id`",
    )
    .await;
    refuses(
        "get_single_gorgias_tag_by_id",
        json!({"id": null}),
        "`id` is missing: give a whole number",
    )
    .await;
    refuses(
        "list_gorgias_reporting_stats",
        json!({"query": {
            "scope": "messages-sent", "measures": ["messageCount"], "filters": [], "timezone": "UTC"
        }}),
        "`query.measures[0]` does not go with messages-sent: did you mean `messagesCount`?",
    )
    .await;
}

#[tokio::test]
async fn an_unknown_tool_is_not_called() {
    refuses(
        "get_single_gorgias_tickets_by_id",
        json!({}),
        "there is no tool `get_single_gorgias_tickets_by_id`: \
         did you mean `get_single_gorgias_ticket_by_id`?",
    )
    .await;
}

#[tokio::test]
async fn answers_have_one_of_four_shapes() {
    answers(recordings(), "delete_a_gorgias_tag_by_id", json!({"id": 502}), json!({"done": true}))
        .await;
    answers(
        recordings(),
        "list_all_gorgias_ticket_fields",
        json!({"ticket_id": 4102, "fields": "value"}),
        json!({
            "result": [{"value": "Shipping::Late"}, {"value": 2}, {"value": true}, {"value": null}],
            "next_cursor": null
        }),
    )
    .await;
    let pages = json!({"data": [{"id": 1}], "meta": {"page": 1, "nb_pages": 2}});
    answers(
        vec![exchange("/api/tickets/4101/messages", pages)],
        "list_all_gorgias_ticket_messages",
        json!({"ticket_id": 4101}),
        json!({
            "result": [{"id": 1}],
            "next_cursor": null,
            "note": "there is more, and the API has no way to ask for it"
        }),
    )
    .await;
}

#[tokio::test]
async fn a_cursor_is_given_back_unchanged() {
    let first = json!({"data": [{"id": 1}], "meta": {"next_cursor": "a=b/c"}});
    let second = json!({"data": [{"id": 2}], "meta": {"next_cursor": null}});
    let pages = || {
        vec![
            exchange("/api/tags?limit=1", first.clone()),
            exchange("/api/tags?limit=1&cursor=a%3Db%2Fc", second.clone()),
        ]
    };
    let tags = "list_all_gorgias_tags";
    answers(
        pages(),
        tags,
        json!({"limit": 1}),
        json!({"result": [{"id": 1}], "next_cursor": "a=b/c"}),
    )
    .await;
    answers(
        pages(),
        tags,
        json!({"limit": 1, "cursor": "a=b/c"}),
        json!({"result": [{"id": 2}], "next_cursor": null}),
    )
    .await;
}

/// Three pages of tickets, of which every second one is open and every third one has nobody.
fn tickets() -> Vec<Exchange> {
    let page = |page: u32, next: Option<&str>| {
        let tickets: Vec<_> = (1..=4).map(|at| ticket(page * 10 + at)).collect();
        json!({"data": tickets, "meta": {"next_cursor": next}})
    };
    vec![
        exchange("/api/tickets?limit=100", page(1, Some("two"))),
        exchange("/api/tickets?limit=100&cursor=two", page(2, Some("three"))),
        exchange("/api/tickets?limit=100&cursor=three", page(3, None)),
    ]
}

fn ticket(id: u32) -> Value {
    let user = if id % 3 == 0 { json!(null) } else { json!({"id": 12, "name": "Bo"}) };
    json!({
        "id": id,
        "status": if id % 2 == 0 { "open" } else { "closed" },
        "assignee_user": user,
        "customer": {"id": 77, "email": "Ana@Example.com"},
        "created_datetime": format!("2026-01-05T09:{id}:00"),
    })
}

/// Scans with `fields: id`, and expects the ids, the cursor, and what was scanned.
async fn scans(given: Value, ids: &[u32], next: Option<&str>, scanned: [usize; 2]) {
    let mut given = given;
    given["fields"] = json!("id");
    let result: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    let [items, pages] = scanned;
    let expected = json!({
        "result": result,
        "next_cursor": next,
        "scanned": {"items": items, "pages": pages, "complete": next.is_none()},
    });
    answers(tickets(), "list_all_gorgias_tickets", given, expected).await;
}

#[tokio::test]
async fn what_the_api_cannot_filter_is_scanned_for_openly() {
    scans(json!({"status": "open"}), &[12, 14, 22, 24, 32, 34], None, [12, 3]).await;
    scans(json!({"assigned": false}), &[12, 21, 24, 33], None, [12, 3]).await;
    scans(json!({"assigned": false, "status": "open"}), &[12, 24], None, [12, 3]).await;
    scans(json!({"assignee_user_id": "12", "status": "open"}), &[14, 22, 32, 34], None, [12, 3])
        .await;
    scans(
        json!({"created_after": "2026-01-05T10:23:00+01:00"}),
        &[24, 31, 32, 33, 34],
        None,
        [12, 3],
    )
    .await;
    scans(
        json!({"customer_email": "ana@example.com", "cursor": "three"}),
        &[31, 32, 33, 34],
        None,
        [4, 1],
    )
    .await;
}

#[tokio::test]
async fn a_scan_that_is_full_goes_on_where_it_stopped() {
    scans(json!({"status": "open", "limit": 1}), &[12], Some("scan:2:"), [2, 1]).await;
    scans(json!({"status": "open", "limit": 1, "cursor": "scan:2:"}), &[14], Some("two"), [2, 1])
        .await;
    scans(json!({"status": "open", "limit": 2, "cursor": "two"}), &[22, 24], Some("three"), [4, 1])
        .await;
    scans(
        json!({"status": "open", "limit": 3, "cursor": "two"}),
        &[22, 24, 32],
        Some("scan:2:three"),
        [6, 2],
    )
    .await;
    scans(json!({"status": "open", "limit": 3, "cursor": "scan:2:three"}), &[34], None, [2, 1])
        .await;
    refuses(
        "list_all_gorgias_tickets",
        json!({"cursor": "scan:2:three"}),
        "`cursor` is of a call with filters: give the same filters again",
    )
    .await;
}

#[tokio::test]
async fn a_scan_reads_no_more_pages_than_the_spec_says() {
    let page = |at: u32| {
        let target = match at {
            0 => "/api/tickets?limit=100".to_owned(),
            at => format!("/api/tickets?limit=100&cursor={at}"),
        };
        exchange(
            &target,
            json!({"data": [ticket(11)], "meta": {"next_cursor": (at + 1).to_string()}}),
        )
    };
    answers(
        (0..9).map(page).collect(),
        "list_all_gorgias_tickets",
        json!({"status": "open"}),
        json!({
            "result": [],
            "next_cursor": "5",
            "scanned": {"items": 5, "pages": 5, "complete": false}
        }),
    )
    .await;
}

#[tokio::test]
async fn a_secret_is_never_shown() {
    let secret = || {
        let action =
            json!([{"name": "http", "arguments": {"headers": {"Authorization": "swordfish"}}}]);
        let message = json!({"id": 90011, "channel": "email", "actions": action});
        vec![
            exchange("/api/tickets/4101/messages/90011", message.clone()),
            exchange("/api/messages", json!({"data": [message.clone()]})),
            exchange("/api/tickets/4101", json!({"id": 4101, "messages": [message]})),
        ]
    };
    let shown = json!({"id": 90011, "channel": "email"});
    let message = "get_single_gorgias_message_by_id";
    let given = |fields: &str| json!({"ticket_id": 4101, "id": 90011, "fields": fields});
    answers(secret(), message, given("all"), shown.clone()).await;
    answers(
        secret(),
        "list_all_gorgias_messages",
        json!({"fields": "all"}),
        json!({"result": [shown.clone()], "next_cursor": null}),
    )
    .await;
    for fields in ["all", "id, messages", "id, messages[]"] {
        answers(
            secret(),
            "get_single_gorgias_ticket_by_id",
            json!({"id": 4101, "fields": fields}),
            json!({"id": 4101, "messages": [shown.clone()]}),
        )
        .await;
    }
    let hidden = "`fields` has `actions`, a secret that is never shown: leave it out";
    refuses(message, given("id, actions"), hidden).await;
    refuses(message, given("id, actions[].arguments"), hidden).await;
    let star = "`fields` has `*` where keys are not free: name the keys";
    refuses(message, given("id, *"), star).await;
}

#[tokio::test]
async fn what_customers_wrote_is_named_and_their_html_is_text() {
    let fixture = Fixture::start(recordings()).await.unwrap();
    let given = arguments(
        &json!({"ticket_id": 4101, "id": 90011, "fields": "id, subject, sender.name, body_html"}),
    );
    let name = "get_single_gorgias_message_by_id";
    let answered = answer(&runtime(&fixture), name, given, &Terms::new()).await.unwrap();
    assert_eq!(answered.untrusted(), ["subject", "sender.name", "body_html"]);
    assert_eq!(answered.plain(), ["body_html"]);
    assert_eq!(answered.value()["body_html"], "Hi, my parcel is late.");
}

#[test]
fn effects_go_by_arguments() {
    let check = |name: &str, given: Value, expected: &[&str]| {
        let effect = tool(name).unwrap().effect_of(&arguments(&given));
        let words: BTreeSet<_> = effect.into_iter().map(|deed| deed.as_str()).collect();
        assert_eq!(words, expected.iter().copied().collect(), "{name} {given}");
    };
    let message = "create_a_gorgias_message";
    let mail =
        json!({"ticket_id": 1, "channel": "email", "from_agent": true, "body_text": "Hello"});
    check(message, mail.clone(), &["writes", "reaches-customer"]);
    let with = |key: &str, value: Value| {
        let mut changed = mail.clone();
        changed[key] = value;
        changed
    };
    check(message, with("channel", json!("internal-note")), &["writes"]);
    check(message, with("from_agent", json!("false")), &["writes", "reaches-customer"]);
    let heard = json!({"ticket_id": 1, "channel": "api", "from_agent": "false"});
    check(message, heard, &["writes"]);
    check(message, with("sent_datetime", json!("2026-01-05T09:00:00Z")), &["writes"]);
    check(message, with("more", json!({"sent_datetime": "2026-01-05T09:00:00Z"})), &["writes"]);
    let worst = ["writes", "destroys", "reaches-customer"];
    check(message, with("channel", json!([7])), &worst);
    check(
        message,
        with("more", json!({"sent_datetime": "2026-01-05T09:00:00Z", "action": "force"})),
        &["writes", "reaches-customer"],
    );
    let ticket = "create_a_gorgias_ticket";
    let note = json!({"channel": "internal-note", "from_agent": true});
    let heard = |channel: &str| json!({"channel": channel, "from_agent": false});
    check(ticket, json!({"messages": [note, heard("api")]}), &["writes"]);
    check(ticket, json!({"messages": [heard("chat")]}), &["writes", "reaches-customer"]);
    check(
        ticket,
        json!({"messages": [note, {"channel": "email", "from_agent": true}]}),
        &["writes", "reaches-customer"],
    );
    let update = "update_a_gorgias_ticket_by_id";
    check(update, json!({"id": 1, "status": "closed"}), &["writes"]);
    check(update, json!({"id": 1, "more": {"tags": [{"name": "vip"}]}}), &["writes", "destroys"]);
    check("list_all_gorgias_tags", json!({}), &["reads"]);
}

#[tokio::test]
async fn what_the_server_refuses_is_said_as_it_is() {
    let fixture = Fixture::start(Vec::new()).await.unwrap();
    let given = arguments(&json!({"id": 1}));
    let error = call(&runtime(&fixture), "get_single_gorgias_tag_by_id", given).await.unwrap_err();
    let ToolError::Failed(error) = error else {
        panic!("{error}");
    };
    assert_eq!((error.status(), error.operation()), (Some(404), Some("tags.get")));
}

#[test]
fn each_tool_has_schemas_of_objects_and_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    for tool in TOOLS {
        for schema in [tool.input_schema, tool.output_schema] {
            let schema: Value = gorgias_tools::serde_json::from_str(schema).unwrap();
            assert_eq!(schema["type"], "object", "{}", tool.name);
        }
        let aliases = tool.aliases.iter().map(|alias| alias.name);
        for name in aliases.chain([tool.name]) {
            assert!(names.insert(name), "two tools answer to {name}");
        }
    }
}
