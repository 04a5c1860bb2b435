//! Ending calls from outside.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

use tokio::sync::watch;

/// Ends the calls of all runtimes that were given it, whatever they are at. Clones are the same cancellation.
///
/// ```
/// use gorgias_runtime::{Cancellation, Runtime};
///
/// # fn example(runtime: &Runtime) {
/// let cancellation = Cancellation::new();
/// let asked_for = runtime.cancelled_by(&cancellation);
/// // Calls through `asked_for` go on until somebody says otherwise; those through `runtime` go on after that, too.
/// cancellation.cancel();
/// # }
/// ```
#[derive(Clone)]
pub struct Cancellation(watch::Sender<bool>);

impl Cancellation {
    /// One that has not been said yet.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Ends the calls that are under way, and those that are still to come.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it has been said.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// What the work gives, unless it is cancelled first. The work is dropped then, and not begun if it was before.
    pub(crate) async fn unless<T>(&self, work: impl Future<Output = T>) -> Result<T, Cancelled> {
        if self.is_cancelled() {
            return Err(Cancelled { begun: false });
        }
        let mut said = self.0.subscribe();
        let mut cancelled = pin!(said.wait_for(|said| *said));
        let mut work = pin!(work);
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending => {
                cancelled.as_mut().poll(context).map(|_| Err(Cancelled { begun: true }))
            }
        })
        .await
    }
}

/// Work that was cancelled.
pub(crate) struct Cancelled {
    pub(crate) begun: bool,
}

impl Default for Cancellation {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cancellation").field(&self.is_cancelled()).finish()
    }
}
