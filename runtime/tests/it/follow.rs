//! A list that goes on growing: nothing twice, nothing passed over, on from where it was.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use gorgias_runtime::{
    Account, Call, Checkpoint, CheckpointError, Error, Follow, Moment, Pace, Retry, Runtime, Time,
    error::Kind,
    transport::{Exchange, Failure, Request, Transport},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    hand::Hand,
    operations::EVENTS,
    stage::{Stage, answer},
};

#[derive(Debug, Clone, Deserialize)]
struct Event {
    id: i64,
    at: Time,
}

/// A server that keeps events, gives those since a time in pages of three, and fails where it is told to.
#[derive(Clone, Default)]
struct Log {
    events: Arc<Mutex<Vec<(Time, i64)>>>,
    asked: Arc<Mutex<Vec<String>>>,
    failing: Arc<Mutex<Vec<usize>>>,
}

impl Transport for Log {
    fn send(&self, request: Request) -> Exchange<'_> {
        let mut asked = self.asked.lock().unwrap();
        let (_, query) = request.url.split_once('?').unwrap();
        asked.push(query.to_owned());
        if self.failing.lock().unwrap().contains(&asked.len()) {
            let failure = Failure::Interrupted { cause: "gone".into() };
            return Box::pin(std::future::ready(Err(failure)));
        }
        let page = self.page(query).to_string();
        Box::pin(std::future::ready(Ok(answer(200, &page, &[]))))
    }
}

impl Log {
    /// Seconds behind the hour, and ids.
    fn of(events: &[(f64, i64)]) -> Self {
        let log = Self::default();
        log.add(events);
        log
    }

    fn add(&self, events: &[(f64, i64)]) {
        let mut kept = self.events.lock().unwrap();
        kept.extend(events.iter().map(|(seconds, id)| (at(*seconds), *id)));
        kept.sort();
    }

