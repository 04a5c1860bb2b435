//! `generate`: makes what stands on disk what the spec says.

use std::process::ExitCode;
use std::time::Instant;

use gorgias_codegen::{Diagnostics, Output};

use crate::error::Error;
use crate::tree::{self, Tree};
use crate::{check, diff, progress};

/// Files whose change `--check` shows in full; the rest are named.
const SHOWN: usize = 8;

/// One file that is not what it should be.
struct Change {
    path: String,
    old: Option<Vec<u8>>,
    new: Option<String>,
}

impl Change {
    fn verb(&self) -> &'static str {
        match (&self.old, &self.new) {
            (None, _) => "created",
            (Some(_), Some(_)) => "updated",
            (Some(_), None) => "deleted",
        }
    }

    fn diff(&self) -> String {
        let old = self.old.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
        diff::unified(&self.path, &old, self.new.as_deref().unwrap_or_default())
    }
}

/// Writes what changed.
pub(crate) fn write(tree: &Tree) -> Result<ExitCode, Error> {
    let start = Instant::now();
    let outputs = compile(tree, "nothing was written")?;
    let changes = changes(tree, &outputs)?;
    apply(tree, &changes, |change| println!("{} {}", change.verb(), change.path))?;
    println!(
        "generate: {} in {:.2} s",
        summary(&changes, outputs.len()),
        start.elapsed().as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}

/// Writes everything into a tree that has none of it, and says what that was.
pub(crate) fn restore(tree: &Tree) -> Result<Vec<String>, Error> {
    let outputs = compile(tree, "nothing was restored")?;
    apply(tree, &changes(tree, &outputs)?, |_| ())?;
    Ok(outputs.into_iter().map(|output| output.path).collect())
}

/// Says what `write` would change.
pub(crate) fn compare(tree: &Tree) -> Result<ExitCode, Error> {
    let start = Instant::now();
    let outputs = compile(tree, "what is generated was not compared")?;
    let changes = changes(tree, &outputs)?;
    for (index, change) in changes.iter().enumerate() {
        println!("would be {} {}", change.verb(), change.path);
        if index < SHOWN {
            print!("{}", change.diff());
        }
    }
    println!(
        "generate --check: {} in {:.2} s",
        summary(&changes, outputs.len()),
        start.elapsed().as_secs_f64()
    );
    if changes.is_empty() {
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Error::Stale { count: changes.len() })
    }
}

fn compile(tree: &Tree, consequence: &'static str) -> Result<Vec<Output>, Error> {
    let sources = tree.sources()?;
    let compiled = progress::shown("compiling the spec", || gorgias_codegen::compile(&sources));
    compiled.map_err(|diagnostics: Diagnostics| {
        check::show(&diagnostics);
        Error::WrongSpec { count: diagnostics.len(), consequence }
    })
}

/// Deletes first: that makes room where a file becomes a folder, or where a name changes only in its case.
fn apply(tree: &Tree, changes: &[Change], done: impl Fn(&Change)) -> Result<(), Error> {
    for change in changes.iter().filter(|change| change.new.is_none()) {
        tree.delete(&change.path)?;
        done(change);
    }
    tree.prune()?;
    for change in changes {
        if let Some(text) = &change.new {
            tree.write(&change.path, text.as_bytes())?;
            done(change);
        }
    }
    Ok(())
}

fn changes(tree: &Tree, outputs: &[Output]) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    for Output { path, text } in outputs {
        let old = tree.read(path)?;
        if old.as_deref() != Some(text.as_bytes()) {
            changes.push(Change { path: path.clone(), old, new: Some(text.clone()) });
        }
    }
    for path in stale(tree, outputs)? {
        let old = Some(tree.read(&path)?.unwrap_or_default());
        changes.push(Change { path, old, new: None });
    }
    changes.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(changes)
}

/// What stands there and is no longer generated, with what an interrupted run left beside an output.
fn stale(tree: &Tree, outputs: &[Output]) -> Result<Vec<String>, Error> {
    let mut stale = tree.generated()?;
    stale.retain(|path| !outputs.iter().any(|output| output.path == *path));
    for output in outputs {
        let partial = tree::partial(&output.path);
        if !stale.contains(&partial) && tree.read(&partial)?.is_some() {
            stale.push(partial);
        }
    }
    Ok(stale)
}

fn summary(changes: &[Change], outputs: usize) -> String {
    let count = |verb| changes.iter().filter(|change| change.verb() == verb).count();
    let [created, updated, deleted] = ["created", "updated", "deleted"].map(count);
    if changes.is_empty() {
        format!("nothing to change, {outputs} files are what the spec makes,")
    } else {
        let unchanged = outputs - created - updated;
        format!("{created} created, {updated} updated, {deleted} deleted, {unchanged} unchanged")
    }
}
