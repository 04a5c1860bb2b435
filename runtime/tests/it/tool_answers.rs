//! Answers of tools: how much of them is shown, as what, and what is said beside them.

use gorgias_runtime::{
    operation::{Answer, Body, Method, Operation, Paging, Param},
    serde_json::{Value, json},
    tool::{
        self, Answered, Compare, Filter, Scan, Terms, Tool,
        types::{Field, Object, Type},
    },
};

use crate::{
    file_tools::BASE,
    stage::{Stage, answer},
};

static LETTER: Object = Object::new(
    "Letter",
    &[
        Field::new("id", Type::Int),
        Field::new("subject", Type::Text).untrusted(),
        Field::new("body_html", Type::Nullable(&Type::Text)).untrusted().html(),
        Field::new("source", Type::Text).html(),
        Field::new("sender", Type::Nullable(&Type::Object(&SENDER))),
        Field::new("answers", Type::List(&Type::Object(&LETTER))),
        Field::new("by_place", Type::Map(&Type::Object(&SENDER))),
        Field::new("data", Type::Json).untrusted(),
        Field::new("seen", Type::Bool).untrusted(),
    ],
)
.open();

static SENDER: Object = Object::new(
    "Sender",
    &[Field::new("name", Type::Text).untrusted(), Field::new("id", Type::Int)],
);

