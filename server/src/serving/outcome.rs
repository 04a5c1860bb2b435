//! What became of a call.

use std::{sync::Arc, time::Duration};

use gorgias_runtime::Rate;
use gorgias_tools::{Answered, ToolError};
use rmcp::model::InputRequiredResult;
use serde_json::Value;

use crate::{Error, log};

/// What became of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// There is no such tool. It is not said whether there would be one if more were allowed.
    Unknown(ToolError),
    /// The answer, and how much of the account's limit is left.
    Answered(Answered, Option<Rate>),
    /// What there is to say of tools.
    Said(Value),
    /// Why there is none.
    Failed(ToolError),
    /// The time of the call ran out.
    Late {
        /// How long it had.
        after: Duration,
        /// Whether the call can have done something.
        sent: bool,
    },
    /// Whoever asked does not wait any longer.
    Cancelled,
    /// The client has to ask its user first.
    Asks(Box<InputRequiredResult>),
    /// Nothing was sent, since no person wanted it, or none could be asked.
    Withheld(&'static str),
    /// What became of a call that must not be made twice.
    Kept {
        /// What became of the first.
        first: Arc<Outcome>,
        /// Whether this is another one, which was not made.
        repeated: bool,
    },
    /// This process cannot do it.
    Broken(Error),
}

impl Outcome {
    /// The word that the log has for it.
    pub(super) fn word(&self) -> log::Outcome {
        match self {
            Self::Unknown(_) => log::Outcome::Unknown,
            Self::Answered(..) | Self::Said(_) => log::Outcome::Ok,
            Self::Failed(ToolError::Failed(_)) | Self::Broken(_) => log::Outcome::Failed,
            Self::Failed(_) | Self::Withheld(_) => log::Outcome::Refused,
            Self::Late { .. } => log::Outcome::Late,
            Self::Cancelled => log::Outcome::Cancelled,
            Self::Asks(_) => log::Outcome::Asked,
            Self::Kept { repeated: true, .. } => log::Outcome::Repeated,
            Self::Kept { first, .. } => first.word(),
        }
    }

    /// Whether it was not answered, and may have done its work all the same.
    pub(super) fn may_be_done(&self) -> bool {
        match self {
            Self::Late { sent, .. } => *sent,
            Self::Failed(error) => error.may_be_done() && !error.is_retryable(),
            _ => false,
        }
    }
}
