//! What was verified, and by what.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use gorgias_fixture::Origin;
use libtest_mimic::Conclusion;

use crate::kind::Kind;
use crate::replay::Replay;

/// How many trials of each kind passed.
#[derive(Default)]
pub(crate) struct Tally(Mutex<BTreeMap<Kind, usize>>);

impl Tally {
    pub(crate) fn count(&self, kind: Kind, passed: bool) {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tally.entry(kind).or_default() += usize::from(passed);
    }
}

/// What stands at the end of a run.
pub(crate) struct Summary<'r> {
    pub(crate) conclusion: &'r Conclusion,
    pub(crate) tally: &'r Tally,
    pub(crate) replay: &'r Replay,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Conclusion { num_failed, num_filtered_out, .. } = self.conclusion;
        let tally = self.tally.0.lock().unwrap_or_else(PoisonError::into_inner);
        let verified = tally.iter().map(|(kind, passed)| format!("{passed} [{}]", kind.as_str()));
        writeln!(f, "verified: {}; failed: {num_failed}", verified.collect::<Vec<_>>().join(", "))?;
        self.answers(f)?;
        // A selection leaves recordings unused by right.
        if *num_filtered_out == 0 {
            let unused = self.replay.unused();
            if !unused.is_empty() {
                writeln!(f, "unused recordings: {}", unused.join(", "))?;
            }
        }
        Ok(())
    }
}

impl Summary<'_> {
    /// Where the answers came from: what is documented is not what a live account was seen to do.
    fn answers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let used = self.replay.used();
        let live = used.iter().filter(|recorded| recorded.origin == Origin::Live);
        let mut dates: Vec<_> = live.filter_map(|recorded| recorded.date.as_deref()).collect();
        dates.sort_unstable();
        let documented = used.len() - dates.len();
        write!(f, "recordings: {documented} documented, {} live", dates.len())?;
        match dates.as_slice() {
            [] => writeln!(f),
            [only] => writeln!(f, " ({only})"),
            [first, .., last] => writeln!(f, " ({first} to {last})"),
        }
    }
}
