//! The official inspector, as a client by both ways in.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::node::Node;
use super::server;
use super::verdict::{Trial, Verdict};
use crate::error::Error;

const SCRIPT: &str = "inspector/clients/launcher/build/index.js";

/// What it is told, and a place in what it then shows, with what must stand there.
const TASKS: [(&str, &[&str], &str, &str); 3] = [
    // Strictly: it also looks for schemas that some client does not understand.
    ("tools/list", &["--strict"], "/tools/0/inputSchema/type", "object"),
    (
        "tools/call",
        &["--tool-name", "get_single_gorgias_tag_by_id", "--tool-arg", "id=501"],
        "/structuredContent/name",
        "refund",
    ),
    ("prompts/list", &[], "/prompts/0/name", "bulk-job"),
];

/// Lists and calls, over pipes and over HTTP, with a handshake and without.
pub(super) fn trials(node: &Node, program: &Path, url: &str) -> Result<Vec<Trial>, Error> {
    let mut trials = Vec::new();
    for (way, era) in
        [("stdio", "legacy"), ("stdio", "modern"), ("http", "legacy"), ("http", "modern")]
    {
        for (method, words, place, expected) in TASKS {
            let mut inspector = node.command(SCRIPT);
            inspector.arg("--cli");
            if way == "http" {
                inspector.args([url, "--transport", "http"]);
            } else {
                let demo = server::demo(program);
                inspector.arg(demo.get_program()).args(demo.get_args());
            }
            inspector.args(["--protocol-era", era, "--method", method]).args(words);
            let verdict = verdict(&mut inspector, place, expected)?;
            trials.push(Trial { name: format!("{method} over {way}, {era}"), verdict });
        }
    }
    Ok(trials)
}

fn verdict(inspector: &mut Command, place: &str, expected: &str) -> Result<Verdict, Error> {
    let shown = inspector.output();
    let shown = shown.map_err(|source| Error::NotStarted { program: SCRIPT.to_owned(), source })?;
    let answer: Value = serde_json::from_slice(&shown.stdout).unwrap_or_default();
    let found = answer.pointer(place).and_then(Value::as_str);
    Ok(if shown.status.success() && found == Some(expected) {
        Verdict::passed(format!("{place} is {expected}"))
    } else {
        let said = String::from_utf8_lossy(&shown.stderr);
        Verdict::failed(format!(
            "{place} is {found:?} and not {expected}; it says: {}",
            said.trim()
        ))
    })
}
