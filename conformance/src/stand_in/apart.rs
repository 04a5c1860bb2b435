//! The trials that only recordings can show, and why. They count as not verified.

const APART: &[(&str, &str)] = &[("bulk-job/ended-badly", "no work of the stand-in fails")];

/// Why a trial is not made, if it is not.
pub(super) fn reason(trial: &str) -> Option<&'static str> {
    APART.iter().find(|(name, _)| *name == trial).map(|(_, reason)| *reason)
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
