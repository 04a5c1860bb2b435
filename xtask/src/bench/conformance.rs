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

const LIMIT: Duration = Duration::from_secs(3);

const HOW: &str = "\
Whole runs of `cargo xtask conformance` after it is built: every trial, against the recordings, on as many threads as there are cores.";

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    say::aside("measuring the suite against the recordings");
    let mut suite = conformance::suite(tree);
    suite.stdout(Stdio::null()).stderr(Stdio::null());
    // The first run may have to build, and must pass.
    process::succeed(conformance::suite(tree).stdout(Stdio::null()))?;
    let times = (0..RUNS).map(|_| timed(|| process::succeed(&mut suite)));
    let times = minimum_and_median(times.collect::<Result<_, _>>()?);
    let table = HEAD.to_owned() + &row("`cargo xtask conformance`, all trials", times, LIMIT);
    Section::new("The suite", &table, HOW)
}
