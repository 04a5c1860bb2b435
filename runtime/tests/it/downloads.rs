//! Files on their way from wherever they are.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use gorgias_fixture::{self as fixture, Exchange, Fault, Fixture, ManualClock, Rule};
use gorgias_runtime::{
    Account, Call, Download, Error, Retry, Runtime,
    bytes::Bytes,
    clock::{Clock, Sleep},
    error::Kind,
    jiff::Timestamp,
    operation::Address,
    transport::{self, Chunks, Failure, Limits, Request, Response, Transport},
};
use serde_json::json;

use crate::{
    operations::{DOWNLOAD, EXPORT, GET},
    stage::{Stage, answer},
};

const SIGNED: &str = "https://files.example.com/box.png?signature=canary-77";

fn call() -> Call {
    Call::new(&DOWNLOAD).arg("id", 1)
}

fn elsewhere(location: &'static str) -> Response {
    answer(307, "", &[("location", location)])
}

/// An exchange with a text that is no JSON, or with a redirect.
fn file(target: &str, status: u16, headers: &[(&str, &str)], text: &str) -> Exchange {
    let headers = headers.iter().chain(&[("content-type", "text/plain")]);
    Exchange {
        name: target.to_owned(),
        method: "GET".to_owned(),
        target: target.to_owned(),
        body: None,
        status,
        headers: headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        answer: (!text.is_empty()).then(|| json!(text)),
    }
}

fn runtime(url: &str, limits: Limits) -> Runtime {
    let account = Account::new("acme", "ana", "b").unwrap().with_base_url(url).unwrap();
    Runtime::builder(account).limits(limits).retry(Retry::never()).build()
}

/// A host of files, and an account that says of the file 1 that it is there, at this path.
async fn hosts(at: &str, files: Vec<Exchange>) -> (Fixture, Fixture) {
    let files = Fixture::setup(files).public().start().await.unwrap();
    let there = format!("{}{at}", files.url());
    let account = file("/api/files/1", 307, &[("location", &there)], "");
    (Fixture::start(vec![account]).await.unwrap(), files)
}

#[tokio::test]
async fn a_file_is_fetched_from_another_host_and_the_credentials_stay() {
    let told = [("content-disposition", "attachment; filename=\"box.txt\""), ("x-kept", "yes")];
    let there = file("/box?signature=canary", 200, &told, "what is in it");
    let (account, files) = hosts("/box?signature=canary", vec![there]).await;
    let runtime = runtime(&account.url(), Limits::default());
    let download = runtime.open(call()).await.unwrap();
    assert_eq!((download.status(), download.size()), (200, Some(13)));
    assert_eq!(download.content_type(), Some("text/plain"));
    assert_eq!(download.name().as_deref(), Some("box.txt"));
    assert_eq!(download.headers()["x-kept"], "yes");
    assert_eq!(
        format!("{download:?}"),
        "Download { operation: \"files.download\", status: 200, content_type: Some(\"text/plain\"), \
         size: Some(13), received: 13, .. }"
    );
    assert_eq!(download.bytes().await.unwrap(), "what is in it");
    assert_eq!(account.received()[0].header("authorization"), Some("Basic YW5hOmI="));
    let received = files.received();
    let [request] = &received[..] else { unreachable!("{received:?}") };
    let headers: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(headers, ["accept", "accept-encoding", "user-agent", "host"]);
}

