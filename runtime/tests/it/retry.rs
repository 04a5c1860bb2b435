//! What is sent again: by fault and by effect, with its pauses on a clock that is turned by hand.

use std::{ops::Range, time::Duration};

use gorgias_runtime::{
    Call, Error, Operation, Retry, Runtime,
    error::Kind,
    transport::{Failure, Limits, Response},
};

use serde_json::Value;

use crate::{
    hand::Hand,
    operations::{DELETE, EVENTS},
    stage::{Silence, Stage, answer},
};

type Outcome = Result<Response, Failure>;

/// Calls until it succeeds or is given up: the error if there is one, and how long it took.
fn call(operation: &'static Operation, stage: &Stage, seed: u64) -> (Option<Error>, Duration) {
    let clock = Hand::new();
    let retry = Retry::default().seeded(seed);
    let runtime = stage.builder().clock(clock.clone()).retry(retry).build();
    let outcome = clock.run(async move { runtime.execute(Call::new(operation)).await.err() });
    (outcome, clock.passed())
}

fn gone() -> Failure {
    Failure::NotSent { cause: "no route".into() }
}

fn status(status: u16) -> Outcome {
    Ok(answer(status, "", &[]))
}

#[test]
fn a_fault_is_met_by_what_the_call_does() {
    const NONE: Range<u64> = 0..1;
    // The bounds of three random pauses: up to 1, 2 and 4 s.
    const GROWING: Range<u64> = 1..7000;
    // Three times what the server asks for, and up to a second more.
    const ASKED: Range<u64> = 15_001..18_000;
    type Case = (fn() -> Outcome, (usize, Range<u64>), (usize, Range<u64>));
    // How often a read and a write are sent, and within which bounds, in milliseconds, all pauses are.
    let cases: [Case; 18] = [
        (|| Err(gone()), (4, GROWING), (4, GROWING)),
        (|| Err(Failure::Interrupted { cause: "reset".into() }), (4, GROWING), (1, NONE)),
        (|| Err(Failure::TimedOut { after: Duration::ZERO }), (4, GROWING), (1, NONE)),
        (|| Err(Failure::TooLarge { limit: 9 }), (1, NONE), (1, NONE)),
        (|| Ok(answer(429, "", &[("retry-after", "5")])), (4, ASKED), (4, ASKED)),
        // The bucket is shut for a second after each.
        (|| status(429), (4, 3000..10_000), (4, 3000..10_000)),
        (|| Ok(answer(503, "", &[("retry-after", "5")])), (4, ASKED), (1, NONE)),
        (|| status(500), (4, GROWING), (1, NONE)),
        (|| status(502), (4, GROWING), (1, NONE)),
        (|| status(503), (4, GROWING), (1, NONE)),
        (|| status(504), (4, GROWING), (1, NONE)),
        (|| status(501), (1, NONE), (1, NONE)),
        (|| status(301), (1, NONE), (1, NONE)),
        (|| status(400), (1, NONE), (1, NONE)),
        (|| status(401), (1, NONE), (1, NONE)),
        (|| status(403), (1, NONE), (1, NONE)),
        (|| status(404), (1, NONE), (1, NONE)),
        (|| status(409), (1, NONE), (1, NONE)),
    ];
    for (at, (fault, read, write)) in cases.into_iter().enumerate() {
        for (operation, (attempts, bounds)) in [(&EVENTS, read), (&DELETE, write)] {
            let stage = Stage::with((0..9).map(|_| fault()));
            let (error, took) = call(operation, &stage, at as u64);
            let error = error.unwrap();
            assert_eq!((stage.sent().len(), error.attempts()), (attempts, attempts), "{error}");
            let took = u64::try_from(took.as_millis()).unwrap();
            assert!(bounds.contains(&took), "{error}: {took} ms");
        }
    }
}

#[test]
fn what_goes_well_after_a_fault_is_no_error() {
    for (operation, fault) in
        [(&EVENTS, status(503)), (&DELETE, status(429)), (&DELETE, Err(gone()))]
    {
        let stage = Stage::with([fault, Ok(answer(200, "{}", &[]))]);
        let (error, _) = call(operation, &stage, 1);
        assert!(error.is_none(), "{error:?}");
        let sent: Vec<_> = stage.sent().iter().map(|request| format!("{request:?}")).collect();
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0], sent[1]);
    }
}

