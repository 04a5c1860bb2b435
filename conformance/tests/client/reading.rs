//! Reading forgives what evidence does not promise, and nothing else.

use gorgias_client::{
    Channel, CustomFieldDefinition, Date, MacroAction, Message, Tag, TextInput, Ticket,
    TicketFieldValue, Time,
    error::Kind,
    serde_json::{self, Value, from_value, json},
    webhooks::{Trigger, WebhookEvent},
};
use gorgias_suite::FORMATS;

use crate::{recorded::recorded, stage::Stage};

fn tag() -> Value {
    json!({
        "id": 501, "name": "vip", "description": null, "decoration": {"color": "#F58D86"},
        "usage": 3, "uri": "/api/tags/501/", "created_datetime": "2026-01-05T09:00:00.123456+00:00",
        "deleted_datetime": null
    })
}

/// The same thing with some keys set, or taken away where they are null in `change` under a `-`.
fn with(mut thing: Value, changes: &Value) -> Value {
    for (key, value) in changes.as_object().unwrap() {
        match key.strip_prefix('-') {
            Some(key) => drop(thing.as_object_mut().unwrap().remove(key)),
            None => thing[key] = value.clone(),
        }
    }
    thing
}

#[test]
fn what_is_not_promised_may_be_anything_or_nothing() {
    let forgiven = [
        json!({"decoration": {}}),
        json!({"decoration": ""}),
        json!({"decoration": null}),
        json!({"-decoration": 0}),
        json!({"-description": 0, "-deleted_datetime": 0}),
        json!({"later_added": {"deep": [1]}}),
        json!({"id": 4_294_967_296_501_i64, "usage": 9_007_199_254_740_993_i64}),
        json!({"created_datetime": "2026-01-05 09:00:00"}),
        json!({"decoration": {"color": null, "later": 1}}),
    ];
    for change in forgiven {
        let read: Tag = from_value(with(tag(), &change)).unwrap();
        assert_eq!(read.name, "vip", "{change}");
    }
    let empty: Tag = from_value(with(tag(), &json!({"decoration": {}}))).unwrap();
    assert_eq!(empty.decoration, None);
    let large: Tag = from_value(with(tag(), &json!({"id": 4_294_967_296_501_i64}))).unwrap();
    assert_eq!(large.id.get(), 4_294_967_296_501);
    let time: Tag =
        from_value(with(tag(), &json!({"created_datetime": "2026-01-05 09:00:00"}))).unwrap();
    assert_eq!(time.created_datetime.to_string(), "2026-01-05 09:00:00");
    assert_eq!(time.created_datetime.timestamp().to_string(), "2026-01-05T09:00:00Z");
}

/// What was seen of a format.
fn seen(name: &str) -> Vec<String> {
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    serde_json::from_str(format.seen).unwrap()
}

#[test]
fn every_form_of_a_time_and_of_a_date_that_was_seen_is_read() {
    let check = |name: &str, read: fn(&str) -> Option<String>| {
        let seen = seen(name);
        assert!(!seen.is_empty(), "{name}");
        for text in seen {
            assert_eq!(read(&text).as_deref(), Some(text.as_str()), "{name}");
        }
    };
    check("time", |text| Some(text.parse::<Time>().ok()?.to_string()));
    check("date", |text| Some(text.parse::<Date>().ok()?.to_string()));
}

#[test]
fn what_is_sent_by_itself_is_read_and_nothing_of_it_is_lost() {
    let sent = json!({
        "ticket": {
            "id": 4101, "status": "open", "created_datetime": "2026-01-05T09:00:00.123456",
            "custom_fields": {"301": {"id": 301, "value": "Shipping"}},
            "tags": [{"id": 501, "name": "vip"}], "messages": [{"id": 90012}]
        },
        "message": {"id": 90012}
    });
    let event: WebhookEvent = from_value(sent.clone()).unwrap();
    let ticket = event.ticket.as_ref().unwrap();
    assert_eq!((ticket.id.get(), &ticket.subject), (4101, &None));
    assert_eq!(ticket.extra["messages"][0]["id"], 90012);
    assert_eq!(event.extra["message"]["id"], 90012);
    let written = serde_json::to_value(&event).unwrap();
    assert_eq!(written["ticket"]["custom_fields"], sent["ticket"]["custom_fields"]);
    assert_eq!(written["message"], sent["message"]);

    assert_eq!(Trigger::from("ticket-created"), Trigger::TicketCreated);
    assert_eq!(Trigger::from("customer-made").as_str(), "customer-made");
}

