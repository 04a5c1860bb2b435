//! The one error of the runtime, made for the person who has to act on it.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, header::RETRY_AFTER};
use jiff::Timestamp;
use serde_json::Value;

use crate::{operation::Operation, retry::Attempt, transport::Failure};

/// Why a call did not give what it was asked for.
pub struct Error(Box<Facts>);

struct Facts {
    operation: Option<&'static str>,
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

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum Kind {
    /// Nothing was sent, because something that was given cannot be right.
    Refused {
        /// What was given, or is missing: an argument, a variable of the environment.
        field: String,
        /// What is wrong with it.
        why: String,
        /// What would be right.
        right: String,
    },
    /// 401: the credentials are missing or wrong.
    Unauthorised(Complaint),
    /// There is no access token to call with: asking for one failed. All calls that waited for it have the same cause.
    NoToken(Arc<Error>),
    /// 403: the credentials are right and do not allow this.
    Forbidden {
        /// The scope that the operation needs, as far as it is known.
        scope: Option<&'static str>,
        /// What the server said.
        said: Complaint,
    },
    /// 404: there is no such thing, or no such account.
    NotFound(Complaint),
    /// 409: it exists already, or something else stands against it.
    Conflict(Complaint),
    /// 400 and 422: the server does not accept what was sent.
    Unprocessable(Complaint),
    /// 429: the account has used up what it may call.
    RateLimited {
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
        /// What the server said.
        said: Complaint,
    },
    /// It was not sent, because the account has used up what it may call, and the call may not wait for its turn so long.
    NoTurn {
        /// When its turn would come.
        until: Timestamp,
    },
    /// 5xx: the server failed.
    Server(Complaint),
    /// Any other status that is no success.
    Unexpected(Complaint),
    /// 3xx: what was asked for is elsewhere. It is not followed, because the credentials would go along.
    Redirected {
        /// The address, if the answer names one.
        location: Option<String>,
    },
    /// The request or its answer did not get through.
    Transport(Failure),
    /// The answer is larger than is accepted.
    TooLarge {
        /// The largest size that is accepted, in bytes.
        limit: usize,
    },
    /// The answer is not what the operation promises.
    Decode {
        /// Where in the answer, such as `data[3].id`; `.` is the whole of it.
        path: String,
        /// What should stand there.
        expected: String,
        /// What stands there instead.
        found: String,
        /// The beginning of what stands there.
        snippet: String,
    },
}

/// What a server said when it refused.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Complaint {
    /// The sentence of the server.
    pub message: Option<String>,
    /// The details, mostly a list of faults for each field.
    pub details: Option<Value>,
}

/// Where servers and proxies say by what name their logs have a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A complaint is shown up to this many characters.
const SHOWN: usize = 600;

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
        let operation = Some(operation.id);
        Self(Box::new(Facts { operation, status, repeatable, hint, ..Facts::of(kind) }))
    }

    /// Takes over what the headers of the refusal say about it.
    pub(crate) fn told_in(mut self, headers: &HeaderMap) -> Self {
        self.0.retry_after = retry_after(headers);
        let id = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        self.0.request_id = id.map(str::to_owned);
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

    pub(crate) fn for_operation(mut self, operation: &Operation) -> Self {
        self.0.operation = Some(operation.id);
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// The operation that was called; none when the account itself is at fault.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
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
            | Kind::Transport(_)
            | Kind::TooLarge { .. }
            | Kind::Decode { .. } => None,
        }
    }

    /// How long the server asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// By what name the server's logs have the request, if the answer says so in `x-request-id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How many attempts were made, the one that this error is about among them.
    #[must_use]
    pub fn attempts(&self) -> usize {
        let last = !matches!(self.kind(), Kind::Refused { .. } | Kind::NoTurn { .. });
        self.0.tried.len() + usize::from(last)
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

impl Kind {
    /// Whether what failed so may be done again, where doing it twice is harmless or not.
    fn is_repeatable(&self, harmless: bool) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::NoTurn { .. }
            | Self::Transport(Failure::NotSent { .. }) => true,
            Self::Server(_) | Self::Transport(_) => harmless,
            Self::NoToken(cause) => cause.is_repeatable(),
            _ => false,
        }
    }
}

