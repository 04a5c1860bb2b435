//! `bench`: what the compiler, the commands, the client, the suite and the servers take, beside what they may take.

mod calls;
mod commands;
mod compiler;
mod conformance;
mod generators;
mod load;
mod peers;
mod progenitor;
mod report;
mod serve;
mod server;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use self::report::Section;
use crate::error::Error;
use crate::flags::{Measurement, SECTIONS};
use crate::tree::Tree;
use crate::{process, say};

/// Measures, and prints tables.
pub(crate) fn run(
    tree: &Tree,
    only: Option<Measurement>,
    cold: bool,
    write: bool,
) -> Result<ExitCode, Error> {
    let mut sections = Vec::new();
    for (_, measurement) in SECTIONS {
        if only.is_none_or(|only| only == *measurement) {
            let section = measure(tree, *measurement, cold)?;
            say::line(format_args!("\n{section}"))?;
            sections.push(section);
        }
    }
    if write {
        report::write(tree, &sections)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(tree: &Tree, measurement: Measurement, cold: bool) -> Result<Section, Error> {
    match measurement {
        Measurement::Compiler => compiler::measure(tree),
        Measurement::Commands => commands::measure(tree, cold),
        Measurement::Generators => generators::measure(tree),
        Measurement::Calls => calls::measure(tree),
        Measurement::Server => server::measure(tree),
        Measurement::Conformance => conformance::measure(tree),
        Measurement::Serve => serve::measure(tree),
    }
}

/// How long some work takes that may fail.
fn timed<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<Duration, Error> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

/// The table that a benchmark prints among other things; the words tell `cargo bench` which one.
fn table(tree: &Tree, words: &[&str]) -> Result<String, Error> {
    let mut bench = process::cargo();
    bench.current_dir(tree.root()).args(["bench", "--locked"]).args(words);
    let printed = process::output(&mut bench)?;
    let table: String =
        printed.split_inclusive('\n').filter(|line| line.starts_with('|')).collect();
    if table.is_empty() { Err(Error::Bench { reason: printed }) } else { Ok(table) }
}

/// The shortest and the median of some times, of which there is at least one.
fn minimum_and_median(mut times: Vec<Duration>) -> [Duration; 2] {
    times.sort();
    [times[0], times[times.len() / 2]]
}
