//! `generate`: makes what stands on disk what the spec says.

use std::process::ExitCode;
use std::time::Instant;

use gorgias_codegen::{Diagnostics, Output};

use crate::error::{Error, counted};
use crate::tree::{self, Tree};
use crate::{check, diff, progress, say};

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
    let _alone = tree.lock();
    let start = Instant::now();
    let outputs = compile(tree, "nothing was written")?;
    let changes = changes(tree, &outputs)?;
    apply(tree, &changes, |change| say::line(format_args!("{} {}", change.verb(), change.path)))?;
    say::line(format_args!(
        "generate: {}, {:.2} s",
        summary(&changes, outputs.len()),
        start.elapsed().as_secs_f64()
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes everything into a tree that has none of it, and says what that was.
pub(crate) fn restore(tree: &Tree) -> Result<Vec<String>, Error> {
    let outputs = compile(tree, "nothing was restored")?;
    apply(tree, &changes(tree, &outputs)?, |_| Ok(()))?;
    Ok(outputs.into_iter().map(|output| output.path).collect())
}

/// Says what `write` would change.
pub(crate) fn compare(tree: &Tree) -> Result<ExitCode, Error> {
    let start = Instant::now();
    let outputs = compile(tree, "what is generated was not compared")?;
    let changes = changes(tree, &outputs)?;
    for (index, change) in changes.iter().enumerate() {
        say::line(format_args!("would be {} {}", change.verb(), change.path))?;
        if index < SHOWN {
            say::whole(change.diff())?;
        }
    }
    say::line(format_args!(
        "generate --check: {}, {:.2} s",
        summary(&changes, outputs.len()),
        start.elapsed().as_secs_f64()
    ))?;
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
fn apply(
    tree: &Tree,
    changes: &[Change],
    done: impl Fn(&Change) -> Result<(), Error>,
) -> Result<(), Error> {
    for change in changes.iter().filter(|change| change.new.is_none()) {
        tree.delete(&change.path)?;
        done(change)?;
    }
    tree.prune()?;
    for change in changes {
        if let Some(text) = &change.new {
            tree.write(&change.path, text.as_bytes())?;
            done(change)?;
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
        format!("nothing to change in {}", counted(outputs, "file"))
    } else {
        let unchanged = outputs - created - updated;
        format!("{created} created, {updated} updated, {deleted} deleted, {unchanged} unchanged")
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::scratch::Scratch;

    type Files<'a> = &'a [(&'a str, &'a str)];

    fn outputs(files: Files<'_>) -> Vec<Output> {
        files
            .iter()
            .map(|(path, text)| Output { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect()
    }

    fn paths(tree: &Tree) -> Vec<String> {
        [tree.below("generated").unwrap(), tree.below("spec").unwrap()].concat()
    }

    /// Lays `before` down, generates `made`, and expects one line in `log` for each change and nothing else touched.
    fn check(before: Files<'_>, made: Files<'_>, log: &[&str]) {
        let scratch = Scratch::new("generate-test").unwrap();
        let tree = Tree::open(scratch.path()).unwrap();
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        for (path, text) in before {
            tree.write(path, text.as_bytes()).unwrap();
            File::options()
                .append(true)
                .open(tree.root().join(path))
                .unwrap()
                .set_modified(long_ago)
                .unwrap();
        }
        let made = outputs(made);

        let found = changes(&tree, &made).unwrap();
        let done = std::cell::RefCell::new(Vec::new());
        apply(&tree, &found, |change| {
            done.borrow_mut().push(format!("{} {}", change.verb(), change.path));
            Ok(())
        })
        .unwrap();

        assert_eq!(done.into_inner(), log);
        let expected: Vec<_> = made.iter().map(|output| output.path.clone()).collect();
        assert_eq!(paths(&tree), expected);
        for Output { path, text } in &made {
            assert_eq!(tree.read(path).unwrap().as_deref(), Some(text.as_bytes()), "{path}");
            let modified = tree.root().join(path).metadata().unwrap().modified().unwrap();
            let written = log.iter().any(|line| line.ends_with(path));
            assert_eq!(modified != long_ago, written, "{path} was written or left alone wrongly");
        }
        assert!(changes(&tree, &made).unwrap().is_empty(), "a second run would change something");
    }

    #[test]
    fn makes_the_tree_what_was_compiled() {
        let made: Files<'_> = &[
            ("generated/client/lib.rs", "one"),
            ("generated/tools.json", "[]"),
            ("spec/schema.json", "{}"),
        ];
        check(
            &[],
            made,
            &[
                "created generated/client/lib.rs",
                "created generated/tools.json",
                "created spec/schema.json",
            ],
        );
        check(made, made, &[]);
        check(
            &[made[0], ("generated/tools.json", "[1]"), made[2]],
            made,
            &["updated generated/tools.json"],
        );
        check(
            &[
                made[0],
                made[1],
                made[2],
                ("generated/client/old/a.rs", ""),
                ("generated/gone.json", ""),
            ],
            made,
            &["deleted generated/client/old/a.rs", "deleted generated/gone.json"],
        );
    }

    #[test]
    fn a_file_makes_way_for_a_folder_and_a_folder_for_a_file() {
        check(
            &[("generated/a", "file"), ("generated/b/c", "in a folder")],
            &[("generated/a/c", "in a folder"), ("generated/b", "file")],
            &[
                "deleted generated/a",
                "deleted generated/b/c",
                "created generated/a/c",
                "created generated/b",
            ],
        );
    }

    #[test]
    fn what_an_interrupted_run_left_is_deleted() {
        let made: Files<'_> = &[("generated/tools.json", "[]"), ("spec/schema.json", "{}")];
        check(
            &[
                made[0],
                made[1],
                ("generated/.tools.json.partial", "["),
                ("spec/.schema.json.partial", "{"),
            ],
            made,
            &["deleted generated/.tools.json.partial", "deleted spec/.schema.json.partial"],
        );
    }

    #[test]
    fn build_folders_are_left_alone_and_empty_folders_are_not() {
        let scratch = Scratch::new("generate-test").unwrap();
        let tree = Tree::open(scratch.path()).unwrap();
        tree.write("generated/client/target/built", b"by cargo").unwrap();
        std::fs::create_dir_all(tree.root().join("generated/empty/deep")).unwrap();

        apply(&tree, &changes(&tree, &[]).unwrap(), |_| Ok(())).unwrap();

        assert!(tree.read("generated/client/target/built").unwrap().is_some());
        assert!(!tree.root().join("generated/empty").exists());
    }

    #[test]
    fn what_stands_in_the_way_of_a_file_is_left_with_nothing_beside_it() {
        let scratch = Scratch::new("generate-test").unwrap();
        let tree = Tree::open(scratch.path()).unwrap();
        tree.write("spec/schema.json/mine", b"mine").unwrap();
        assert!(matches!(tree.write("spec/schema.json", b"{}"), Err(Error::Io { .. })));
        assert_eq!(tree.below("spec").unwrap(), ["spec/schema.json/mine"]);
    }

    #[test]
    fn nothing_is_written_outside_the_tree() {
        let scratch = Scratch::new("generate-test").unwrap();
        let tree = Tree::open(scratch.path()).unwrap();
        for path in ["../outside", "/outside", "generated/../../outside", ""] {
            assert!(
                matches!(changes(&tree, &outputs(&[(path, "")])), Err(Error::Path { .. })),
                "{path:?}"
            );
        }
    }
}
