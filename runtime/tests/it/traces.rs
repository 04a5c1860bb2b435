//! What calls tell whoever traces them.

use std::{
    fmt::{Debug, Write},
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use gorgias_runtime::{
    Call, Download, Error, Pace, Retry, Runtime,
    oauth2::{MemoryStore, Tokens},
    operation::Method,
    transport::Failure,
};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::{
    hand::Hand,
    issuer::Issuer,
    operations::{DELETE, DOWNLOAD, EVENTS, UPDATE},
    stage::{Stage, answer},
};

/// Writes down everything that it is told.
#[derive(Clone, Default)]
pub(crate) struct Ear(Arc<Mutex<Vec<String>>>, Arc<AtomicU64>);

impl Ear {
    /// What is told while something is done.
    pub(crate) fn hear(&self, act: impl FnOnce()) -> Vec<String> {
        tracing::subscriber::with_default(self.clone(), act);
        std::mem::take(&mut self.0.lock().unwrap())
    }

    fn note(&self, what: &str, fields: impl FnOnce(&mut Fields)) {
        let mut noted = Fields(what.to_owned());
        fields(&mut noted);
        self.0.lock().unwrap().push(noted.0);
    }
}

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "gorgias"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.note(span.metadata().name(), |fields| span.record(fields));
        Id::from_u64(self.1.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.note("", |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.note("!", |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

/// What is told of one call.
fn told(runtime: &Runtime, clock: &Hand, call: Call) -> Vec<String> {
    told_of(runtime, clock, async move |runtime| drop(runtime.execute(call).await))
}

/// What is told of something that is done.
fn told_of(
    runtime: &Runtime,
    clock: &Hand,
    act: impl AsyncFnOnce(Runtime) + 'static,
) -> Vec<String> {
    let (runtime, clock) = (runtime.clone(), clock.clone());
    Ear::default().hear(|| clock.run(async move { act(runtime).await }))
}

const CALL: &str = r#"call operation="events.list" verb="GET" path="/api/events""#;

#[test]
fn a_call_is_told_with_how_it_ended() {
    let named = [("x-request-id", "f3a1")];
    let cases = [
        (
            Ok(answer(200, "{}", &named)),
            r#" status=200"#,
            r#" request_id="f3a1" outcome="success""#,
        ),
        (Ok(answer(404, "", &[])), r#" status=404"#, r#" outcome="not found""#),
        (Ok(answer(500, "", &named)), r#" status=500"#, r#" request_id="f3a1" outcome="server""#),
        (Err(Failure::TooLarge { limit: 9 }), "", r#" outcome="too large""#),
    ];
    for (outcome, status, rest) in cases {
        let (stage, clock) = (Stage::with([outcome]), Hand::new());
        let runtime = stage.builder().clock(clock.clone()).retry(Retry::never()).build();
        let heard = told(&runtime, &clock, Call::new(&EVENTS));
        let ended = heard[1..].concat();
        assert_eq!(heard[0], CALL);
        assert_eq!(ended, format!("{status} attempts=1{rest}"));
    }
}

#[test]
fn waits_retries_and_renewals_are_told() {
    let (clock, asked) = (Hand::new(), [("retry-after", "2")]);
    let stage = Stage::with([Ok(answer(503, "", &asked)), Ok(answer(200, "{}", &[]))]);
    let runtime = stage.builder().clock(clock.clone()).retry(Retry::default().seeded(1)).build();
    let heard = told(&runtime, &clock, Call::new(&EVENTS));
    let [_, again, ..] = &heard[..] else { unreachable!("{heard:?}") };
    assert!(
        again.starts_with(r#"! message=sending again reason="server" status=503 pause=2."#),
        "{again}"
    );
    assert_eq!(heard[2..].concat(), r#" status=200 attempts=2 outcome="success""#);

    let (clock, stage) = (Hand::new(), Stage::with((0..2).map(|_| Ok(answer(200, "{}", &[])))));
    let pace = Pace::new(1, Duration::from_secs(40));
    let runtime = stage.builder().clock(clock.clone()).pace(pace).build();
    let at_once = told(&runtime, &clock, Call::new(&EVENTS));
    assert!(at_once.iter().all(|told| !told.starts_with('!')), "{at_once:?}");
    let heard = told(&runtime, &clock, Call::new(&EVENTS));
    assert_eq!(heard[1], "! message=waiting for a turn wait=40s");

    let clock = Hand::new();
    let start = || Tokens::from_refresh_token("refresh-1");
    let builder = Issuer::new(1, 9).builder(start(), MemoryStore::default(), &clock);
    let heard = told(&builder.build(), &clock, Call::new(&EVENTS));
    let expected =
        ["! message=asking for another access token", "! message=there is another access token"];
    assert_eq!(heard[1..3], expected);
    let builder = Issuer::new(2, 9).builder(start(), MemoryStore::default(), &clock);
    let heard = told(&builder.build(), &clock, Call::new(&EVENTS));
    assert_eq!(
        heard[2],
        r#"! message=there is no other access token reason="unprocessable" status=400"#
    );
    assert_eq!(heard[3..].concat(), r#" attempts=1 outcome="no token""#);
}

#[test]
fn a_call_that_is_abandoned_has_no_outcome() {
    let clock = Hand::new();
    let start = Tokens::from_refresh_token("refresh-1");
    let runtime = Issuer::new(1, 0).builder(start, MemoryStore::default(), &clock).build();
    let heard = Ear::default().hear(|| {
        let mut call = pin!(runtime.execute(Call::new(&EVENTS)));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    });
    assert_eq!(heard, [CALL, "! message=asking for another access token"]);
}

#[test]
fn nothing_of_what_is_sent_or_answered_is_told() {
    let complaint = r#"{"error": {"msg": "canary", "data": ["canary"]}}"#;
    let headers = [("location", "/canary?signature=canary"), ("x-canary", "canary")];
    let outcomes = || {
        let statuses = [200, 301, 400, 401, 403, 404, 409, 418, 429, 500];
        let answers = statuses.map(|status| Ok(answer(status, complaint, &headers)));
        answers.into_iter().chain([Err(Failure::Interrupted { cause: "canary".into() })])
    };
    for outcome in outcomes().chain(outcomes()) {
        let (clock, stage) = (Hand::new(), Stage::with([outcome]));
        let runtime = stage.builder().clock(clock.clone()).build();
        let mut call = Call::new(&UPDATE).arg("id", "canary").arg("name", "canary");
        call.set_extra_query("canary", "canary");
        call.set_extra_field("canary", "canary");
        let mut heard = told(&runtime, &clock, call);
        let request = runtime.request(Method::Post, "/api/canary").body("canary").reads_only();
        heard.extend(Ear::default().hear(|| {
            drop(clock.run(async move { request.query("q", "canary").await }));
        }));
        heard.extend(told(&runtime, &clock, Call::new(&DELETE).arg("canary", "canary")));
        assert!(heard.len() > 4, "{heard:?}");
        assert!(heard.iter().all(|told| !told.contains("canary")), "{heard:?}");
    }
}

const SIGNED: &str = "https://files.example.com/canary?signature=canary";
const BACK: &str = "https://127.0.0.1/canary?signature=canary";

/// Reads a file, if it can be had.
async fn read(opened: Result<Download, Error>) {
    if let Ok(file) = opened {
        drop(file.bytes().await);
    }
}

#[test]
fn a_file_is_told_without_where_it_is() {
    let at = |address| Ok(answer(307, "", &[("location", address)]));
    let named = [("x-request-id", "f3a1")];
    let cases = [
        (
            vec![at(SIGNED), Ok(answer(200, "canary", &named))],
            r#" status=200 attempts=1 request_id="f3a1" outcome="success""#,
        ),
        (
            vec![at(SIGNED), Ok(answer(403, "canary", &named))],
            r#" status=403 attempts=1 request_id="f3a1" outcome="not given""#,
        ),
        (vec![at(BACK)], r#" attempts=1 outcome="astray""#),
        (vec![at(SIGNED), at(BACK)], r#" attempts=1 outcome="astray""#),
        (vec![Ok(answer(404, "canary", &[]))], r#" status=404 attempts=1 outcome="not found""#),
        (
            vec![at(SIGNED), Err(Failure::Interrupted { cause: "canary".into() })],
            r#" attempts=1 outcome="interrupted""#,
        ),
    ];
    for (outcomes, ended) in cases {
        let (stage, clock) = (Stage::with(outcomes), Hand::new());
        let runtime = stage.builder().clock(clock.clone()).retry(Retry::never()).build();
        let heard = told_of(&runtime, &clock, async |runtime| {
            read(runtime.open(Call::new(&DOWNLOAD).arg("id", "canary")).await).await;
        });
        let call = r#"call operation="files.download" verb="GET" path="/api/files/{id}""#;
        assert_eq!(heard[0], call);
        assert_eq!(heard[1..].concat(), ended);
        stage.then([Ok(answer(503, "canary", &[("retry-after", "2")]))]);
        let runtime = stage.builder().clock(clock.clone()).build();
        let heard = told_of(&runtime, &clock, async |runtime| {
            read(runtime.open_at(SIGNED, &[]).await).await;
        });
        assert_eq!(heard[0], r#"call operation="fetch" verb="GET" path="""#);
        assert!(heard[1].contains(r#"reason="not given" status=503"#), "{heard:?}");
        assert!(heard.iter().all(|told| !told.contains("canary")), "{heard:?}");
    }
}