#[tokio::test]
async fn redirects_are_followed_up_to_a_number_and_not_in_a_circle() {
    let chain = [
        file("/5", 301, &[("location", "/4")], ""),
        file("/4", 302, &[("location", "3")], ""),
        file("/3", 303, &[("location", "/2")], ""),
        file("/2", 307, &[("location", "?a")], ""),
        file("/2?a", 308, &[("location", "/1")], ""),
        file("/1", 200, &[], "here"),
        file("/circle", 302, &[("location", "/back")], ""),
        file("/back", 302, &[("location", "/circle")], ""),
        file("/itself", 302, &[("location", "/itself")], ""),
        file("/nowhere", 302, &[("location", "http://[")], ""),
        file("/silent", 302, &[], ""),
        file("/out", 302, &[("location", "ftp://a.b/c?canary")], ""),
    ];
    let many = "it is behind more redirects than are followed";
    let cases = [
        ("/1", Ok(1)),
        ("/2?a", Ok(2)),
        ("/2", Ok(3)),
        ("/4", Ok(0)),
        ("/5", Err(many)),
        ("/circle", Err("it leads in a circle")),
        ("/itself", Err("it leads in a circle")),
        ("/nowhere", Err("it cannot be read")),
        ("/silent", Err("does not give the file")),
        (
            "/out",
            Err(
                "the file is said to be at ftp://a.b, which was not followed: it is neither https nor http",
            ),
        ),
    ];
    for (at, expected) in cases {
        let (account, files) = hosts(at, chain.to_vec()).await;
        let opened = runtime(&account.url(), Limits::default()).open(call()).await;
        match (opened, expected) {
            (Ok(download), Ok(requests)) => {
                assert_eq!(download.bytes().await.unwrap(), "here", "{at}");
                assert!(requests == 0 || files.received().len() == requests, "{at}");
            }
            (Err(error), Err(expected)) => {
                assert!(error.to_string().contains(expected), "{at}: {error}");
                assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
                assert!(files.received().len() <= 5);
            }
            (opened, _) => unreachable!("{at}: {opened:?}"),
        }
        for request in files.received() {
            assert_eq!(request.header("authorization"), None);
        }
    }
}

#[tokio::test]
async fn no_address_is_followed_that_may_do_harm() {
    let cases = [
        (
            "http://files.example.com/a?canary",
            "http://files.example.com, which was not followed: it is not encrypted",
        ),
        (
            "https://169.254.169.254/latest?canary",
            "https://169.254.169.254, which was not followed: it is on this machine or in a private network",
        ),
        (
            "https://[::ffff:127.0.0.1]:8080/canary",
            "https://[::ffff:7f00:1]:8080, which was not followed: it is on this machine or in a private network",
        ),
        (
            "https://localhost/canary",
            "https://localhost, which was not followed: it is on this machine or in a private network",
        ),
        ("file:///canary", "file://, which was not followed: it is neither https nor http"),
        (
            "https://ana:canary@files.example.com/",
            "https://files.example.com, which was not followed: it holds credentials",
        ),
        (
            "https://acme.gorgias.com/login?canary",
            "https://acme.gorgias.com, which was not followed: it leads back to the account, where nothing is to be had without credentials",
        ),
    ];
    for (location, expected) in cases {
        let stage = Stage::with([Ok(elsewhere(location))]);
        let error = stage.runtime().open(call()).await.unwrap_err();
        let expected = format!("files.download: the file is said to be at {expected}");
        assert_eq!(error.to_string(), expected);
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert_eq!((stage.sent().len(), error.is_repeatable()), (1, false));
        // The same, where a host of files says so.
        let stage = Stage::with([Ok(elsewhere(SIGNED)), Ok(elsewhere(location))]);
        let error = stage.runtime().open(call()).await.unwrap_err();
        assert_eq!(stage.sent().len(), 2, "{error}");
    }
}

/// Whether a text tells what signs an address.
fn tells(text: &str) -> bool {
    text.contains("canary")
}

#[tokio::test(start_paused = true)]
async fn what_the_host_refuses_is_told_and_asked_for_again_where_that_helps() {
    let cases = [
        (
            403,
            1,
            "403, the address of the file at files.example.com is good no longer; ask for the file again, or for what names it",
        ),
        (400, 1, "400, files.example.com does not give the file"),
        (404, 1, "404, files.example.com does not give the file"),
        (410, 1, "410, files.example.com does not give the file"),
        (429, 3, "429, files.example.com does not give the file (after 3 attempts)"),
        (500, 3, "500, files.example.com does not give the file (after 3 attempts)"),
        (501, 1, "501, files.example.com does not give the file"),
        (503, 3, "503, files.example.com does not give the file (after 3 attempts)"),
    ];
    for (status, attempts, expected) in cases {
        let each = || [Ok(elsewhere(SIGNED)), Ok(answer(status, "<Error>canary</Error>", &[]))];
        let stage = Stage::with((0..3).flat_map(|_| each()));
        let runtime = stage.builder().retry(Retry::attempts(3)).build();
        let error = runtime.open(call()).await.unwrap_err();
        assert_eq!(error.to_string(), format!("files.download: {expected}"));
        assert_eq!((error.status(), error.attempts()), (Some(status), attempts));
        assert_eq!((error.hint(), stage.sent().len()), (None, attempts * 2));
        let sent = stage.sent();
        assert!(!tells(&format!("{error:?} {:?} {sent:?}", error.kind())), "{error:?} {sent:?}");
        assert!(sent[1].url == SIGNED && !sent[1].headers.contains_key("authorization"));
    }
}

