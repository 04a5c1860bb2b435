//! How fast an account is called: as fast as its limit allows, and no faster, however many call at a time.
//!
//! A server counts calls in a bucket that leaks. The same bucket is kept here, so that a call that would be refused waits for its
//! turn instead. Others may call the same account: what the server says about its bucket is believed where it is fuller than ours.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::HeaderName;

use crate::{
    clock::{Clock, before},
    error::retry_after,
    trace,
    transport::Response,
};

/// How many calls an account may make, and how long one may wait for its turn.
///
/// ```
/// use std::time::Duration;
///
/// use gorgias_runtime::{Account, Pace, Runtime};
///
/// let pace = Pace::new(40, Duration::from_secs(20))
///     .told_in("x-calls-used")
///     .max_wait(Duration::from_secs(5));
/// # let account = Account::new("acme", "ana@example.com", "the key")?;
/// let runtime = Runtime::builder(account).pace(pace).build();
/// let rate = runtime.rate().unwrap();
/// assert_eq!((rate.limit, rate.remaining, rate.reset), (40, 40, Duration::ZERO));
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    limit: Option<(u32, Duration)>,
    header: Option<&'static str>,
    max_wait: Duration,
}

/// How much of the limit is left, as far as it is known here. Others who call the same account may have used more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rate {
    /// How many calls may be made at once: `ratelimit-limit`.
    pub limit: u32,
    /// How many of these are left: `ratelimit-remaining`.
    pub remaining: u32,
    /// How long until all of them are: `ratelimit-reset`.
    pub reset: Duration,
}

impl Pace {
    /// So many calls in so much time, in a bucket that leaks: all of them at once, then one whenever there is room again.
    #[must_use]
    pub const fn new(calls: u32, time: Duration) -> Self {
        Self { limit: Some((calls, time)), ..Self::unlimited() }
    }

    /// As fast as it goes, until the server asks to wait.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { limit: None, header: None, max_wait: Duration::from_secs(60) }
    }

    /// The same where answers say in this header, as `10/40`, how many calls are used of how many.
    #[must_use]
    pub const fn told_in(self, header: &'static str) -> Self {
        Self { header: Some(header), ..self }
    }

    /// The same with this bound to how long a call may wait for its turn. A call that would have to wait longer is refused at once.
    #[must_use]
    pub const fn max_wait(self, max_wait: Duration) -> Self {
        Self { max_wait, ..self }
    }
}

impl Pace {
    /// How long so many calls take at least that are made one after the other, or all at once, when nobody else has called.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use gorgias_runtime::Pace;
    ///
    /// let pace = Pace::new(40, Duration::from_secs(20));
    /// assert_eq!(pace.least(10), Duration::ZERO);
    /// assert_eq!(pace.least(114), Duration::from_secs(38));
    /// ```
    #[must_use]
    pub fn least(&self, calls: u32) -> Duration {
        let Some((limit, time)) = self.limit.filter(|(limit, _)| *limit > 0) else {
            return Duration::ZERO;
        };
        let over = (f64::from(calls) - brim(f64::from(limit))).max(0.0);
        seconds(over * time.as_secs_f64() / f64::from(limit))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::unlimited()
    }
}

impl Rate {
    /// The names and values of headers that pass this on.
    ///
    /// ```
    /// # use gorgias_runtime::{Account, Pace, Runtime};
    /// # let account = Account::new("acme", "ana@example.com", "the key")?;
    /// let pace = Pace::new(40, std::time::Duration::from_secs(20));
    /// let rate = Runtime::builder(account).pace(pace).build().rate().unwrap();
    /// assert_eq!(rate.headers()[1], ("ratelimit-remaining", 40));
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn headers(&self) -> [(&'static str, u64); 3] {
        [
            ("ratelimit-limit", self.limit.into()),
            ("ratelimit-remaining", self.remaining.into()),
            (
                "ratelimit-reset",
                self.reset.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX),
            ),
        ]
    }
}

/// So much of the limit is used: calls that are sent evenly do not arrive evenly.
const USED: f64 = 0.95;

/// Less than this much of a call is no reason to wait; it is what rounding leaves.
const ROUNDING: f64 = 1e-6;

/// No server is obeyed that asks to wait for longer.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a server is left alone that is called too often and does not say how long.
const UNTOLD: Duration = Duration::from_secs(1);

/// The bucket of an account, shared by all who call it from here.
pub(crate) struct Bucket {
    pace: Pace,
    header: Option<HeaderName>,
    /// Whoever holds it is next; it is had in the order of asking, and a waiter that is dropped leaves the row.
    row: tokio::sync::Mutex<()>,
    level: Mutex<Level>,
}

struct Level {
    limit: f64,
    /// Calls that leak from the bucket in a second.
    per_second: f64,
    /// Calls in the bucket, at the time of `at`.
    used: f64,
    at: Instant,
    /// The server has asked to be left alone until then.
    shut_until: Instant,
    waiting: u32,
    under_way: u32,
}

/// The right to send one request. It is held until the answer is there.
pub(crate) struct Turn<'a>(&'a Bucket);

