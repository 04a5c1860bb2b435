//! What we generate beside what progenitor generates from our own OpenAPI document.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::progenitor::{self, Interface, Progenitor};
use super::report::Section;
use super::{minimum_and_median, timed};
use crate::error::Error;
use crate::scratch::Scratch;
use crate::tree::Tree;
use crate::{conformance, process, say};

const GENERATIONS: usize = 9;

/// Builds take long, and the shorter of two says what a build needs.
const BUILDS: usize = 2;

const GENERATION_LIMIT: f64 = 0.25;
const BUILD_LIMIT: f64 = 0.8;
const LINES_LIMIT: usize = 11_000;

/// What the product is built from.
const PRODUCT: [&str; 5] = ["runtime", "generated", "conformance", "server", "xtask/door"];

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    let progenitor = Progenitor::prepare(tree)?;
    let mut table =
        "| what | progenitor, positional | progenitor, builder | ours | ours to positional | limit |\n\
         | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
    table += &generation(tree, &progenitor)?;
    table += &lines(tree, &progenitor)?;
    table += &builds(tree, &progenitor)?;
    Section::new("What is generated, beside progenitor", &table, &how(&progenitor))
}

fn how(progenitor: &Progenitor) -> String {
    format!(
        "From `cargo xtask bench --only generators`, with progenitor {} (`cargo progenitor --interface …`) and\n\
         `generated/openapi.json` without {}, which it cannot read. Generating is a whole process of a release build on both sides,\n\
         of which ours is optimised when it is linked; ours writes all its outputs, the peer one client. Lines are those\n\
         of the client that are neither empty nor comments. A clean\n\
         check and a dev build begin with all dependencies built but what the clients stand on, `progenitor-client` and\n\
         `gorgias-runtime`; both have the debug information that Cargo gives by itself. An edit adds a function to `lib.rs`.\n\
         Medians of {GENERATIONS} generations, the shorter of {BUILDS} builds.",
        progenitor::VERSION,
        progenitor.left_out().join(", "),
    )
}

fn generation(tree: &Tree, progenitor: &Progenitor) -> Result<String, Error> {
    say::aside("measuring generation");
    let xtask = release_xtask(tree)?;
    let scratch = Scratch::new("generation")?;
    let copy = Tree::open(scratch.path())?;
    for source in tree.sources()? {
        copy.write(&source.path, &source.bytes)?;
    }
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..GENERATIONS {
        times[0].push(timed(|| progenitor.generate(Interface::Positional))?);
        times[1].push(timed(|| progenitor.generate(Interface::Builder))?);
        for path in copy.generated()? {
            copy.delete(&path)?;
        }
        let mut generate = Command::new(&xtask);
        generate.arg("--root").arg(copy.root()).arg("generate").stdout(Stdio::null());
        times[2].push(timed(|| process::succeed(&mut generate))?);
    }
    let [positional, builder, ours] = times.map(|times| minimum_and_median(times)[1]);
    Ok(row("generate", [positional, builder], ours, GENERATION_LIMIT))
}

fn release_xtask(tree: &Tree) -> Result<PathBuf, Error> {
    let mut build = process::cargo();
    build.current_dir(tree.root());
    process::succeed(build.args(["build", "--locked", "--release", "--package", "xtask"]))?;
    Ok(tree.root().join("target/release/xtask"))
}

fn lines(tree: &Tree, progenitor: &Progenitor) -> Result<String, Error> {
    let positional = progenitor::lines(&progenitor.krate(Interface::Positional))?;
    let builder = progenitor::lines(&progenitor.krate(Interface::Builder))?;
    let ours = progenitor::lines(&tree.root().join("generated/client"))?;
    let over = if ours > LINES_LIMIT { " (over)" } else { "" };
    let ratio = ours as f64 / positional as f64;
    Ok(format!(
        "| lines of the client | {positional} | {builder} | {ours} | {ratio:.2} | {LINES_LIMIT} lines{over} |\n"
    ))
}

/// A crate whose builds are measured.
struct Crate {
    manifest: PathBuf,
    /// The library that somebody edits.
    library: PathBuf,
    target: PathBuf,
    /// Settings of Cargo that undo those of its workspace.
    settings: &'static [&'static str],
    /// What is built anew; the last of them is what is asked for.
    packages: &'static [&'static str],
}

