//! The server that is tried: built, and serving a demo.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::conformance::MANIFEST;
use crate::error::Error;
use crate::process;
use crate::tree::Tree;

/// A way to build it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// With what the suite calls.
    WithFixtures,
    /// As people use it.
    AsItIs,
}

impl Build {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::WithFixtures => "with fixtures",
            Self::AsItIs => "as it is",
        }
    }

    /// Builds it, and says where it lies.
    pub(super) fn program(self, tree: &Tree) -> Result<PathBuf, Error> {
        let mut build = process::cargo();
        build.args(["build", "--quiet", "--locked", "--message-format", "json-render-diagnostics"]);
        build.args(["--package", "gorgias-mcp", "--manifest-path"]).arg(tree.root().join(MANIFEST));
        if self == Self::WithFixtures {
            build.args(["--features", "fixtures"]);
        }
        let said = process::output(&mut build)?;
        let found = said.lines().filter_map(executable).next_back();
        found.ok_or_else(|| Error::Protocol {
            reason: "Cargo names no program that it built".to_owned(),
        })
    }
}

/// Where a program lies that Cargo says it has built.
fn executable(line: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    Some(PathBuf::from(message["executable"].as_str()?))
}

/// The program with all its tools, for an account that is made up.
pub(super) fn demo(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--demo", "--write"]);
    // What somebody serves otherwise is not what is tried.
    let ours = |name: &OsString| name.to_string_lossy().starts_with("GORGIAS_");
    for name in env::vars_os().map(|(name, _)| name).filter(ours) {
        command.env_remove(name);
    }
    command
}

/// The server behind a port, until this is dropped.
pub(super) struct Served {
    child: Child,
    url: String,
}

impl Served {
    pub(super) fn start(program: &Path) -> Result<Self, Error> {
        let mut command = demo(program);
        command.args(["--http", "127.0.0.1:0"]).stdin(Stdio::null()).stderr(Stdio::piped());
        let spelled = process::spelled(&command);
        let mut child = command
            .spawn()
            .map_err(|source| Error::NotStarted { program: spelled.clone(), source })?;
        let errors = child.stderr.take();
        let mut served = Self { child, url: String::new() };
        let mut lines = errors
            .into_iter()
            .flat_map(|errors| BufReader::new(errors).lines())
            .map_while(Result::ok);
        let url = lines.find_map(|line| address(&line).map(str::to_owned));
        served.url = url.ok_or(Error::Failed { command: spelled })?;
        // Whoever does not listen stops the one who speaks.
        thread::spawn(move || lines.for_each(drop));
        Ok(served)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

/// The address in the line that tells it.
fn address(line: &str) -> Option<&str> {
    line.split_once("listening on ").map(|(_, url)| url)
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
