//! What the server says of itself, on standard error: a line for each call, and never what is in it.

use std::{
    fmt,
    io::{self, Write},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use gorgias_runtime::jiff::{Timestamp, Unit};
use serde::Serialize;

/// How lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// An object in each line.
    Json,
}

/// Where lines go.
pub struct Log {
    format: Format,
    to: Mutex<Box<dyn Write + Send>>,
}

/// A call that has ended.
#[derive(Debug)]
pub struct Called<'a> {
    /// When it ended.
    pub at: Timestamp,
    /// The tool, by its public name; a name that leads to none may be any text, and is not repeated.
    pub tool: Option<&'a str>,
    /// The account, if it came to choosing one.
    pub account: Option<&'a str>,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took in all.
    pub took: Duration,
    /// How much of that it waited: for its place among the calls of the account, for its turn in the limit, and until it was sent again.
    pub waited: Duration,
}

/// How a call ended, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has its answer.
    Ok,
    /// It has the answer that the same call got before.
    Repeated,
    /// Nothing was sent.
    Refused,
    /// A person is being asked.
    Asked,
    /// It was sent, and failed.
    Failed,
    /// Its time ran out.
    Late,
    /// Its client did not wait for it.
    Cancelled,
    /// There is no such tool.
    Unknown,
}

impl Outcome {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
            Self::Asked => "asked",
            Self::Failed => "failed",
            Self::Late => "late",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }
}

/// A line as an object.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
    Call {
        time: String,
        tool: Option<&'a str>,
        account: Option<&'a str>,
        outcome: &'static str,
        ms: u128,
        waited_ms: u128,
    },
    Said {
        message: &'a str,
    },
}

impl Log {
    /// Lines on standard error.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self::to(format, io::stderr())
    }

    /// Lines that go elsewhere.
    #[must_use]
    pub fn to(format: Format, to: impl Write + Send + 'static) -> Self {
        Self { format, to: Mutex::new(Box::new(to)) }
    }

    /// Says that a call has ended.
    pub fn called(&self, call: &Called<'_>) {
        let Called { tool, account, outcome, .. } = *call;
        let time = call.at.round(Unit::Millisecond).unwrap_or(call.at).to_string();
        let (ms, waited_ms) = (call.took.as_millis(), call.waited.as_millis());
        let outcome = outcome.as_str();
        match self.format {
            Format::Text => {
                let (tool, account) = (tool.unwrap_or("-"), account.unwrap_or("-"));
                self.write(format_args!(
                    "{time} {tool} account={account} {outcome} {ms}ms waited={waited_ms}ms"
                ));
            }
            Format::Json => self.line(&Line::Call { time, tool, account, outcome, ms, waited_ms }),
        }
    }

    /// Says something else, in a sentence.
    pub fn say(&self, message: &str) {
        match self.format {
            Format::Text => self.write(format_args!("gorgias-mcp: {message}")),
            Format::Json => self.line(&Line::Said { message }),
        }
    }

    fn line(&self, line: &Line<'_>) {
        if let Ok(line) = serde_json::to_string(line) {
            self.write(format_args!("{line}"));
        }
    }

    /// Writes a line as a whole. Nobody listens where this fails.
    fn write(&self, line: fmt::Arguments<'_>) {
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        drop(to.write_all(format!("{line}\n").as_bytes()).and_then(|()| to.flush()));
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("format", &self.format).finish_non_exhaustive()
    }
}
