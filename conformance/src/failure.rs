//! Why a trial failed, for the person who has to mend it.

use std::fmt;

use serde_json::Value;

use crate::difference::differences;

/// What was wrong, and the two things that should have been the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was wrong, in one line.
    pub what: String,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub came: String,
    /// The recording that answers the request, or is nearest to it.
    pub nearest: Option<String>,
    /// Whether the suite itself is at fault, so that nothing is known of what it tries.
    pub of_suite: bool,
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
        let (expected, came) = (expected.into(), came.into());
        Self { what, expected, came, nearest: None, of_suite: false }
    }

    /// A failure that says nothing of what is tried: the suite lacks something, or is wrong.
    pub(crate) fn of_suite(
        what: impl Into<String>,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Self {
        Self { of_suite: true, ..Self::new(what, expected, came) }
    }

    /// The same, near this recording if no other is known to be nearer.
    pub(crate) fn near(mut self, recording: impl Into<String>) -> Self {
        self.nearest.get_or_insert_with(|| recording.into());
        self
    }

    /// Where the two differ, path by path, if both are JSON.
    pub(crate) fn differences(&self) -> Vec<String> {
        let [expected, came] =
            [&self.expected, &self.came].map(|text| serde_json::from_str::<Value>(text).ok());
        match (expected, came) {
            (Some(expected), Some(came)) => differences(&expected, &came),
            _ => Vec::new(),
        }
    }

    /// The whole report. It begins as nextest wants it, which looks there for its own reports.
    pub(crate) fn report(&self, command: &str) -> String {
        let Self { what, expected, came, .. } = self;
        let mut report = format!(
            "Error: {what}\nexpected:\n{}\ncame:\n{}\n",
            indented(expected),
            indented(came)
        );
        let differences = self.differences();
        if !differences.is_empty() {
            report.push_str(&format!("differences:\n{}\n", indented(&differences.join("\n"))));
        }
        if let Some(nearest) = &self.nearest {
            report.push_str(&format!("nearest recording:\n  {nearest}.json\n"));
        }
        report.push_str(&format!("to run this trial alone:\n  {command}"));
        report
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
