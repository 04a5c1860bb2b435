//! Lists from the first page to the last.

use gorgias_runtime::{Call, Items, Pages, error::Kind};
use serde_json::{Value, json};

use crate::{
    operations::{EVENTS, ITEMS, MESSAGES},
    stage::{Stage, answer},
};

fn stage(pages: &[Value]) -> Stage {
    Stage::with(pages.iter().map(|page| Ok(answer(200, &page.to_string(), &[]))))
}

/// The ids that a list gives, and where the requests for its pages went.
async fn read(call: Call, pages: &[Value]) -> (Vec<i64>, Vec<String>) {
    let stage = stage(pages);
    let mut items = Items::<i64>::new(stage.runtime(), call);
    let mut ids = Vec::new();
    while let Some(id) = items.try_next().await.unwrap() {
        ids.push(id);
    }
    assert_eq!(items.try_next().await.unwrap(), None);
    let base = "https://acme.gorgias.com";
    let sent = stage.sent().into_iter();
    (ids, sent.map(|it| it.url.strip_prefix(base).unwrap().to_owned()).collect())
}

#[tokio::test]
async fn a_list_is_followed_to_its_end_in_every_dialect() {
    let cases = [
        (
            Call::new(&EVENTS).arg("limit", 2).arg("types", ["a", "b"]),
            vec![
                json!({"data": [1, 2], "meta": {"next_cursor": "x"}}),
                json!({"data": [], "meta": {"next_cursor": "y"}}),
                json!({"data": [3], "meta": {"next_cursor": null}}),
            ],
            vec![1, 2, 3],
            vec![
                "/api/events?limit=2&types=a&types=b",
                "/api/events?cursor=x&limit=2&types=a&types=b",
                "/api/events?cursor=y&limit=2&types=a&types=b",
            ],
        ),
        (Call::new(&EVENTS), vec![json!([1, 2])], vec![1, 2], vec!["/api/events"]),
        (Call::new(&EVENTS), vec![json!({"data": null})], vec![], vec!["/api/events"]),
        (
            Call::new(&MESSAGES).arg("ticket_id", 7),
            vec![
                json!({"data": [1], "meta": {"page": 1, "nb_pages": 2}}),
                json!({"data": [2], "meta": {"page": 2, "nb_pages": 2}}),
            ],
            vec![1, 2],
            vec!["/api/tickets/7/messages", "/api/tickets/7/messages?page=2"],
        ),
        (
            Call::new(&ITEMS).arg("view_id", 5).arg("limit", 1),
            vec![
                json!({"data": [1], "meta": {"next_items":
                    "/api/views/5/items/?direction=next&ignored_item=4&cursor=a%3D&other=b"}}),
                json!({"data": [2], "meta": {"next_items": null, "prev_items": "/api/views/5/items/?x=y"}}),
            ],
            vec![1, 2],
            vec![
                "/api/views/5/items?limit=1",
                "/api/views/5/items?limit=1&cursor=a%3D&direction=next&ignored_item=4",
            ],
        ),
    ];
    for (call, pages, ids, targets) in cases {
        let id = call.operation().id;
        let (read_ids, sent) = read(call, &pages).await;
        assert_eq!(read_ids, ids, "{id}");
        assert_eq!(sent, targets, "{id}");
    }
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_an_error_and_the_end() {
    let repeated = |cursor: &str| json!({"data": [1], "meta": {"next_cursor": cursor}});
    for (cursors, good) in [(vec!["a", "a"], 2), (vec!["a", "b", "c", "b"], 4)] {
        let pages: Vec<_> = cursors.iter().map(|cursor| repeated(cursor)).collect();
        let stage = stage(&pages);
        let mut pages = Pages::<i64>::new(stage.runtime(), Call::new(&EVENTS));
        for _ in 0..good {
            assert!(pages.try_next().await.unwrap().is_some());
        }
        let error = pages.try_next().await.unwrap_err();
        assert!(matches!(error.kind(), Kind::Decode { path, .. } if path == "meta"), "{error}");
        assert!(pages.try_next().await.unwrap().is_none());
        assert_eq!(stage.sent().len(), good);
    }
}

#[tokio::test]
async fn the_first_cursor_counts_too() {
    let stage = stage(&[json!({"data": [1], "meta": {"next_cursor": "a"}})]);
    let mut pages = Pages::<i64>::new(stage.runtime(), Call::new(&EVENTS).arg("cursor", "a"));
    assert!(pages.try_next().await.unwrap().is_some());
    assert!(pages.try_next().await.is_err());
    assert_eq!(stage.sent().len(), 1);
}

#[tokio::test]
async fn nothing_is_read_ahead() {
    let more = json!({"data": [1, 2], "meta": {"next_cursor": "a"}});
    let stage = stage(&[more]);
    let mut items = Items::<i64>::new(stage.runtime(), Call::new(&EVENTS));
    assert!(stage.sent().is_empty());
    for _ in 0..2 {
        items.try_next().await.unwrap();
        assert_eq!(stage.sent().len(), 1);
    }
    assert!(items.try_next().await.is_err(), "the second page fails");
    assert_eq!(items.try_next().await.unwrap(), None, "after an error there is no more");
}

gorgias_runtime::pageable! {
    #[of(i64)]
    /// Lists numbers, as a generated builder would list tags.
    struct ListNumbers;
}

#[tokio::test]
async fn a_builder_is_awaited_for_a_page_or_read_to_the_end() {
    let pages = [json!({"data": [1], "meta": {"next_cursor": "a"}}), json!({"data": [2]})];
    let builder = || ListNumbers::new(&stage(&pages).runtime(), &EVENTS).with::<i64>("limit", 1);
    assert_eq!(builder().await.unwrap().data, [1]);
    assert_eq!(builder().send_raw().await.unwrap().status(), 200);
    assert_eq!(builder().pages().try_next().await.unwrap().unwrap().data, [1]);
    let mut stream = builder().stream();
    assert_eq!(stream.try_next().await.unwrap(), Some(1));
    assert_eq!(stream.try_next().await.unwrap(), Some(2));
    assert_eq!(stream.try_next().await.unwrap(), None);
}
