//! The official suite, and what it writes down.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::node::Node;
use super::server::Build;
use super::verdict::{Check, Trial, Verdict};
use crate::error::Error;
use crate::tree::Tree;

/// A way in which the suite is run.
pub(super) struct Run {
    pub(super) name: &'static str,
    script: &'static str,
    words: &'static [&'static str],
}

/// What each revision of the protocol requires, and what the last stable suite tries unless it is told otherwise.
pub(super) const RUNS: [Run; 3] = [
    Run {
        name: "2025-11-25",
        script: "conformance/dist/index.js",
        words: &["--requirements", "2025-11-25"],
    },
    Run {
        name: "2026-07-28",
        script: "conformance/dist/index.js",
        words: &["--requirements", "2026-07-28"],
    },
    Run { name: "active", script: "conformance-active/dist/index.js", words: &[] },
];

impl Run {
    /// Runs it against a server, and judges each scenario.
    pub(super) fn scenarios(
        &self,
        tree: &Tree,
        node: &Node,
        build: Build,
        url: &str,
    ) -> Result<Vec<Trial>, Error> {
        let folder = format!("target/protocol/results/{} {}", self.name, build.name());
        let folder = tree.root().join(folder);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Error::io("remove", &folder))?;
        }
        let mut suite = node.command(self.script);
        suite.args(["server", "--url", url]).args(self.words).arg("--output-dir").arg(&folder);
        let said = suite.output();
        let said =
            said.map_err(|source| Error::NotStarted { program: self.script.to_owned(), source })?;
        let is_content = said.status.success();
        let said = String::from_utf8_lossy(&said.stdout);
        let unscored: BTreeMap<_, _> = said.lines().filter_map(unscored).collect();
        let mut trials = Vec::new();
        for (name, checks) in written(&folder)? {
            let verdict = Verdict::of(&name, build, &checks, unscored.get(name.as_str()).copied());
            trials.push(Trial { name, verdict });
        }
        // Its own word counts, too, where nothing is apart.
        if trials.is_empty() || (build == Build::WithFixtures && !is_content) {
            let end: Vec<_> = said.lines().rev().take(5).collect();
            let end: Vec<_> = end.into_iter().rev().collect();
            let verdict = Verdict::failed(format!("it is not content: {}", end.join(" ")));
            trials.push(Trial { name: "the suite as a whole".to_owned(), verdict });
        }
        Ok(trials)
    }
}

/// The checks of each scenario, by its name.
fn written(folder: &Path) -> Result<BTreeMap<String, Vec<Check>>, Error> {
    let mut scenarios = BTreeMap::new();
    let entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
    for entry in entries {
        let entry = entry.map_err(Error::io("read", folder))?;
        let Some(name) = scenario(&entry.file_name().to_string_lossy()).map(str::to_owned) else {
            continue;
        };
        let path = entry.path().join("checks.json");
        let text = fs::read(&path).map_err(Error::io("read", &path))?;
        let checks = Check::all(&text).map_err(|error| Error::Protocol {
            reason: format!("{} is no list of checks: {error}", path.display()),
        })?;
        scenarios.insert(name, checks);
    }
    Ok(scenarios)
}

/// The scenario of a folder, behind whose name stands when it was tried.
fn scenario(folder: &str) -> Option<&str> {
    const TIME: usize = "-2026-01-01T00-00-00-000Z".len();
    let named = folder.strip_prefix("server-")?;
    named.get(..named.len().checked_sub(TIME)?)
}

/// A scenario that the suite does not count, and why: `  ✗ json-schema-2020-12 (pending)`.
fn unscored(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("  ")?;
    let line = line.strip_prefix(['✓', '✗'])?.trim_start();
    line.strip_suffix(')')?.split_once(" (")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_lines_name_scenarios() {
        let folders = [
            ("server-ping-2026-11-20T15-21-36-640Z", Some("ping")),
            ("server-json-schema-2020-12-2026-11-20T15-35-56-755Z", Some("json-schema-2020-12")),
            ("server-x", None),
            ("client-ping-2026-11-20T15-21-36-640Z", None),
        ];
        for (folder, expected) in folders {
            assert_eq!(scenario(folder), expected);
        }
        let lines = [
            ("  ✗ json-schema-2020-12 (pending)", Some(("json-schema-2020-12", "pending"))),
            ("  ✓ ping (extension)", Some(("ping", "extension"))),
            ("✓ ping: 2 passed, 0 failed", None),
            ("", None),
        ];
        for (line, expected) in lines {
            assert_eq!(unscored(line), expected);
        }
    }
}
