//! What goes on the wire.

use gorgias_client::{
    AssigneeUser, Channel, CustomFieldDefinition, CustomFieldId, CustomFieldObject, FieldValue,
    Gorgias, NewMessage, NewMessagePerson, NewMessageSource, NewTagDecoration, NewTicketTag, Reply,
    ReportingFilter, ReportingOperator, ReportingQuery, ReportingScope, TagDecoration, TagId,
    TagOrder, TextDefinition, TextDropdown, TextInput, TicketStatus, Time,
    error::Kind,
    jiff::Timestamp,
    operation::Method,
    operations,
    serde_json::{Value, json},
};

use crate::stage::Stage;

/// Sends a call and compares its line.
async fn check<F: Future<Output = Result<Reply, gorgias_client::Error>>>(
    call: impl FnOnce(Gorgias) -> F,
    line: &str,
) {
    let stage = Stage::answering(&Value::Null);
    call(stage.client()).await.unwrap();
    assert_eq!(stage.line(), line);
}

#[tokio::test]
async fn silence_keeps_none_clears_and_a_value_sets() {
    check(|it| it.tickets().update(1).send_raw(), "PUT /api/tickets/1 {}").await;
    check(
        |it| it.tickets().update(1).assignee_user(None).subject(None).send_raw(),
        r#"PUT /api/tickets/1 {"assignee_user":null,"subject":null}"#,
    )
    .await;
    check(
        |it| it.tickets().update(1).assignee_user(AssigneeUser::new().id(12)).send_raw(),
        r#"PUT /api/tickets/1 {"assignee_user":{"id":12}}"#,
    )
    .await;
    check(
        |it| it.tickets().update(1).subject("Hello").subject(Some("Bye".to_owned())).send_raw(),
        r#"PUT /api/tickets/1 {"subject":"Bye"}"#,
    )
    .await;
    let vip = |decoration| vec![NewTicketTag::new("vip").decoration(decoration)];
    check(
        |it| it.tickets().update(1).tags(vip(TagDecoration::new())).send_raw(),
        r#"PUT /api/tickets/1 {"tags":[{"name":"vip","decoration":{}}]}"#,
    )
    .await;
    check(
        |it| it.tickets().update(1).tags(vip(TagDecoration::new().color(None))).send_raw(),
        r#"PUT /api/tickets/1 {"tags":[{"name":"vip","decoration":{"color":null}}]}"#,
    )
    .await;
    check(
        |it| it.tickets().update(1).tags(vip(TagDecoration::new().color("#fff"))).send_raw(),
        r##"PUT /api/tickets/1 {"tags":[{"name":"vip","decoration":{"color":"#fff"}}]}"##,
    )
    .await;
    check(
        |it| it.tags().update(1).decoration(NewTagDecoration::new("#fff")).send_raw(),
        r##"PUT /api/tags/1 {"decoration":{"color":"#fff"}}"##,
    )
    .await;
    check(
        |it| it.tickets().update(1).tags(None).custom_fields(Vec::new()).send_raw(),
        r#"PUT /api/tickets/1 {"tags":null,"custom_fields":[]}"#,
    )
    .await;
}

#[tokio::test]
async fn callers_give_what_they_have_at_hand() {
    let many = (1_i64..=3).map(TagId::from);
    check(
        |it| it.tags().merge(TagId::from(4_294_967_297), many).send_raw(),
        r#"PUT /api/tags/4294967297/merge {"source_tags_ids":[1,2,3]}"#,
    )
    .await;
    check(
        |it| it.tags().list().order_by(TagOrder::UsageDescNameDesc).search("a&b").send_raw(),
        "GET /api/tags?search=a%26b&order_by=usage:desc,name:desc",
    )
    .await;
    check(
        |it| it.tickets().update(1).status("open").status(TicketStatus::Closed).send_raw(),
        r#"PUT /api/tickets/1 {"status":"closed"}"#,
    )
    .await;
    check(
        |it| {
            it.tickets()
                .update(1)
                .priority("later-added")
                .tags([NewTicketTag::new("vip")])
                .send_raw()
        },
        r#"PUT /api/tickets/1 {"priority":"later-added","tags":[{"name":"vip"}]}"#,
    )
    .await;
    let moment: Timestamp = "2026-03-05T10:00:00Z".parse().unwrap();
    check(
        |it| it.tickets().update(1).trashed_datetime(moment).send_raw(),
        r#"PUT /api/tickets/1 {"trashed_datetime":"2026-03-05T10:00:00Z"}"#,
    )
    .await;
    let as_it_came: Time = "2026-03-05 10:00:00+00:00".parse().unwrap();
    check(
        |it| it.tickets().update(1).snooze_datetime(as_it_came).send_raw(),
        r#"PUT /api/tickets/1 {"snooze_datetime":"2026-03-05 10:00:00+00:00"}"#,
    )
    .await;
    check(
        |it| it.tickets().update(1).meta([("order", json!(1001))]).send_raw(),
        r#"PUT /api/tickets/1 {"meta":{"order":1001}}"#,
    )
    .await;
}

