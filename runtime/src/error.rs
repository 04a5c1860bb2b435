//! The one error of the runtime, made for the person who has to act on it.

mod complaint;
mod kind;

use std::{borrow::Cow, fmt, time::Duration};

use http::{HeaderMap, HeaderName, header::RETRY_AFTER};
use jiff::{Timestamp, fmt::rfc2822};

pub use self::{complaint::Complaint, kind::Kind};
use crate::{blot::Blot, call::Call, operation::Operation, reply::Reply, retry::Attempt};

/// Why a call did not give what it was asked for.
pub struct Error(Box<Facts>);

struct Facts {
    operation: Option<Cow<'static, str>>,
    status: Option<u16>,
    repeatable: bool,
    hint: Option<&'static str>,
    retry_after: Option<Duration>,
    request_id: Option<String>,
    tried: Vec<Attempt>,
    kind: Kind,
}

impl Facts {
    /// What went wrong, and nothing else that is known.
    fn of(kind: Kind) -> Self {
        Self {
            operation: None,
            status: None,
            repeatable: false,
            hint: None,
            retry_after: None,
            request_id: None,
            tried: Vec::new(),
            kind,
        }
    }
}

impl Error {
    /// Something that was given cannot be right; nothing was sent.
    #[must_use]
    pub fn refused(
        field: impl Into<String>,
        why: impl Into<String>,
        right: impl Into<String>,
    ) -> Self {
        let (field, why, right) = (field.into(), why.into(), right.into());
        Self(Box::new(Facts::of(Kind::Refused { field, why, right })))
    }

    pub(crate) fn of(operation: &Operation, status: Option<u16>, kind: Kind) -> Self {
        let repeatable = kind.is_repeatable(operation.reads_only);
        let hint = status.and_then(|status| operation.hint(status));
        let operation = Some(operation.id.into());
        Self(Box::new(Facts { operation, status, repeatable, hint, ..Facts::of(kind) }))
    }

    /// Takes over what the headers of the answer say about it: how long to wait, by this time, and under this name by what name the
    /// server's logs have it.
    pub(crate) fn told_in(
        mut self,
        headers: &HeaderMap,
        request_id: &HeaderName,
        now: Timestamp,
    ) -> Self {
        self.0.retry_after = retry_after(headers, now);
        let id = headers.get(request_id).and_then(|id| id.to_str().ok());
        self.0.request_id = id.map(str::to_owned);
        self
    }

    /// The same without secrets that the server repeats.
    pub(crate) fn blotted(self, blot: &Blot) -> Self {
        let facts = *self.0;
        let request_id = facts.request_id.map(|id| blot.text(id));
        Self(Box::new(Facts { request_id, kind: facts.kind.blotted(blot), ..facts }))
    }

    /// What the host of a file answered, of which the operation's own hints say nothing.
    pub(crate) fn of_host(operation: &Operation, host: &str, status: u16) -> Self {
        let mut error = Self::of(operation, None, Kind::NotGiven { host: host.to_owned(), status });
        error.0.status = Some(status);
        error
    }

    /// Says how long to wait before another try.
    pub(crate) fn with_wait(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    pub(crate) fn having_tried(mut self, tried: Vec<Attempt>) -> Self {
        self.0.tried = tried;
        self
    }

    /// What went wrong while credentials were asked for, which may do no harm when it is done twice.
    pub(crate) fn of_account(status: Option<u16>, kind: Kind, harmless: bool) -> Self {
        let repeatable = kind.is_repeatable(harmless);
        Self(Box::new(Facts { status, repeatable, ..Facts::of(kind) }))
    }

    pub(crate) fn named_by(mut self, call: &Call) -> Self {
        self.0.operation = Some(call.name());
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The operation that was called, or the request as it was written out; none when the account itself is at fault.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the status means for the operation, and what to do about it, as far as the spec of the API knows.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        self.0.hint
    }

    /// What the server said, where it refused.
    #[must_use]
    pub fn complaint(&self) -> Option<&Complaint> {
        match self.kind() {
            Kind::Unauthorised(said)
            | Kind::Forbidden { said, .. }
            | Kind::NotFound(said)
            | Kind::Conflict(said)
            | Kind::Unprocessable(said)
            | Kind::RateLimited { said, .. }
            | Kind::Server(said)
            | Kind::Unexpected(said) => Some(said),
            Kind::NoToken(cause) => cause.complaint(),
            Kind::Refused { .. }
            | Kind::NoTurn { .. }
            | Kind::Redirected { .. }
            | Kind::NotGiven { .. }
            | Kind::Astray { .. }
            | Kind::Disk { .. }
            | Kind::Transport(_)
            | Kind::TooLarge { .. }
            | Kind::Cancelled { .. }
            | Kind::EndedBadly { .. }
            | Kind::Unfinished { .. }
            | Kind::Decode { .. } => None,
        }
    }

    /// What was said last of work that has not ended well, or not in time.
    #[must_use]
    pub fn answer(&self) -> Option<&Reply> {
        match self.kind() {
            Kind::EndedBadly { answer, .. } => Some(answer),
            Kind::Unfinished { answer, .. } => answer.as_deref(),
            _ => None,
        }
    }

    /// How long to wait before another try: as the server asks, or until the call's turn would come.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// By what name the server's logs have the request, if the answer says so in the header that the
    /// runtime looks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many attempts were made, the one that this error is about among them.
    #[must_use]
    pub fn attempts(&self) -> usize {
        let unsent = matches!(
            self.kind(),
            Kind::Refused { .. } | Kind::NoTurn { .. } | Kind::Cancelled { under_way: false }
        );
        self.0.tried.len() + usize::from(!unsent)
    }

    /// The attempts that failed before this error, from the first.
    #[must_use]
    pub fn tried(&self) -> &[Attempt] {
        &self.0.tried
    }

    /// Whether the same call may be sent again: it cannot do its work twice, and it may go better.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.0.repeatable
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Transport(failure) => std::error::Error::source(failure),
            Kind::NoToken(cause) => std::error::Error::source(&**cause),
            Kind::Disk { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.operation())
            .field("status", &self.0.status)
            .field("request_id", &self.0.request_id)
            .field("repeatable", &self.0.repeatable)
            .field("tried", &self.0.tried)
            .field("kind", &self.0.kind)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.0.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(status) = self.0.status {
            write!(f, "{status}, ")?;
        }
        self.0.kind.fmt(f)?;
        match self.attempts() {
            _ if self.0.tried.is_empty() => Ok(()),
            1 => f.write_str(" (after 1 attempt)"),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

/// How long a server asks to wait: for so many seconds, or until a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let told = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = told.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = rfc2822::DateTimeParser::new().parse_timestamp(told).ok()?;
    Some(date.duration_since(now).try_into().unwrap_or_default())
}
