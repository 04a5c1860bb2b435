//! The trials that only recordings can show, and why. They count as not verified.

use serde_json::Value;

const APART: &[(&str, &str)] = &[
    ("bulk-job/ended-badly", "no work of the stand-in fails"),
    ("bulk-job/over-too-soon", "two things are done before anybody can ask, and there is one"),
    ("bulk-job/quicker-than-the-cancel", "the stand-in stops when it is asked to"),
];

/// Why a trial is not made, if it is not.
pub(super) fn reason(trial: &str) -> Option<&'static str> {
    let apart = APART.iter().find(|(name, _)| *name == trial).map(|(_, reason)| *reason);
    apart.or_else(|| has_cursor(trial).then_some("its cursor is one of another account"))
}

fn has_cursor(trial: &str) -> bool {
    let mut cases = gorgias_suite::operations().flat_map(|operation| operation.cases);
    let case = cases.find(|case| case.id == trial);
    let args = case.and_then(|case| serde_json::from_str::<Value>(case.args).ok());
    args.is_some_and(|args| args.get("cursor").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trial_apart_is_one_of_the_suite() {
        let cases = gorgias_suite::operations().flat_map(|operation| operation.cases);
        let workflows = gorgias_suite::WORKFLOWS.iter().flat_map(|workflow| workflow.trials);
        let names: Vec<&str> =
            cases.map(|case| case.id).chain(workflows.map(|trial| trial.id)).collect();
        for (name, _) in APART {
            assert!(names.contains(name), "there is no trial `{name}`");
        }
    }
}
