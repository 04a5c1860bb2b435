//! JSON, for programs.

use serde_json::{Value, json};

use super::{Counts, Report};
use crate::failure::Failure;
use crate::record::{Tried, Verdict};

pub(super) fn text(report: &Report<'_>) -> String {
    let origins = report.origins();
    let trials: Vec<_> = report.tried.iter().map(|tried| trial(report, tried)).collect();
    let mut whole = json!({
        "target": report.options.target.to_string(),
        "date": report.options.date.map(|date| date.to_string()),
        "summary": counts(&report.counts()),
        "recordings": {
            "documented": origins.documented,
            "live": origins.live,
            "unused": report.unused(),
        },
        "trials": trials,
    });
    if let Some(live) = report.live {
        whole["account"] = json!({"at": live.address(), "is_gorgias": live.is_gorgias()});
    }
    format!("{whole:#}\n")
}

fn counts(counts: &Counts) -> Value {
    json!({
        "verified": counts.verified,
        "failed": counts.failed,
        "broken": counts.broken,
        "expected_failures": counts.as_expected,
        "skipped": counts.skipped,
    })
}

fn trial(report: &Report<'_>, tried: &Tried) -> Value {
    let mut trial = json!({
        "id": tried.id,
        "kind": tried.kind.as_str(),
        "of": tried.subject(),
        "verdict": tried.verdict.as_str().replace(' ', "_"),
    });
    if let Some(why) = tried.verdict.reason() {
        trial["reason"] = why.into();
    }
    if !tried.unknown.is_empty() {
        trial["unknown"] = json!(tried.unknown);
    }
    if let Some(failure) = failure_of(&tried.verdict) {
        trial["failure"] = failed(failure, &report.options.command(&tried.id));
    }
    trial
}

/// What went wrong, expected or not.
fn failure_of(verdict: &Verdict) -> Option<&Failure> {
    match verdict {
        Verdict::Failed(failure) | Verdict::Broken(failure) => Some(failure),
        Verdict::FailsAsExpected(_, failure) => Some(failure),
        Verdict::Verified | Verdict::Skipped(_) => None,
    }
}

fn failed(failure: &Failure, command: &str) -> Value {
    json!({
        "what": failure.what,
        "expected": failure.expected,
        "came": failure.came,
        "differences": failure.differences(),
        "nearest": failure.nearest,
        "command": command,
    })
}
