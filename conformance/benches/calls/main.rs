//! What a call by the client costs beside the same call by hand: `cargo bench --bench calls`.
//!
//! Both sides ask the same server for the same bytes and read them into the same types. Every figure is a ratio within one run, so
//! that a slow machine changes nothing. The table goes to standard output; `cargo xtask bench` puts it into a report.

mod allocations;
mod case;
mod instructions;
mod server;
mod side;
mod stream;
mod table;
mod times;

use std::{env, error::Error, net::SocketAddr, process::ExitCode};

use self::{case::Case, server::Server, side::Side};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// `repeat` is how this program runs itself under valgrind; Cargo gives a `--bench` of its own.
fn run() -> Outcome<()> {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match *words {
        [] => compare(),
        ["repeat", side, case, times, address] => repeat(
            Side::named(side).ok_or("no such side")?,
            Case::named(case).ok_or("no such case")?,
            times.parse()?,
            address.parse()?,
        ),
        _ => Err("this takes no arguments".into()),
    }
}

fn compare() -> Outcome<()> {
    let server = Server::start()?;
    table::head();
    for case in Case::ALL {
        times::compare(case, server.address())?;
        instructions::compare(case, server.address())?;
        allocations::compare(case, server.address())?;
    }
    stream::compare(server.address())
}

fn repeat(side: Side, case: Case, times: u32, address: SocketAddr) -> Outcome<()> {
    let caller = side.caller(address)?;
    tokio_runtime()?.block_on(async {
        for _ in 0..times {
            caller.call(case).await?;
        }
        Ok(())
    })
}

/// One thread makes the calls, so that what it allocates can be counted.
fn tokio_runtime() -> Outcome<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
