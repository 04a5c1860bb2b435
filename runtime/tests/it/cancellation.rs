//! Calls that somebody ends from outside, in each of their phases, and calls with a time of their own.

use std::time::Duration;

use gorgias_runtime::{
    Call, Cancellation, Error, Operation, Pace, Pages, Retry, Runtime,
    bytes::Bytes,
    clock::Clock,
    error::Kind,
    oauth2::{MemoryStore, Tokens},
    transport::{Chunks, Exchange, Failure, Limits, Request, Response, Transport},
};

use futures_util::{StreamExt, stream};

use crate::{
    downloads::Reel,
    hand::{Hand, Task},
    issuer::Issuer,
    operations::{DELETE, DOWNLOAD, EVENTS},
    stage::{Silence, Stage, answer},
};

/// Does something until it is cancelled after two seconds.
fn cancelled<T: 'static>(
    clock: &Hand,
    runtime: &Runtime,
    act: impl AsyncFnOnce(Runtime) -> T + 'static,
) -> T {
    let cancellation = Cancellation::new();
    let runtime = runtime.cancelled_by(&cancellation);
    let acting: Task<Option<T>> = Box::pin(async move { Some(act(runtime).await) });
    let turned = clock.clone();
    let cancelling: Task<Option<T>> = Box::pin(async move {
        turned.sleep(Duration::from_secs(2)).await;
        cancellation.cancel();
        None
    });
    let done = clock.run_all(vec![acting, cancelling]);
    assert_eq!(clock.passed(), Duration::from_secs(2));
    done.into_iter().flatten().next().unwrap()
}

async fn execute(runtime: Runtime, operation: &'static Operation) -> Error {
    runtime.execute(Call::new(operation)).await.unwrap_err()
}

fn file() -> Call {
    Call::new(&DOWNLOAD).arg("id", 1)
}

/// A runtime whose call is in a phase after two seconds.
type Phase = fn(&Hand) -> Runtime;

fn waiting_for_a_turn(clock: &Hand) -> Runtime {
    let stage = Stage::with((0..9).map(|_| Ok(answer(200, "{}", &[]))));
    let runtime =
        stage.builder().pace(Pace::new(1, Duration::from_secs(40))).clock(clock.clone()).build();
    let first = runtime.clone();
    clock.run(async move { first.execute(Call::new(&EVENTS)).await.unwrap() });
    runtime
}

fn waiting_for_a_token(clock: &Hand) -> Runtime {
    let start = Tokens::from_refresh_token("refresh-1");
    Issuer::new(1, 0).builder(start, MemoryStore::default(), clock).build()
}

fn under_way(clock: &Hand) -> Runtime {
    Stage::default().builder().transport(Silence).clock(clock.clone()).build()
}

fn in_a_pause(clock: &Hand) -> Runtime {
    let stage = Stage::with((0..9).map(|_| Ok(answer(429, "", &[("retry-after", "7")]))));
    stage.builder().clock(clock.clone()).build()
}

#[test]
fn a_call_is_cancelled_whatever_it_is_at() {
    let nothing = "cancelled before it was sent, and nothing was done";
    let maybe = "cancelled while it was under way, and it may have been carried out";
    let again = "cancelled before it was sent, and nothing was done (after 1 attempt)";
    // What the error says, and whether a read and a write may be repeated.
    let cases: [(Phase, &str, [bool; 2], usize); 4] = [
        (waiting_for_a_turn, nothing, [true, true], 0),
        (waiting_for_a_token, nothing, [true, true], 0),
        (under_way, maybe, [true, false], 1),
        (in_a_pause, again, [true, true], 1),
    ];
    for (phase, said, repeatable, attempts) in cases {
        for (operation, repeatable) in [&EVENTS, &DELETE].into_iter().zip(repeatable) {
            let clock = Hand::new();
            let runtime = phase(&clock);
            let error = cancelled(&clock, &runtime, move |it| execute(it, operation));
            assert_eq!(error.to_string(), format!("{}: {said}", operation.id));
            assert_eq!(
                (error.is_repeatable(), error.attempts()),
                (repeatable, attempts),
                "{error}"
            );
            assert!(
                matches!(error.kind(), Kind::Cancelled { under_way } if *under_way == (said == maybe))
            );
        }
        let clock = Hand::new();
        let runtime = phase(&clock);
        let error = cancelled(&clock, &runtime, async |it| it.open(file()).await.unwrap_err());
        assert_eq!(error.to_string(), format!("files.download: {said}"));
    }
}

#[test]
fn others_go_on() {
    let clock = Hand::new();
    let runtime = waiting_for_a_turn(&clock);
    let other = runtime.clone();
    let error = cancelled(&clock, &runtime, |it| execute(it, &EVENTS));
    assert!(matches!(error.kind(), Kind::Cancelled { .. }));
    clock.run(async move { other.execute(Call::new(&EVENTS)).await.unwrap() });
    assert_eq!(clock.passed(), Duration::from_secs(40));
}

#[tokio::test]
async fn what_is_cancelled_beforehand_is_not_begun() {
    let stage = Stage::with([Ok(answer(200, "{}", &[]))]);
    let cancellation = Cancellation::new();
    let runtime = stage.runtime().cancelled_by(&cancellation);
    assert_eq!(format!("{cancellation:?}"), "Cancellation(false)");
    cancellation.clone().cancel();
    assert!(cancellation.is_cancelled());
    let error = execute(runtime, &DELETE).await;
    assert!(matches!(error.kind(), Kind::Cancelled { under_way: false }), "{error}");
    assert!(stage.sent().is_empty());
}

