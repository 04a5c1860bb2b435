//! `bench`: what the compiler and the commands take, beside what they may take.

use std::fmt::Write as _;
use std::process::{ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::scratch::Scratch;
use crate::tree::Tree;
use crate::{generate, process, say};

const REPORT: &str = "BENCHMARKS.md";

/// Runs of a whole command: enough for a median, few enough to wait for.
const RUNS: usize = 15;

/// The promises that concern whole commands; the compiler's own stand in its benchmark.
const UNCHANGED: Duration = Duration::from_millis(500);
const COLD: Duration = Duration::from_secs(40);

/// From this line on, a report is written by hand and kept.
const BY_HAND: &str = "## What other generators make of the OpenAPI document";

/// Measures, and prints a table.
pub(crate) fn run(tree: &Tree, cold: bool, write: bool) -> Result<ExitCode, Error> {
    let mut table = compiler(tree)?;
    table += &unchanged(tree)?;
    if cold {
        table += &cold_build(tree)?;
    }
    say::line(format_args!("\n{table}"))?;
    if write {
        let old = tree.read(REPORT)?.unwrap_or_default();
        let report = report(&table, cold)? + &by_hand(&String::from_utf8_lossy(&old));
        tree.write(REPORT, report.as_bytes())?;
        say::line(format_args!("wrote {REPORT}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compiler(tree: &Tree) -> Result<String, Error> {
    say::aside("measuring the compiler");
    let mut bench = process::cargo();
    bench.current_dir(tree.root()).args([
        "bench",
        "--locked",
        "--package",
        "gorgias-codegen",
        "--bench",
        "compile",
    ]);
    let printed = process::output(&mut bench)?;
    let table: String =
        printed.split_inclusive('\n').filter(|line| line.starts_with('|')).collect();
    if table.is_empty() { Err(Error::Bench { reason: printed }) } else { Ok(table) }
}

fn unchanged(tree: &Tree) -> Result<String, Error> {
    say::aside("measuring `cargo xtask generate` with nothing changed");
    // The figure would be another one if there were something to write, and measuring must write nothing.
    generate::compare(tree)?;
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let start = Instant::now();
        let mut generate = process::cargo();
        process::succeed(
            generate.args(["xtask", "generate"]).current_dir(tree.root()).stdout(Stdio::null()),
        )?;
        times.push(start.elapsed());
    }
    // The first run may have had to build.
    let mut times = times.split_off(1);
    times.sort();
    Ok(row("`cargo xtask generate`, nothing changed", times[0], times[RUNS / 2], UNCHANGED))
}

fn cold_build(tree: &Tree) -> Result<String, Error> {
    say::aside("measuring a cold build of xtask with two jobs");
    // What is measured is the build, not the network.
    process::succeed(process::cargo().args(["fetch", "--locked"]).current_dir(tree.root()))?;
    let target = Scratch::new("cold-build")?;
    let mut build = process::cargo();
    build.current_dir(tree.root());
    build.args([
        "build",
        "--locked",
        "--profile",
        "xtask",
        "--package",
        "xtask",
        "--jobs",
        "2",
        "--target-dir",
    ]);
    let start = Instant::now();
    process::succeed(build.arg(target.path()))?;
    let time = start.elapsed();
    Ok(row("cold build of `xtask`, two jobs", time, time, COLD))
}

fn row(what: &str, minimum: Duration, median: Duration, limit: Duration) -> String {
    let verdict = if median > limit { " (over)" } else { "" };
    let [minimum, median, limit] =
        [minimum, median, limit].map(|time| format!("{:.2} s", time.as_secs_f64()));
    format!("| {what} | {minimum} | {median} | – | {limit}{verdict} |\n")
}

fn by_hand(report: &str) -> String {
    report.find(BY_HAND).map(|at| format!("\n{}", &report[at..])).unwrap_or_default()
}

fn report(table: &str, cold: bool) -> Result<String, Error> {
    let rustc = process::output(process::cargo().arg("--version"))?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let cold = if cold { " --cold" } else { "" };
    let mut text = format!("# Benchmarks\n\nWritten by `cargo xtask bench{cold} --write`.\n\n");
    let _ = writeln!(
        text,
        "Measured with {cores} cores, {}, on {}.\n",
        rustc.trim(),
        std::env::consts::OS
    );
    text += table;
    text += "\nThe compiler's own figures come from `cargo bench --package gorgias-codegen --bench compile`, the others from the\n";
    text += "command they name; a cold build is `cargo build --profile xtask --package xtask --jobs 2` into an empty target folder.\n";
    Ok(text)
}
