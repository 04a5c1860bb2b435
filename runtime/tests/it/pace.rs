//! As fast as the limit allows and no faster, alone and beside others.

use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Waker},
    time::Duration,
};

use gorgias_runtime::{
    Call, Pace, Retry, Runtime, Waits,
    clock::Clock,
    error::Kind,
    transport::{Exchange, Limits, Request, Transport},
};

use crate::{
    crowd::{Counter, HEADER, LIMIT, PER_SECOND, WINDOW, tasks},
    hand::{Hand, Task},
    operations::EVENTS,
    stage::{Stage, answer},
};

/// What the limit lets through in so many seconds.
fn allowed(seconds: u64) -> f64 {
    f64::from(LIMIT) + seconds as f64 * PER_SECOND
}

#[test]
fn many_tasks_use_the_limit_up_and_never_pass_it() {
    let clock = Hand::new();
    let server = Counter::new(&clock);
    let runtime = server.builder().build();
    let failed: usize = clock.run_all(tasks(&runtime, &clock, 64, 200)).iter().sum();
    let (served, refused) = server.count(0, 0, 200);
    assert_eq!((refused, failed), (0, 0));
    assert!(served as f64 >= 0.95 * allowed(200), "{served}");
}

#[test]
fn two_who_share_a_limit_share_it_fairly() {
    let clock = Hand::new();
    let server = Counter::new(&clock);
    let runtimes = [server.of(0), server.of(1)].map(|user| user.builder().build());
    let all = runtimes.iter().flat_map(|runtime| tasks(runtime, &clock, 24, 200)).collect();
    let failed: usize = clock.run_all(all).iter().sum();
    let counts = [0, 1].map(|user| server.count(user, 0, 200));
    assert_eq!(failed, 0);
    let served = counts.map(|(served, _)| served as f64);
    assert!(served.iter().sum::<f64>() >= 0.95 * allowed(200), "{counts:?}");
    assert!(served.iter().all(|served| *served >= 0.45 * allowed(200)), "{counts:?}");
    // Neither knows of the other at first. Once they do, nobody is refused.
    assert!(counts.iter().all(|(_, refused)| *refused <= 20), "{counts:?}");
    assert_eq!([0, 1].map(|user| server.count(user, 20, 200).1), [0, 0]);
}

#[test]
fn a_user_who_comes_and_goes_is_given_way_to() {
    let clock = Hand::new();
    let server = Counter::new(&clock);
    let runtime = server.builder().build();
    let (other, hand) = (server.of(1), clock.clone());
    // It begins with the whole bucket, and then takes half of what there is.
    let greedy: Task<usize> = Box::pin(async move {
        (0..LIMIT).for_each(|_| drop(other.call()));
        while hand.passed() < Duration::from_secs(100) {
            hand.sleep(Duration::from_secs(1)).await;
            other.call();
        }
        0
    });
    let all = [greedy].into_iter().chain(tasks(&runtime, &clock, 48, 300)).collect();
    let failed: usize = clock.run_all(all).iter().sum();
    assert_eq!(failed, 0);
    // What was sent before the first refusal came back is refused too, and after that nothing.
    let (served, refused) = server.count(0, 0, 5);
    assert!(refused < 40, "{refused}");
    assert_eq!(server.count(0, 5, 300).1, 0, "{served}");
    assert!(server.count(0, 5, 20).0 >= 14);
    // Half of what the limit lets through while the other is there, then all of it.
    assert!(server.count(0, 20, 100).0 as f64 >= 0.9 * 80.0);
    assert_eq!(server.count(1, 20, 100), (80, 0));
    assert!(server.count(0, 102, 300).0 as f64 >= 0.95 * 198.0 * PER_SECOND);
}

#[test]
fn turns_are_had_in_the_order_of_asking() {
    let clock = Hand::new();
    let server = Counter::new(&clock);
    let runtime = server.builder().pace(Pace::new(1, Duration::from_secs(5))).build();
    let order = Arc::new(Mutex::new(Vec::new()));
    let task = |at: usize| -> Task<()> {
        let (runtime, order) = (runtime.clone(), Arc::clone(&order));
        Box::pin(async move {
            runtime.execute(Call::new(&EVENTS)).await.unwrap();
            order.lock().unwrap().push(at);
        })
    };
    clock.run_all((0..6).map(task).collect());
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(clock.passed().as_secs(), 25);
}

