//! What becomes of a scenario.

use serde_json::Value;

use super::apart;
use super::server::Build;
use crate::error::counted;

/// A scenario that was tried.
pub(super) struct Trial {
    pub(super) name: String,
    pub(super) verdict: Verdict,
}

/// What became of it, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed,
    /// It asks for what this build has not.
    NotApplicable,
    /// The suite itself does not count it.
    NotScored,
}

impl Outcome {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::NotApplicable => "not applicable",
            Self::NotScored => "not scored",
        }
    }
}

/// One of the things that a scenario looks at, as the suite writes it down.
pub(super) struct Check(Value);

impl Check {
    /// All of a scenario, if this is what the suite writes down.
    pub(super) fn all(json: &[u8]) -> serde_json::Result<Vec<Self>> {
        let checks: Vec<Value> = serde_json::from_slice(json)?;
        Ok(checks.into_iter().map(Self).collect())
    }

    fn is(&self, status: &str) -> bool {
        self.0["status"] == status
    }

    /// What is wrong.
    fn said(&self) -> String {
        let text = |key: &str| self.0[key].as_str().unwrap_or_default();
        format!("{}: {}", text("id"), text("errorMessage"))
    }
}

impl Verdict {
    pub(super) fn passed(detail: String) -> Self {
        Self { outcome: Outcome::Passed, detail }
    }

    pub(super) fn failed(detail: String) -> Self {
        Self { outcome: Outcome::Failed, detail }
    }

    /// Judges a scenario by its checks; `unscored` is why the suite does not count it, if it does not.
    pub(super) fn of(
        scenario: &str,
        build: Build,
        checks: &[Check],
        unscored: Option<&str>,
    ) -> Self {
        if let Some(reason) = unscored {
            return Self { outcome: Outcome::NotScored, detail: reason.to_owned() };
        }
        let failed: Vec<_> = checks.iter().filter(|check| check.is("FAILURE")).collect();
        let count = checks.iter().filter(|check| check.is("SUCCESS")).count();
        let passed = counted(count, "check");
        let apart = if build == Build::AsItIs { apart::reason(scenario) } else { None };
        if failed.is_empty() && count == 0 {
            // Without the fixtures there may be nothing to look at; with them there is.
            let outcome = match build {
                Build::AsItIs => Outcome::NotApplicable,
                Build::WithFixtures => Outcome::Failed,
            };
            return Self { outcome, detail: "the suite has found nothing to look at".to_owned() };
        }
        match (apart, failed.is_empty()) {
            (None, true) => Self::passed(passed),
            (None, false) => {
                Self::failed(failed.iter().map(|check| check.said()).collect::<Vec<_>>().join("; "))
            }
            (Some(reason), false) => Self {
                outcome: Outcome::NotApplicable,
                detail: format!("{reason}; {passed} passed"),
            },
            (Some(_), true) => {
                Self::failed("it passes: take it off the list of what is apart".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scenario by its name, a build, what the suite wrote down, and why it does not count it.
    type Tried<'a> = (&'a str, Build, &'a [&'a str], Option<&'a str>);

    #[test]
    fn a_scenario_is_judged_by_its_checks() {
        let good = r#"{"id": "good", "status": "SUCCESS"}"#;
        let bad = r#"{"id": "bad", "status": "FAILURE", "errorMessage": "it was 1"}"#;
        let warned = r#"{"id": "warned", "status": "WARNING", "errorMessage": "it should"}"#;
        let (ours, theirs) = ("tools-list", "tools-call-audio");
        let check = |tried: Tried<'_>, outcome: Outcome, detail: &str| {
            let (scenario, build, checks, unscored) = tried;
            let checks = Check::all(format!("[{}]", checks.join(",")).as_bytes());
            let verdict = checks.map(|checks| Verdict::of(scenario, build, &checks, unscored));
            let expected = Verdict { outcome, detail: detail.to_owned() };
            assert_eq!(verdict.ok(), Some(expected), "{tried:?}");
        };
        use Build::{AsItIs, WithFixtures};
        check((ours, AsItIs, &[good, warned], None), Outcome::Passed, "1 check");
        check((ours, AsItIs, &[good, bad], None), Outcome::Failed, "bad: it was 1");
        check((ours, AsItIs, &[bad], Some("pending")), Outcome::NotScored, "pending");
        let nothing = "the suite has found nothing to look at";
        check((ours, AsItIs, &[warned], None), Outcome::NotApplicable, nothing);
        check((ours, WithFixtures, &[warned], None), Outcome::Failed, nothing);
        check((theirs, WithFixtures, &[good, good], None), Outcome::Passed, "2 checks");
        check((theirs, WithFixtures, &[bad], None), Outcome::Failed, "bad: it was 1");
        let apart = "it calls tools that only the fixtures have; 1 check passed";
        check((theirs, AsItIs, &[good, bad], None), Outcome::NotApplicable, apart);
        let stale = "it passes: take it off the list of what is apart";
        check((theirs, AsItIs, &[good], None), Outcome::Failed, stale);
    }
}