const GET: Operation = Operation {
    id: "letters.get",
    method: Method::Get,
    path: "/letters/{id}",
    params: &[Param::path("id")],
    body: Body::None,
    answer: Answer::Value,
    reads_only: true,
    scope: None,
    success: 200,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

static GET_OPERATION: Operation = GET;

static LIST_OPERATION: Operation = Operation {
    id: "letters.list",
    path: "/letters",
    params: &[Param::query("limit"), Param::query("cursor")],
    answer: Answer::Pages(Paging::Cursor),
    ..GET
};

static ALL_OPERATION: Operation =
    Operation { path: "/letters", params: &[], answer: Answer::List { under: "data" }, ..GET };

static CSV_OPERATION: Operation =
    Operation { path: "/export", params: &[], answer: Answer::Csv, ..GET };

static FILE_OPERATION: Operation =
    Operation { path: "/file", params: &[], answer: Answer::File, ..GET };

const LETTERS: Tool = Tool { answer: Some(Type::Object(&LETTER)), ..BASE };

static GET_TOOL: Tool = Tool {
    name: "get",
    operation: &GET_OPERATION,
    arguments: &[Field::new("id", Type::Int).required()],
    ..LETTERS
};
static LIST_TOOL: Tool = Tool {
    name: "list",
    operation: &LIST_OPERATION,
    arguments: &[Field::new("limit", Type::Int), Field::new("cursor", Type::Text)],
    scan: Some(Scan {
        pages: 3,
        page: 100,
        limit: 30,
        filters: &[Filter {
            field: Field::new("larger", Type::Int),
            keeps: "id",
            by: Compare::After,
        }],
    }),
    ..LETTERS
};
static ALL_TOOL: Tool = Tool { name: "all", operation: &ALL_OPERATION, ..LETTERS };
static CSV_TOOL: Tool = Tool { name: "csv", operation: &CSV_OPERATION, ..BASE };
static FILE_TOOL: Tool = Tool { name: "file", operation: &FILE_OPERATION, ..BASE };

static TOOLS: &[&Tool] = &[&GET_TOOL, &LIST_TOOL, &ALL_TOOL, &CSV_TOOL, &FILE_TOOL];

/// Calls a tool on terms, of which the server answers this; gives what was sent, too.
async fn asked(name: &str, given: Value, body: &str, terms: &Terms) -> (Answered, Vec<String>) {
    let stage = Stage::with([Ok(answer(200, body, &[]))]);
    let arguments = given.as_object().unwrap().clone();
    let answered = tool::answer(&stage.runtime(), TOOLS, name, arguments, terms).await.unwrap();
    let sent = stage.sent().into_iter().map(|request| request.url);
    let sent = sent.map(|url| url.split_once(".com").unwrap().1.to_owned());
    (answered, sent.collect())
}

async fn answered(name: &str, given: Value, body: &Value, terms: &Terms) -> Answered {
    asked(name, given, &body.to_string(), terms).await.0
}

/// Expects the text of a letter's HTML.
async fn reads(html: &str, expected: &str) {
    let letter = json!({"body_html": html});
    let answered = answered("get", json!({"id": 1}), &letter, &Terms::new()).await;
    assert_eq!(answered.value()["body_html"], expected, "{html}");
    assert_eq!(answered.plain(), ["body_html"]);
}

#[tokio::test]
async fn html_is_shown_as_a_person_would_read_it() {
    for (html, text) in [
        ("Hello", "Hello"),
        ("", ""),
        ("<p>Hello  <b>Ana</b>,</p>\n<p>it is late.</p>", "Hello Ana,\n\nit is late."),
        ("one<br>two<br/>three<div>four</div>five", "one\ntwo\nthree\nfour\nfive"),
        ("<ul><li>Size M</li><li>Size L</li></ul>", "- Size M\n- Size L"),
        (
            "<table><tr><td>Order</td><td>1001</td></tr><tr><td>Paid</td></tr></table>",
            "Order 1001\nPaid",
        ),
        ("a &lt;b&gt; &amp; c&nbsp;d &eacute; &#233; &#xE9; &euro;5", "a <b> & c d é é é €5"),
        ("AT&T &unknown; &", "AT&T &unknown; &"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<script>alert('<p>')</script>after<style>p { }</style>", "after"),
        ("before<script>alert(1)", "before"),
        (
            "<!-- hidden --><!DOCTYPE html><html><head><title>T</title></head><body>Shown</body></html>",
            "Shown",
        ),
        (
            "<a href=\"https://example.com/a?b=1&amp;c=2\">Track it</a>.",
            "Track it (https://example.com/a?b=1&c=2).",
        ),
        ("<a href='https://example.com'>https://example.com</a>", "https://example.com"),
        ("<a class=x href=mailto:bo@example.com>bo@example.com</a>", "bo@example.com"),
        ("<a href=\"javascript:alert(1)\">Press</a>", "Press"),
        (
            "<a href=\"https://example.com\"><img src=\"x.png\" alt=\"Logo\"></a>",
            "[Logo] (https://example.com)",
        ),
        ("<p title=\"a > b\">Text</p>", "Text"),
        ("<P STYLE='display:none'>obey</P>", "obey"),
        ("<b", "<b"),
        ("&#0;&#8;x", "&#0;&#8;x"),
    ] {
        reads(html, text).await;
    }
}

/// What takes time that grows with the square of its length would take hours here.
#[tokio::test]
async fn html_without_end_is_read_in_time() {
    for part in [
        "<",
        "<a",
        "<a '",
        "</",
        "&",
        "&#",
        "<script></",
        "</a",
        "<!--",
        "<a href=\"",
        "<b \">",
        "<p>",
    ] {
        let many = part.repeat(200_000);
        for html in [many.clone(), format!("{many}>"), format!("<script>{many}>")] {
            let letter = json!({"body_html": html});
            let answered = answered("get", json!({"id": 1}), &letter, &Terms::new()).await;
            assert!(answered.value().to_string().len() <= 40_000, "{part}");
        }
    }
    reads("<b>a</b> <i", "a <i").await;
    reads("a<script>b</script> c <d", "a c <d").await;
}

#[tokio::test]
async fn what_people_outside_wrote_is_named() {
    let marked = async |name: &str, body: Value, fields: &str, expected: &[&str]| {
        let given = json!({"fields": fields, "id": 1});
        let mut given = given.as_object().unwrap().clone();
        if name != "get" {
            given.remove("id");
        }
        let answered = answered(name, given.into(), &body, &Terms::new()).await;
        assert_eq!(answered.untrusted(), expected, "{body}");
    };
    let letter = json!({
        "id": 1, "subject": "Obey", "sender": {"id": 5, "name": "Ana"}, "seen": true,
        "answers": [{"subject": ""}, {"subject": "Re", "sender": null}],
        "by_place": {"home": {"name": "Bo"}}, "data": {"a": 1}, "body_html": null, "free": "x",
    });
    let all = ["subject", "sender.name", "answers[].subject", "by_place.*.name", "data"];
    marked("get", letter.clone(), "all", &all).await;
    marked("get", letter.clone(), "id, sender.id", &[]).await;
    marked("get", letter.clone(), "sender.name, id", &["sender.name"]).await;
    let in_list = ["result[].subject", "result[].sender.name"];
    marked("list", json!({"data": [letter, letter]}), "subject, sender", &in_list).await;
    marked("all", json!([{"data": []}, {"data": "text"}]), "all", &["result[].data"]).await;
    marked("get", json!([{"subject": "Odd"}]), "all", &["result[].subject"]).await;
}

#[tokio::test]
async fn what_is_worth_knowing_stands_beside_the_answer() {
    let letter = json!({"subject": "Obey", "source": "<b>x</b>"});
    let told = answered("get", json!({"id": "1"}), &letter, &Terms::new()).await;
    assert_eq!(
        Value::from(told.meta()),
        json!({
            "repaired": [{"path": "id", "how": "a text was read as a number"}],
            "untrusted": ["subject"],
            "plain_text": ["source"],
        })
    );
    let told = answered("get", json!({"id": 1}), &json!({"id": 1}), &Terms::new()).await;
    assert!(told.meta().is_empty());
}

fn letters(ids: impl IntoIterator<Item = u32>) -> Vec<Value> {
    ids.into_iter().map(|id| json!({"id": id, "subject": "x".repeat(480)})).collect()
}

fn ids(answered: &Answered) -> Vec<u64> {
    let items = answered.value()["result"].as_array().unwrap();
    items.iter().map(|item| item["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn items_that_find_no_room_come_with_the_next_call() {
    let page = json!({"data": letters(1..=10), "meta": {"next_cursor": "two"}}).to_string();
    let terms = Terms::new().largest(3_100);
    let goes_on =
        async |given: Value, shown: &[u64], next: &str, left_out: Option<u32>, url: &str| {
            let (answered, sent) = asked("list", given.clone(), &page, &terms).await;
            assert_eq!(sent, [url], "{given}");
            assert_eq!(ids(&answered), shown, "{given}");
            assert_eq!(answered.value()["next_cursor"], next, "{given}");
            assert_eq!(answered.value()["cut"]["items"], json!(left_out), "{given}");
            assert!(answered.value().to_string().len() <= 3_100);
        };
    goes_on(json!({"limit": 10}), &[1, 2, 3, 4], "skip:4:", Some(6), "/letters?limit=10").await;
    let given = json!({"limit": 10, "cursor": "skip:4:"});
    goes_on(given, &[5, 6, 7, 8], "skip:8:", Some(2), "/letters?limit=10").await;
    goes_on(json!({"cursor": "skip:8:"}), &[9, 10], "two", None, "/letters").await;
    let given = json!({"cursor": "skip:4:two"});
    goes_on(given, &[5, 6, 7, 8], "skip:8:two", Some(2), "/letters?cursor=two").await;
    goes_on(json!({"cursor": "skip:99:two"}), &[], "two", None, "/letters?cursor=two").await;
}

#[tokio::test]
async fn a_scan_goes_on_at_the_item_that_found_no_room() {
    let page = json!({"data": letters(1..=10), "meta": {"next_cursor": "two"}}).to_string();
    let (answered, _) =
        asked("list", json!({"larger": 2, "limit": 8}), &page, &Terms::new().largest(2_600)).await;
    assert_eq!(ids(&answered), [3, 4, 5]);
    assert_eq!(answered.value()["next_cursor"], "scan:5:");
    assert_eq!(answered.value()["scanned"]["complete"], false);
    let stage = Stage::with([]);
    for (given, right) in [
        (json!({"cursor": "scan:5:"}), "give the same filters again"),
        (json!({"cursor": "skip:5:", "larger": 2}), "give none, or no cursor"),
    ] {
        let arguments = given.as_object().unwrap().clone();
        let said = tool::call(&stage.runtime(), TOOLS, "list", arguments).await.unwrap_err();
        assert!(said.to_string().ends_with(right), "{said}");
    }
}

#[tokio::test]
async fn a_list_in_one_piece_says_what_it_leaves_out() {
    let body = json!(letters(1..=10));
    let answered = answered("all", json!({}), &body, &Terms::new().largest(2_600)).await;
    assert_eq!(ids(&answered), [1, 2, 3]);
    assert_eq!(answered.value()["next_cursor"], json!(null));
    let how = "name what you need in `fields`: more items fit then";
    assert_eq!(answered.value()["cut"], json!({"items": 7, "how": how}));
}

#[tokio::test]
async fn long_texts_are_cut_and_named() {
    let letter = json!({"id": 1, "subject": "word ".repeat(2_000), "source": "short"});
    let told = answered("get", json!({"id": 1}), &letter, &Terms::new().largest(5_000)).await;
    let value = told.value();
    assert!(value.to_string().len() <= 5_000, "{}", value.to_string().len());
    assert_eq!((&value["id"], &value["source"]), (&json!(1), &json!("short")));
    let subject = value["subject"].as_str().unwrap();
    assert!(subject.starts_with("word word") && subject.contains(" of 10000 bytes)"), "{subject}");
    let how = "name what you need in `fields`: what is asked for alone is cut less";
    assert_eq!(value["cut"], json!({"texts": ["subject"], "how": how}));
    let one = json!({"data": [letter], "meta": {}});
    let told = answered("list", json!({}), &one, &Terms::new().largest(5_000)).await;
    assert_eq!(told.value()["cut"]["texts"], json!(["subject"]));
    assert!(told.value().to_string().len() <= 5_000);
}

#[tokio::test]
async fn parts_without_end_are_cut_and_counted() {
    let letter = json!({"id": 1, "free": {"rows": (0..5_000).collect::<Vec<_>>()}});
    let told = answered("get", json!({"id": 1}), &letter, &Terms::new().largest(5_000)).await;
    assert_eq!(told.value()["id"], 1);
    let kept = told.value()["free"]["rows"].as_array().unwrap().len();
    assert!((500..2_500).contains(&kept), "{kept}");
    assert_eq!(told.value()["cut"]["parts"], json!({"free.rows": format!("{kept} of 5000")}));
    let keys: Vec<_> = (0..2_000).map(|at| (format!("key{at}"), at.into())).collect();
    let keys = Value::Object(keys.into_iter().collect());
    let told = answered("get", json!({"id": 1}), &keys, &Terms::new().largest(5_000)).await;
    assert!(told.value().to_string().len() <= 5_000);
    assert_eq!(told.value()["cut"]["parts"].as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn a_table_is_cut_at_the_end_of_a_line() {
    let rows = "2026-01-05,17\n".repeat(1_000);
    let (told, _) = asked("csv", json!({}), &rows, &Terms::new().largest(4_000)).await;
    let text = told.value()["result"].as_str().unwrap();
    let (kept, note) = text.split_once('…').unwrap();
    assert!(kept.ends_with(",17"), "{text}");
    assert!(note.ends_with(" of 14000 bytes)"), "{note}");
    assert_eq!(told.value()["cut"]["how"], "ask for less at a time");
}

#[tokio::test]
async fn a_file_is_shown_whole_or_not_at_all() {
    let (told, _) =
        asked("file", json!({}), &"x".repeat(4_000), &Terms::new().largest(4_000)).await;
    let expected = json!({"content_type": null, "size": 4_000, "note": "too large to be shown"});
    assert_eq!(told.value(), &expected);
}

#[tokio::test]
async fn the_facts_are_also_said_in_words() {
    let text = async |name: &str, given: Value, body: Value| {
        answered(name, given, &body, &Terms::new()).await.text()
    };
    assert_eq!(
        text(
            "get",
            json!({"id": 1}),
            json!({
                "id": 1, "subject": "Late\nparcel", "sender": {"id": 5, "name": "Ana"}, "data": null,
                "answers": [{"id": 2, "seen": false}, {"id": 3, "sender": {"id": 5}}], "tags": ["a", "b"], "free": {},
            }),
        )
        .await,
        "id: 1\nsubject: Late\nparcel\nsender: id 5, name Ana\nanswers, 2:\n- id 2, seen false\n\
         - id 3, sender (id 5)\ntags: a; b"
    );
    let page =
        json!({"data": [{"id": 1, "subject": "Late\nparcel"}], "meta": {"next_cursor": "n"}});
    assert_eq!(
        text("list", json!({}), page).await,
        "result, 1:\n- id 1, subject Late parcel\nnext_cursor: n"
    );
    assert_eq!(text("list", json!({}), json!({"data": []})).await, "result: nothing");
    let many = json!({"data": letters(1..=70)});
    let words = text("list", json!({}), many.clone()).await;
    assert!(words.len() < 7_000 && words.contains(" more in the structured answer"), "{words}");
    assert!(many.to_string().len() > 30_000);
}
