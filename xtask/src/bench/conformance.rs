//! The suite, as continuous integration runs it.

use std::process::Stdio;
use std::time::Duration;

use super::commands::{HEAD, row};
use super::report::Section;
use super::{minimum_and_median, timed};
use crate::error::Error;
use crate::tree::Tree;
use crate::{conformance, process, say};

/// Enough for a median of something that takes seconds.
const RUNS: usize = 7;

/// What is called, and how long all trials may take.
const TARGETS: [(&str, Duration); 2] =
    [("recordings", Duration::from_secs(3)), ("stand-in", Duration::from_secs(5))];

const HOW: &str = "\
Whole runs of `cargo xtask conformance` after it is built: every trial, on as many threads as there are cores.";

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    let mut table = HEAD.to_owned();
    for (target, limit) in TARGETS {
        say::aside(format_args!("measuring the suite against: {target}"));
        let suite = || {
            let mut suite = conformance::suite(tree);
            suite.args(["--target", target]).stdout(Stdio::null());
            suite
        };
        // The first run may have to build, and must pass.
        process::succeed(&mut suite())?;
        let times = (0..RUNS).map(|_| timed(|| process::succeed(suite().stderr(Stdio::null()))));
        let times = minimum_and_median(times.collect::<Result<_, _>>()?);
        let what = format!("`cargo xtask conformance --target {target}`, all trials");
        table += &row(&what, times, limit);
    }
    Section::new("The suite", &table, HOW)
}
