//! The one way through: a call goes in, a reply or an error comes out.

mod builder;
mod course;
mod download;
mod judgement;
mod origin;
mod way;

use std::{pin::pin, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue};

pub use self::builder::RuntimeBuilder;
use self::course::Course;
pub(crate) use self::{judgement::location, origin::Origin};
use crate::{
    account::Account,
    call::{Call, Prepared},
    cancellation::Cancellation,
    clock::Clock,
    error::Error,
    hook::Hook,
    operation::{Method, Operation},
    pace::{Bucket, Rate},
    reply::Reply,
    retry::Retries,
    trace,
    transport::{Limits, Transport},
    unlisted::Unlisted,
    waits::Waits,
};

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(crate) const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("gorgias-runtime/", env!("CARGO_PKG_VERSION")));

/// Sends calls to one account. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Runtime {
    shared: Arc<Shared>,
    /// How long a call may take, with all its attempts and waits.
    whole: Duration,
    /// Whether the transport has another idea of how long that is.
    is_own: bool,
    cancellation: Option<Cancellation>,
    waits: Option<Waits>,
}

/// What all calls of an account share.
struct Shared {
    account: Account,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    bucket: Bucket,
    retries: Retries,
    limits: Limits,
    hooks: Vec<Box<dyn Hook>>,
    /// Where answers say by what name the server's logs have a request.
    request_id: HeaderName,
}

impl Runtime {
    /// A runtime that speaks HTTP within the usual limits.
    #[must_use]
    pub fn new(account: Account) -> Self {
        Self::builder(account).build()
    }

    /// A runtime that speaks HTTP within these limits.
    #[must_use]
    pub fn with_limits(account: Account, limits: Limits) -> Self {
        Self::builder(account).limits(limits).build()
    }

    /// A runtime that sends through a transport of the caller's own.
    #[must_use]
    pub fn with_transport(account: Account, transport: impl Transport) -> Self {
        Self::builder(account).transport(transport).build()
    }

    /// A runtime of which more is to be said than the account.
    pub fn builder(account: Account) -> RuntimeBuilder {
        RuntimeBuilder::new(account)
    }

    /// The account that is called.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.shared.account
    }

    /// How much of the account's limit is left, as far as it is known here; nothing where no limit was given.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        self.shared.bucket.rate(self.shared.clock.now())
    }

    /// The same runtime, whose calls may take this long, with all their attempts and waits. Everything is shared with this one.
    /// The bytes of a file may go on coming after that, as long as none of them is waited for longer.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use gorgias_runtime::{Call, Error, Operation, Reply, Runtime};
    ///
    /// # async fn example(runtime: Runtime, call: Call) -> Result<Reply, Error> {
    /// runtime.within(Duration::from_secs(5)).execute(call).await
    /// # }
    /// ```
    #[must_use]
    pub fn within(&self, whole: Duration) -> Self {
        Self { whole, is_own: true, ..self.clone() }
    }

    /// The same runtime, whose calls end with [`Kind::Cancelled`](crate::error::Kind::Cancelled) when this says so: while they wait for
    /// their turn or for a token, while they are under way, and in the pause before they are sent again. Everything is shared with
    /// this one. It takes the place of a cancellation that was given before.
    #[must_use]
    pub fn cancelled_by(&self, cancellation: &Cancellation) -> Self {
        Self { cancellation: Some(cancellation.clone()), ..self.clone() }
    }

    /// The same runtime, whose calls add to these how long they wait: for their turn, and until they are sent again. Everything is
    /// shared with this one. They take the place of waits that were given before.
    #[must_use]
    pub fn adding_waits_to(&self, waits: &Waits) -> Self {
        Self { waits: Some(waits.clone()), ..self.clone() }
    }

    /// A request for what no operation describes, at a path of the account.
    pub fn request(&self, method: Method, path: &str) -> Unlisted {
        Unlisted::new(self.clone(), method, path)
    }

    /// What tells the time.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    /// Sends a call when its turn has come, and again where that does no harm and may help. Dropping the future abandons it.
    ///
    /// # Errors
    ///
    /// The call was refused here or by the server, or did not get through in its time.
    pub async fn execute(&self, call: Call) -> Result<Reply, Error> {
        let outcome = self.send_prepared(call.operation(), call.prepare()?).await;
        outcome.map_err(|error| error.named_by(&call))
    }

    /// Sends what has been prepared of a call.
    pub(crate) async fn send_prepared(
        &self,
        operation: &'static Operation,
        prepared: Prepared,
    ) -> Result<Reply, Error> {
        let course = Course::new(self, operation);
        let course = pin!(course.execute(&prepared));
        trace::call(operation, course, Reply::ending).await
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("account", self.account()).finish_non_exhaustive()
    }
}
