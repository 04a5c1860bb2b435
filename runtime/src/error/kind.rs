//! What can go wrong, and the sentence for it.

use std::{fmt, io, path::PathBuf, sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{Complaint, Error};
use crate::{blot::Blot, reply::Reply, transport::Failure};

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
        /// The address, if the answer names one, without its query: that may be what gives access.
        location: Option<String>,
    },
    /// The host where a file is does not give it. With 403 its address was signed for a time that is over.
    NotGiven {
        /// The host.
        host: String,
        /// The status of its answer.
        status: u16,
    },
    /// An address that a file is said to have is not followed.
    Astray {
        /// Where it leads, without the path and what signs it.
        to: String,
        /// Why it is not followed.
        why: &'static str,
    },
    /// What was fetched could not be written to the disk.
    Disk {
        /// The file.
        path: PathBuf,
        /// What hindered it.
        cause: io::Error,
    },
    /// The request or its answer did not get through.
    Transport(Failure),
    /// The answer is larger than is accepted.
    TooLarge {
        /// The largest size that is accepted, in bytes.
        limit: usize,
    },
    /// Somebody ended it by a [`Cancellation`](crate::Cancellation).
    Cancelled {
        /// Whether it was under way, so that it may have been carried out.
        under_way: bool,
    },
    /// The work that a call began has ended, and not well.
    EndedBadly {
        /// How it stands: the path and the text there.
        state: String,
        /// What was said of it at the end.
        answer: Box<Reply>,
    },
    /// The work that a call began has not ended in the time for which it was to be followed. It goes on.
    Unfinished {
        /// How long it was followed.
        after: Duration,
        /// What was said of it last, if it could be asked about.
        answer: Option<Box<Reply>>,
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

impl Kind {
    /// The kind in a word, which shows nothing of the call.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::Unauthorised(_) => "unauthorised",
            Self::NoToken(_) => "no token",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound(_) => "not found",
            Self::Conflict(_) => "conflict",
            Self::Unprocessable(_) => "unprocessable",
            Self::RateLimited { .. } => "rate limited",
            Self::NoTurn { .. } => "no turn",
            Self::Server(_) => "server",
            Self::Unexpected(_) => "unexpected",
            Self::Redirected { .. } => "redirected",
            Self::NotGiven { .. } => "not given",
            Self::Astray { .. } => "astray",
            Self::Disk { .. } => "disk",
            Self::Transport(Failure::NotSent { .. }) => "not sent",
            Self::Transport(Failure::Interrupted { .. }) => "interrupted",
            Self::Transport(Failure::TimedOut { .. }) => "timed out",
            Self::Transport(Failure::Silent { .. }) => "silent",
            Self::Transport(Failure::Unreadable(_)) => "unreadable",
            Self::Transport(Failure::TooLarge { .. }) | Self::TooLarge { .. } => "too large",
            Self::Cancelled { .. } => "cancelled",
            Self::EndedBadly { .. } => "ended badly",
            Self::Unfinished { .. } => "unfinished",
            Self::Decode { .. } => "decode",
        }
    }

    /// Whether what failed so may be done again, where doing it twice is harmless or not.
    pub(super) fn is_repeatable(&self, harmless: bool) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::NoTurn { .. }
            | Self::Cancelled { under_way: false }
            | Self::Transport(Failure::NotSent { .. }) => true,
            Self::NotGiven { status, .. } => harmless && matches!(status, 429 | 500..=599),
            Self::Server(_) | Self::Transport(_) | Self::Cancelled { under_way: true } => harmless,
            Self::NoToken(cause) => cause.is_repeatable(),
            _ => false,
        }
    }

    /// The same without secrets that the server repeats.
    pub(super) fn blotted(self, blot: &Blot) -> Self {
        let text = |text| blot.text(text);
        match self {
            Self::Unauthorised(said) => Self::Unauthorised(said.blotted(blot)),
            Self::Forbidden { scope, said } => Self::Forbidden { scope, said: said.blotted(blot) },
            Self::NotFound(said) => Self::NotFound(said.blotted(blot)),
            Self::Conflict(said) => Self::Conflict(said.blotted(blot)),
            Self::Unprocessable(said) => Self::Unprocessable(said.blotted(blot)),
            Self::RateLimited { retry_after, said } => {
                Self::RateLimited { retry_after, said: said.blotted(blot) }
            }
            Self::Server(said) => Self::Server(said.blotted(blot)),
            Self::Unexpected(said) => Self::Unexpected(said.blotted(blot)),
            Self::Redirected { location } => Self::Redirected { location: location.map(text) },
            Self::NotGiven { host, status } => Self::NotGiven { host: text(host), status },
            Self::Astray { to, why } => Self::Astray { to: text(to), why },
            Self::Decode { path, expected, found, snippet } => Self::Decode {
                path: text(path),
                expected: text(expected),
                found: text(found),
                snippet: text(snippet),
            },
            Self::Refused { field, why, right } => Self::Refused { field, why: text(why), right },
            Self::NoToken(_)
            | Self::NoTurn { .. }
            | Self::Disk { .. }
            | Self::Transport(_)
            | Self::Cancelled { .. }
            | Self::EndedBadly { .. }
            | Self::Unfinished { .. }
            | Self::TooLarge { .. } => self,
        }
    }
}

impl From<Failure> for Kind {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooLarge { limit } => Self::TooLarge { limit },
            other => Self::Transport(other),
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
            Self::NotGiven { host, status: 403 } => write!(
                f,
                "the address of the file at {host} is good no longer; ask for the file again, or for what names it"
            ),
            Self::NotGiven { host, .. } => write!(f, "{host} does not give the file"),
            Self::Astray { to, why } => {
                write!(f, "the file is said to be at {to}, which was not followed: {why}")
            }
            Self::Disk { path, cause } if cause.kind() == io::ErrorKind::AlreadyExists => write!(
                f,
                "there is a file `{}` already; save it under another name, or replace that one",
                path.display()
            ),
            Self::Disk { path, cause } => {
                write!(f, "the file `{}` could not be written: {cause}", path.display())
            }
            Self::Transport(failure) => failure.fmt(f),
            Self::TooLarge { limit } => {
                write!(f, "the answer is larger than {limit} bytes; ask for less at a time")
            }
            Self::Cancelled { under_way: true } => {
                f.write_str("cancelled while it was under way, and it may have been carried out")
            }
            Self::Cancelled { under_way: false } => {
                f.write_str("cancelled before it was sent, and nothing was done")
            }
            Self::EndedBadly { state, .. } => {
                write!(
                    f,
                    "the work has ended, and not well: {state}; the error has the answer that says so"
                )
            }
            Self::Unfinished { after, .. } => write!(
                f,
                "the work has not ended within {} s; it goes on, and can be asked about again",
                after.as_secs_f32()
            ),
            Self::Decode { path, expected, found, snippet } => {
                write!(f, "the answer has {found} at `{path}` in place of {expected}: {snippet}")
            }
        }
    }
}
