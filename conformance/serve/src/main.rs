//! The command `gorgias-serve`, which is what `cargo xtask serve` runs: a local Gorgias for programs in any language.
//!
//! It speaks plain HTTP on this machine. What would take the calls of programs that insist on `https://….gorgias.com`, TLS
//! and a proxy, belongs between the socket and the [`Setup`].

mod faults;
mod options;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use gorgias_client::operations;
use gorgias_fixture::{Fixture, Setup};
use gorgias_stand_in::{Account, GORGIAS, Seed};

use crate::options::Options;

fn main() -> ExitCode {
    match serve(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(options: &Options) -> Result<(), String> {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let tokio = tokio.map_err(|error| format!("no async runtime could be started: {error}"))?;
    let setup = prepared(options)?.port(options.port);
    tokio.block_on(async {
        let fixture = setup.start().await.map_err(|error| {
            format!("port {} cannot be listened on: {error}; try another --port", options.port)
        })?;
        say(&format!("{} at {}", what(options), fixture.url()));
        std::future::pending().await
    })
}

fn what(options: &Options) -> &'static str {
    if options.recordings { "recorded answers" } else { "an account that keeps what it is told" }
}

/// A reader that has gone away must not end the server.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

fn prepared(options: &Options) -> Result<Setup, String> {
    let mut setup = if options.recordings { recordings(options)? } else { account(options)? };
    if let Some(file) = &options.faults {
        let rules = faults::parse(&read(file)?);
        let rules = rules.map_err(|error| format!("{}: {error}", file.display()))?;
        setup = rules.into_iter().fold(setup, Setup::rule);
    }
    if let Some(limit) = options.limit.rate() {
        setup = setup.rate_limit(limit);
    }
    Ok(setup.forgetting())
}

fn recordings(options: &Options) -> Result<Setup, String> {
    let exchanges = gorgias_conformance::load(&options.folder);
    let exchanges =
        exchanges.map_err(|error| format!("the recordings cannot be played\n{error}"))?;
    let params = operations::ALL.iter().flat_map(|operation| operation.params);
    Ok(Fixture::setup(exchanges)
        .ignoring_query(["limit"])
        .knowing_query(params.map(|param| param.wire)))
}

fn account(options: &Options) -> Result<Setup, String> {
    let mut account = Account::new(GORGIAS)?;
    if let Some(file) = &options.seed {
        let seed = Seed::parse(&read(file)?);
        account = seed
            .and_then(|seed| account.seeded(&seed))
            .map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(Fixture::setup(Vec::new()).responder(Arc::new(account)))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}
