//! The suite among other tests, for `cargo test` and nextest: their filters may well mean only others.

use std::process::ExitCode;

use gorgias_conformance::EmptySelection;

fn main() -> ExitCode {
    gorgias_conformance::run(EmptySelection::Passes)
}
