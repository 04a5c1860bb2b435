//! What the time is, and waiting for it to pass: a trait, so that tests turn the clock by hand.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::{Duration, Instant},
};

use jiff::Timestamp;

/// Tells the time, and wakes whoever waits for it.
///
/// ```
/// use std::{future, time::{Duration, Instant}};
///
/// use gorgias_runtime::clock::{Clock, Sleep};
/// use gorgias_runtime::jiff::Timestamp;
///
/// /// A clock by which no wait takes any time.
/// struct Hasty(Instant);
///
/// impl Clock for Hasty {
///     fn now(&self) -> Instant {
///         self.0
///     }
///     fn date(&self) -> Timestamp {
///         Timestamp::UNIX_EPOCH
///     }
///     fn sleep(&self, _: Duration) -> Sleep {
///         Box::pin(future::ready(()))
///     }
/// }
/// ```
pub trait Clock: Send + Sync + 'static {
    /// The time that only goes forward, by which waits are measured.
    fn now(&self) -> Instant;

    /// The time as people read it.
    fn date(&self) -> Timestamp;

    /// Ends when so much time has passed.
    fn sleep(&self, time: Duration) -> Sleep;
}

/// A wait under way. Dropping it ends it.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The clock of this machine. It sleeps with tokio, so it needs its runtime, as the transport does.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn date(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(time))
    }
}

/// What the work gives, or nothing if the wait ends first; the work is dropped then. Work that is done at once needs no clock, and
/// so the wait begins when the work is seen to take time.
pub(crate) async fn before<T>(
    sleep: impl Fn() -> Sleep,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    let mut asleep = None;
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => asleep.get_or_insert_with(&sleep).as_mut().poll(context).map(|()| None),
    })
    .await
}
