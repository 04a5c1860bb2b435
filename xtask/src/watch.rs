//! `generate --watch`: generates again whenever a source changes, until it is interrupted.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use crate::tree::{Stamp, Tree};
use crate::{generate, say};

/// How long nothing is looked at. Short enough that a save seems to be answered at once; looking costs a few
/// milliseconds.
const PAUSE: Duration = Duration::from_millis(200);

/// Generates once, and again after each change; what is wrong is shown and waits for the next save.
pub(crate) fn run(tree: &Tree) -> Result<ExitCode, Error> {
    loop {
        // Taken first, so that what changes meanwhile counts as a change.
        let before = tree.stamps().ok();
        if let Err(error) = generate::write(tree) {
            say::aside(format_args!("error: {error}"));
        }
        say::line("watching for changes; Ctrl-C ends it")?;
        wait_for_change(tree, before);
    }
}

/// Returns when the sources are others than before and have come to rest, since an editor that saves many files, or a
/// large one, takes a moment.
fn wait_for_change(tree: &Tree, before: Option<Vec<Stamp>>) {
    let mut last = before.clone();
    loop {
        thread::sleep(PAUSE);
        let now = tree.stamps().ok();
        if now == last && now != before {
            return;
        }
        last = now;
    }
}
