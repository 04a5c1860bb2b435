//! Why a trial failed, for the person who has to mend it.

use std::fmt;

use serde_json::Value;

/// What was wrong, and the two things that should have been the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was wrong, in one line.
    pub what: String,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub came: String,
}

impl Failure {
    /// A failure of these parts.
    pub fn new(
        what: impl Into<String>,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Self {
        // The first line is all that some reports show, so it must be one.
        let what = what.into().split_whitespace().collect::<Vec<_>>().join(" ");
        Self { what, expected: expected.into(), came: came.into() }
    }

    /// The whole report. It begins as nextest wants it, which looks there for its own reports.
    pub(crate) fn report(&self, command: &str) -> String {
        let Self { what, expected, came } = self;
        format!(
            "Error: {what}\nexpected:\n{}\ncame:\n{}\nto run this trial alone:\n  {command}",
            indented(expected),
            indented(came)
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; expected {}; came {}", self.what, self.expected, self.came)
    }
}

/// JSON over several lines.
pub(crate) fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
