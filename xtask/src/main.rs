//! The commands people type: `cargo xtask --help` lists them.
//!
//! `flags` is the whole grammar, `tree` is the only module that touches the repository's files, and every other module is one
//! command. The compiler is a library; what needs an HTTP client or a server runs as a process, so that this stays quick to
//! build.

// Both panic when their reader has gone away; `say` does not.
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod bench;
mod check;
mod ci;
mod conformance;
mod deny;
mod diff;
mod error;
mod flags;
mod generate;
mod package;
mod process;
mod progress;
mod protocol;
mod regenerate;
mod say;
mod scratch;
mod serve;
mod tree;
mod watch;

use std::env;
use std::process::ExitCode;

use error::Error;
use flags::{Command, Generation, Request};
use tree::Tree;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            say::aside(format_args!("error: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}

fn run() -> Result<ExitCode, Error> {
    let (root, command) = match flags::parse(env::args_os().skip(1))? {
        Request::Help(text) => {
            say::whole(text)?;
            return Ok(ExitCode::SUCCESS);
        }
        Request::Run { root, command } => (root, command),
    };
    let tree = Tree::open(&root)?;
    match command {
        Command::Generate(Generation::Write) => generate::write(&tree),
        Command::Generate(Generation::Compare) => generate::compare(&tree),
        Command::Generate(Generation::Watch) => watch::run(&tree),
        Command::Check { format } => check::run(&tree, format),
        Command::Ci { only } => ci::run(&tree, only),
        Command::Conformance { arguments } => conformance::run(&tree, &arguments),
        Command::Protocol => protocol::run(&tree),
        Command::Serve { arguments } => serve::run(&tree, &arguments),
        Command::Bench { only, cold, write } => bench::run(&tree, only, cold, write),
    }
}
