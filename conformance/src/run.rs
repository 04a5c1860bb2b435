//! A run, from the command line to the exit code.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;

use crate::faults;
use crate::options::Options;
use crate::stage::Stage;
use crate::summary::Summary;
use crate::trials;

/// What is to be said of a filter that no trial passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptySelection {
    /// Who asked for a trial that is not there has verified nothing, and is told so.
    Fails,
    /// The filter is meant for other tests as well.
    Passes,
}

const EMPTY: u8 = 3;
const CANNOT_RUN: u8 = 4;

/// Runs what the command line selects. `--help` tells the exit codes.
#[must_use]
pub fn run(empty: EmptySelection) -> ExitCode {
    let stage = Arc::new(Stage::new(Options::parse()));
    if stage.options.faults_table {
        print!("{}", faults::markdown());
        return ExitCode::SUCCESS;
    }
    let trials = trials::all(&stage);
    let libtest = &stage.options.libtest;
    if libtest.list {
        return libtest_mimic::run(libtest, trials).exit_code();
    }
    if trials.iter().all(|trial| libtest.is_filtered_out(trial) || libtest.is_ignored(trial)) {
        if empty == EmptySelection::Passes {
            return ExitCode::SUCCESS;
        }
        eprintln!("Error: no trial is selected, so nothing is verified; `--list` names them all");
        return ExitCode::from(EMPTY);
    }
    if let Err(error) = stage.replay() {
        eprintln!("Error: {error}");
        return ExitCode::from(CANNOT_RUN);
    }
    let conclusion = libtest_mimic::run(libtest, trials);
    if let Ok(replay) = stage.replay() {
        eprint!("{}", Summary { conclusion: &conclusion, tally: &stage.tally, replay });
    }
    conclusion.exit_code()
}
