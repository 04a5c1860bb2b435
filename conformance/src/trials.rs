//! A trial for every case, every breach and every workflow, as libtest-mimic wants them.

use std::sync::Arc;

use libtest_mimic::{Failed, Trial};

use crate::failure::Failure;
use crate::kind::Kind;
use crate::replay::Replay;
use crate::stage::Stage;
use crate::{access, call, faults, paging, refuses, workflow};

pub(crate) fn all(stage: &Arc<Stage>) -> Vec<Trial> {
    let calls = gorgias_suite::operations().flat_map(|operation| {
        operation.cases.iter().map(move |case| {
            let work = move |replay: &Replay| call::run(replay, operation, case);
            trial(stage, case.id, Kind::Call, work)
        })
    });
    let refuses = gorgias_suite::operations().flat_map(|operation| {
        operation.refuses.iter().map(move |breach| {
            let work = move |replay: &Replay| refuses::run(replay, operation, breach);
            trial(stage, breach.id, Kind::Refuses, work)
        })
    });
    let workflows = gorgias_suite::WORKFLOWS.iter().flat_map(|workflow| {
        let today = stage.options.today;
        workflow.trials.iter().map(move |it| {
            let work = move |replay: &Replay| workflow::run(replay, workflow, it, today);
            trial(stage, it.id, Kind::Workflow, work)
        })
    });
    calls
        .chain(refuses)
        .chain(faults::trials(stage))
        .chain(paging::trials(stage))
        .chain(access::trials(stage))
        .chain(workflows)
        .collect()
}

pub(crate) fn trial(
    stage: &Arc<Stage>,
    name: impl Into<String>,
    kind: Kind,
    work: impl FnOnce(&Replay) -> Result<(), Failure> + Send + 'static,
) -> Trial {
    let (stage, name) = (Arc::clone(stage), name.into());
    let title = name.clone();
    let run = move || {
        let replay = stage.replay().map_err(Failed::from)?;
        let result = work(replay);
        stage.tally.count(kind, result.is_ok());
        result.map_err(|failure| {
            let report = failure.report(&stage.options.command(&name));
            // libtest-mimic writes to stdout, and nextest takes the message of its reports from stderr.
            if std::env::var_os("NEXTEST").is_some() {
                eprintln!("{report}");
            }
            Failed::from(report)
        })
    };
    Trial::test(title, run).with_kind(kind.as_str())
}
