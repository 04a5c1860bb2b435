//! What the compiler takes for the real spec, in release: `cargo bench --package gorgias-codegen`.
//!
//! It prints a table and writes nothing; `cargo xtask bench` puts it beside the figures of whole commands.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use gorgias_codegen::{Format, Output, Source};

/// The size of the whole API: figures are scaled to it while the spec covers less.
const ALL_OPERATIONS: u32 = 114;

/// What load, model and check may take for the whole API.
const CHECK_LIMIT: Duration = Duration::from_millis(40);

/// What all emitters together may take.
const EMIT_LIMIT: Duration = Duration::from_millis(110);

/// Each measurement lasts about so long, whatever one run takes.
const EFFORT: Duration = Duration::from_secs(2);
const LEAST_RUNS: usize = 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    read(&root, "spec", "yaml", &mut sources)?;
    read(&root, "conformance/recordings", "json", &mut sources)?;
    if sources.is_empty() {
        return Err("there is no spec to compile: spec/ holds no .yaml file".into());
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    let outputs = gorgias_codegen::compile(&sources)
        .map_err(|diagnostics| diagnostics.render(Format::Human { color: false }))?;
    let operations = operations(&outputs)?;

    let bytes: usize = sources.iter().map(|source| source.bytes.len()).sum();
    println!("{operations} operations in {} files of {} kB", sources.len(), bytes / 1000);
    println!("| what | minimum | median | scaled to {ALL_OPERATIONS} operations | limit |");
    println!("| --- | --- | --- | --- | --- |");
    let check = measure(|| gorgias_codegen::check(black_box(&sources)));
    let all = measure(|| gorgias_codegen::compile(black_box(&sources)));
    // The emitters have no entrance of their own: what they take is the rest.
    let emit = [0, 1].map(|at| all[at].saturating_sub(check[at]));
    row("load, model and check", operations, check, CHECK_LIMIT);
    row("all emitters", operations, emit, EMIT_LIMIT);
    Ok(())
}

/// The shortest and the median time that some work takes.
fn measure<T>(work: impl Fn() -> T) -> [Duration; 2] {
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < LEAST_RUNS || start.elapsed() < EFFORT {
        let start = Instant::now();
        let result = black_box(work());
        times.push(start.elapsed());
        drop(result);
    }
    times.sort();
    [times[0], times[times.len() / 2]]
}

fn row(what: &str, operations: u32, [minimum, median]: [Duration; 2], limit: Duration) {
    let scaled = median * ALL_OPERATIONS / operations;
    let over = if scaled > limit { " (over)" } else { "" };
    let [minimum, median, scaled, limit] = [minimum, median, scaled, limit].map(milliseconds);
    println!("| {what} | {minimum} | {median} | {scaled} | {limit}{over} |");
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// How many operations the spec covers: every one of them has a tool.
fn operations(outputs: &[Output]) -> Result<u32, Box<dyn Error>> {
    let tools = outputs.iter().find(|output| output.path == "generated/tools.json");
    let tools = tools
        .ok_or("nothing was generated at generated/tools.json, where operations are counted")?;
    let tools: Vec<serde_json::Value> = serde_json::from_str(&tools.text)?;
    let operations: BTreeSet<&str> =
        tools.iter().filter_map(|tool| tool["operation"].as_str()).collect();
    match u32::try_from(operations.len())? {
        0 => Err("no tool in generated/tools.json names its operation".into()),
        count => Ok(count),
    }
}

fn read(
    root: &Path,
    folder: &str,
    ending: &str,
    sources: &mut Vec<Source>,
) -> Result<(), Box<dyn Error>> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(root, &path, ending, sources)?;
        } else if entry.path().extension().is_some_and(|found| found == ending) {
            sources.push(Source { bytes: fs::read(entry.path())?, path });
        }
    }
    Ok(())
}
