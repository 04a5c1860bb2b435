//! A clock that is turned by hand, and what polls tasks until all of them wait for it.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

use gorgias_runtime::{
    clock::{Clock, Sleep},
    jiff::Timestamp,
};

/// A clock that stands still until everybody waits for it.
#[derive(Clone)]
pub(crate) struct Hand(Arc<Dial>);

struct Dial {
    origin: Instant,
    passed: Mutex<Duration>,
    sleepers: Mutex<Vec<(Duration, Waker)>>,
}

impl Clock for Hand {
    fn now(&self) -> Instant {
        self.0.origin + self.passed()
    }

    fn date(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.passed()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        let (dial, end) = (Arc::clone(&self.0), self.passed().saturating_add(time));
        Box::pin(poll_fn(move |context| {
            if *dial.passed.lock().unwrap() >= end {
                return Poll::Ready(());
            }
            dial.sleepers.lock().unwrap().push((end, context.waker().clone()));
            Poll::Pending
        }))
    }
}

/// A piece of work of a test.
pub(crate) type Task<T> = Pin<Box<dyn Future<Output = T>>>;

impl Hand {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Dial {
            origin: Instant::now(),
            passed: Mutex::default(),
            sleepers: Mutex::default(),
        }))
    }

    /// How far the clock was turned.
    pub(crate) fn passed(&self) -> Duration {
        *self.0.passed.lock().unwrap()
    }

    /// Turns the clock.
    pub(crate) fn pass(&self, seconds: u64) {
        *self.0.passed.lock().unwrap() += Duration::from_secs(seconds);
    }

    /// Does one piece of work.
    pub(crate) fn run<T>(&self, task: impl Future<Output = T> + 'static) -> T {
        self.run_all(vec![Box::pin(task)]).pop().unwrap()
    }

    /// Does pieces of work side by side, always in the same order, and turns the clock when all of them wait.
    pub(crate) fn run_all<T>(&self, tasks: Vec<Task<T>>) -> Vec<T> {
        let mut tasks: Vec<_> = tasks
            .into_iter()
            .map(|task| (Some(task), None, Arc::new(Bell(AtomicBool::new(true)))))
            .collect();
        while tasks.iter().any(|(task, ..)| task.is_some()) {
            let mut idle = true;
            for (task, done, bell) in &mut tasks {
                let Some(work) = task.as_mut().filter(|_| bell.0.swap(false, Ordering::Relaxed))
                else {
                    continue;
                };
                idle = false;
                let waker = Waker::from(Arc::clone(bell));
                if let Poll::Ready(value) = work.as_mut().poll(&mut Context::from_waker(&waker)) {
                    (*task, *done) = (None, Some(value));
                }
            }
            if idle {
                self.turn();
            }
        }
        tasks.into_iter().filter_map(|(_, done, _)| done).collect()
    }

    /// Turns the clock to the next moment for which somebody waits. If nobody does, tasks wait for what never comes.
    fn turn(&self) {
        let mut sleepers = self.0.sleepers.lock().unwrap();
        let next = sleepers.iter().map(|(end, _)| *end).min();
        *self.0.passed.lock().unwrap() = next.unwrap();
        let (due, later) = std::mem::take(&mut *sleepers)
            .into_iter()
            .partition::<Vec<_>, _>(|(end, _)| Some(*end) == next);
        *sleepers = later;
        due.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

struct Bell(AtomicBool);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
