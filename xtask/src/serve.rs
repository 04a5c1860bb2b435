//! `serve`: runs a local Gorgias as a process, since it needs a server that xtask must not wait for.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::conformance::MANIFEST;
use crate::error::Error;
use crate::process;
use crate::tree::Tree;

/// Hands the arguments on, and the exit status back. It runs in the folder of whoever calls it, since its arguments may be
/// paths.
pub(crate) fn run(tree: &Tree, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let mut server = process::cargo();
    server.args(["run", "--quiet", "--manifest-path"]).arg(tree.root().join(MANIFEST));
    server.args(["--package", "gorgias-serve", "--"]).args(arguments);
    process::status(&mut server).map(process::exit_code)
}
