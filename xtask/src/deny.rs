//! cargo-deny: what the project may depend on.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use crate::tree::Tree;
use crate::{process, say};

/// What `deny.toml` is written for. A newer one will do, an older one is replaced.
const VERSION: [u32; 3] = [0, 20, 2];

/// How long the database of advisories may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bans, licences and sources of one workspace.
pub(crate) fn check(tree: &Tree, manifest: &str) -> Result<(), Error> {
    install()?;
    process::succeed(deny(tree, manifest).args(["check", "bans", "licenses", "sources"]))
}

/// Why the advisories cannot be checked here, if they cannot.
pub(crate) fn fetch_advisories(tree: &Tree, manifest: &str) -> Result<Option<String>, Error> {
    install()?;
    let mut fetch = deny(tree, manifest);
    fetch
        .args(["fetch", "db"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let program = process::spelled(&fetch);
    let mut child = fetch.spawn().map_err(|source| Error::NotStarted { program, source })?;
    let (said, hear) = mpsc::channel();
    let mut errors = child.stderr.take();
    thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(errors) = &mut errors {
            // What was read before an error is all there is to show.
            let _ = errors.read_to_end(&mut text);
        }
        let _ = said.send(String::from_utf8_lossy(&text).into_owned());
    });
    let Ok(text) = hear.recv_timeout(PATIENCE) else {
        // It may have ended by itself meanwhile; either way there is no database.
        let _ = child.kill();
        let _ = child.wait();
        return Ok(Some(format!("their database did not arrive in {} s", PATIENCE.as_secs())));
    };
    let status = child
        .wait()
        .map_err(|source| Error::NotStarted { program: "cargo deny".to_owned(), source })?;
    if status.success() { Ok(None) } else { Ok(Some(reason(&text))) }
}

/// Known vulnerabilities and yanked crates of one workspace; the database must have been fetched.
pub(crate) fn check_advisories(tree: &Tree, manifest: &str) -> Result<(), Error> {
    process::succeed(deny(tree, manifest).args(["check", "--disable-fetch", "advisories"]))
}

fn deny(tree: &Tree, manifest: &str) -> Command {
    let mut deny = process::cargo();
    deny.current_dir(tree.root()).args([
        "deny",
        "--manifest-path",
        manifest,
        "--config",
        "deny.toml",
    ]);
    deny
}

/// Installs cargo-deny where Cargo keeps its commands, which is once for a machine.
fn install() -> Result<(), Error> {
    let version = VERSION.map(|part| part.to_string()).join(".");
    if installed().is_some_and(|found| found >= VERSION) {
        return Ok(());
    }
    say::aside(format_args!("installing cargo-deny {version}, once for this machine"));
    // Its release profile takes minutes to build and saves a fraction of a second for each run.
    let mut install = process::cargo();
    install.args(["install", "cargo-deny", "--locked", "--version", &version, "--profile", "dev"]);
    process::succeed(install.env("CARGO_PROFILE_DEV_DEBUG", "0"))
}

fn installed() -> Option<[u32; 3]> {
    let asked = process::cargo()
        .args(["deny", "--version"])
        .output()
        .ok()
        .filter(|asked| asked.status.success())?;
    parse_version(&String::from_utf8_lossy(&asked.stdout))
}

fn parse_version(text: &str) -> Option<[u32; 3]> {
    let version = text.trim().rsplit(' ').next()?;
    let parts: Vec<u32> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    parts.try_into().ok()
}

/// The line that says most: git's own, if it came so far.
fn reason(text: &str) -> String {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(|line| line.starts_with("fatal:")).or_else(|| lines().next());
    line.unwrap_or("their database could not be fetched").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version_that_is_installed() {
        let cases = [
            ("cargo-deny 0.20.2\n", Some([0, 20, 2])),
            ("cargo-deny 1.0.10", Some([1, 0, 10])),
            ("cargo-deny 0.21.0-rc.1", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_version(text), expected, "{text:?}");
        }
    }

    #[test]
    fn gives_the_reason_that_says_most() {
        let cases = [
            (
                "[ERROR] failed to fetch\nCloning\nfatal: could not resolve host\n",
                "fatal: could not resolve host",
            ),
            ("\n[ERROR] no git\n", "[ERROR] no git"),
            ("", "their database could not be fetched"),
        ];
        for (text, expected) in cases {
            assert_eq!(reason(text), expected, "{text:?}");
        }
    }
}
