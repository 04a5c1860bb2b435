//! Why a tool gave no answer, so that a model can mend its call.

use std::{borrow::Cow, fmt};

use serde_json::Value;

use super::{Deed, Report, code::Code};
use crate::{
    error::{Complaint, Error, Kind},
    excerpt::shortened,
};

/// So many bytes of a name are repeated that leads to no tool: it may be any text.
const SHOWN: usize = 64;

/// Why a tool gave no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum ToolError {
    /// There is no such tool.
    Unknown {
        /// The name that was called.
        name: String,
        /// What may have been meant.
        right: String,
    },
    /// Nothing was sent, because of these faults in the arguments: all that there are.
    Refused(Vec<Fault>),
    /// Nothing was sent, because the call would do what is not allowed here.
    Barred {
        /// The tool.
        tool: &'static str,
        /// What it would do.
        deed: Deed,
        /// The arguments that make it do that; other values of them may not.
        by: Vec<&'static str>,
    },
    /// The call failed.
    Failed(Error),
}

/// One thing that is wrong with the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: `messages[0].channel`.
    pub path: String,
    /// What is wrong with it. A value that was given is never repeated here, it may be a secret.
    pub why: String,
    /// What would be right.
    pub right: String,
}

impl Fault {
    /// What is wrong at a place, and what would be right there.
    pub fn new(path: impl Into<String>, why: impl Into<String>, right: impl Into<String>) -> Self {
        Self { path: path.into(), why: why.into(), right: right.into() }
    }
}

impl ToolError {
    /// Nothing was sent, because of one fault in the arguments.
    #[must_use]
    pub fn refused(fault: Fault) -> Self {
        Self::Refused(vec![fault])
    }

    /// The error as data, in the form of [`Report::to_json`]; `code` is one of [`Code::ALL`].
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (status, retry_after) = match self {
            Self::Failed(error) => (error.status(), error.retry_after()),
            Self::Unknown { .. } | Self::Refused(_) | Self::Barred { .. } => (None, None),
        };
        let report = Report {
            code: self.code().as_str(),
            status,
            message: self.message(),
            hint: self.advice(),
            retryable: self.is_retryable(),
            retry_after,
            fields: self.fields(),
        };
        report.to_json()
    }

    /// Why, in one word.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Unknown { .. } => Code::UnknownTool,
            Self::Refused(_) => Code::BadArguments,
            Self::Barred { .. } => Code::Barred,
            Self::Failed(error) => Code::of(error),
        }
    }

    /// Whether the same call may be made again: it cannot do its work twice, and it may go better.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Failed(error) if error.is_repeatable())
    }

    /// Whether the call may have done its work all the same. Of one that only reads, that is no harm.
    #[must_use]
    pub fn may_be_done(&self) -> bool {
        match self {
            Self::Failed(error) => match error.kind() {
                Kind::Cancelled { under_way } => *under_way,
                _ => self.code().leaves_doubt(),
            },
            Self::Unknown { .. } | Self::Refused(_) | Self::Barred { .. } => false,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Failed(error) => error.to_string(),
            Self::Unknown { .. } | Self::Refused(_) | Self::Barred { .. } => self.to_string(),
        }
    }

    /// What to do: what the spec says of this refusal, or else what holds of all of the kind; and a word of caution where
    /// a second call could do the work twice.
    fn advice(&self) -> Cow<'static, str> {
        let hint = self.hint().unwrap_or_else(|| self.code().hint());
        if self.may_be_done() && !self.is_retryable() {
            return format!("{hint} It may be done all the same: look before you repeat it.")
                .into();
        }
        hint.into()
    }

    fn fields(&self) -> Vec<Fault> {
        match self {
            Self::Refused(faults) => faults.clone(),
            Self::Failed(error) => error.complaint().map(told).unwrap_or_default(),
            Self::Barred { deed, by, .. } => by.iter().map(|key| barred(key, *deed)).collect(),
            Self::Unknown { .. } => Vec::new(),
        }
    }

    /// What a refusal of the API means for the operation, and what to do about it, as far as the spec of the API knows.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Failed(error) => error.hint(),
            Self::Unknown { .. } | Self::Refused(_) | Self::Barred { .. } => None,
        }
    }
}

/// An argument that makes a call do what is not allowed.
fn barred(key: &str, deed: Deed) -> Fault {
    let why = format!("makes the call one that {}", deed.as_str());
    Fault::new(key, why, "give another value, if that is meant too")
}

/// What the API itself says of single fields.
fn told(complaint: &Complaint) -> Vec<Fault> {
    let fault = |(path, why): (String, String)| Fault::new(path, why, "");
    complaint.faults().into_iter().filter(|(path, _)| !path.is_empty()).map(fault).collect()
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        match error.kind() {
            Kind::Refused { field, why, right } => Self::refused(Fault::new(field, why, right)),
            _ => Self::Failed(error),
        }
    }
}

impl std::error::Error for ToolError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(error) => std::error::Error::source(error),
            Self::Unknown { .. } | Self::Refused(_) | Self::Barred { .. } => None,
        }
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, right } => {
                let name = shortened(name, SHOWN);
                write!(f, "nothing was sent, because there is no tool `{name}`: {right}")
            }
            Self::Refused(faults) => {
                f.write_str("nothing was sent, because ")?;
                for (at, fault) in faults.iter().enumerate() {
                    let separator = if at == 0 { "" } else { "; " };
                    write!(f, "{separator}{fault}")?;
                }
                Ok(())
            }
            Self::Barred { tool, deed, by } => {
                write!(
                    f,
                    "nothing was sent, because with these arguments `{tool}` {}, which is not allowed here",
                    deed.done()
                )?;
                let by: Vec<_> = by.iter().map(|path| format!("`{path}`")).collect();
                if by.is_empty() {
                    return Ok(());
                }
                write!(f, "; whether it does goes by {}", by.join(", "))
            }
            Self::Failed(error) => match error.hint() {
                Some(hint) => write!(f, "{error}. Hint: {hint}"),
                None => error.fmt(f),
            },
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}: {}", self.path, self.why, self.right)
    }
}
