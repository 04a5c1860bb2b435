//! What can be said of a runtime before it is there.

use std::{fmt, sync::Arc};

use http::HeaderName;

use super::{Runtime, Shared};
use crate::{
    account::Account,
    clock::{Clock, SystemClock},
    hook::Hook,
    pace::{Bucket, Pace},
    retry::{Retries, Retry},
    transport::{Http, Limits, Transport},
};

/// A runtime in the making. What is not said has a sensible default.
///
/// ```
/// use std::time::Duration;
///
/// use gorgias_runtime::{Account, Pace, Retry, Runtime, transport::Limits};
///
/// # let account = Account::new("acme", "ana@example.com", "the key")?;
/// let runtime = Runtime::builder(account)
///     .limits(Limits { whole: Duration::from_secs(20), ..Limits::default() })
///     .pace(Pace::new(40, Duration::from_secs(20)))
///     .retry(Retry::attempts(3))
///     .build();
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[must_use]
pub struct RuntimeBuilder {
    account: Account,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    pace: Pace,
    retry: Retry,
    hooks: Vec<Box<dyn Hook>>,
    request_id: HeaderName,
}

/// Where servers and proxies mostly say by what name their logs have a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl RuntimeBuilder {
    pub(super) fn new(account: Account) -> Self {
        Self {
            account,
            transport: None,
            clock: Arc::new(SystemClock),
            limits: Limits::default(),
            pace: Pace::default(),
            retry: Retry::default(),
            hooks: Vec::new(),
            request_id: REQUEST_ID,
        }
    }

    /// How long a call may take, with all its attempts and waits, and how much is read. A transport of the caller's own has limits of
    /// its own for connecting and for the size of what it reads as a whole.
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// What sends requests in place of HTTP by reqwest.
    pub fn transport(self, transport: impl Transport) -> Self {
        Self { transport: Some(Arc::new(transport)), ..self }
    }

    /// How fast the account is called.
    pub fn pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// How often a call is sent again that failed through no fault of its own.
    pub fn retry(self, retry: Retry) -> Self {
        Self { retry, ..self }
    }

    /// What tells the time, also when an access token expires.
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// What looks at each request and each answer, after those that were given before it.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// In which header answers say by what name the server's logs have a request, if it is not `x-request-id`. Errors tell that
    /// name.
    ///
    /// ```
    /// # use gorgias_runtime::{Account, Runtime, http::HeaderName};
    /// # let account = Account::new("acme", "ana@example.com", "the key")?;
    /// let header = HeaderName::from_static("x-trace");
    /// let runtime = Runtime::builder(account).request_id_header(header).build();
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    pub fn request_id_header(self, request_id: HeaderName) -> Self {
        Self { request_id, ..self }
    }

    /// The runtime.
    #[must_use]
    pub fn build(self) -> Runtime {
        let Self { account, transport, clock, limits, pace, retry, hooks, request_id } = self;
        let transport = transport.unwrap_or_else(|| {
            let http = Http::new(limits);
            Arc::new(if account.is_local() { http.direct() } else { http })
        });
        let bucket = Bucket::new(pace, clock.now());
        let retries = Retries::new(retry);
        let shared =
            Shared { account, transport, clock, bucket, retries, limits, hooks, request_id };
        Runtime {
            shared: Arc::new(shared),
            whole: limits.whole,
            is_own: false,
            cancellation: None,
            waits: None,
        }
    }
}

impl fmt::Debug for RuntimeBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuntimeBuilder")
            .field("account", &self.account)
            .field("limits", &self.limits)
            .field("pace", &self.pace)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