#[tokio::test]
async fn what_the_client_does_not_know_can_be_sent() {
    check(
        |it| it.tickets().update(1).subject("Hi").extra_field("mood", json!(null)).send_raw(),
        r#"PUT /api/tickets/1 {"subject":"Hi","mood":null}"#,
    )
    .await;
    check(
        |it| it.tags().list().limit(2).extra_query("colors", ["red", "blue"]).send_raw(),
        "GET /api/tags?limit=2&colors=red&colors=blue",
    )
    .await;
    check(
        |it| it.request(Method::Post, "/api/sparks").body(json!({"name": "vip"})).send_raw(),
        r#"POST /api/sparks {"name":"vip"}"#,
    )
    .await;
    refuses(
        |it| it.tags().list().extra_query("limit", 2).send_raw(),
        "`limit` is a key that the operation has: set `limit`",
    )
    .await;
    refuses(
        |it| it.request(Method::Get, "//example.com/api").send_raw(),
        "`path` leads to another host: give the path alone, such as `/api/tickets`",
    )
    .await;
}

#[tokio::test]
async fn bodies_are_what_the_api_wants_them_to_be() {
    check(
        |it| it.tags().delete_many([502, 503]).send_raw(),
        r#"DELETE /api/tags {"ids":[502,503]}"#,
    )
    .await;
    let values = [FieldValue::new(301, "Shipping::Late"), FieldValue::new(302, 2)];
    check(
        |it| it.ticket_fields().set_all(4101, values).send_raw(),
        r#"PUT /api/tickets/4101/custom-fields [{"id":301,"value":"Shipping::Late"},{"id":302,"value":2}]"#,
    )
    .await;
    check(
        |it| it.ticket_fields().set(4101, CustomFieldId::from(303), false).send_raw(),
        "PUT /api/tickets/4101/custom-fields/303 false",
    )
    .await;
    let source = NewMessageSource::new().r#type("email").extra(json!({"a": null}));
    let message = NewMessage::new(Channel::InternalNote, true).public(false).source(source);
    check(
        |it| it.tickets().create([message]).send_raw(),
        r#"POST /api/tickets {"messages":[{"channel":"internal-note","from_agent":true,"public":false,"source":{"type":"email","extra":{"a":null}}}]}"#,
    )
    .await;
    let period = ReportingFilter::new("periodStart", ["2026-01-05"]);
    let query = ReportingQuery::new(
        ReportingScope::TicketsClosed,
        [period.operator(ReportingOperator::AfterDate)],
        "UTC",
    );
    check(
        |it| it.reporting().query(query.order([["ticketCount", "desc"]])).limit(10_000).send_raw(),
        r#"POST /api/reporting/stats?limit=10000 {"query":{"scope":"tickets-closed","filters":[{"member":"periodStart","values":["2026-01-05"],"operator":"afterDate"}],"timezone":"UTC","order":[["ticketCount","desc"]]}}"#,
    )
    .await;
}