    fn page(&self, query: &str) -> Value {
        let get = |key: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == key).map(|(_, value)| value.into_owned())
        };
        assert_eq!(get("order_by").as_deref(), Some("created:asc"));
        let since: Time = get("created_datetime[gte]").unwrap().parse().unwrap();
        // A cursor is the last that was given.
        let after: Option<(Time, i64)> = get("cursor").map(|cursor| {
            let (time, id) = cursor.split_once('/').unwrap();
            (time.parse().unwrap(), id.parse().unwrap())
        });
        let events = self.events.lock().unwrap();
        let wanted = events.iter().filter(|(time, _)| *time >= since);
        let wanted: Vec<_> =
            wanted.filter(|event| after.as_ref().is_none_or(|last| *event > last)).collect();
        let data: Vec<_> =
            wanted.iter().take(3).map(|(time, id)| json!({"id": id, "at": time})).collect();
        let next = wanted.get(2).filter(|_| wanted.len() > 3);
        json!({"data": data, "meta": {"next_cursor": next.map(|(time, id)| format!("{time}/{id}"))}})
    }

    fn runtime(&self, clock: &Hand) -> Runtime {
        let account = Account::new("acme", "ana@example.com", "key").unwrap();
        let builder = Runtime::builder(account).transport(self.clone()).clock(clock.clone());
        builder.retry(Retry::never()).build()
    }

    fn follow(&self, clock: &Hand, from: impl Into<Checkpoint>) -> Follow<Event> {
        let call = Call::new(&EVENTS).arg("order_by", "created:asc").arg("cursor", "elsewhere");
        let moment = |event: &Event| Moment::new(&event.at, &event.id);
        Follow::new(self.runtime(clock), call, "created_datetime_gte", from, moment)
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

fn at(seconds: f64) -> Time {
    format!("2026-03-06T09:00:{seconds:09.6}").parse().unwrap()
}

/// The ids of all that there is at present, and where to go on.
fn now(mut follow: Follow<Event>) -> (Vec<i64>, Checkpoint) {
    Hand::new().run(async move {
        let mut ids = Vec::new();
        while let Some(event) = follow.try_next().await.unwrap() {
            ids.push(event.id);
        }
        (ids, follow.checkpoint().clone())
    })
}

#[test]
fn from_any_checkpoint_on_each_is_given_once() {
    // Four share a time, across the end of a page.
    let events =
        [(1.0, 1), (2.0, 2), (3.0, 3), (3.0, 4), (3.0, 5), (3.0, 6), (3.5, 7), (4.000001, 8)];
    let ids: Vec<i64> = events.iter().map(|(_, id)| *id).collect();
    for lag in [0, 1, 60].map(Duration::from_secs) {
        let log = Log::of(&events);
        let mut from = Checkpoint::from(at(0.0));
        for given in 0..=ids.len() {
            let (clock, mut one) = (Hand::new(), log.follow(&Hand::new(), from.clone()).lag(lag));
            let (rest, _) = now(log.follow(&clock, from.clone()).until_now().lag(lag));
            assert_eq!(rest, &ids[given..], "{lag:?} from {from}");
            if given < ids.len() {
                let (id, next) = clock.run(async move {
                    let event = one.try_next().await.unwrap().unwrap();
                    (event.id, one.checkpoint().to_string())
                });
                assert_eq!(id, ids[given]);
                // As after a restart.
                from = next.parse().unwrap();
            }
        }
    }
}

#[test]
fn what_comes_later_is_given_once_even_at_the_time_of_the_checkpoint() {
    let log = Log::of(&[(1.0, 1), (2.0, 2)]);
    let (clock, from) = (Hand::new(), Checkpoint::from(at(1.5)));
    let (ids, from) = now(log.follow(&clock, from).until_now());
    assert_eq!((ids, from.to_string().as_str()), (vec![2], "2026-03-06T09:00:02Z/2"));
    // Behind the checkpoint; at its time, with a lower id and a higher one; after it.
    log.add(&[(1.7, 3), (2.0, 0), (2.0, 9), (3.0, 4)]);
    let (ids, from) = now(log.follow(&clock, from).until_now());
    assert_eq!((ids, from.to_string().as_str()), (vec![0, 9, 4], "2026-03-06T09:00:03Z/4"));
}

#[test]
fn what_turns_up_late_is_found_as_far_back_as_the_lag() {
    let lag = Duration::from_secs(5);
    let log = Log::of(&[(10.0, 1), (20.0, 2)]);
    let follow = |from| log.follow(&Hand::new(), from).until_now().lag(lag);
    let (ids, from) = now(follow(Checkpoint::default()));
    assert_eq!(ids, [1, 2]);
    assert_eq!(from.to_string(), "2026-03-06T09:00:15Z 2026-03-06T09:00:20Z/2");
    log.add(&[(14.9, 3), (15.0, 4), (19.0, 5), (21.0, 6)]);
    let (ids, from) = now(follow(from));
    assert_eq!(ids, [4, 5, 6]);
    assert_eq!(
        from.to_string(),
        "2026-03-06T09:00:16Z 2026-03-06T09:00:19Z/5 2026-03-06T09:00:20Z/2 2026-03-06T09:00:21Z/6"
    );
    // What lies before the beginning that was asked for is not wanted, whatever the lag is.
    assert_eq!(now(follow(at(20.5).into())).0, [6]);
}

#[test]
fn a_long_history_is_read_page_by_page_and_little_of_it_is_kept() {
    let events: Vec<_> =
        (0..2000_i32).map(|id| (f64::from(id / 2) * 0.01, i64::from(id))).collect();
    let log = Log::of(&events);
    let clock = Hand::new();
    let account = Account::new("acme", "ana@example.com", "key").unwrap();
    let pace = Pace::new(1, Duration::from_secs(2)).max_wait(Duration::MAX);
    let builder = Runtime::builder(account).transport(log.clone()).clock(clock.clone());
    let call = Call::new(&EVENTS).arg("order_by", "created:asc");
    let moment = |event: &Event| Moment::new(&event.at, &event.id);
    let since = "created_datetime_gte";
    let mut follow =
        Follow::new(builder.pace(pace).build(), call, since, at(0.0), moment).until_now();
    let count = clock.run(async move {
        let mut count = 0;
        while follow.try_next().await.unwrap().is_some() {
            count += 1;
            assert!(follow.checkpoint().to_string().len() < 50);
        }
        count
    });
    assert_eq!((count, log.asked()), (2000, 667));
    // The account is called no faster than it may be.
    assert_eq!(clock.passed().as_secs(), 2 * 666);
}

#[test]
fn the_list_is_read_again_after_growing_pauses() {
    let (log, clock) = (Log::of(&[(1.0, 1)]), Hand::new());
    let mut follow = log.follow(&clock, at(0.0));
    let (later, hand) = (log.clone(), clock.clone());
    let watch: crate::hand::Task<Vec<f64>> = Box::pin(async move {
        let mut times = Vec::new();
        for _ in 0..3 {
            follow.try_next().await.unwrap().unwrap();
            times.push(hand.passed().as_secs_f64());
        }
        times
    });
    let hand = clock.clone();
    let write: crate::hand::Task<Vec<f64>> = Box::pin(async move {
        for (pause, event) in [(2, (2.0, 2)), (200, (3.0, 3))] {
            gorgias_runtime::clock::Clock::sleep(&hand, Duration::from_secs(pause)).await;
            later.add(&[event]);
        }
        Vec::new()
    });
    let times = clock.run_all(vec![watch, write]).remove(0);
    // At 0, 1, 2.5 (where the second was found); the pauses begin anew, until they are half a minute.
    assert_eq!(times.len(), 3);
    assert_eq!(times[..2], [0.0, 2.5]);
    assert!(times[2] > 202.0 && times[2] <= 232.0, "{times:?}");
    assert!(log.asked() < 20, "{}", log.asked());
}

#[test]
fn an_error_ends_nothing() {
    // Six events are on two pages; a failure of any of the requests leaves what is given the same.
    let events: Vec<_> = (1..=6).map(|id| (id as f64, id)).collect();
    for failing in 1..=2 {
        let (log, clock) = (Log::of(&events), Hand::new());
        log.failing.lock().unwrap().push(failing);
        let mut follow = log.follow(&clock, at(0.0)).until_now();
        let (ids, errors) = clock.run(async move {
            let (mut ids, mut errors) = (Vec::new(), 0);
            loop {
                match follow.try_next().await {
                    Ok(Some(event)) => ids.push(event.id),
                    Ok(None) => break (ids, errors),
                    Err(_) => errors += 1,
                }
            }
        });
        assert_eq!((ids, errors), (vec![1, 2, 3, 4, 5, 6], 1), "{failing}");
        // Who asks again at once waits a little all the same.
        assert_eq!(clock.passed().as_secs(), 1);
    }
}

#[test]
fn who_gives_up_in_between_begins_again_where_it_was() {
    use std::{
        future::Future,
        task::{Context, Waker},
    };
    let (log, clock) = (Log::of(&[(1.0, 1)]), Hand::new());
    let mut follow = log.follow(&clock, at(0.0));
    let context = &mut Context::from_waker(Waker::noop());
    let mut poll = |follow: &mut Follow<Event>| {
        let next = std::pin::pin!(follow.try_next());
        next.poll(context)
    };
    assert!(poll(&mut follow).is_ready());
    for _ in 0..3 {
        assert!(poll(&mut follow).is_pending(), "it waits for its time");
    }
    log.add(&[(1.0, 2)]);
    clock.pass(1);
    let std::task::Poll::Ready(Ok(Some(event))) = poll(&mut follow) else { panic!() };
    assert_eq!(event.id, 2);
}

#[test]
fn a_list_is_followed_on_any_thread() {
    /// What one thread can give to another, and two cannot have at once.
    #[derive(Deserialize)]
    struct Thing(std::cell::Cell<i64>);

    fn is_send<T: Send>(_: T) {}
    let runtime = Log::default().runtime(&Hand::new());
    let moment = |thing: &Thing| Moment::new(&at(0.0), &thing.0.get());
    let mut follow =
        Follow::new(runtime, Call::new(&EVENTS), "created_datetime_gte", at(0.0), moment);
    is_send(follow.try_next());
}

#[test]
fn a_list_that_is_not_in_order_is_not_read_on() {
    let page = json!({"data": [{"id": 2, "at": at(2.0)}, {"id": 1, "at": at(1.0)}]});
    let stage = Stage::with([Ok(answer(200, &page.to_string(), &[]))]);
    let clock = Hand::new();
    let runtime = stage.builder().clock(clock.clone()).retry(Retry::never()).build();
    let moment = |event: &Event| Moment::new(&event.at, &event.id);
    let call = Call::new(&EVENTS);
    let mut follow = Follow::new(runtime, call, "created_datetime_gte", at(0.0), moment);
    let error: Error = clock.run(async move { follow.try_next().await.unwrap_err() });
    let Kind::Decode { path, found, .. } = error.kind() else { panic!("{error}") };
    assert_eq!((path.as_str(), found.as_str()), ("data[1]", "what is of 2026-03-06T09:00:01Z"));
}

#[test]
fn a_checkpoint_is_read_as_it_was_written() {
    let texts = [
        "2026-03-06T09:00:00Z",
        "2026-03-06T09:00:00.000001Z/88001/88002",
        "2026-03-06T09:00:00Z 2026-03-06T09:00:01Z/4294967311 2026-03-06T09:00:02Z/a%2Fb%20c",
    ];
    for text in texts {
        let checkpoint: Checkpoint = text.parse().unwrap();
        assert_eq!(checkpoint.to_string(), text);
        let json = serde_json::to_value(&checkpoint).unwrap();
        assert_eq!(json, json!(text));
        assert_eq!(serde_json::from_value::<Checkpoint>(json).unwrap(), checkpoint);
    }
    // The forms of times that answers have.
    let lenient: Checkpoint = "2026-03-06T10:00:00.5+01:00\n".parse().unwrap();
    assert_eq!(lenient.to_string(), "2026-03-06T09:00:00.5Z");
    for (text, part) in [("", ""), ("soon", "soon"), ("2026-03-06T09:00:00Z/1 x/2", "x")] {
        let error: CheckpointError = text.parse::<Checkpoint>().unwrap_err();
        assert!(error.to_string().starts_with(&format!("`{part}` is no part of a checkpoint")));
    }
}