#[test]
fn the_error_says_what_was_tried() {
    let asked = answer(503, "", &[("retry-after", "2")]);
    let last = answer(400, r#"{"error": {"msg": "No."}}"#, &[("x-request-id", "f3a1")]);
    let stage = Stage::with([Ok(asked), Err(gone()), Ok(last)]);
    let (error, took) = call(&EVENTS, &stage, 1);
    let error = error.unwrap();
    assert_eq!(
        error.to_string(),
        "events.list: 400, the server does not accept this (No) (after 3 attempts)"
    );
    assert_eq!((error.request_id(), error.retry_after()), (Some("f3a1"), None));
    let faults: Vec<_> = error.tried().iter().map(|attempt| attempt.fault.as_str()).collect();
    let expected = [
        "events.list: 503, the server failed",
        "events.list: nothing was sent, because there is no connection: no route",
    ];
    assert_eq!(faults, expected);
    assert_eq!(error.tried().iter().map(|attempt| attempt.pause).sum::<Duration>(), took);
    assert!(error.tried()[0].pause >= Duration::from_secs(2));

    // An answer that cannot be read has a name in the logs, and attempts before it, too.
    let clock = Hand::new();
    let stage = Stage::with([status(503), Ok(answer(200, "[", &[("x-request-id", "f3a2")]))]);
    let runtime = stage.builder().clock(clock.clone()).build();
    let reply = clock.run(async move { runtime.execute(Call::new(&EVENTS)).await }).unwrap();
    let error = reply.decode::<Value>().unwrap_err();
    assert_eq!((error.request_id(), error.attempts()), (Some("f3a2"), 2));
    assert!(error.to_string().ends_with(" (after 2 attempts)"), "{error}");
}

#[test]
fn pauses_differ_from_call_to_call_and_come_again_with_their_seed() {
    let pauses = |seed| {
        let (error, _) = call(&EVENTS, &Stage::with((0..4).map(|_| status(503))), seed);
        error.unwrap().tried().iter().map(|attempt| attempt.pause).collect::<Vec<_>>()
    };
    assert_eq!(pauses(1), pauses(1));
    assert_ne!(pauses(1), pauses(2));
    // Over many calls the pauses fill the whole of their range.
    let first: Vec<_> = (0..200).map(|seed| pauses(seed)[0].as_secs_f64()).collect();
    let mean = first.iter().sum::<f64>() / 200.0;
    assert!((0.4..0.6).contains(&mean), "{mean}");
    assert!(first.iter().all(|pause| (0.0..1.0).contains(pause)));
}

#[test]
fn clones_share_a_budget_that_successes_fill_again() {
    let clock = Hand::new();
    let stage = Stage::default();
    let runtime = stage.builder().clock(clock.clone()).build();
    // Without a network each call fails.
    let (one, other) = (runtime.clone(), runtime.clone());
    let attempts = clock.run(async move {
        let mut attempts = Vec::new();
        for at in 0..10 {
            let runtime = if at % 2 == 0 { &one } else { &other };
            attempts.push(runtime.execute(Call::new(&EVENTS)).await.unwrap_err().attempts());
        }
        attempts
    });
    assert_eq!(attempts, [4, 4, 4, 4, 4, 4, 3, 1, 1, 1]);
    let fine = (0..5).map(|_| Ok(answer(200, "{}", &[])));
    stage.then(fine);
    let attempts = clock.run(async move {
        for _ in 0..5 {
            runtime.execute(Call::new(&EVENTS)).await.unwrap();
        }
        runtime.execute(Call::new(&EVENTS)).await.unwrap_err().attempts()
    });
    assert_eq!(attempts, 2);
}

#[test]
fn no_call_takes_longer_than_it_may() {
    let limits = Limits { whole: Duration::from_secs(8), ..Limits::default() };
    let clock = Hand::new();
    let silent: Runtime =
        Stage::default().builder().transport(Silence).clock(clock.clone()).limits(limits).build();
    let error = clock.run(async move { silent.execute(Call::new(&EVENTS)).await.unwrap_err() });
    assert!(matches!(
        error.kind(),
        Kind::Transport(Failure::TimedOut { after }) if *after == limits.whole
    ));
    assert_eq!((clock.passed(), error.attempts()), (limits.whole, 1));

    // A pause that would not end in time is not begun.
    for (asked, attempts) in [("3", 3), ("8", 1), ("18446744073709551615", 1)] {
        let clock = Hand::new();
        let stage = Stage::with((0..4).map(|_| Ok(answer(503, "", &[("retry-after", asked)]))));
        let runtime = stage.builder().clock(clock.clone()).limits(limits).build();
        let error =
            clock.run(async move { runtime.execute(Call::new(&EVENTS)).await.unwrap_err() });
        assert_eq!((error.status(), error.attempts()), (Some(503), attempts), "{error}");
        assert!(clock.passed() < limits.whole, "{:?}", clock.passed());
    }
}
