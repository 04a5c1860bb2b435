//! Whole commands, as people type them.

use std::process::Stdio;
use std::time::Duration;

use super::report::Section;
use super::{minimum_and_median, timed};
use crate::error::Error;
use crate::scratch::Scratch;
use crate::tree::Tree;
use crate::{generate, process, say};

/// Runs of a whole command: enough for a median, few enough to wait for.
const RUNS: usize = 15;

const UNCHANGED: Duration = Duration::from_millis(500);
const COLD: Duration = Duration::from_secs(40);

/// The head of such a table.
pub(super) const HEAD: &str = "| what | minimum | median | limit |\n| --- | --- | --- | --- |\n";

const HOW: &str = "\
A cold build is `cargo build --profile xtask --package xtask --jobs 2` into an empty target folder, measured with `--cold`.";

pub(crate) fn measure(tree: &Tree, cold: bool) -> Result<Section, Error> {
    let mut table = HEAD.to_owned();
    table += &unchanged(tree)?;
    if cold {
        table += &cold_build(tree)?;
    }
    Section::new("The commands", &table, HOW)
}

fn unchanged(tree: &Tree) -> Result<String, Error> {
    say::aside("measuring `cargo xtask generate` with nothing changed");
    // The figure would be another one if there were something to write, and measuring must write nothing.
    generate::compare(tree)?;
    let mut generate = process::cargo();
    generate.args(["xtask", "generate"]).current_dir(tree.root()).stdout(Stdio::null());
    // The first run may have to build.
    process::succeed(&mut generate)?;
    let times = (0..RUNS).map(|_| timed(|| process::succeed(&mut generate)));
    let times = minimum_and_median(times.collect::<Result<_, _>>()?);
    Ok(row("`cargo xtask generate`, nothing changed", times, UNCHANGED))
}

fn cold_build(tree: &Tree) -> Result<String, Error> {
    say::aside("measuring a cold build of xtask with two jobs");
    // What is measured is the build, not the network.
    process::succeed(process::cargo().args(["fetch", "--locked"]).current_dir(tree.root()))?;
    let target = Scratch::new("cold-build")?;
    let mut build = process::cargo();
    build.current_dir(tree.root());
    build.args(["build", "--locked", "--profile", "xtask", "--package", "xtask"]);
    build.args(["--jobs", "2", "--target-dir"]).arg(target.path());
    let time = timed(|| process::succeed(&mut build))?;
    Ok(row("cold build of `xtask`, two jobs", [time, time], COLD))
}

/// A line of a table of commands.
pub(super) fn row(what: &str, [minimum, median]: [Duration; 2], limit: Duration) -> String {
    let verdict = if median > limit { " (over)" } else { "" };
    let [minimum, median, limit] =
        [minimum, median, limit].map(|time| format!("{:.2} s", time.as_secs_f64()));
    format!("| {what} | {minimum} | {median} | {limit}{verdict} |\n")
}
