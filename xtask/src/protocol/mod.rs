//! `protocol`: holds `gorgias-mcp` to the official conformance suite of the Model Context Protocol, and to the official inspector.
//!
//! The suite calls tools, prompts and resources of its own. A build with the feature `fixtures` has them, and must pass all of it;
//! the build that people use has not, and must pass the rest. What that is stands in `apart`. Both serve the account of a demo.

mod apart;
mod inspector;
mod node;
mod server;
mod suite;
mod verdict;

use std::process::ExitCode;

use self::node::Node;
use self::server::{Build, Served};
use self::suite::RUNS;
use self::verdict::{Outcome, Trial, Verdict};
use crate::error::Error;
use crate::tree::Tree;
use crate::{progress, say};

/// Tries all there is, and says of each scenario what became of it.
pub(crate) fn run(tree: &Tree) -> Result<ExitCode, Error> {
    let node = Node::prepare(tree)?;
    let mut trials = Vec::new();
    for build in [Build::WithFixtures, Build::AsItIs] {
        trials.extend(tried(tree, &node, build)?);
    }
    conclude(&trials)
}

/// Tries one build.
fn tried(tree: &Tree, node: &Node, build: Build) -> Result<Vec<Trial>, Error> {
    let program = build.program(tree)?;
    let server = Served::start(&program)?;
    let mut trials = Vec::new();
    for run in RUNS {
        let what = format!("{}, {}", run.name, build.name());
        let found = progress::shown(&what, || run.scenarios(tree, node, build, server.url()))?;
        trials.extend(told(&what, found)?);
    }
    // The fixtures are nothing to the inspector.
    if build == Build::AsItIs {
        let what = "the inspector";
        let found = progress::shown(what, || inspector::trials(node, &program, server.url()))?;
        trials.extend(told(what, found)?);
    }
    Ok(trials)
}

/// Says what became of these.
fn told(what: &str, trials: Vec<Trial>) -> Result<Vec<Trial>, Error> {
    say::line(format_args!("\n{what}"))?;
    let width = trials.iter().map(|trial| trial.name.len()).max().unwrap_or_default();
    for Trial { name, verdict } in &trials {
        let Verdict { outcome, detail } = verdict;
        say::line(format_args!("  {name:width$}  {:14}  {detail}", outcome.word()))?;
    }
    Ok(trials)
}

fn conclude(trials: &[Trial]) -> Result<ExitCode, Error> {
    let forgotten = apart::unheard_of(trials);
    for name in &forgotten {
        say::line(format_args!("\n{name} is on the list of what is apart, and no scenario"))?;
    }
    let count = |outcome| trials.iter().filter(|trial| trial.verdict.outcome == outcome).count();
    let failed = count(Outcome::Failed) + forgotten.len();
    say::line(format_args!(
        "\n{} passed, {failed} failed, {} not applicable, {} not scored",
        count(Outcome::Passed),
        count(Outcome::NotApplicable),
        count(Outcome::NotScored)
    ))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
