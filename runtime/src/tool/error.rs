//! Why a tool gave no answer, so that a model can mend its call.

use std::fmt;

use super::Deed;
use crate::error::{Error, Kind};

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

impl ToolError {
    /// What a refusal of the API means for the operation, and what to do about it, as far as the spec of the API knows.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Failed(error) => error.hint(),
            Self::Unknown { .. } | Self::Refused(_) | Self::Barred { .. } => None,
        }
    }
}

impl From<Error> for ToolError {
    fn from(error: Error) -> Self {
        match error.kind() {
            Kind::Refused { field, why, right } => Self::Refused(vec![Fault {
                path: field.clone(),
                why: why.clone(),
                right: right.clone(),
            }]),
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
