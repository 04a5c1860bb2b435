//! Why a tool gave no answer, in one word of a closed list, so that programs can go by it.

use crate::{
    error::{Error, Kind},
    transport::Failure,
};

/// Why a tool gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// There is no such tool.
    UnknownTool,
    /// Nothing was sent, because the arguments are wrong.
    BadArguments,
    /// Nothing was sent, because the call would do what is not allowed here.
    Barred,
    /// The credentials are missing or wrong.
    Unauthorised,
    /// The credentials are right and do not allow this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// It exists already, or something else stands against it.
    Conflict,
    /// The API does not take what was sent.
    Rejected,
    /// The account has used up what it may call.
    RateLimited,
    /// What was asked for is elsewhere.
    Moved,
    /// The API failed.
    ServerFailed,
    /// The request did not reach the API.
    Unreachable,
    /// It was sent, and no complete answer came.
    NoAnswer,
    /// Somebody ended the call.
    Cancelled,
    /// The answer is larger than is accepted.
    TooLarge,
    /// The answer is not what the operation promises.
    Unreadable,
    /// Anything else.
    Failed,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::UnknownTool,
        Self::BadArguments,
        Self::Barred,
        Self::Unauthorised,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::Rejected,
        Self::RateLimited,
        Self::Moved,
        Self::ServerFailed,
        Self::Unreachable,
        Self::NoAnswer,
        Self::Cancelled,
        Self::TooLarge,
        Self::Unreadable,
        Self::Failed,
    ];

    /// The word for it: `rate_limited`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownTool => "unknown_tool",
            Self::BadArguments => "bad_arguments",
            Self::Barred => "barred",
            Self::Unauthorised => "unauthorised",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Rejected => "rejected",
            Self::RateLimited => "rate_limited",
            Self::Moved => "moved",
            Self::ServerFailed => "server_failed",
            Self::Unreachable => "unreachable",
            Self::NoAnswer => "no_answer",
            Self::Cancelled => "cancelled",
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
        }
    }

    /// What to do, where nothing better is known.
    pub(super) const fn hint(self) -> &'static str {
        match self {
            Self::UnknownTool => "Call one of the tools that are listed.",
            Self::BadArguments => "Nothing was sent. Mend what `fields` names, and call again.",
            Self::Barred => {
                "Whoever runs this has not allowed it. Look for no way around it; ask your user."
            }
            Self::Unauthorised => {
                "Whoever runs this must sign in again; another call does not help."
            }
            Self::Forbidden => "Somebody with more rights must do it or grant it.",
            Self::NotFound => "Look the id up in a list.",
            Self::Conflict => "Read how things are before another call.",
            Self::Rejected => "Mend the arguments; the same call fails again.",
            Self::RateLimited => "Wait, then call again.",
            Self::Moved => "Call with what the message names.",
            Self::ServerFailed => "The API failed, and it is not the call's fault.",
            Self::Unreachable => "Nothing was sent. Call again when the network is there.",
            Self::NoAnswer => "It took too long, or the connection broke.",
            Self::Cancelled => "Call again only if it is still wanted.",
            Self::TooLarge => {
                "Ask for less at a time: a smaller `limit`, or a shorter span of time."
            }
            Self::Unreadable => "The API answered something else than it promises.",
            Self::Failed => "Read the message.",
        }
    }

    pub(super) fn of(error: &Error) -> Self {
        match error.kind() {
            Kind::Refused { .. } => Self::BadArguments,
            Kind::Unauthorised(_) => Self::Unauthorised,
            Kind::NoToken(cause) => match Self::of(cause) {
                Self::Rejected | Self::Forbidden => Self::Unauthorised,
                code => code,
            },
            Kind::Forbidden { .. } => Self::Forbidden,
            Kind::NotFound(_) => Self::NotFound,
            Kind::Conflict(_) => Self::Conflict,
            Kind::Unprocessable(_) => Self::Rejected,
            Kind::RateLimited { .. } | Kind::NoTurn { .. } => Self::RateLimited,
            Kind::Server(_) => Self::ServerFailed,
            Kind::Redirected { .. } => Self::Moved,
            Kind::Transport(Failure::NotSent { .. }) => Self::Unreachable,
            Kind::Transport(Failure::TooLarge { .. }) | Kind::TooLarge { .. } => Self::TooLarge,
            Kind::Transport(_) => Self::NoAnswer,
            Kind::Decode { .. } => Self::Unreadable,
            Kind::Cancelled { .. } => Self::Cancelled,
            Kind::NotGiven { .. }
            | Kind::Astray { .. }
            | Kind::Disk { .. }
            | Kind::Unexpected(_)
            | Kind::EndedBadly { .. }
            | Kind::Unfinished { .. } => Self::Failed,
        }
    }

    /// Whether a call that changes something may have changed it all the same.
    pub(super) const fn leaves_doubt(self) -> bool {
        matches!(self, Self::ServerFailed | Self::NoAnswer | Self::TooLarge | Self::Unreadable)
    }
}
