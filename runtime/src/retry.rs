//! Whether a call that failed is sent again, and when.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::error::{Error, Kind};

/// How often a call is sent again that failed through no fault of its own.
///
/// What only reads is sent again after a fault of the connection, 429, 500, 502, 503 and 504. What writes is sent again only where
/// it is certain that nothing was done: after 429, and where no byte was sent. Between two attempts there is a pause, as long as the
/// server asks for, or else of a random length whose bound doubles each time.
///
/// ```
/// use gorgias_runtime::{Account, Retry, Runtime};
///
/// # let account = Account::new("acme", "ana@example.com", "the key")?;
/// let patient = Runtime::builder(account.clone()).retry(Retry::attempts(6)).build();
/// let impatient = Runtime::builder(account).retry(Retry::never()).build();
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    attempts: usize,
    seed: Option<u64>,
}

/// An attempt that failed and was followed by another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// What went wrong.
    pub fault: String,
    /// How long the pause after it was.
    pub pause: Duration,
}

impl Retry {
    /// Up to so many attempts in all.
    #[must_use]
    pub const fn attempts(attempts: usize) -> Self {
        Self { attempts, seed: None }
    }

    /// One attempt and no more.
    #[must_use]
    pub const fn never() -> Self {
        Self::attempts(1)
    }

    /// The same with pauses that are the same each time, for tests.
    #[must_use]
    pub const fn seeded(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::attempts(4)
    }
}

/// The bound of the first pause that the server does not name.
const FIRST: Duration = Duration::from_secs(1);

/// The bound of every pause that the server does not name.
const LAST: Duration = Duration::from_secs(16);

/// What a retry takes from the budget, and what a call that succeeds gives back. When most calls fail the server is not
/// helped by several times as many.
const COST: u32 = 5;
const GAIN: u32 = 1;
const BUDGET: u32 = 20 * COST;

/// What all calls of an account share about retries.
pub(crate) struct Retries {
    retry: Retry,
    budget: Mutex<u32>,
    random: AtomicU64,
}

impl Retries {
    pub(crate) fn new(retry: Retry) -> Self {
        let seed = retry.seed.unwrap_or_else(|| RandomState::new().hash_one(0));
        Self { retry, budget: Mutex::new(BUDGET), random: AtomicU64::new(seed) }
    }

    /// The pause before the next attempt, if there is to be one within the time that is left.
    pub(crate) fn pause(&self, error: &Error, tried: usize, left: Duration) -> Option<Duration> {
        if tried + 1 >= self.retry.attempts || !is_passing(error) {
            return None;
        }
        let pause = match error.retry_after() {
            Some(wait) => wait.saturating_add(self.below(FIRST)),
            None => self.below(bound(tried)),
        };
        (pause < left && self.spend(error)).then_some(pause)
    }

    /// A call has succeeded.
    pub(crate) fn succeeded(&self) {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        *budget = (*budget + GAIN).min(BUDGET);
    }

    /// A 429 costs nothing: the pace sees to it that it does not happen often.
    fn spend(&self, error: &Error) -> bool {
        let cost = if matches!(error.kind(), Kind::RateLimited { .. }) { 0 } else { COST };
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = budget.checked_sub(cost);
        *budget = rest.unwrap_or(*budget);
        rest.is_some()
    }

    /// A random time below a bound, by the generator splitmix64.
    fn below(&self, bound: Duration) -> Duration {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut bits = self.random.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        // So many bits a float holds exactly.
        bound.mul_f64((bits >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

/// The bound of the pause after so many attempts before this one.
fn bound(tried: usize) -> Duration {
    let doublings = u32::try_from(tried).unwrap_or(u32::MAX);
    FIRST.saturating_mul(2_u32.saturating_pow(doublings)).min(LAST)
}

/// Whether the same call may be sent again, and has a better chance then.
fn is_passing(error: &Error) -> bool {
    error.is_repeatable()
        && match error.kind() {
            Kind::Server(_) => matches!(error.status(), Some(500 | 502 | 503 | 504)),
            Kind::NotGiven { status, .. } => matches!(status, 429 | 500 | 502 | 503 | 504),
            // It has waited as long as it may, or somebody has.
            Kind::NoTurn { .. } | Kind::Cancelled { .. } => false,
            _ => true,
        }
}