impl Crate {
    fn cargo(&self, verb: &str) -> Command {
        let mut cargo = process::cargo();
        cargo.args([verb, "--quiet", "--manifest-path"]).arg(&self.manifest);
        cargo.arg("--target-dir").arg(&self.target);
        // What our workspace asks for would be no merit of what is generated.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "full");
        cargo.args(self.settings);
        // What the peer writes has hundreds of warnings, and to print them is no part of a build.
        cargo.env("RUSTFLAGS", "--cap-lints=allow");
        cargo
    }

    /// What a verb takes with dependencies built and nothing of ours.
    fn clean(&self, verb: &str) -> Result<Duration, Error> {
        self.run(verb)?;
        let builds = (0..BUILDS).map(|_| {
            let mut clean = self.cargo("clean");
            for package in self.packages {
                clean.args(["--package", package]);
            }
            process::succeed(&mut clean)?;
            timed(|| self.run(verb))
        });
        Ok(minimum_and_median(builds.collect::<Result<_, _>>()?)[0])
    }

    /// What a check takes when everything is checked and then a function is added.
    fn after_an_edit(&self) -> Result<Duration, Error> {
        self.run("check")?;
        let checks = (0..BUILDS).map(|number| {
            let edit = format!("\n/// Nothing.\npub fn edited_{number}() {{}}\n");
            let file = OpenOptions::new().append(true).open(&self.library);
            file.and_then(|mut file| file.write_all(edit.as_bytes()))
                .map_err(Error::io("edit", &self.library))?;
            timed(|| self.run("check"))
        });
        Ok(minimum_and_median(checks.collect::<Result<_, _>>()?)[0])
    }

    fn run(&self, verb: &str) -> Result<(), Error> {
        let mut cargo = self.cargo(verb);
        if let Some(package) = self.packages.last() {
            cargo.args(["--package", package]);
        }
        process::succeed(&mut cargo)
    }
}

type Measure = fn(&Crate) -> Result<Duration, Error>;

fn builds(tree: &Tree, progenitor: &Progenitor) -> Result<String, Error> {
    let scratch = Scratch::new("builds")?;
    let ours = our_crate(tree, scratch.path())?;
    let theirs = [Interface::Positional, Interface::Builder]
        .map(|interface| their_crate(&progenitor.krate(interface), scratch.path()));
    let mut rows = String::new();
    let measures: [(&str, Measure); 3] = [
        ("clean `cargo check`", |it| it.clean("check")),
        ("clean dev build", |it| it.clean("build")),
        ("`cargo check` after an edit", Crate::after_an_edit),
    ];
    for (what, measure) in measures {
        say::aside(format_args!("measuring: {what}"));
        let [positional, builder] = [measure(&theirs[0])?, measure(&theirs[1])?];
        rows += &row(what, [positional, builder], measure(&ours)?, BUILD_LIMIT);
    }
    Ok(rows)
}

/// A copy, since it is going to be edited.
fn our_crate(tree: &Tree, scratch: &Path) -> Result<Crate, Error> {
    let root = scratch.join("ours");
    fs::create_dir(&root).map_err(Error::io("create the folder", &root))?;
    let copy = Tree::open(&root)?;
    for folder in PRODUCT {
        for path in tree.below(folder)? {
            if let Some(bytes) = tree.read(&path)? {
                copy.write(&path, &bytes)?;
            }
        }
    }
    Ok(Crate {
        manifest: root.join(conformance::MANIFEST),
        library: root.join("generated/client/src/lib.rs"),
        target: scratch.join("target-ours"),
        settings: &["--config", "profile.dev.package.gorgias-runtime.opt-level=0"],
        packages: &["gorgias-runtime", "gorgias-client"],
    })
}

fn their_crate(krate: &Path, scratch: &Path) -> Crate {
    Crate {
        manifest: krate.join("Cargo.toml"),
        library: krate.join("src/lib.rs"),
        target: scratch.join("target-theirs"),
        settings: &[],
        packages: &[progenitor::RUNTIME, progenitor::PACKAGE],
    }
}

fn row(what: &str, theirs: [Duration; 2], ours: Duration, limit: f64) -> String {
    let [positional, builder, ours] = [theirs[0], theirs[1], ours].map(|time| time.as_secs_f64());
    let ratio = ours / positional;
    let over = if ratio > limit { " (over)" } else { "" };
    format!(
        "| {what} | {positional:.2} s | {builder:.2} s | {ours:.2} s | {ratio:.2} | {limit:.2}{over} |\n"
    )
}
