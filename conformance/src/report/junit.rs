//! JUnit, for continuous integration: a suite for each operation.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use crate::record::{Tried, Verdict};

pub(super) fn text(report: &Report<'_>) -> Result<String, String> {
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for tried in &report.tried {
        let subject = tried.subject();
        let suite = suites.entry(subject).or_insert_with(|| TestSuite::new(subject));
        suite.add_test_case(case(report, tried));
    }
    let mut junit = Junit::new("gorgias-conformance");
    junit.add_test_suites(suites.into_values());
    junit.to_string().map_err(|error| format!("there is no form in JUnit: {error}"))
}

fn case(report: &Report<'_>, tried: &Tried) -> TestCase {
    let status = match &tried.verdict {
        Verdict::Verified => TestCaseStatus::success(),
        Verdict::Failed(_) => failed(NonSuccessKind::Failure, report, tried),
        Verdict::Broken(_) => failed(NonSuccessKind::Error, report, tried),
        // Neither is a pass.
        Verdict::FailsAsExpected(why, _) | Verdict::Skipped(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(tried.verdict.as_str()).set_message(why.as_str());
            status
        }
    };
    let mut case = TestCase::new(tried.id.as_str(), status);
    case.set_classname(tried.kind.as_str()).set_time(tried.took);
    case
}

fn failed(kind: NonSuccessKind, report: &Report<'_>, tried: &Tried) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    if let Some(failure) = tried.verdict.failure() {
        status.set_message(failure.what.as_str());
        status.set_description(failure.report(&report.options.command(&tried.id)));
    }
    status
}
