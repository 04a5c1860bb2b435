//! What a run has shown, and the forms in which it is written down.

mod html;
mod json;
mod junit;
mod ledger;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gorgias_fixture::Origin;

use crate::kind::Kind;
use crate::live::Live;
use crate::options::{Options, Target};
use crate::record::{Tried, Verdict};
use crate::replay::Replay;

/// What a run has shown.
pub(crate) struct Report<'r> {
    /// What was selected, in the order of the suite.
    pub(crate) tried: Vec<Tried>,
    pub(crate) options: &'r Options,
    pub(crate) replay: &'r Replay,
    /// The account that was called, if the target is one.
    pub(crate) live: Option<&'r Live>,
    /// Whether all trials were selected that there are.
    pub(crate) whole: bool,
}

/// How many trials have shown what.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) verified: usize,
    pub(crate) failed: usize,
    pub(crate) broken: usize,
    pub(crate) as_expected: usize,
    pub(crate) skipped: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Verified => self.verified += 1,
            Verdict::Failed(_) => self.failed += 1,
            Verdict::Broken(_) => self.broken += 1,
            Verdict::FailsAsExpected(..) => self.as_expected += 1,
            Verdict::Skipped(_) => self.skipped += 1,
        }
    }

    pub(crate) fn all(&self) -> usize {
        self.verified + self.failed + self.broken + self.as_expected + self.skipped
    }

    /// What nobody may rely on, though the run did not fail by it.
    pub(crate) fn not_verified(&self) -> usize {
        self.as_expected + self.skipped
    }
}

/// What is counted together, and what it has shown, kind by kind.
pub(crate) type Table<'r> = BTreeMap<&'r str, BTreeMap<Kind, Counts>>;

/// Where answers come from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Origins {
    pub(crate) documented: usize,
    /// The days on which live ones were recorded, one for each of them, sorted.
    pub(crate) live: Vec<String>,
}

impl<'r> Report<'r> {
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.tried.iter().for_each(|tried| counts.add(&tried.verdict));
        counts
    }

    /// The kinds of what was selected.
    pub(crate) fn kinds(&self) -> BTreeSet<Kind> {
        self.tried.iter().map(|tried| tried.kind).collect()
    }

    /// All that was selected, counted by what a trial has in common with others.
    pub(crate) fn table<'t>(&'t self, by: impl Fn(&'t Tried) -> &'t str) -> Table<'t> {
        let mut table = Table::new();
        for tried in &self.tried {
            table.entry(by(tried)).or_default().entry(tried.kind).or_default().add(&tried.verdict);
        }
        table
    }

    /// Where the answers came from that were played: what is documented is not what a live account was seen to do.
    pub(crate) fn origins(&self) -> Origins {
        let mut origins = Origins::default();
        for recorded in self.replay.used() {
            origins.add(recorded.origin, recorded.date.as_deref());
        }
        origins.live.sort_unstable();
        origins
    }

    /// The same in words; of an account, where it is, and whether it is one of Gorgias.
    pub(crate) fn answers(&self) -> String {
        match (self.live, &self.options.target) {
            (Some(live), _) if live.is_gorgias() => format!("answers: live, of {}", live.address()),
            (Some(live), _) => format!("answers: of {}, which is not Gorgias", live.address()),
            (None, Target::StandIn) => {
                "answers: of an account that stands in for a real one".to_owned()
            }
            (None, _) => {
                let Origins { documented, live } = self.origins();
                let days = match live.as_slice() {
                    [] => String::new(),
                    [only] => format!(" ({only})"),
                    [first, .., last] => format!(" ({first} to {last})"),
                };
                format!("recordings: {documented} documented, {} live{days}", live.len())
            }
        }
    }

    /// The recordings that answered nothing. A selection leaves recordings unused by right.
    pub(crate) fn unused(&self) -> Vec<String> {
        let played = self.options.target == Target::Recordings;
        if self.whole && played { self.replay.unused() } else { Vec::new() }
    }

    /// Writes all that the command line asks for.
    pub(crate) fn write(&self) -> Result<(), String> {
        let options = self.options;
        if let Some(file) = &options.junit {
            save(file, &junit::text(self)?)?;
        }
        if let Some(file) = &options.json {
            save(file, &json::text(self))?;
        }
        if let Some(file) = &options.html {
            save(file, &html::page(self))?;
        }
        if let (Some(file), Some(date)) = (&options.ledger, options.date) {
            let known = fs::read_to_string(file).ok();
            let text = match self.live {
                Some(_) => ledger::with_live(known.as_deref(), self, date)
                    .map_err(|error| format!("{}: {error}", file.display()))?,
                None => ledger::text(known.as_deref(), self, date),
            };
            save(file, &text)?;
        }
        Ok(())
    }
}

impl Origins {
    pub(crate) fn add(&mut self, origin: Origin, date: Option<&str>) {
        match origin {
            Origin::Documented => self.documented += 1,
            Origin::Live => self.live.push(date.unwrap_or("of no date").to_owned()),
        }
    }
}

fn save(file: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(file, text).map_err(|error| format!("{}: cannot be written: {error}", file.display()))
}
