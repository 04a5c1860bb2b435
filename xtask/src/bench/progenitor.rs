//! The peer: progenitor, installed once, and the crates that it makes of our own OpenAPI document.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Map, Value};

use crate::error::Error;
use crate::scratch::Scratch;
use crate::tree::Tree;
use crate::{process, say};

pub(crate) const VERSION: &str = "0.15.1";

/// The package that it is told to make.
pub(crate) const PACKAGE: &str = "gorgias-peer";

/// What that package stands on, as ours does on its runtime.
pub(crate) const RUNTIME: &str = "progenitor-client";

const DOCUMENT: &str = "generated/openapi.json";

/// How it writes methods: with all parameters in a row, or with a setter for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interface {
    Positional,
    Builder,
}

impl Interface {
    fn as_str(self) -> &'static str {
        match self {
            Self::Positional => "positional",
            Self::Builder => "builder",
        }
    }
}

/// The peer with a document that it can read.
pub(crate) struct Progenitor {
    program: PathBuf,
    scratch: Scratch,
    left_out: Vec<String>,
}

impl Progenitor {
    /// Installs it where Cargo builds, unless it is there, and leaves out of our document what it has no notion of.
    pub(crate) fn prepare(tree: &Tree) -> Result<Self, Error> {
        let program = install(tree)?;
        let scratch = Scratch::new("progenitor")?;
        let text = tree.read(DOCUMENT)?.unwrap_or_default();
        let (document, left_out) = filtered(&text)?;
        let path = scratch.path().join("openapi.json");
        std::fs::write(&path, document).map_err(Error::io("write", &path))?;
        Ok(Self { program, scratch, left_out })
    }

    /// The operations that it cannot make.
    pub(crate) fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// Where it puts the crate.
    pub(crate) fn krate(&self, interface: Interface) -> PathBuf {
        self.scratch.path().join(interface.as_str())
    }

    pub(crate) fn generate(&self, interface: Interface) -> Result<(), Error> {
        let mut generate = Command::new(&self.program);
        generate.arg("progenitor").arg("--input").arg(self.scratch.path().join("openapi.json"));
        generate.arg("--output").arg(self.krate(interface));
        generate.args(["--name", PACKAGE, "--version", "0.1.0"]);
        generate.args(["--interface", interface.as_str()]).stdout(Stdio::null());
        process::succeed(&mut generate)
    }
}

fn install(tree: &Tree) -> Result<PathBuf, Error> {
    let root = tree.root().join("target/bench").join(format!("progenitor-{VERSION}"));
    let program = root.join("bin/cargo-progenitor");
    if !program.is_file() {
        say::aside(format_args!("installing progenitor {VERSION}"));
        let mut install = process::cargo();
        install.args(["install", "cargo-progenitor", "--locked", "--version", VERSION, "--root"]);
        process::succeed(install.arg(root))?;
    }
    Ok(program)
}

/// The document without operations that take a form with files, and the names of these.
fn filtered(text: &[u8]) -> Result<(Vec<u8>, Vec<String>), Error> {
    let wrong = |error: serde_json::Error| Error::Bench { reason: format!("{DOCUMENT}: {error}") };
    let mut document: Value = serde_json::from_slice(text).map_err(wrong)?;
    let mut left_out = Vec::new();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for operations in paths.values_mut().filter_map(Value::as_object_mut) {
            leave_out(operations, &mut left_out);
        }
        paths.retain(|_, operations| operations.as_object().is_some_and(|them| !them.is_empty()));
    }
    Ok((serde_json::to_vec(&document).map_err(wrong)?, left_out))
}

fn leave_out(operations: &mut Map<String, Value>, left_out: &mut Vec<String>) {
    operations.retain(|_, operation| {
        let taken = operation.pointer("/requestBody/content/multipart~1form-data").is_none();
        let name = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        left_out.extend((!taken).then(|| name.to_owned()));
        taken
    });
}

/// Lines of Rust below a folder that are neither empty nor a comment.
pub(crate) fn lines(folder: &Path) -> Result<usize, Error> {
    let tree = Tree::open(folder)?;
    let mut count = 0;
    for path in tree.below("src")?.iter().filter(|path| path.ends_with(".rs")) {
        let text = tree.read(path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let is_code = |line: &&str| !line.is_empty() && !line.starts_with("//");
        count += text.lines().map(str::trim).filter(is_code).count();
    }
    Ok(count)
}