#[test]
fn a_list_ends_too() {
    let clock = Hand::new();
    let stage = Stage::with([
        Ok(answer(200, r#"{"data": [1], "meta": {"next_cursor": "a"}}"#, &[])),
        Ok(answer(503, "", &[("retry-after", "9")])),
    ]);
    let runtime = stage.builder().clock(clock.clone()).build();
    let (first, error, more) = cancelled(&clock, &runtime, async |runtime| {
        let mut pages = Pages::<i64>::new(runtime, Call::new(&EVENTS));
        let first = pages.try_next().await.unwrap();
        (first, pages.try_next().await.unwrap_err(), pages.try_next().await.unwrap())
    });
    assert_eq!(first.unwrap().data, [1]);
    assert!(matches!(error.kind(), Kind::Cancelled { under_way: false }), "{error}");
    assert!(more.is_none());
}

#[test]
fn a_call_may_have_a_time_of_its_own() {
    let limits = Limits { whole: Duration::from_secs(8), ..Limits::default() };
    for seconds in [3, 8, 100] {
        let clock = Hand::new();
        let runtime = Stage::default()
            .builder()
            .transport(Silence)
            .clock(clock.clone())
            .limits(limits)
            .build();
        let whole = Duration::from_secs(seconds);
        let own = runtime.within(whole);
        let error = clock.run(async move { execute(own, &EVENTS).await });
        assert!(matches!(
            error.kind(),
            Kind::Transport(Failure::TimedOut { after }) if *after == whole
        ));
        assert_eq!(clock.passed(), whole);
        // It is that of this call alone.
        clock.run(async move { execute(runtime, &EVENTS).await });
        assert_eq!(clock.passed(), whole + limits.whole);
    }
}

#[tokio::test]
async fn the_transport_is_told_of_it() {
    let stage = Stage::with((0..2).map(|_| Ok(answer(200, "{}", &[]))));
    let runtime = stage.builder().clock(Hand::new()).build();
    runtime.execute(Call::new(&EVENTS)).await.unwrap();
    runtime.within(Duration::from_secs(90)).execute(Call::new(&EVENTS)).await.unwrap();
    let within = stage.sent().into_iter().map(|request| request.within);
    assert_eq!(within.collect::<Vec<_>>(), [None, Some(Duration::from_secs(90))]);
}

/// Gives one piece of a file, and is told to stop when more is asked for.
struct Stopped(Cancellation);

impl Transport for Stopped {
    fn send(&self, _: Request) -> Exchange<'_> {
        unreachable!("a file is not read as a whole")
    }

    fn open(&self, _: Request) -> Exchange<'_, Chunks> {
        let cancellation = self.0.clone();
        let first = stream::once(std::future::ready(Ok(Bytes::from_static(b"ab"))));
        let rest = stream::once(async move {
            cancellation.cancel();
            std::future::pending().await
        });
        let (headers, body) = (http::HeaderMap::new(), first.chain(rest).boxed());
        Box::pin(std::future::ready(Ok(Response { status: 200, headers, body })))
    }
}

#[tokio::test]
async fn a_file_that_is_cancelled_is_not_kept() {
    let cancellation = Cancellation::new();
    let runtime = Stage::default().builder().transport(Stopped(cancellation.clone())).build();
    let file = runtime.cancelled_by(&cancellation).open(file()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = file.save(folder.path().join("box.txt")).await.unwrap_err();
    assert!(matches!(error.kind(), Kind::Cancelled { under_way: true }), "{error}");
    assert!(error.is_repeatable());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn no_piece_of_a_file_is_waited_for_longer_than_a_call() {
    let silence = Limits::default().silence;
    for (own, expected) in [(None, silence), (Some(3), Duration::from_secs(3)), (Some(90), silence)]
    {
        let clock = Hand::new();
        let reel = Reel::default().then(None, vec![Ok(Bytes::from_static(b"ab"))], true);
        let builder = Stage::default().builder().transport(reel).retry(Retry::never());
        let runtime = builder.clock(clock.clone()).build();
        let runtime = own.map_or(runtime.clone(), |own| runtime.within(Duration::from_secs(own)));
        let error = clock.run(async move {
            let mut download = runtime.open(file()).await.unwrap();
            assert_eq!(download.try_next_chunk().await.unwrap().unwrap(), "ab");
            download.try_next_chunk().await.unwrap_err()
        });
        assert!(
            matches!(error.kind(), Kind::Transport(Failure::Silent { after }) if *after == expected),
            "{error}"
        );
        assert_eq!(clock.passed(), expected);
    }
    // Until the first is there, the time of the call runs.
    let clock = Hand::new();
    let reel = Reel::default().then(None, Vec::new(), true);
    let limits = Limits { whole: Duration::from_secs(8), ..Limits::default() };
    let builder = Stage::default().builder().transport(reel).limits(limits);
    let runtime = builder.clock(clock.clone()).build();
    let error = clock.run(async move { runtime.open(file()).await.unwrap_err() });
    assert!(
        matches!(error.kind(), Kind::Transport(Failure::TimedOut { after }) if *after == limits.whole),
        "{error}"
    );
    assert_eq!(clock.passed(), limits.whole);
}
