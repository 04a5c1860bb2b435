//! Hands its arguments to the real `xtask`, which lives in the root workspace.
//!
//! `cargo xtask` runs a binary of the workspace it is typed in. Below `generated/`, `runtime/` and `conformance/` that is
//! the product workspace, and this is its `xtask`.

use std::env;
use std::path::Path;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut real = Command::new(cargo);
    real.args(["run", "--quiet", "--profile", "xtask", "--package", "xtask", "--bin", "xtask"])
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--")
        .args(env::args_os().skip(1));
    match real.status() {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("error: cargo did not start, so the real xtask could not be run: {error}");
            ExitCode::FAILURE
        }
    }
}
