//! The command `gorgias-serve`, which is what `cargo xtask serve` runs: a local Gorgias for programs in any language.
//!
//! It speaks plain HTTP on this machine. Programs that insist on `https://….gorgias.com` come by a [door](door::Door) in front
//! of that, which speaks TLS, and can be their proxy.

mod authority;
mod door;
mod faults;
mod head;
mod options;
mod rewound;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use gorgias_client::operations;
use gorgias_fixture::{Fixture, Setup};
use gorgias_stand_in::{Account, GORGIAS, Seed};
use tokio::net::TcpListener;

use crate::authority::Authority;
use crate::door::{Door, Way};
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
    let setup = prepared(options)?;
    tokio.block_on(async {
        if options.tls || options.proxy {
            secured(options, setup).await
        } else {
            plain(options, setup).await
        }
    })
}

async fn plain(options: &Options, setup: Setup) -> Result<(), String> {
    let fixture = setup.port(options.port).start().await;
    let fixture = fixture.map_err(|error| not_listening(options, &error))?;
    let stopped = stoppable()?;
    say(&format!("{} at {}", what(options), fixture.url()));
    stopped.await;
    end(fixture).await;
    Ok(())
}

/// The same behind a door.
async fn secured(options: &Options, setup: Setup) -> Result<(), String> {
    let listener = TcpListener::bind(("127.0.0.1", options.port)).await;
    let listener = listener.map_err(|error| not_listening(options, &error))?;
    let address = listener.local_addr().map_err(|error| not_listening(options, &error))?;
    let fixture = setup.start().await.map_err(|error| not_listening(options, &error))?;
    let authority = Authority::new().map_err(|error| format!("no certificate is made: {error}"))?;
    let authority = Arc::new(authority);
    if let Some(file) = &options.ca_out {
        fs::write(file, authority.pem())
            .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    }
    let stopped = stoppable()?;
    let scheme = if options.tls { "https" } else { "http" };
    say(&format!("{} at {scheme}://{address}", what(options)));
    if options.proxy {
        say("and at https://*.gorgias.com for programs whose proxy it is");
    }
    match &options.ca_out {
        Some(file) => say(&format!("programs must trust {}", file.display())),
        None => say("programs must trust its certificate, which --ca-out FILE writes"),
    }
    let way = Way { authority, is_proxy: options.proxy, to: fixture.address() };
    let door = Door { listener, way: Arc::new(way) };
    let ended = async {
        stopped.await;
        end(fixture).await;
    };
    tokio::select! {
        never = door.open() => match never {},
        () = ended => Ok(()),
    }
}

fn not_listening(options: &Options, error: &std::io::Error) -> String {
    format!("port {} cannot be listened on: {error}; try another --port", options.port)
}

/// From here on a person or a program may stop the server; what this gives ends when one does.
fn stoppable() -> Result<impl Future<Output = ()>, String> {
    let unheard = |error: std::io::Error| format!("nobody could stop the server: {error}");
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupted = signal(SignalKind::interrupt()).map_err(unheard)?;
        let mut terminated = signal(SignalKind::terminate()).map_err(unheard)?;
        Ok(async move {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        })
    }
    #[cfg(windows)]
    {
        let mut interrupted = tokio::signal::windows::ctrl_c().map_err(unheard)?;
        Ok(async move { drop(interrupted.recv().await) })
    }
}

/// So long may answers take that are under way when the server is stopped.
const PATIENCE: Duration = Duration::from_secs(2);

async fn end(fixture: Fixture) {
    drop(tokio::time::timeout(PATIENCE, fixture.stop()).await);
    say("stopped");
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
            .and_then(|seed| account.seeded(seed))
            .map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(Fixture::setup(Vec::new()).responder(Arc::new(account)))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}
