//! A server that counts calls in a bucket that leaks, and those who call it at the same time.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use gorgias_runtime::{
    Account, Call, Pace, Retry, Runtime, RuntimeBuilder,
    clock::Clock,
    transport::{Exchange, Request, Response, Transport},
};

use crate::{
    hand::{Hand, Task},
    operations::EVENTS,
    stage::answer,
};

pub(crate) const HEADER: &str = "x-calls";
pub(crate) const LIMIT: u32 = 40;
pub(crate) const WINDOW: Duration = Duration::from_secs(20);

/// What the limit lets through in a second once the bucket is full.
pub(crate) const PER_SECOND: f64 = 2.0;

/// The server, as one of its users reaches it.
#[derive(Clone)]
pub(crate) struct Counter {
    clock: Hand,
    user: usize,
    desk: Arc<Mutex<Desk>>,
}

#[derive(Default)]
struct Desk {
    used: f64,
    at: Duration,
    calls: u64,
    /// Who called when, and whether the call was let through.
    seen: Vec<(Duration, usize, bool)>,
}

impl Counter {
    pub(crate) fn new(clock: &Hand) -> Self {
        Self { clock: clock.clone(), user: 0, desk: Arc::default() }
    }

    pub(crate) fn of(&self, user: usize) -> Self {
        Self { user, ..self.clone() }
    }

    pub(crate) fn builder(&self) -> RuntimeBuilder {
        let account = Account::new("acme", "ana@example.com", "key").unwrap();
        Runtime::builder(account)
            .transport(self.clone())
            .clock(self.clock.clone())
            .pace(Pace::new(LIMIT, WINDOW).told_in("X-Calls"))
            .retry(Retry::default().seeded(7))
    }

    /// How many calls of a user were let through, and how many were not, from one time to another in seconds.
    pub(crate) fn count(&self, user: usize, from: u64, to: u64) -> (usize, usize) {
        let desk = self.desk.lock().unwrap();
        let times = Duration::from_secs(from)..Duration::from_secs(to);
        let calls = desk.seen.iter().filter(|(at, who, _)| *who == user && times.contains(at));
        calls.fold(
            (0, 0),
            |(through, not), (_, _, served)| {
                if *served { (through + 1, not) } else { (through, not + 1) }
            },
        )
    }

    /// One call reaches the server.
    pub(crate) fn call(&self) -> Response {
        let mut desk = self.desk.lock().unwrap();
        let now = self.clock.passed();
        desk.used = (desk.used - (now - desk.at).as_secs_f64() * PER_SECOND).max(0.0);
        desk.at = now;
        let over = desk.used + 1.0 - f64::from(LIMIT);
        let served = over <= 0.0;
        desk.used += f64::from(u8::from(served));
        desk.seen.push((now, self.user, served));
        let mut response = answer(if served { 200 } else { 429 }, "{}", &[]);
        let used = format!("{}/{LIMIT}", desk.used.ceil());
        response.headers.insert(HEADER, used.parse().unwrap());
        if !served {
            response.headers.insert("retry-after", ((over / PER_SECOND).ceil() as u64).into());
        }
        response
    }

    /// Between 50 and 450 ms, unevenly.
    fn latency(&self) -> Duration {
        let mut desk = self.desk.lock().unwrap();
        desk.calls += 1;
        Duration::from_millis(50 + desk.calls * 7919 % 401)
    }
}

impl Transport for Counter {
    fn send(&self, _: Request) -> Exchange<'_> {
        Box::pin(async {
            let latency = self.latency();
            self.clock.sleep(latency / 2).await;
            let answer = self.call();
            self.clock.sleep(latency / 2).await;
            Ok(answer)
        })
    }
}

/// Tasks that call one after the other until so many seconds have passed; each gives how many of its calls failed.
pub(crate) fn tasks(runtime: &Runtime, clock: &Hand, count: usize, until: u64) -> Vec<Task<usize>> {
    let task = |_| -> Task<usize> {
        let (runtime, clock) = (runtime.clone(), clock.clone());
        Box::pin(async move {
            let mut failed = 0;
            while clock.passed() < Duration::from_secs(until) {
                failed += usize::from(runtime.execute(Call::new(&EVENTS)).await.is_err());
            }
            failed
        })
    };
    (0..count).map(task).collect()
}