impl Bucket {
    pub(crate) fn new(pace: Pace, now: Instant) -> Self {
        let limited = pace.limit.filter(|(calls, time)| *calls > 0 && !time.is_zero());
        let (limit, per_second) = match limited {
            Some((calls, time)) => (f64::from(calls), f64::from(calls) / time.as_secs_f64()),
            None => (f64::INFINITY, 0.0),
        };
        let level = Level {
            limit,
            per_second,
            used: 0.0,
            at: now,
            shut_until: now,
            waiting: 0,
            under_way: 0,
        };
        // A name that no header can have is in no answer.
        let header = pace.header.and_then(|name| HeaderName::try_from(name).ok());
        Self { pace, header, row: tokio::sync::Mutex::default(), level: Mutex::new(level) }
    }

    /// Waits for a turn, or says how long it would take, if that is more than there is patience for.
    pub(crate) async fn turn(
        &self,
        clock: &dyn Clock,
        patience: Duration,
    ) -> Result<Turn<'_>, Duration> {
        let patience = patience.min(self.pace.max_wait);
        let waiting = Waiting::of(self);
        let expected = self.level().wait(waiting.ahead, clock.now());
        if expected > patience {
            return Err(expected);
        }
        // Mostly nobody waits, and a clock is not needed. The lock is not to be had while anybody does.
        if let Ok(_next) = self.row.try_lock() {
            if self.level().take(clock.now()).is_ok() {
                return Ok(Turn(self));
            }
        }
        trace::waiting(expected);
        match before(|| clock.sleep(patience), self.next(clock)).await {
            Some(turn) => Ok(turn),
            None => Err(self.level().wait(0, clock.now())),
        }
    }

    async fn next(&self, clock: &dyn Clock) -> Turn<'_> {
        let _next = self.row.lock().await;
        loop {
            let taken = self.level().take(clock.now());
            match taken {
                Ok(()) => return Turn(self),
                // What answers say meanwhile may have filled the bucket again.
                Err(wait) => clock.sleep(wait).await,
            }
        }
    }

    /// How much is left, where there is a limit.
    pub(crate) fn rate(&self, now: Instant) -> Option<Rate> {
        let mut level = self.level();
        level.leak(now);
        level.limit.is_finite().then(|| Rate {
            limit: whole(level.limit),
            remaining: whole(level.limit - level.used),
            reset: seconds(level.used / level.per_second)
                .max(level.shut_until.saturating_duration_since(now)),
        })
    }

    fn level(&self) -> MutexGuard<'_, Level> {
        self.level.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Takes over what an answer says about the bucket of the server.
    pub(crate) fn answered<B>(&self, response: &Response<B>, clock: &dyn Clock) {
        let headers = &response.headers;
        let told = self.0.header.as_ref().and_then(|name| headers.get(name)?.to_str().ok());
        if let Some((used, limit)) = told.and_then(read) {
            self.0.level().follow(used, limit, clock.now());
        }
        if response.status == 429 {
            let wait = retry_after(headers, clock.date()).unwrap_or(UNTOLD).min(LONGEST);
            self.0.level().shut(wait, clock.now());
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.level().under_way -= 1;
    }
}

impl Level {
    fn leak(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.used = (self.used - passed * self.per_second).max(0.0);
        self.at = self.at.max(now);
    }

    /// How long until there is room for one more call behind others.
    fn wait(&mut self, ahead: u32, now: Instant) -> Duration {
        self.leak(now);
        let over = self.used + f64::from(ahead) + 1.0 - brim(self.limit);
        let full = if over > ROUNDING { seconds(over / self.per_second) } else { Duration::ZERO };
        full.max(self.shut_until.saturating_duration_since(now))
    }

    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let wait = self.wait(0, now);
        if !wait.is_zero() {
            return Err(wait);
        }
        self.used += 1.0;
        self.under_way += 1;
        Ok(())
    }

    /// What the server counts may lack our other calls that are under way, as far as it has room for them, and hold those of others.
    fn follow(&mut self, used: f64, limit: f64, now: Instant) {
        self.leak(now);
        if self.limit.is_infinite() {
            return;
        }
        self.per_second *= limit / self.limit;
        self.limit = limit;
        let others = f64::from(self.under_way.saturating_sub(1));
        self.used = self.used.max((used + others).min(limit));
    }

    /// Leaves the server alone. After that there is room for one call, and for more only as the bucket leaks: others wait for the
    /// same moment.
    fn shut(&mut self, wait: Duration, now: Instant) {
        self.leak(now);
        self.shut_until = self.shut_until.max(now + wait);
        if self.limit.is_finite() {
            let left = self.shut_until.saturating_duration_since(now).as_secs_f64();
            self.used = self.used.max(brim(self.limit) - 1.0 + left * self.per_second);
        }
    }
}

/// One who waits, counted for as long as that lasts.
struct Waiting<'a> {
    bucket: &'a Bucket,
    ahead: u32,
}

impl<'a> Waiting<'a> {
    fn of(bucket: &'a Bucket) -> Self {
        let mut level = bucket.level();
        level.waiting += 1;
        Self { bucket, ahead: level.waiting - 1 }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.bucket.level().waiting -= 1;
    }
}

/// The number of calls up to which this side fills a bucket.
fn brim(limit: f64) -> f64 {
    (limit * USED).floor().max(1.0)
}

/// Reads `10/40`.
fn read(told: &str) -> Option<(f64, f64)> {
    let (used, limit) = told.split_once('/')?;
    let (used, limit) = (used.trim().parse::<u32>().ok()?, limit.trim().parse::<u32>().ok()?);
    (limit > 0).then(|| (used.into(), limit.into()))
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST)
}

/// The whole calls in it; a float is cut off at the bounds of the number.
fn whole(calls: f64) -> u32 {
    calls as u32
}
