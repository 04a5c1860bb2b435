//! The pauses between one look and the next at what goes on elsewhere.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LAST: Duration = Duration::from_secs(30);

/// Pauses that grow, since what is not there after a while will take a while longer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pauses {
    next: Duration,
}

impl Pauses {
    pub(crate) fn new() -> Self {
        Self { next: FIRST }
    }

    /// The next pause.
    pub(crate) fn grow(&mut self) -> Duration {
        let pause = self.next;
        self.next = pause.mul_f64(1.5).min(LAST);
        pause
    }
}
