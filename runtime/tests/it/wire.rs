//! The transport that is used by default, through a real socket.

use gorgias_fixture::{Body, Exchange, Fixture};
use gorgias_runtime::{
    Account, Call, FileAnswer, Operation, Retry, Runtime, Upload,
    error::Kind,
    oauth2::{App, MemoryStore, OAuth2, Tokens},
    transport::{Failure, Limits},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::operations::{DELETE, DOWNLOAD, EVENTS, EXPORT, GET, UPDATE, UPLOAD};

fn exchange(line: &str, body: Option<Value>, status: u16, answer: Option<Value>) -> Exchange {
    let (method, target) = line.split_once(' ').unwrap();
    Exchange {
        name: line.to_owned(),
        method: method.to_owned(),
        target: target.to_owned(),
        body: body.map(Body::Json),
        status,
        headers: Vec::new(),
        answer,
    }
}

fn runtime(url: &str, limits: Limits) -> Runtime {
    let account = Account::new("acme", "ana", "b").unwrap().with_base_url(url).unwrap();
    Runtime::builder(account).limits(limits).retry(Retry::never()).build()
}

#[tokio::test]
async fn requests_arrive_as_they_were_prepared() {
    let exchanges = vec![
        exchange("GET /api/events?limit=2&created_datetime[gte]=2026", None, 200, Some(json!([]))),
        exchange("PUT /api/tags/a%2Fb", Some(json!({"name": "vip"})), 202, Some(json!({"id": 1}))),
        exchange("DELETE /api/tags", Some(json!({"ids": [1]})), 204, None),
    ];
    let fixture = Fixture::start(exchanges).await.unwrap();
    let runtime = runtime(&fixture.url(), Limits::default());
    let calls = [
        Call::new(&EVENTS).arg("created_datetime_gte", 2026).arg("limit", 2),
        Call::new(&UPDATE).arg("id", "a/b").arg("name", "vip"),
        Call::new(&DELETE).arg("ids", [1]),
    ];
    for call in calls {
        runtime.execute(call).await.unwrap();
    }
    assert_eq!(fixture.unused(), [""; 0]);
    let received = fixture.received();
    let header = |name| received.iter().map(|it| it.header(name)).collect::<Vec<_>>();
    assert_eq!(header("authorization"), [Some("Basic YW5hOmI="); 3]);
    assert_eq!(header("accept"), [Some("application/json"); 3]);
    assert_eq!(header("content-type"), [None, Some("application/json"), Some("application/json")]);
    assert!(header("user-agent")[0].unwrap().starts_with("gorgias-runtime/"));
}

#[tokio::test]
async fn tokens_are_asked_for_at_the_same_server() {
    let fixture = Fixture::start(Vec::new()).await.unwrap();
    let start = Tokens::from_refresh_token("r+1");
    let oauth2 = OAuth2::new(App::new("app", "s").unwrap(), MemoryStore::default());
    let account = Account::oauth2("acme", oauth2.starting_with(start)).unwrap();
    let runtime = Runtime::new(account.with_base_url(&fixture.url()).unwrap());
    let error = runtime.execute(Call::new(&EVENTS)).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::NoToken(_)), "{error}");
    let received = &fixture.received()[..];
    let [request] = received else { unreachable!("{received:?}") };
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/oauth/token"));
    assert_eq!(request.body, "grant_type=refresh_token&refresh_token=r%2B1");
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.header("authorization"), Some("Basic YXBwOnM="));
}

#[tokio::test]
async fn what_nobody_expects_is_told_with_the_nearest() {
    let expected = exchange("GET /api/tags/1", None, 200, Some(json!({})));
    let fixture = Fixture::start(vec![expected]).await.unwrap();
    let runtime = runtime(&fixture.url(), Limits::default());
    let error = runtime.execute(Call::new(&GET).arg("id", 2)).await.unwrap_err();
    let expected = "tags.get: 404, not found (no exchange matches GET /api/tags/2; \
                    difference: the path is /api/tags/2, not /api/tags/1; nearest: GET /api/tags/1)";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let moved = Exchange {
        headers: vec![("location".to_owned(), "/api/tags/2".to_owned())],
        ..exchange("GET /api/tags/1", None, 301, None)
    };
    let there = exchange("GET /api/tags/2", None, 200, Some(json!({})));
    let fixture = Fixture::start(vec![moved, there]).await.unwrap();
    let runtime = runtime(&fixture.url(), Limits::default());
    let error = runtime.execute(Call::new(&GET).arg("id", 1)).await.unwrap_err();
    assert!(
        matches!(error.kind(), Kind::Redirected { location: Some(to) } if to == "/api/tags/2"),
        "{error}"
    );
    assert_eq!(fixture.unused(), ["GET /api/tags/2"]);
}

