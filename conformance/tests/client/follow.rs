//! Events, followed from a checkpoint, over a socket.

use gorgias_client::{Checkpoint, EventType, Time};
use gorgias_fixture::Exchange;
use serde_json::{Value, json};

use crate::{clock::Patience, recorded::serve};

fn event(id: i64, seconds: &str) -> Value {
    json!({
        "id": id, "type": "ticket-closed", "object_type": "Ticket", "object_id": 4101, "user_id": null, "data": null,
        "context": null, "uri": format!("/api/events/{id}/"), "created_datetime": format!("2026-03-06T09:00:{seconds}+00:00"),
    })
}

/// An answer to the question for events since a time, or for those behind a cursor.
fn page(query: &str, events: &[Value], next: Option<&str>) -> Exchange {
    Exchange {
        name: query.to_owned(),
        method: "GET".to_owned(),
        target: format!("/api/events?{query}"),
        body: None,
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        answer: Some(json!({"data": events, "meta": {"next_cursor": next}})),
    }
}

const SINCE: &str = "order_by=created_datetime:asc&created_datetime[gte]=2026-03-06T09:00:";

#[tokio::test]
async fn events_are_followed_over_pages_and_pauses_and_a_restart() {
    let clock = Patience::new();
    let (first, second, third) = (event(1, "01.5"), event(2, "02.25"), event(3, "02.25"));
    let pages = vec![
        page(&format!("{SINCE}00Z"), &[first, second.clone()], Some("next")),
        page(&format!("{SINCE}00Z&cursor=next"), std::slice::from_ref(&third), None),
        page(&format!("{SINCE}02.25Z"), &[second.clone(), third.clone()], None),
        page(&format!("{SINCE}02.25Z"), &[second, third, event(4, "02.25")], None),
    ];
    let (fixture, gorgias) = serve(pages, clock.clone()).await;

    let mut events = gorgias.events().follow("2026-03-06T09:00:00Z".parse::<Time>().unwrap());
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(events.try_next().await.unwrap().unwrap().id.get());
    }
    assert_eq!((ids.as_slice(), clock.pauses().len()), (&[1, 2][..], 0));
    let kept = serde_json::to_string(events.checkpoint()).unwrap();
    assert_eq!(kept, r#""2026-03-06T09:00:02.25Z/2""#);
    ids.push(events.try_next().await.unwrap().unwrap().id.get());
    drop(events);

    // Another process goes on from what was kept after the second.
    let kept: Checkpoint = serde_json::from_str(&kept).unwrap();
    let mut events = gorgias.events().follow(kept);
    for _ in 0..2 {
        ids.push(events.try_next().await.unwrap().unwrap().id.get());
    }
    assert_eq!(ids, [1, 2, 3, 3, 4]);
    assert_eq!(clock.pauses(), [1.0]);
    assert_eq!(fixture.unused(), [""; 0]);
}

#[tokio::test]
async fn a_part_of_the_events_is_followed_too() {
    let clock = Patience::new();
    let query = format!("types=ticket-closed&limit=100&{SINCE}00Z");
    let (_fixture, gorgias) =
        serve(vec![page(&query, &[event(1, "01")], None)], clock.clone()).await;
    let list = gorgias.events().list().types([EventType::TicketClosed]).limit(100);
    let from: Checkpoint = "2026-03-06T09:00:00Z".parse().unwrap();
    // What would lead elsewhere does not count.
    let mut events =
        list.cursor("elsewhere").order_by("created_datetime:desc").follow(from).until_now();
    assert!(events.try_next().await.unwrap().is_some());
    assert!(events.try_next().await.unwrap().is_none());
    assert_eq!(clock.pauses(), [0.0; 0]);
}
