//! What others add to their projects: it packs, and what is packed builds with the oldest Rust that is promised.

use std::process::{Command, Stdio};

use crate::error::Error;
use crate::tree::Tree;
use crate::{conformance, process};

const PACKAGES: [&str; 2] = ["gorgias-runtime", "gorgias-client"];

/// What `rust-version` of the packages says.
const OLDEST: &str = "1.85.0";

/// Why the oldest Rust could not be tried, if it could not; then the one that is here has built what is packed.
pub(crate) fn check(tree: &Tree) -> Result<Option<String>, Error> {
    let mut package = process::cargo();
    package.current_dir(tree.root());
    // What is checked is the tree as it stands, before it is a commit.
    package.args([
        "package",
        "--locked",
        "--allow-dirty",
        "--manifest-path",
        conformance::MANIFEST,
    ]);
    for name in PACKAGES {
        package.args(["--package", name]);
    }
    let oldest = oldest_compiler();
    if let Some(rustc) = &oldest {
        package.env("RUSTC", rustc);
    }
    process::succeed(&mut package)?;
    let reason = || format!("packed and built, but Rust {OLDEST} cannot be installed here");
    Ok(if oldest.is_some() { None } else { Some(reason()) })
}

/// The compiler of the oldest Rust, which is installed if it is not here.
fn oldest_compiler() -> Option<String> {
    let mut install = Command::new("rustup");
    install.args(["toolchain", "install", OLDEST, "--profile", "minimal", "--no-self-update"]);
    install.stdout(Stdio::null()).stderr(Stdio::null());
    let mut which = Command::new("rustup");
    which.args(["which", "--toolchain", OLDEST, "rustc"]).stderr(Stdio::null());
    let found = |which: &mut Command| {
        let output = which.output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    found(&mut which).or_else(|| {
        install.status().ok().filter(|status| status.success())?;
        found(&mut which)
    })
}