#[tokio::test]
async fn what_is_promised_is_told_with_its_path() {
    let cases = [
        (json!({"id": "501"}), "data[1].id", "i64", "a text"),
        (json!({"id": null}), "data[1].id", "i64", "null"),
        (json!({"decoration": "red"}), "data[1].decoration", "an object", "a text"),
        (json!({"decoration": {"color": 5}}), "data[1].decoration.color", "a string", "a number"),
        (json!({"-usage": 0}), "data[1]", "an object with the field `usage`", "an object"),
    ];
    for (change, path, expected, found) in cases {
        let stage = Stage::answering(&json!({"data": [tag(), with(tag(), &change)]}));
        let error = stage.client().tags().list().await.unwrap_err();
        assert_eq!(error.operation(), Some("tags.list"));
        let Kind::Decode { path: at, expected: wanted, found: there, .. } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!((at.as_str(), wanted.as_str(), there.as_str()), (path, expected, found));
    }
}

#[test]
fn unknown_values_are_kept() {
    let mut message = recorded_message();
    message["channel"] = json!("carrier-pigeon");
    let read: Message = from_value(message).unwrap();
    assert!(matches!(read.channel, Channel::Unknown(_)));
    assert_eq!(read.channel.as_str(), "carrier-pigeon");
    assert_eq!(json!(read)["channel"], "carrier-pigeon");
}

#[test]
fn a_promised_list_may_be_null_and_a_promised_object_nothing() {
    let ticket = with(
        recorded("tickets.get/bare"),
        &json!({"tags": null, "-messages": 0, "satisfaction_survey": {}, "customer": ""}),
    );
    let ticket: Ticket = from_value(ticket).unwrap();
    assert!(ticket.tags.is_empty() && ticket.messages.is_empty());
    assert_eq!((ticket.satisfaction_survey, ticket.customer), (None, None));

    let message: Message = from_value(with(recorded_message(), &json!({"sender": {}}))).unwrap();
    assert_eq!(message.sender, None);
}

#[tokio::test]
async fn a_union_keeps_kinds_that_it_does_not_list_and_says_where_others_are_wrong() {
    let value = |definition: Value| {
        let mut item = recorded("ticket-fields.list/bare")[0].clone();
        item["field"]["definition"] = definition;
        item
    };
    let definition = |definition: Value| {
        let value: TicketFieldValue = from_value(value(definition)).unwrap();
        value.field.unwrap().definition.unwrap()
    };
    let dropdown = json!({
        "data_type": "text", "input_settings": {"input_type": "dropdown", "choices": ["a", "b"]}
    });
    let CustomFieldDefinition::Text(text) = definition(dropdown.clone()) else { panic!() };
    let Some(TextInput::Dropdown(choices)) = text.input_settings else { panic!() };
    assert_eq!(choices.choices, ["a", "b"]);

    let later = json!({"data_type": "colour", "palette": ["red"]});
    assert_eq!(definition(later.clone()), CustomFieldDefinition::Unknown(later.clone()));
    assert_eq!(json!(definition(later.clone())), later);

    let mut wrong = dropdown;
    wrong["input_settings"]["choices"] = json!(["a", 5]);
    let stage = Stage::answering(&json!({"data": [value(wrong)]}));
    let error = stage.client().ticket_fields().list(1).await.unwrap_err();
    let Kind::Decode { path, found, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(path, "data[0].field.definition.input_settings.choices[1]");
    assert_eq!(found, "a number");
}

#[test]
fn secrets_are_not_in_debug() {
    let message = with(recorded_message(), &json!({"actions": [{"key": "swordfish"}]}));
    let message: Message = from_value(message).unwrap();
    assert!(!format!("{message:?}").contains("swordfish"));
    assert_eq!(message.actions.unwrap().reveal()[0]["key"], "swordfish");

    let hook = json!({"name": "http", "title": "Ring", "arguments": {"key": "swordfish"}});
    let action: MacroAction = from_value(hook.clone()).unwrap();
    assert!(!format!("{action:?}").contains("swordfish"));
    assert_eq!(json!(action), hook);
}

fn recorded_message() -> Value {
    recorded("messages.get/plain")
}