/// Makes a call that is refused before anything is sent.
async fn refuses<F: Future<Output = Result<Reply, gorgias_client::Error>>>(
    call: impl FnOnce(Gorgias) -> F,
    why: &str,
) {
    let stage = Stage::answering(&Value::Null);
    let error = call(stage.client()).await.unwrap_err();
    let said = error.to_string();
    let (_, said) = said.split_once("nothing was sent, because ").unwrap();
    assert_eq!(said, why);
    assert!(matches!(error.kind(), Kind::Refused { .. }));
    assert!(!stage.was_called());
}

#[tokio::test]
async fn what_is_beyond_a_limit_is_not_sent() {
    let long = |length| "é".repeat(length);
    let message = || NewMessage::new(Channel::Email, false);
    refuses(|it| it.tags().list().limit(0).send_raw(), "`limit` is too small: give at least 1")
        .await;
    refuses(|it| it.tags().list().limit(101).send_raw(), "`limit` is too large: give at most 100")
        .await;
    refuses(
        |it| it.tags().create(long(257)).send_raw(),
        "`name` is too long: give at most 256 characters",
    )
    .await;
    refuses(
        |it| it.tags().delete_many([0_i64; 0]).send_raw(),
        "`ids` is too short: give at least 1 item",
    )
    .await;
    refuses(
        |it| it.macros().archive(1..=31).send_raw(),
        "`ids` is too long: give at most 30 items",
    )
    .await;
    refuses(
        |it| it.tickets().update(1).status("opne").send_raw(),
        "`status` is none of its values: give one of `open`, `closed`",
    )
    .await;
    refuses(
        |it| {
            it.tickets()
                .update(1)
                .tags([NewTicketTag::new("vip"), NewTicketTag::new("")])
                .send_raw()
        },
        "`tags[1].name` is too short: give at least 1 character",
    )
    .await;
    let sender = NewMessagePerson::new().email(format!("{}@example.com", long(309)));
    refuses(
        |it| it.tickets().create([message(), message().sender(sender)]).send_raw(),
        "`messages[1].sender.email` is too long: give at most 320 characters",
    )
    .await;
    let choices = TextDropdown::new((0..2001).map(|at| at.to_string()));
    let definition = TextDefinition::new(TextInput::Dropdown(choices));
    refuses(
        |it| {
            it.custom_fields()
                .create(CustomFieldObject::Ticket, "Size", CustomFieldDefinition::Text(definition))
                .send_raw()
        },
        "`definition.input_settings.choices` is too long: give at most 2000 items",
    )
    .await;
    let nobody = NewMessagePerson::new().email("somebody");
    refuses(
        |it| it.tickets().create([message(), message().sender(nobody)]).send_raw(),
        "`messages[1].sender.email` is no e-mail address: give an e-mail address",
    )
    .await;
}

#[tokio::test]
async fn what_is_within_the_limits_is_sent() {
    check(|it| it.tags().list().limit(100).send_raw(), "GET /api/tags?limit=100").await;
    let name = "é".repeat(256);
    check(
        |it| it.tags().create(&*name).send_raw(),
        &format!(r#"POST /api/tags {{"name":"{name}"}}"#),
    )
    .await;
    check(
        |it| it.tickets().update(1).subject(None).channel("carrier-pigeon").send_raw(),
        r#"PUT /api/tickets/1 {"channel":"carrier-pigeon","subject":null}"#,
    )
    .await;
}

#[test]
fn a_draft_shows_its_fields_and_not_what_people_wrote() {
    let message = NewMessage::new(Channel::Email, true).body_text("I broke my leg.");
    assert_eq!(format!("{message:?}"), r#"NewMessage {"channel", "from_agent", "body_text"}"#);
    assert_eq!(message, serde_json::from_value(json!(message)).unwrap());
}

#[test]
fn the_table_has_every_operation_once() {
    let ids: Vec<_> = operations::ALL.iter().map(|operation| operation.id).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(ids.len(), unique.len());
    assert!(ids.contains(&"tags.merge"), "{ids:?}");
    for operation in operations::ALL {
        for param in operation.params {
            let hole = format!("{{{}}}", param.wire);
            let in_path = param.place == gorgias_client::operation::Place::Path;
            assert_eq!(operation.path.contains(&hole), in_path, "{} {}", operation.id, param.wire);
        }
    }
}
