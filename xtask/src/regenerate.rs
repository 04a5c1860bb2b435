//! Proves that `generated/` can be deleted: a copy of the repository without it restores it byte for byte.

use std::collections::BTreeSet;

use crate::error::{Error, counted};
use crate::scratch::Scratch;
use crate::tree::Tree;
use crate::{generate, process, say};

/// What the compiler is built from; nothing generated may be among it.
const COMPILER: [&str; 2] = ["codegen", "xtask"];
const MANIFESTS: [&str; 2] = ["Cargo.toml", "Cargo.lock"];

/// Works on a copy, so that an interrupted run damages nothing.
pub(crate) fn run(tree: &Tree) -> Result<(), Error> {
    let scratch = Scratch::new("regenerate")?;
    let copy = Tree::open(scratch.path())?;
    copy_compiler(tree, &copy)?;
    for source in tree.sources()? {
        copy.write(&source.path, &source.bytes)?;
    }
    // A workspace that needs what is generated does not even load.
    let mut load = process::cargo();
    load.args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(copy.root());
    process::output(&mut load)?;

    let restored = generate::restore(&copy)?;
    let paths: BTreeSet<String> = restored.into_iter().chain(tree.generated()?).collect();
    let mut different = Vec::new();
    for path in &paths {
        if tree.read(path)? != copy.read(path)? {
            say::aside(format_args!("not restored as it stands here: {path}"));
            different.push(path);
        }
    }
    if different.is_empty() {
        say::line(format_args!("{} restored byte for byte", counted(paths.len(), "file")))
    } else {
        Err(Error::Stale { count: different.len() })
    }
}

fn copy_compiler(tree: &Tree, copy: &Tree) -> Result<(), Error> {
    let mut paths: Vec<String> = MANIFESTS.map(str::to_owned).to_vec();
    for folder in COMPILER {
        paths.extend(tree.below(folder)?);
    }
    for path in paths {
        if let Some(bytes) = tree.read(&path)? {
            copy.write(&path, &bytes)?;
        }
    }
    Ok(())
}