impl Complaint {
    /// Reads `{"error": {"msg": .., "data": ..}}`; other bodies, such as a proxy's page, say nothing.
    pub(crate) fn read(body: &[u8]) -> Self {
        let Ok(Value::Object(mut body)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        match body.remove("error") {
            Some(Value::Object(mut error)) => Self {
                message: error.remove("msg").and_then(|msg| msg.as_str().map(str::to_owned)),
                details: error.remove("data").filter(|data| !data.is_null()),
            },
            Some(Value::String(message)) => Self { message: Some(message), details: None },
            _ => Self::default(),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            Kind::Transport(failure) => std::error::Error::source(failure),
            Kind::NoToken(cause) => std::error::Error::source(&**cause),
            _ => None,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
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
        if let Some(operation) = self.0.operation {
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

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { field, why, right } => {
                write!(f, "nothing was sent, because `{field}` {why}: {right}")
            }
            Self::Unauthorised(said) => {
                write!(
                    f,
                    "the credentials were refused{said}; check the user name and the API key, or the access token"
                )
            }
            Self::NoToken(cause) => write!(f, "no access token could be had: {cause}"),
            Self::Forbidden { scope: Some(scope), said } => write!(
                f,
                "not allowed{said}; the user's role must permit it, and a token needs the scope `{scope}`"
            ),
            Self::Forbidden { scope: None, said } => {
                write!(f, "not allowed{said}; the user's role must permit it")
            }
            Self::NotFound(said) if said.message.is_none() => {
                f.write_str("not found; check the id, and whether the account's domain exists")
            }
            Self::NotFound(said) => write!(f, "not found{said}"),
            Self::Conflict(said) => write!(f, "in conflict with what exists{said}"),
            Self::Unprocessable(said) => write!(f, "the server does not accept this{said}"),
            Self::RateLimited { retry_after: Some(wait), said } => {
                write!(f, "too many calls{said}; call again in {} s", wait.as_secs())
            }
            Self::RateLimited { retry_after: None, said } => {
                write!(f, "too many calls{said}; call again later")
            }
            Self::NoTurn { until } => write!(
                f,
                "not sent, because the account is rate limited until {until}, longer than the call may wait"
            ),
            Self::Server(said) => write!(f, "the server failed{said}"),
            Self::Unexpected(said) => write!(f, "an unexpected status{said}"),
            Self::Redirected { location: Some(location) } => {
                write!(f, "moved to {location}, which was not followed")
            }
            Self::Redirected { location: None } => {
                f.write_str("moved to an address that is not named")
            }
            Self::Transport(failure) => failure.fmt(f),
            Self::TooLarge { limit } => {
                write!(f, "the answer is larger than {limit} bytes; ask for less at a time")
            }
            Self::Decode { path, expected, found, snippet } => {
                write!(f, "the answer has {found} at `{path}` in place of {expected}: {snippet}")
            }
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.message.as_deref().unwrap_or_default().trim_end_matches('.').to_owned();
        if let Some(details) = &self.details {
            let mut faults = Vec::new();
            flatten(details, &mut String::new(), &mut faults);
            if !said.is_empty() && !faults.is_empty() {
                said.push_str("; ");
            }
            said.push_str(&faults.join("; "));
        }
        if said.is_empty() { Ok(()) } else { write!(f, " ({})", shortened(&said, SHOWN)) }
    }
}

/// Puts `{"sender": ["Missing data."]}` as `sender: Missing data`.
fn flatten(value: &Value, path: &mut String, faults: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                flatten(value, path, faults);
                path.truncate(length);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(item, path, faults)),
        Value::String(text) => faults.push(labelled(path, text.trim_end_matches('.'))),
        other => faults.push(labelled(path, &other.to_string())),
    }
}

fn labelled(path: &str, fault: &str) -> String {
    if path.is_empty() { fault.to_owned() } else { format!("{path}: {fault}") }
}

/// The text itself, or its beginning and an ellipsis.
pub(crate) fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How long a server asks to wait. It may also name a date, which the vendors of limits do not do.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
