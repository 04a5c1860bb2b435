//! What has come already.

use std::{
    collections::{HashSet, VecDeque},
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

/// So many bodies are known at a time, unless it is said otherwise.
const KNOWN: usize = 10_000;

/// Knows for a while which bodies have come. It keeps a digest of each, and of so many at most; then it forgets the oldest.
///
/// Two bodies with the same bytes are taken for one and the same. So let what is sent hold something that tells two events
/// apart, such as the time of the change.
///
/// The time is given by the caller, from a clock that only goes forward.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// use gorgias_runtime::webhooks::Repeats;
///
/// let repeats = Repeats::within(Duration::from_secs(60));
/// let noon = Instant::now();
/// assert!(repeats.is_first(b"{}", noon));
/// assert!(!repeats.is_first(b"{}", noon + Duration::from_secs(59)));
/// assert!(repeats.is_first(b"{}", noon + Duration::from_secs(60)));
/// ```
pub struct Repeats {
    window: Duration,
    most: usize,
    known: Mutex<Known>,
}

type Print = [u8; 32];

#[derive(Default)]
struct Known {
    prints: HashSet<Print>,
    /// The same, the oldest first.
    order: VecDeque<(Instant, Print)>,
}

impl Repeats {
    /// Knows what came within so much time.
    #[must_use]
    pub fn within(window: Duration) -> Self {
        Self { window, most: KNOWN, known: Mutex::default() }
    }

    /// The same, of so many bodies at most; unless it is said, of 10,000. It takes some 100 bytes for each.
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Whether a body comes for the first time within the window. From then on it is known.
    #[must_use]
    pub fn is_first(&self, body: &[u8], now: Instant) -> bool {
        let print: Print = Sha256::digest(body).into();
        let mut known = self.known();
        known.forget_before(now, self.window);
        if self.most == 0 {
            return true;
        }
        if !known.prints.insert(print) {
            return false;
        }
        if known.order.len() >= self.most {
            known.forget_oldest();
        }
        known.order.push_back((now, print));
        true
    }

    /// Forgets a body, for instance because it could not be worked on: when it comes again, it comes for the first time.
    pub fn forget(&self, body: &[u8]) {
        let print: Print = Sha256::digest(body).into();
        let mut known = self.known();
        if known.prints.remove(&print) {
            known.order.retain(|(_, other)| *other != print);
        }
    }

    /// Nothing in here is left half done by a panic.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn forget_before(&mut self, now: Instant, window: Duration) {
        let is_over = |(came, _): &(Instant, Print)| now.saturating_duration_since(*came) >= window;
        while self.order.front().is_some_and(is_over) {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some((_, print)) = self.order.pop_front() {
            self.prints.remove(&print);
        }
    }
}

impl fmt::Debug for Repeats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repeats")
            .field("window", &self.window)
            .field("at_most", &self.most)
            .finish_non_exhaustive()
    }
}
