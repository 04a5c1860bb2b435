//! A run, from the command line to the exit code.

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use clap::Parser as _;

use crate::options::Options;
use crate::replay::Replay;
use crate::summary::{Summary, Tally};
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

/// What all trials of a run share.
pub(crate) struct Stage {
    pub(crate) options: Options,
    pub(crate) tally: Tally,
    replay: OnceLock<Result<Replay, String>>,
}

impl Stage {
    /// The server, which is started when it is first needed: listing needs none.
    pub(crate) fn replay(&self) -> Result<&Replay, &str> {
        let replay = self.replay.get_or_init(|| Replay::open(&self.options.recordings));
        replay.as_ref().map_err(String::as_str)
    }
}

/// Runs what the command line selects. `--help` tells the exit codes.
#[must_use]
pub fn run(empty: EmptySelection) -> ExitCode {
    let stage = Arc::new(Stage {
        options: Options::parse(),
        tally: Tally::default(),
        replay: OnceLock::new(),
    });
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