#[tokio::test]
async fn files_arrive_part_by_part() {
    let file =
        |content| json!({"name": "Ä \"1\".png", "content_type": "image/png", "content": content});
    let upload = Exchange {
        body: Some(Body::Form(json!([file("iVBORw=="), file("LS0=")]))),
        ..exchange("POST /api/upload?type=attachment", None, 201, Some(json!([])))
    };
    let fixture = Fixture::start(vec![upload]).await.unwrap();
    let mut call = Call::new(&UPLOAD).arg("type", "attachment");
    let file = |bytes: &'static [u8]| Upload::new("Ä \"1\".png", "image/png", bytes);
    call.set_files([file(b"\x89PNG"), file(b"--")]);
    let reply = runtime(&fixture.url(), Limits::default()).execute(call).await.unwrap();
    assert_eq!(reply.status(), 201);
}

#[tokio::test]
async fn a_file_is_told_and_not_fetched() {
    let at = "https://files.example.com/box.png?signature=s";
    let elsewhere = Exchange {
        headers: vec![("location".to_owned(), at.to_owned())],
        ..exchange("GET /api/files/1", None, 307, None)
    };
    let fixture = Fixture::start(vec![elsewhere]).await.unwrap();
    let runtime = runtime(&fixture.url(), Limits::default());
    let reply = runtime.execute(Call::new(&DOWNLOAD).arg("id", 1)).await.unwrap();
    let file: FileAnswer = reply.decode().unwrap();
    assert_eq!((reply.status(), file.location()), (307, Some(at)));
    assert_eq!(fixture.received()[0].header("accept"), Some("*/*"));
}

#[tokio::test]
async fn csv_arrives_as_text() {
    let csv = Exchange {
        headers: vec![("content-type".to_owned(), "text/csv".to_owned())],
        ..exchange("POST /api/stats/x/download", None, 201, Some(json!("a,b\n")))
    };
    let fixture = Fixture::start(vec![csv]).await.unwrap();
    let runtime = runtime(&fixture.url(), Limits::default());
    let reply = runtime.execute(Call::new(&EXPORT).arg("name", "x")).await.unwrap();
    assert_eq!(reply.decode::<String>().unwrap(), "a,b\n");
    assert_eq!(fixture.received()[0].header("accept"), Some("text/csv, application/json"));
}

#[tokio::test]
async fn an_answer_up_to_the_limit_is_read() {
    let text = "x".repeat(300_000);
    let large = exchange("GET /api/tags/1", None, 200, Some(json!(text)));
    let fixture = Fixture::start(vec![large]).await.unwrap();
    let size = text.len() + 2;
    for (bytes, fits) in [(size, true), (size - 1, false)] {
        let runtime = runtime(&fixture.url(), Limits { bytes, ..Limits::default() });
        let outcome = runtime.execute(Call::new(&GET).arg("id", 1)).await;
        match outcome {
            Ok(reply) => assert!(fits && reply.body().len() == size),
            Err(error) => assert!(
                !fits && matches!(error.kind(), Kind::TooLarge { limit } if *limit == bytes),
                "{error}"
            ),
        }
    }
}

/// What went wrong on the way of a call to an address.
async fn failure(
    operation: &'static Operation,
    url: &str,
    limits: Limits,
) -> gorgias_runtime::Error {
    runtime(url, limits).execute(Call::new(operation).arg("id", 1)).await.unwrap_err()
}

#[tokio::test]
async fn a_server_that_is_not_there_got_nothing() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = failure(&GET, &url, Limits::default()).await;
    assert!(matches!(error.kind(), Kind::Transport(Failure::NotSent { .. })), "{error:?}");
    assert!(error.is_repeatable());
    assert!(!error.to_string().contains(&url), "{error}");
}

#[tokio::test]
async fn a_connection_that_breaks_may_have_done_it() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.readable().await.unwrap();
    });
    let error = failure(&GET, &url, Limits::default()).await;
    assert!(matches!(error.kind(), Kind::Transport(Failure::Interrupted { .. })), "{error:?}");
    server.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_waited_for_no_longer_than_said() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let whole = std::time::Duration::from_secs(7);
    let error = failure(&GET, &url, Limits { whole, ..Limits::default() }).await;
    assert!(
        matches!(error.kind(), Kind::Transport(Failure::TimedOut { after }) if *after == whole),
        "{error:?}"
    );
}