#[tokio::test]
async fn what_the_account_refuses_is_told_as_ever() {
    let cases = [
        (
            &DOWNLOAD,
            answer(404, r#"{"error": {"msg": "No file."}}"#, &[]),
            "404, not found (No file)",
        ),
        (&DOWNLOAD, answer(302, "", &[]), "302, moved to an address that is not named"),
        (
            &GET,
            elsewhere(SIGNED),
            "307, moved to https://files.example.com/box.png, which was not followed",
        ),
        (
            &EXPORT,
            answer(200, "<p>", &[("content-type", "text/html")]),
            "200, the answer has a page of HTML at `.` in place of CSV: ",
        ),
        (
            &DOWNLOAD,
            answer(200, "x", &[("content-encoding", "gzip")]),
            "200, the answer has a file packed by gzip at `.` in place of the file as it is: ",
        ),
    ];
    for (operation, answered, expected) in cases {
        let stage = Stage::with([Ok(answered)]);
        let call = Call::new(operation);
        let call =
            if operation.id == EXPORT.id { call.arg("name", "x") } else { call.arg("id", 1) };
        let error = stage.runtime().open(call).await.unwrap_err();
        assert_eq!(error.to_string(), format!("{}: {expected}", operation.id));
        assert!(!tells(&format!("{error:?}")), "{error:?}");
    }
}

#[tokio::test]
async fn what_comes_with_the_answer_is_fetched_too() {
    let stage = Stage::with([Ok(answer(200, "a,b\n", &[("content-type", "text/csv")]))]);
    let csv = stage.runtime().open(Call::new(&EXPORT).arg("name", "x")).await.unwrap();
    assert_eq!(csv.bytes().await.unwrap(), "a,b\n");
    let stage = Stage::with([Ok(answer(200, "", &[]))]);
    let mut empty = stage.runtime().open(call()).await.unwrap();
    assert!(empty.try_next_chunk().await.unwrap().is_none_or(|chunk| chunk.is_empty()));
    assert_eq!(empty.try_next_chunk().await.unwrap(), None);
}

type Piece = Result<Bytes, Failure>;

/// Gives answers whose bodies come in these pieces, one answer after the other; behind the last piece there is silence if it is
/// said, or else the end.
#[derive(Clone, Default)]
pub(crate) struct Reel(Arc<Mutex<Vec<Take>>>);

/// The size that is told, the pieces, and whether there is silence behind them.
type Take = (Option<u64>, Vec<Piece>, bool);

impl Reel {
    pub(crate) fn then(self, size: Option<u64>, pieces: Vec<Piece>, silence: bool) -> Self {
        self.0.lock().unwrap().push((size, pieces, silence));
        self
    }

    pub(crate) async fn open(&self, limits: Limits) -> Result<Download, Error> {
        let account = Account::new("acme", "ana", "b").unwrap();
        Runtime::builder(account).transport(self.clone()).limits(limits).build().open(call()).await
    }
}

impl Transport for Reel {
    fn send(&self, _: Request) -> transport::Exchange<'_> {
        unreachable!("a file is not read as a whole")
    }

    fn open(&self, _: Request) -> transport::Exchange<'_, Chunks> {
        let (size, pieces, silence) = self.0.lock().unwrap().remove(0);
        let pieces = stream::iter(pieces);
        let body: Chunks =
            if silence { pieces.chain(stream::pending()).boxed() } else { pieces.boxed() };
        let mut headers = http::HeaderMap::new();
        headers.extend(size.map(|size| (http::header::CONTENT_LENGTH, size.into())));
        Box::pin(std::future::ready(Ok(Response { status: 200, headers, body })))
    }
}

fn pieces(texts: &[&'static str]) -> Vec<Piece> {
    texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes()))).collect()
}

fn broken() -> Piece {
    Err(Failure::Interrupted { cause: "reset".into() })
}

