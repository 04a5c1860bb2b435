//! `conformance`: runs the suite as a process, since it needs an HTTP client that xtask must not wait for.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::error::Error;
use crate::process;
use crate::tree::Tree;

/// Where the product workspace is rooted.
pub(crate) const MANIFEST: &str = "conformance/Cargo.toml";

/// Hands the arguments on, and the exit status back.
pub(crate) fn run(tree: &Tree, arguments: &[OsString]) -> Result<ExitCode, Error> {
    process::status(suite(tree).args(arguments)).map(process::exit_code)
}

/// The suite, in the folder of whoever calls it, since its arguments may be paths.
pub(crate) fn suite(tree: &Tree) -> Command {
    let mut suite = process::cargo();
    suite.args(["run", "--quiet", "--manifest-path"]).arg(tree.root().join(MANIFEST));
    suite.args(["--bin", "gorgias-conformance", "--"]);
    suite
}
