//! The one error of the server, made for the person who starts it.

use std::{fmt, io};

use gorgias_tools::SelectionError;

/// Why the server does not start, or stopped.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Something that it was told cannot be right.
    Setting {
        /// What was said, and where: `--methods`, `GORGIAS_MCP_WRITE`, `write in gorgias.toml`.
        name: String,
        /// What is wrong with it.
        why: String,
        /// What would be right.
        right: String,
    },
    /// What is to be served cannot be.
    Selection(SelectionError),
    /// The account cannot be called.
    Account(gorgias_runtime::Error),
    /// This machine did not let it.
    Machine {
        /// What was tried: `listen on 127.0.0.1:8080`.
        doing: String,
        /// What hindered it.
        cause: io::Error,
    },
    /// The client does not speak the protocol.
    Client(String),
    /// A schema in the table of tools is none. The table is generated, so it is our own mistake.
    Schema {
        /// The tool.
        tool: &'static str,
        /// What the parser says.
        cause: serde_json::Error,
    },
    /// The account of the demo cannot be made. What it is made of is built in, so it is our own mistake.
    Demo(String),
    /// It was asked to do something, and that failed. Everything that there is to say has been said.
    Failed,
}

impl Error {
    /// Something that was said cannot be right.
    pub fn setting(
        name: impl Into<String>,
        why: impl Into<String>,
        right: impl Into<String>,
    ) -> Self {
        Self::Setting { name: name.into(), why: why.into(), right: right.into() }
    }

    pub(crate) fn machine(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        |cause| Self::Machine { doing, cause }
    }

    /// What the process ends with: 2 where it was told something wrong, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Setting { .. } | Self::Selection(_) => 2,
            _ => 1,
        }
    }
}

impl From<gorgias_runtime::Error> for Error {
    fn from(error: gorgias_runtime::Error) -> Self {
        Self::Account(error)
    }
}

impl From<SelectionError> for Error {
    fn from(error: SelectionError) -> Self {
        Self::Selection(error)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Account(error) => Some(error),
            Self::Selection(error) => Some(error),
            Self::Machine { cause, .. } => Some(cause),
            Self::Schema { cause, .. } => Some(cause),
            Self::Setting { .. } | Self::Client(_) | Self::Demo(_) | Self::Failed => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting { name, why, right } => write!(f, "`{name}` {why}: {right}"),
            Self::Selection(error) => error.fmt(f),
            Self::Account(error) => error.fmt(f),
            Self::Machine { doing, cause } => write!(f, "cannot {doing}: {cause}"),
            Self::Client(why) => write!(f, "the client does not speak the protocol: {why}"),
            Self::Schema { tool, cause } => {
                write!(f, "the schema of `{tool}` is broken ({cause}); run `cargo xtask generate`")
            }
            Self::Demo(why) => write!(f, "the account of the demo is broken: {why}"),
            Self::Failed => f.write_str("it failed"),
        }
    }
}
