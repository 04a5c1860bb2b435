//! What the server costs whoever runs it: `cargo bench --package gorgias-mcp --bench server`, in the workspace of the product.
//!
//! It is the binary that `cargo install` builds, started and asked as clients do it, in front of the test server. What a call costs by
//! itself is measured within this process, with an answer that stands ready. The table goes to standard output; `cargo xtask bench` puts
//! it into a report.

mod binary;
mod flood;
mod own;
mod process;
mod start;
mod table;

use std::{env, error::Error, process::ExitCode};

use self::own::Work;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

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
        [] => measure(),
        ["repeat", work, times] => {
            own::repeat(Work::named(work).ok_or("no such work")?, times.parse()?)
        }
        _ => Err("this takes no arguments".into()),
    }
}

fn measure() -> Outcome<()> {
    table::head();
    start::measure()?;
    flood::measure()?;
    own::measure()?;
    binary::measure()
}
