//! How long calls wait for others.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::clock::Clock;

/// Adds up how long calls wait: for their turn in the account's limit, and until they are sent again. Clones add to the same sum.
///
/// ```
/// use gorgias_runtime::{Call, Error, Reply, Runtime, Waits};
///
/// # async fn example(runtime: Runtime, call: Call) -> Result<Reply, Error> {
/// let waits = Waits::new();
/// let reply = runtime.adding_waits_to(&waits).execute(call).await?;
/// println!("of that it waited {:?}", waits.total());
/// # Ok(reply)
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Waits {
    nanos: Arc<AtomicU64>,
}

/// A wait under way. It counts when it is dropped, so that one which is given up counts too.
#[must_use]
pub struct Wait<'a> {
    waits: &'a Waits,
    clock: &'a dyn Clock,
    since: Instant,
}

impl Waits {
    /// None so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// All waits that are over.
    #[must_use]
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Ordering::Relaxed))
    }

    /// A wait that lasts, by this clock, until it is dropped.
    pub fn begin<'a>(&'a self, clock: &'a dyn Clock) -> Wait<'a> {
        Wait { waits: self, clock, since: clock.now() }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let waited = self.clock.now().saturating_duration_since(self.since);
        let nanos = u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX);
        self.waits.nanos.fetch_add(nanos, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Wait<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wait").field("since", &self.since).finish_non_exhaustive()
    }
}
