//! What others add to their projects: it packs, and what is packed builds with the oldest Rust that is promised.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;
use std::{fs, io};

use serde_json::Value;

use crate::error::Error;
use crate::tree::Tree;
use crate::{conformance, process};

const PACKAGES: [&str; 2] = ["gorgias-runtime", "gorgias-client"];

/// Why the oldest Rust could not be tried, if it could not; then the one that is here has built what is packed.
pub(crate) fn check(tree: &Tree) -> Result<Option<String>, Error> {
    let Promise { rust, target } = Promise::read(tree)?;
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
    // Named, so that the packages share what they depend on: each is built in a folder of its own otherwise.
    package.arg("--target-dir").arg(unused(&target)?);
    for name in PACKAGES {
        package.args(["--package", name]);
    }
    // A package alone has the profile of no workspace, and nobody debugs what is only built.
    package.env("CARGO_PROFILE_DEV_DEBUG", "0");
    let oldest = compiler(&rust);
    if let Some(rustc) = &oldest {
        package.env("RUSTC", rustc);
    }
    process::succeed(&mut package)?;
    let reason = || format!("packed and built, but Rust {rust} cannot be installed here");
    Ok(if oldest.is_some() { None } else { Some(reason()) })
}

/// A folder to build in at which nothing was packed before: Cargo unpacks a package that another one needs into
/// its own home, under the folder that it was packed in, and takes what it finds there for the same package, however old.
fn unused(target: &Path) -> Result<PathBuf, Error> {
    let packed = target.join("packed");
    match fs::remove_dir_all(&packed) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::io("remove the folder", &packed)(error));
        }
        _ => {}
    }
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    Ok(packed.join(now.as_nanos().to_string()))
}

/// What the manifests say.
struct Promise {
    /// The oldest Rust that builds all of the packages, with its patch: that of which nothing was mended yet.
    rust: String,
    /// Where Cargo builds.
    target: PathBuf,
}

impl Promise {
    fn read(tree: &Tree) -> Result<Self, Error> {
        let mut metadata = process::cargo();
        metadata.current_dir(tree.root()).args(["metadata", "--no-deps", "--format-version", "1"]);
        metadata.args(["--manifest-path", conformance::MANIFEST]);
        Self::of(&process::output(&mut metadata)?)
    }

    fn of(metadata: &str) -> Result<Self, Error> {
        let wrong = |reason| Error::Package { packages: PACKAGES.join(" and "), reason };
        let metadata: Value =
            serde_json::from_str(metadata).map_err(|error| wrong(error.to_string()))?;
        let versions = PACKAGES.map(|name| {
            let mut packages = metadata["packages"].as_array().into_iter().flatten();
            packages.find(|package| package["name"] == name)?["rust_version"].as_str()
        });
        let [Some(one), Some(other)] = versions else {
            return Err(wrong("one of them promises none; give both a `rust-version`".to_owned()));
        };
        if one != other {
            let reason = format!("they promise {one} and {other}; let both promise the same");
            return Err(wrong(reason));
        }
        let patch = if one.matches('.').count() < 2 { ".0" } else { "" };
        let target = metadata["target_directory"].as_str().unwrap_or("target").into();
        Ok(Self { rust: format!("{one}{patch}"), target })
    }
}

/// The compiler of a Rust, which is installed if it is not here.
fn compiler(rust: &str) -> Option<String> {
    let mut install = Command::new("rustup");
    install.args(["toolchain", "install", rust, "--profile", "minimal", "--no-self-update"]);
    install.stdout(Stdio::null()).stderr(Stdio::null());
    let mut which = Command::new("rustup");
    which.args(["which", "--toolchain", rust, "rustc"]).stderr(Stdio::null());
    let found = |which: &mut Command| {
        let output = which.output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    found(&mut which).or_else(|| {
        install.status().ok().filter(|status| status.success())?;
        found(&mut which)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_rust_is_what_all_packages_promise() {
        let check = |runtime: Option<&str>, client: Option<&str>, expected: Result<&str, &str>| {
            let package =
                |name: &str, rust| serde_json::json!({ "name": name, "rust_version": rust });
            let packages = [
                package("gorgias-client", client),
                package("gorgias-mcp", Some("1.99")),
                package("gorgias-runtime", runtime),
            ];
            let metadata =
                serde_json::json!({ "packages": packages, "target_directory": "/target" });
            let promise = Promise::of(&metadata.to_string());
            let found = promise.map(|promise| promise.rust).map_err(|error| error.to_string());
            assert_eq!(found.as_deref().map_err(String::as_str), expected);
        };
        check(Some("1.85"), Some("1.85"), Ok("1.85.0"));
        check(Some("1.85.1"), Some("1.85.1"), Ok("1.85.1"));
        check(
            Some("1.85"),
            Some("1.88"),
            Err("gorgias-runtime and gorgias-client cannot be tried with the oldest Rust: \
                 they promise 1.85 and 1.88; let both promise the same"),
        );
        check(
            Some("1.85"),
            None,
            Err("gorgias-runtime and gorgias-client cannot be tried with the oldest Rust: \
                 one of them promises none; give both a `rust-version`"),
        );
    }
}
