//! What the client makes of recorded answers, over a socket.

use std::path::Path;

use gorgias_client::{
    Account, Gorgias, Relationship, TicketOrder,
    serde_json::{Value, to_value},
};
use gorgias_fixture::{Exchange, Fixture};

fn recordings() -> Vec<Exchange> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    gorgias_conformance::load(&folder).unwrap()
}

async fn fixture() -> (Fixture, Gorgias) {
    let fixture = Fixture::start(recordings()).await.unwrap();
    let account = Account::new("acme", "ana@example.com", "key").unwrap();
    let account = account.with_base_url(&fixture.url()).unwrap();
    (fixture, Gorgias::new(account))
}

pub(crate) fn recorded(name: &str) -> Value {
    recordings().into_iter().find(|exchange| exchange.name == name).unwrap().answer.unwrap()
}

/// Says where what was read is not what was recorded. What says nothing, such as `{}`, may be null; what the recording
/// lacks must be so.
fn difference(read: &Value, recorded: &Value, path: &str) -> Option<String> {
    match (read, recorded) {
        (Value::Object(read), Value::Object(recorded)) => {
            let keys = read.keys().chain(recorded.keys());
            keys.into_iter().find_map(|key| {
                let value = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or_default()
                };
                difference(&value(read), &value(recorded), &format!("{path}.{key}"))
            })
        }
        (Value::Array(read), Value::Array(recorded)) if read.len() == recorded.len() => {
            let items = read.iter().zip(recorded).enumerate();
            items.into_iter().find_map(|(at, (read, recorded))| {
                difference(read, recorded, &format!("{path}[{at}]"))
            })
        }
        (read, recorded) if read == recorded || (is_blank(read) && is_blank(recorded)) => None,
        _ => Some(format!("{path}: {read} was read, and {recorded} is recorded")),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[tokio::test]
async fn tickets_are_read_as_they_were_recorded() {
    let (fixture, gorgias) = fixture().await;
    let get = |id| gorgias.tickets().get(id);
    let calls = [
        ("tickets.get/plain", get(4101)),
        ("tickets.get/with-fields", get(4104).relationships([Relationship::CustomFields])),
        ("tickets.get/bare", get(4109)),
    ];
    for (name, call) in calls {
        let ticket = to_value(call.await.unwrap()).unwrap();
        assert_eq!(difference(&ticket, &recorded(name), name), None);
    }
    assert_eq!(fixture.received().len(), 3);
}

#[tokio::test]
async fn lists_are_read_as_they_were_recorded() {
    let (_fixture, gorgias) = fixture().await;
    let tickets = gorgias.tickets().list().ticket_ids([4109, 4103]);
    let tickets = tickets.order_by(TicketOrder::UpdatedDatetimeAsc).await.unwrap();
    let expected = &recorded("tickets.list/by-ids")["data"];
    assert_eq!(difference(&to_value(&tickets.data).unwrap(), expected, "data"), None);

    for (ticket, name, key) in
        [(4101, "ticket-fields.list/under-data", "data"), (4102, "ticket-fields.list/bare", "")]
    {
        let values = to_value(gorgias.ticket_fields().list(ticket).await.unwrap()).unwrap();
        let recorded = recorded(name);
        let expected = recorded.get(key).unwrap_or(&recorded);
        assert_eq!(difference(&values, expected, name), None);
    }
}

#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let (_fixture, gorgias) = fixture().await;
    let messages = gorgias.messages().list().ticket_id(4101).limit(30);
    let page = messages.clone().await.unwrap();
    let mut messages = messages.stream();
    for expected in page.data {
        assert_eq!(messages.try_next().await.unwrap(), Some(expected));
    }
    assert_eq!(page.next_cursor, None);
    assert_eq!(messages.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn what_answers_nothing_is_awaited_too() {
    let (fixture, gorgias) = fixture().await;
    gorgias.tags().delete(502).await.unwrap();
    gorgias.ticket_tags().add(4101).ids([501, 502]).await.unwrap();
    assert_eq!(fixture.used(), ["tags.delete/plain", "ticket-tags.add/by-ids"]);
}