/// What came, and how it ended.
async fn read(mut download: Download) -> (String, Option<Error>) {
    let mut text = String::new();
    loop {
        match download.try_next_chunk().await {
            Ok(Some(chunk)) => text.push_str(std::str::from_utf8(&chunk).unwrap()),
            Ok(None) => return (text, None),
            Err(error) => {
                // What failed does not come to a good end when it is asked again.
                assert!(download.try_next_chunk().await.is_err());
                return (text, Some(error));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_does_not_come_whole_is_an_error() {
    let limits = Limits { file: 6, ..Limits::default() };
    let then_broken = |texts| pieces(texts).into_iter().chain([broken()]).collect::<Vec<_>>();
    let cases = [
        (Some(4), pieces(&["ab", "cd"]), false, "abcd", None),
        (None, pieces(&["ab", "cd"]), false, "abcd", None),
        (None, pieces(&["abc", "def"]), false, "abcdef", None),
        (Some(5), pieces(&["ab", "cd"]), false, "abcd", Some("4 of 5 bytes came")),
        (Some(3), pieces(&["ab", "cd"]), false, "abcd", Some("4 of 3 bytes came")),
        (Some(6), then_broken(&["ab", "cd"]), false, "abcd", Some("reset")),
        (None, pieces(&["abc", "defg"]), false, "abc", Some("the answer is larger than 6 bytes")),
        (None, pieces(&["ab"]), true, "ab", Some("nothing more of the answer came for 30 s")),
    ];
    for (size, pieces, silence, expected, fault) in cases {
        let reel = Reel::default().then(size, pieces, silence);
        let (text, error) = read(reel.open(limits).await.unwrap()).await;
        assert_eq!(text, expected);
        assert_eq!(error.is_some(), fault.is_some(), "{error:?}");
        assert!(error.is_none_or(|error| error.to_string().contains(fault.unwrap_or_default())));
    }
    // One that is said to be too large is not begun.
    let reel = Reel::default().then(Some(7), pieces(&["abcdefg"]), false);
    let error = reel.open(limits).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::TooLarge { limit: 6 }), "{error}");
}

#[tokio::test]
async fn what_is_held_as_a_whole_has_a_bound_of_its_own() {
    for (size, bytes, fits) in
        [(Some(4), 4, true), (None, 4, true), (Some(4), 3, false), (None, 3, false)]
    {
        let reel = Reel::default().then(size, pieces(&["ab", "cd"]), false);
        let download = reel.open(Limits { bytes, ..Limits::default() }).await.unwrap();
        match download.bytes().await {
            Ok(whole) => assert!(fits && whole == "abcd"),
            Err(error) => {
                let is_told = matches!(error.kind(), Kind::TooLarge { limit } if *limit == bytes);
                assert!(!fits && is_told, "{error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn it_is_begun_again_until_something_came() {
    let whole = || pieces(&["ab", "cd"]);
    let reel = Reel::default()
        .then(None, vec![broken()], false)
        .then(None, Vec::new(), true)
        .then(Some(9), Vec::new(), false)
        .then(None, whole(), false);
    let (text, error) = read(reel.open(Limits::default()).await.unwrap()).await;
    assert_eq!((text.as_str(), error.is_none()), ("abcd", true));

    let late = pieces(&["ab"]).into_iter().chain([broken()]).collect();
    let reel = Reel::default().then(None, late, false).then(None, whole(), false);
    let (text, error) = read(reel.open(Limits::default()).await.unwrap()).await;
    assert_eq!((text.as_str(), error.unwrap().attempts()), ("ab", 1));
    assert_eq!(reel.0.lock().unwrap().len(), 1);
}

/// A piece that is counted for as long as it is held.
struct Counted(Bytes, Arc<AtomicUsize>);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.1.fetch_sub(self.0.len(), Ordering::Relaxed);
    }
}

/// Sends 200 MB, and keeps the most that was held of them at a time.
#[derive(Clone, Default)]
struct Large {
    held: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

const PIECE: usize = 64 << 10;
const LARGE: usize = 200 << 20;

impl Transport for Large {
    fn send(&self, _: Request) -> transport::Exchange<'_> {
        unreachable!("a file is not read as a whole")
    }

    fn open(&self, _: Request) -> transport::Exchange<'_, Chunks> {
        let (large, piece) = (self.clone(), Bytes::from(vec![7; PIECE]));
        let body = stream::iter(0..LARGE / PIECE).map(move |_| {
            let held = large.held.fetch_add(PIECE, Ordering::Relaxed) + PIECE;
            large.most.fetch_max(held, Ordering::Relaxed);
            Ok(Bytes::from_owner(Counted(piece.clone(), Arc::clone(&large.held))))
        });
        let answer = Response { status: 200, headers: http::HeaderMap::new(), body: body.boxed() };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

#[tokio::test]
async fn of_a_large_file_little_is_held_at_a_time() {
    let large = Large::default();
    let account = Account::new("acme", "ana", "b").unwrap();
    let runtime = Runtime::with_transport(account, large.clone());
    let mut download = runtime.open(call()).await.unwrap();
    let mut size = 0;
    while let Some(chunk) = download.try_next_chunk().await.unwrap() {
        size += chunk.len();
    }
    assert_eq!((size, large.most.load(Ordering::Relaxed)), (LARGE, PIECE));
}

/// The clock of a server, for who calls it.
#[derive(Clone)]
struct Shared(ManualClock, Instant);

impl Clock for Shared {
    fn now(&self) -> Instant {
        self.1 + fixture::Clock::now(&self.0)
    }

    fn date(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn sleep(&self, time: Duration) -> Sleep {
        fixture::Clock::sleep(&self.0, time)
    }
}

/// A host that sends ten bytes, one in `pause`, each to who is silent for no longer than `silence`.
async fn trickling(pause: Duration, silence: Duration) -> (Result<Bytes, Error>, Duration) {
    let clock = ManualClock::new();
    let slow = Rule::new(Fault::Slow { bytes: 1, pause });
    let setup = Fixture::setup(vec![file("/slow", 200, &[], "0123456789")]).public();
    let files = setup.rule(slow).clock(clock.clone()).start().await.unwrap();
    let there = format!("{}/slow", files.url());
    let account = Account::new("acme", "ana", "b").unwrap();
    let account = account.with_base_url("http://127.0.0.1:9").unwrap();
    let runtime = Runtime::builder(account)
        .limits(Limits { silence, ..Limits::default() })
        .clock(Shared(clock.clone(), Instant::now()))
        .retry(Retry::never())
        .build();
    let mut download = runtime.open_at(&there, &[]).await.unwrap();
    let mut text = Vec::new();
    let fetched = loop {
        let turning = async {
            // The server waits to send, and the client for it to do so.
            clock.asleep(2).await;
            clock.advance(pause.min(silence));
            std::future::pending::<()>().await;
        };
        let received = tokio::select! {
            received = download.try_next_chunk() => received,
            () = turning => unreachable!("it goes on for ever"),
        };
        match received {
            Ok(Some(chunk)) => text.extend_from_slice(&chunk),
            Ok(None) => break Ok(text.into()),
            Err(error) => break Err(error),
        }
    };
    (fetched, fixture::Clock::now(&clock))
}

#[tokio::test]
async fn a_slow_file_takes_as_long_as_it_takes() {
    let (fetched, took) = trickling(Duration::from_secs(20), Duration::from_secs(30)).await;
    assert_eq!(fetched.unwrap(), "0123456789");
    assert!(took > Limits::default().whole, "{took:?}");
    let (fetched, _) = trickling(Duration::from_secs(40), Duration::from_secs(30)).await;
    let error = fetched.unwrap_err();
    assert!(
        matches!(error.kind(), Kind::Transport(Failure::Silent { after }) if after.as_secs() == 30),
        "{error:?}"
    );
}

#[tokio::test]
async fn bodies_come_as_http_has_them() {
    let faults = [
        (Fault::Oversize { bytes: 300_000, declared: true }, Ok((Some(300_000), 300_000))),
        (Fault::Oversize { bytes: 300_000, declared: false }, Ok((None, 300_000))),
        (Fault::Gzip, Ok((Some(10), 10))),
        (Fault::ResetInBody, Err("the connection broke")),
        (Fault::Reset, Err("the connection broke")),
        (Fault::Oversize { bytes: 400_001, declared: true }, Err("larger than 400000 bytes")),
        (Fault::Oversize { bytes: 400_001, declared: false }, Err("larger than 400000 bytes")),
    ];
    for (fault, expected) in faults {
        let setup = Fixture::setup(vec![file("/a", 200, &[], "0123456789")]).public();
        let files = setup.rule(Rule::new(fault.clone())).start().await.unwrap();
        let limits = Limits { file: 400_000, ..Limits::default() };
        let runtime = runtime("http://127.0.0.1:9", limits);
        let fetched = async {
            let download = runtime.open_at(&format!("{}/a", files.url()), &[]).await?;
            Ok((download.size(), download.bytes().await?.len()))
        };
        match (fetched.await, expected) {
            (Ok(fetched), Ok(expected)) => assert_eq!(fetched, expected, "{fault:?}"),
            (Err::<_, Error>(error), Err(said)) => {
                assert!(error.to_string().contains(said), "{fault:?}: {error}");
            }
            (fetched, _) => unreachable!("{fault:?}: {fetched:?}"),
        }
    }
}

static ADDRESSES: [Address; 2] = [
    Address { path: "/api/files/{id}", operation: &DOWNLOAD },
    Address { path: "/{id}s/raw", operation: &DOWNLOAD },
];

/// Where an address leads: the request that is made for it, or why none is made. `key` stands behind what the credentials go to.
async fn led(base: Option<&str>, url: &str) -> String {
    let stage = Stage::with([Ok(answer(200, "x", &[]))]);
    let account = Account::new("acme", "ana@example.com", "key").unwrap();
    let account = match base {
        Some(base) => account.with_base_url(base).unwrap(),
        None => account,
    };
    let runtime = Runtime::with_transport(account, stage.clone());
    let opened = runtime.open_at(url, &ADDRESSES).await;
    match (opened, &stage.sent()[..]) {
        (Ok(_), [request]) => {
            let key = if request.headers.contains_key("authorization") { " key" } else { "" };
            format!("{}{key}", request.url)
        }
        (Err(error), []) => error.to_string(),
        (opened, sent) => unreachable!("{opened:?} {sent:?}"),
    }
}

#[tokio::test]
async fn the_credentials_go_only_where_files_of_the_account_are() {
    const OWN: &str = "nothing was sent, because `url` is on the host of the account, and no address of a file there: \
                       give the `url` of a file or of an attachment";
    let cases = [
        ("https://acme.gorgias.com/api/files/7", "https://acme.gorgias.com/api/files/7 key"),
        (
            "https://ACME.gorgias.com:443/api/files/7?x=1#y",
            "https://acme.gorgias.com/api/files/7 key",
        ),
        ("/api/files/7", "https://acme.gorgias.com/api/files/7 key"),
        (
            "https://acme.gorgias.com/a%20b%2Fcs/raw",
            "https://acme.gorgias.com/api/files/a%20b%2Fc key",
        ),
        ("https://acme.gorgias.com/api/users/7", OWN),
        ("https://acme.gorgias.com/api/files/", OWN),
        ("https://acme.gorgias.com/api/files/7/8", OWN),
        ("https://acme.gorgias.com/api/files/../users", OWN),
        ("https://acme.gorgias.com/s/raw", OWN),
        ("https://acme.gorgias.com/api/files/%2e%2e", OWN),
        ("https://acme.gorgias.com/api/files/%ff", OWN),
        ("https://files.example.com/api/files/7?s=1", "https://files.example.com/api/files/7?s=1"),
        ("https://other.gorgias.com/api/files/7", "https://other.gorgias.com/api/files/7"),
        (
            "https://acme.gorgias.com.example.com/api/files/7",
            "https://acme.gorgias.com.example.com/api/files/7",
        ),
        ("https://acme.gorgias.com:8443/api/files/7", "https://acme.gorgias.com:8443/api/files/7"),
        (
            "https://acme.gorgias.com@example.com/api/files/7",
            "nothing was sent, because `url` leads to https://example.com, which is not followed because it holds credentials: give the address of a file as an answer has it",
        ),
        (
            "http://acme.gorgias.com/api/files/7",
            "nothing was sent, because `url` leads to http://acme.gorgias.com, which is not followed because it is not encrypted: give the address of a file as an answer has it",
        ),
        (
            "https://127.0.0.1/a",
            "nothing was sent, because `url` leads to https://127.0.0.1, which is not followed because it is on this machine or in a private network: give the address of a file as an answer has it",
        ),
        ("//files.example.com/a", "https://files.example.com/a"),
        (
            "http://",
            "nothing was sent, because `url` is no address: give one such as `https://files.example.com/box.png`",
        ),
    ];
    for (url, expected) in cases {
        assert_eq!(led(None, url).await, expected, "{url}");
    }
    // Behind another address the account is the same one.
    let behind = Some("https://proxy.example.com/gorgias");
    let cases = [
        (
            "https://acme.gorgias.com/api/files/7",
            "https://proxy.example.com/gorgias/api/files/7 key",
        ),
        (
            "https://proxy.example.com/gorgias/api/files/7",
            "https://proxy.example.com/gorgias/api/files/7 key",
        ),
        ("https://proxy.example.com/elsewhere", OWN),
    ];
    for (url, expected) in cases {
        assert_eq!(led(behind, url).await, expected, "{url}");
    }
}