#[test]
fn a_waiter_who_leaves_gives_the_turn_on() {
    let clock = Hand::new();
    let server = Counter::new(&clock);
    let runtime = server.builder().pace(Pace::new(1, Duration::from_secs(5))).build();
    let call = |runtime: &Runtime| {
        let runtime = runtime.clone();
        async move { runtime.execute(Call::new(&EVENTS)).await.map(drop) }
    };
    clock.run(call(&runtime)).unwrap();
    // The first in the row and one in its middle wait, and are dropped.
    let context = &mut Context::from_waker(Waker::noop());
    let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(call(&runtime))).collect();
    for waiter in &mut waiting {
        assert!(waiter.as_mut().poll(context).is_pending());
    }
    let last = waiting.pop().unwrap();
    drop(waiting);
    clock.run(last).unwrap();
    assert!(clock.passed() < Duration::from_secs(6), "{:?}", clock.passed());
    assert_eq!(server.count(0, 0, 60), (2, 0));
}

/// Leaves the first request without an answer, and says of all others that 20 calls are used.
#[derive(Default)]
struct Deaf(AtomicBool);

impl Transport for Deaf {
    fn send(&self, _: Request) -> Exchange<'_> {
        match self.0.swap(true, Ordering::Relaxed) {
            false => Box::pin(std::future::pending()),
            true => Box::pin(std::future::ready(Ok(answer(200, "{}", &[(HEADER, "20/40")])))),
        }
    }
}

#[test]
fn a_call_that_is_abandoned_is_no_longer_under_way() {
    // The server may not have counted what is still under way.
    for (abandoned, remaining) in [(false, 19), (true, 20)] {
        let clock = Hand::new();
        let runtime = Counter::new(&clock).builder().transport(Deaf::default()).build();
        let call = || {
            let runtime = runtime.clone();
            Box::pin(async move { runtime.execute(Call::new(&EVENTS)).await.map(drop) })
        };
        let mut first = call();
        assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let _under_way = (!abandoned).then_some(first);
        clock.run(call()).unwrap();
        assert_eq!(runtime.rate().unwrap().remaining, remaining);
    }
}

#[test]
fn a_call_waits_no_longer_than_it_may_and_says_until_when() {
    let pace = Pace::new(1, Duration::from_secs(10));
    let whole = |seconds| Limits { whole: Duration::from_secs(seconds), ..Limits::default() };
    let cases = [
        // The pace allows it, and the time of the call; then one of them does not.
        (pace, whole(60), Ok(())),
        (pace.max_wait(Duration::from_secs(9)), whole(60), Err("1970-01-01T00:00:10Z")),
        (pace, whole(9), Err("1970-01-01T00:00:10Z")),
    ];
    for (pace, limits, expected) in cases {
        let clock = Hand::new();
        let stage = Stage::with([0, 1].map(|_| Ok(answer(200, "{}", &[]))));
        let runtime = stage.builder().clock(clock.clone()).pace(pace).limits(limits).build();
        let outcome = clock.run(async move {
            runtime.execute(Call::new(&EVENTS)).await.unwrap();
            runtime.execute(Call::new(&EVENTS)).await.map(drop)
        });
        let said = outcome.map_err(|error| {
            assert!(matches!(error.kind(), Kind::NoTurn { .. }) && error.is_repeatable());
            assert_eq!((error.attempts(), error.status()), (0, None));
            error.to_string()
        });
        let sent = 1 + usize::from(expected.is_ok());
        let expected = expected.map_err(|until| {
            format!("events.list: not sent, because the account is rate limited until {until}, longer than the call may wait")
        });
        assert_eq!((said, stage.sent().len()), (expected, sent));
        // Who may not wait is told at once.
        assert_eq!(clock.passed().as_secs(), if sent == 2 { 10 } else { 0 });
    }
}

