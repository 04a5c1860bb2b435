//! A clock by which pauses take no time and are kept, while nothing ever comes too late.

use std::{
    future,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use gorgias_client::jiff::Timestamp;
use gorgias_runtime::clock::{Clock, Sleep};

/// Whoever sleeps so long waits for what a call may take at most, and the calls of these tests do not take it.
const DEADLINE: Duration = Duration::from_secs(50);

#[derive(Clone)]
pub(crate) struct Patience {
    origin: Instant,
    pauses: Arc<Mutex<Vec<Duration>>>,
}

impl Patience {
    pub(crate) fn new() -> Self {
        Self { origin: Instant::now(), pauses: Arc::default() }
    }

    /// The pauses so far, in seconds.
    pub(crate) fn pauses(&self) -> Vec<f64> {
        self.pauses.lock().unwrap().iter().map(Duration::as_secs_f64).collect()
    }

    fn passed(&self) -> Duration {
        self.pauses.lock().unwrap().iter().sum()
    }
}

impl Clock for Patience {
    fn now(&self) -> Instant {
        self.origin + self.passed()
    }

    fn date(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.passed()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        if time > DEADLINE {
            return Box::pin(future::pending());
        }
        if !time.is_zero() {
            self.pauses.lock().unwrap().push(time);
        }
        Box::pin(future::ready(()))
    }
}
