//! `ci`: every check that a change must pass, each in a step of its own.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::flags::{STEPS, StepKind};
use crate::tree::Tree;
use crate::{conformance, deny, generate, package, process, regenerate, say};

/// A Cargo workspace of the repository.
#[derive(Clone, Copy)]
struct Workspace {
    name: &'static str,
    manifest: &'static str,
    /// What its tests are built as. The compiler's share what `cargo xtask` itself was built of, and run faster so.
    profile: &'static str,
    /// What is off by default, and must be quiet under the lints as well.
    features: &'static [&'static str],
}

const COMPILER: Workspace =
    Workspace { name: "compiler", manifest: "Cargo.toml", profile: "xtask", features: &[] };
const PRODUCT: Workspace = Workspace {
    name: "product",
    manifest: conformance::MANIFEST,
    profile: "dev",
    features: &["--features", "gorgias-mcp/fixtures"],
};

struct Step {
    name: String,
    work: Work,
}

enum Work {
    Run(Command),
    Compare,
    Regenerate,
    Package,
    Deny(Workspace),
    Advisories(Vec<Workspace>),
}

enum Outcome {
    Passed,
    Failed(Error),
    NotChecked(String),
}

struct Report {
    name: String,
    outcome: Outcome,
    time: Duration,
}

/// Runs the steps, all of them even if one fails, and says at the end which did.
pub(crate) fn run(tree: &Tree, only: Option<StepKind>) -> Result<ExitCode, Error> {
    let workspaces: Vec<_> = [COMPILER, PRODUCT]
        .into_iter()
        .filter(|workspace| tree.root().join(workspace.manifest).is_file())
        .collect();
    let steps: Vec<_> = STEPS
        .iter()
        .filter(|(_, kind)| only.is_none_or(|only| only == *kind))
        .flat_map(|(name, kind)| steps(tree, name, *kind, &workspaces))
        .collect();
    let count = steps.len();
    let reports: Vec<_> = steps
        .into_iter()
        .enumerate()
        .map(|(index, step)| run_step(tree, step, index, count))
        .collect::<Result<_, _>>()?;
    conclude(&reports)
}

fn steps(tree: &Tree, name: &str, kind: StepKind, workspaces: &[Workspace]) -> Vec<Step> {
    let has_product = workspaces.iter().any(|workspace| workspace.manifest == PRODUCT.manifest);
    let single = |work| vec![Step { name: name.to_owned(), work }];
    let each = |work: &dyn Fn(Workspace) -> Work| {
        let step = |workspace: &Workspace| Step {
            name: format!("{name} {}", workspace.name),
            work: work(*workspace),
        };
        workspaces.iter().map(step).collect()
    };
    let cargo = |workspace: Workspace, verb: &str, words: &[&str]| {
        let mut cargo = process::cargo();
        cargo
            .current_dir(tree.root())
            .args([verb, "--manifest-path", workspace.manifest])
            .args(words);
        cargo
    };
    match kind {
        StepKind::Format => {
            each(&|workspace| Work::Run(cargo(workspace, "fmt", &["--all", "--check"])))
        }
        StepKind::Generate => single(Work::Compare),
        StepKind::Regenerate => single(Work::Regenerate),
        StepKind::Lint => each(&|workspace| {
            let mut lint =
                cargo(workspace, "clippy", &["--workspace", "--all-targets", "--locked"]);
            lint.args(workspace.features).args(["--", "-D", "warnings"]);
            Work::Run(lint)
        }),
        StepKind::Test => each(&|workspace| {
            let words = ["--workspace", "--locked", "--profile", workspace.profile];
            Work::Run(cargo(workspace, "test", &words))
        }),
        StepKind::Doc => each(&|workspace| {
            let mut doc = cargo(workspace, "doc", &["--workspace", "--no-deps", "--locked"]);
            doc.env("RUSTDOCFLAGS", "-D warnings");
            Work::Run(doc)
        }),
        StepKind::Conformance if has_product => {
            let targets = ["recordings", "stand-in"].map(|target| {
                // As a test of the workspace, it is built already; the command by itself would be built once more, with fewer features.
                let words =
                    ["--workspace", "--locked", "--test", "suite", "--", "--target", target];
                let suite = Work::Run(cargo(PRODUCT, "test", &words));
                Step { name: format!("{name} {target}"), work: suite }
            });
            targets.into()
        }
        StepKind::Package if has_product => single(Work::Package),
        StepKind::Conformance | StepKind::Package => Vec::new(),
        StepKind::Deny => each(&Work::Deny),
        StepKind::Advisories => single(Work::Advisories(workspaces.to_vec())),
    }
}

fn run_step(tree: &Tree, step: Step, index: usize, count: usize) -> Result<Report, Error> {
    let Step { name, work } = step;
    say::line(format_args!("\n[{}/{count}] {name}", index + 1))?;
    let start = Instant::now();
    let outcome = match outcome(tree, work) {
        Ok(Some(reason)) => Outcome::NotChecked(reason),
        Ok(None) => Outcome::Passed,
        Err(error) => Outcome::Failed(error),
    };
    let report = Report { name, outcome, time: start.elapsed() };
    say::line(line(&report))?;
    Ok(report)
}

/// Why a step could not check anything, if it could not.
fn outcome(tree: &Tree, work: Work) -> Result<Option<String>, Error> {
    match work {
        Work::Run(mut command) => process::succeed(&mut command)?,
        Work::Compare => drop(generate::compare(tree)?),
        Work::Regenerate => regenerate::run(tree)?,
        Work::Package => return package::check(tree),
        Work::Deny(workspace) => deny::check(tree, workspace.manifest)?,
        Work::Advisories(workspaces) => {
            for workspace in workspaces {
                if let Some(reason) = deny::fetch_advisories(tree, workspace.manifest)? {
                    return Ok(Some(reason));
                }
                deny::check_advisories(tree, workspace.manifest)?;
            }
        }
    }
    Ok(None)
}

fn conclude(reports: &[Report]) -> Result<ExitCode, Error> {
    say::line("\nsummary")?;
    for report in reports {
        say::line(format_args!("  {}", line(report)))?;
    }
    let failed =
        reports.iter().filter(|report| matches!(report.outcome, Outcome::Failed(_))).count();
    let passed = reports.iter().filter(|report| matches!(report.outcome, Outcome::Passed)).count();
    say::line(format_args!("\n{passed} passed, {failed} failed"))?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn line(Report { name, outcome, time }: &Report) -> String {
    let time = time.as_secs_f64();
    match outcome {
        Outcome::Passed => format!("{name}: passed in {time:.1} s"),
        Outcome::Failed(error) => format!("{name}: FAILED in {time:.1} s: {error}"),
        Outcome::NotChecked(reason) => format!("{name}: not checked ({reason})"),
    }
}