#[test]
fn what_calls_wait_is_added_up() {
    let clock = Hand::new();
    let slow = answer(429, "", &[("retry-after", "5")]);
    let fine = || Ok(answer(200, "{}", &[]));
    let stage = Stage::with([fine(), fine(), Ok(slow), fine()]);
    let pace = Pace::new(1, Duration::from_secs(10)).max_wait(Duration::from_secs(60));
    let builder = stage.builder().clock(clock.clone()).pace(pace);
    let waits = Waits::new();
    let runtime = builder.retry(Retry::attempts(2).seeded(1)).build().adding_waits_to(&waits);
    let call = |runtime: &Runtime| {
        let runtime = runtime.clone();
        async move { runtime.execute(Call::new(&EVENTS)).await.map(drop) }
    };
    // The first has its turn at once, the second after 10 s, and one that is given up counts as long as it waited.
    clock.run(call(&runtime)).unwrap();
    assert_eq!(waits.total(), Duration::ZERO);
    let mut given_up = Box::pin(call(&runtime));
    assert!(given_up.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    clock.pass(4);
    drop(given_up);
    assert_eq!(waits.total(), Duration::from_secs(4));
    clock.run(call(&runtime)).unwrap();
    assert_eq!(waits.total(), Duration::from_secs(10));
    // The third waits for its turn, for the pause that the server asks for, and for another turn: it does nothing else.
    let begun = clock.passed();
    clock.run(call(&runtime)).unwrap();
    assert!(clock.passed() - begun >= Duration::from_secs(15));
    assert_eq!(waits.total(), Duration::from_secs(10) + clock.passed() - begun);
}

#[test]
fn a_limit_that_the_server_lowers_meanwhile_ends_the_wait_in_time() {
    let clock = Hand::new();
    let shut = answer(429, "", &[("retry-after", "50")]);
    let stage = Stage::with([Ok(answer(200, "{}", &[])), Ok(shut)]);
    let pace = Pace::new(1, Duration::from_secs(4)).max_wait(Duration::from_secs(9));
    let runtime = stage.builder().clock(clock.clone()).pace(pace).retry(Retry::never()).build();
    let call = |_| -> Task<Option<u16>> {
        let runtime = runtime.clone();
        Box::pin(async move { runtime.execute(Call::new(&EVENTS)).await.err()?.status() })
    };
    // The third had its turn after 8 s, until the second was refused.
    assert_eq!(clock.run_all((0..3).map(call).collect()), [None, Some(429), None]);
    assert_eq!((stage.sent().len(), clock.passed().as_secs()), (2, 9));
}

#[test]
fn after_a_refusal_calls_go_on_one_by_one() {
    let clock = Hand::new();
    let refused = answer(429, "", &[("retry-after", "5")]);
    let fine = (0..3).map(|_| Ok(answer(200, "{}", &[])));
    let stage = Stage::with([Ok(refused)].into_iter().chain(fine));
    let pace = Pace::new(10, Duration::from_secs(10));
    let runtime = stage.builder().clock(clock.clone()).pace(pace).retry(Retry::never()).build();
    let call = |_| -> Task<u64> {
        let (runtime, clock) = (runtime.clone(), clock.clone());
        Box::pin(async move {
            drop(runtime.execute(Call::new(&EVENTS)).await);
            clock.passed().as_secs()
        })
    };
    assert_eq!(clock.run_all((0..4).map(call).collect()), [0, 5, 6, 7]);
}

#[test]
fn the_state_follows_what_the_server_says() {
    // What the header holds, and then limit, remaining and seconds until all of it is there.
    let cases: [(&'static str, [u64; 3]); 7] = [
        ("1/40", [40, 39, 1]),
        ("10/40", [40, 30, 5]),
        // The account has another limit than was thought.
        ("10/80", [80, 70, 3]),
        ("39/40", [40, 1, 20]),
        ("", [40, 39, 1]),
        ("ten/40", [40, 39, 1]),
        ("1/0", [40, 39, 1]),
    ];
    for (told, expected) in cases {
        let clock = Hand::new();
        let stage = Stage::with([Ok(answer(200, "{}", &[(HEADER, told)]))]);
        let pace = Pace::new(LIMIT, WINDOW).told_in(HEADER);
        let runtime = stage.builder().clock(clock.clone()).pace(pace).build();
        let state = runtime.clone();
        clock.run(async move { runtime.execute(Call::new(&EVENTS)).await.map(drop) }).unwrap();
        let names = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];
        let headers = state.rate().unwrap().headers();
        assert_eq!((headers.map(|it| it.0), headers.map(|it| it.1)), (names, expected), "{told}");
    }
    assert_eq!(Stage::default().runtime().rate(), None);
}
