//! The command `gorgias-conformance`, which is what `cargo xtask conformance` runs.

use std::process::ExitCode;

use gorgias_conformance::EmptySelection;

fn main() -> ExitCode {
    gorgias_conformance::run(EmptySelection::Fails)
}
