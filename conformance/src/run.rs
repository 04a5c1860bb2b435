//! A run, from the command line to the exit code.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use libtest_mimic::{Arguments, Trial};

use crate::exceptions::Exceptions;
use crate::options::{Options, Target};
use crate::replay::Replay;
use crate::report::{Counts, Report};
use crate::stage::Stage;
use crate::summary::Summary;
use crate::{faults, flaws, trials};

/// What is to be said of a filter that no trial passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptySelection {
    /// Who asked for a trial that is not there has verified nothing, and is told so.
    Fails,
    /// The filter is meant for other tests as well.
    Passes,
}

/// Where a run ends, as `--help` tells it.
enum Exit {
    Misunderstood = 2,
    Empty = 3,
    CannotRun = 4,
    Broken = 5,
}

/// So many trials are named one by one; more are shown as dots.
const NAMED: usize = 200;

/// Runs what the command line selects. `--help` tells the exit codes.
#[must_use]
pub fn run(empty: EmptySelection) -> ExitCode {
    let options = Options::parse();
    if options.faults_table {
        print!("{}", faults::markdown());
        return ExitCode::SUCCESS;
    }
    if options.flaws_table {
        print!("{}", flaws::markdown());
        return ExitCode::SUCCESS;
    }
    let exceptions = options.exceptions.as_deref().map(Exceptions::read).transpose();
    let stage = match exceptions {
        Ok(exceptions) => Arc::new(Stage::new(options, exceptions.unwrap_or_default())),
        Err(error) => return ended(Exit::CannotRun, &error),
    };
    let trials = trials::all(&stage);
    let libtest = &stage.options.libtest;
    if libtest.list {
        return libtest_mimic::run(libtest, trials).exit_code();
    }
    let strangers = stage.exceptions.strangers(trials.iter().map(Trial::name));
    if !strangers.is_empty() {
        let said = format!("there is no trial of an exception: {}", strangers.join(", "));
        return ended(Exit::CannotRun, &said);
    }
    let selected = Selected::of(libtest, &trials);
    if !trials.iter().any(|trial| selected.runs(libtest, trial)) {
        if empty == EmptySelection::Passes {
            return ExitCode::SUCCESS;
        }
        let said = "no trial is selected, so nothing is verified; `--list` names them all";
        return ended(Exit::Empty, said);
    }
    if stage.options.ledger.is_some() && stage.options.target == Target::StandIn {
        let said = "the ledger tells of what was recorded: leave it out, or take the recordings";
        return ended(Exit::Misunderstood, said);
    }
    if stage.options.ledger.is_some() && !selected.is_whole() {
        let said = "the ledger tells of all trials: leave the filter out, or the ledger";
        return ended(Exit::Misunderstood, said);
    }
    if let Err((exit, said)) = greeted(&stage, &selected) {
        return ended(exit, &said);
    }
    match stage.replay() {
        Ok(replay) => tried(&stage, replay, &selected, trials),
        Err(error) => ended(Exit::CannotRun, error),
    }
}

/// Says what is going to be called of an account, if one is, and sees that it can be.
fn greeted(stage: &Stage, selected: &Selected) -> Result<(), (Exit, String)> {
    if !stage.options.target.is_live() {
        return Ok(());
    }
    let hindered = |said: String| (Exit::CannotRun, said);
    let live = stage.live().map_err(|failure| hindered(failure.what))?;
    if stage.options.ledger.is_some() && !live.is_gorgias() {
        let said =
            "the ledger tells of what Gorgias answered: leave it out, or take an account there";
        return Err((Exit::Misunderstood, said.to_owned()));
    }
    let replay = stage.replay().map_err(|error| hindered(error.to_owned()))?;
    eprintln!("{}", live.estimate(selected.names.iter().map(String::as_str)));
    live.greet(replay.product()).map_err(hindered)
}

/// Runs the trials, and tells and writes what they have shown.
fn tried(stage: &Stage, replay: &Replay, selected: &Selected, trials: Vec<Trial>) -> ExitCode {
    let mut libtest = stage.options.libtest.clone();
    libtest.quiet |= libtest.format.is_none() && selected.names.len() > NAMED;
    let conclusion = libtest_mimic::run(&libtest, trials);
    let tried = stage.record.tried(|name| selected.names.contains(name));
    let live = stage.options.target.is_live().then(|| stage.live().ok()).flatten();
    let whole = selected.is_whole();
    let report = Report { tried, options: &stage.options, replay, live, whole };
    eprint!("{}", Summary(&report));
    if let Err(error) = report.write() {
        return ended(Exit::CannotRun, &error);
    }
    match report.counts() {
        Counts { failed: 0, broken, .. } if broken > 0 => ExitCode::from(Exit::Broken as u8),
        Counts { failed: 0, verified: 0, as_expected: 0, .. } => {
            ended(Exit::Empty, "nothing that was selected could be verified")
        }
        _ => conclusion.exit_code(),
    }
}

/// The trials that the command line selects, those among them that are not run for a known reason.
struct Selected {
    names: BTreeSet<String>,
    all: usize,
}

impl Selected {
    fn of(libtest: &Arguments, trials: &[Trial]) -> Self {
        let passing = trials.iter().filter(|trial| !libtest.is_filtered_out(trial));
        Self { names: passing.map(|trial| trial.name().to_owned()).collect(), all: trials.len() }
    }

    fn runs(&self, libtest: &Arguments, trial: &Trial) -> bool {
        self.names.contains(trial.name()) && !libtest.is_ignored(trial)
    }

    fn is_whole(&self) -> bool {
        self.names.len() == self.all
    }
}

fn ended(exit: Exit, said: &str) -> ExitCode {
    eprintln!("Error: {said}");
    ExitCode::from(exit as u8)
}
