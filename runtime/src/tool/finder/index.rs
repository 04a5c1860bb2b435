//! Which tools fit the words of a request: BM25 over several fields, with the weights of each word summed before they are
//! bounded, so that a word in the title and in the text is not counted as two.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    Synonyms,
    words::{tells, words},
};
use crate::tool::{Tool, types::Field};

/// How much a word counts by where it stands.
const NAME: f64 = 1.0;
const TITLE: f64 = 3.0;
const TEXT: f64 = 0.6;
const ARGUMENTS: f64 = 0.6;
const TOPICS: f64 = 0.6;

/// From how often on it hardly matters how much more often a word stands there.
const ENOUGH: f64 = 1.2;
/// How far a long text is held against its words.
const LENGTH: f64 = 0.4;
/// In so many tools a word may stand and still be taken for rare: what stands in a single text by chance tells little.
const RARE: f64 = 6.0;

/// What a word counts that people say for one of the texts, the same word by itself then, and one that was mistyped.
const SYNONYM: f64 = 0.9;
const SAID: f64 = 0.3;
const MISTYPED: f64 = 0.7;

/// So many words of a request are read. Who says more has not said what is to be found.
const LONGEST: usize = 60;

/// Who names nothing to be done wants to look.
const LOOKS: f64 = 1.1;

/// Of each word, the tools that have it and how much it counts there.
#[derive(Debug)]
pub(super) struct Index {
    weights: BTreeMap<String, Vec<(usize, f64)>>,
    /// What people say, in words, and what it stands for.
    said: Vec<(Vec<String>, Vec<String>)>,
    /// The words with which the titles of tools begin that change something.
    deeds: BTreeSet<String>,
    looks: Vec<bool>,
}

impl Index {
    pub(super) fn new(tools: &[&'static Tool], synonyms: Synonyms) -> Self {
        let mut weights: BTreeMap<String, Vec<(usize, f64)>> = BTreeMap::new();
        for (at, tool) in tools.iter().enumerate() {
            for (word, weight) in counted(tool) {
                weights.entry(word).or_default().push((at, weight));
            }
        }
        let said = synonyms.iter().flat_map(|(meant, said)| {
            let meant = words(meant);
            said.iter().map(move |said| (words(said), meant.clone()))
        });
        let changing = tools.iter().filter(|tool| !tool.hints.read_only);
        Self {
            weights,
            said: said.collect(),
            deeds: changing.filter_map(|tool| words(tool.title).into_iter().next()).collect(),
            looks: tools.iter().map(|tool| tool.hints.read_only).collect(),
        }
    }

    /// The places of all tools that have something of a request, the best first. Of equals the earlier is first.
    pub(super) fn ranked(&self, request: &str) -> Vec<usize> {
        let mut asked = words(request);
        asked.truncate(LONGEST);
        let meant = self.meant(&asked);
        let mut scores = vec![0.0; self.looks.len()];
        for (word, share) in &meant {
            let Some(found) = self.weights.get(word) else { continue };
            let rarity = self.rarity(found.len());
            for (at, weight) in found {
                scores[*at] += share * rarity * weight / (weight + ENOUGH);
            }
        }
        if meant.keys().all(|word| !self.deeds.contains(word)) {
            let looking = scores.iter_mut().zip(&self.looks).filter(|(_, looks)| **looks);
            looking.for_each(|(score, _)| *score *= LOOKS);
        }
        let mut ranked: Vec<_> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
        ranked.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        ranked
    }

    /// What a word tells that so many tools have.
    fn rarity(&self, having: usize) -> f64 {
        let (tools, having) = (self.looks.len() as f64, having as f64);
        (1.0 + (tools - having + 0.5) / (having + RARE)).ln()
    }

    /// The words of the texts that a request means, each with how far it counts: once, and at the most that was found.
    fn meant(&self, asked: &[String]) -> BTreeMap<String, f64> {
        let mut meant: BTreeMap<String, f64> = BTreeMap::new();
        let mut add = |word: &str, share: f64| {
            let known = meant.entry(word.to_owned()).or_default();
            *known = known.max(share);
        };
        let said = self.phrases(asked);
        for (_, stands_for) in &said {
            stands_for.iter().filter(|word| tells(word)).for_each(|word| add(word, SYNONYM));
        }
        for (at, word) in asked.iter().enumerate().filter(|(_, word)| tells(word)) {
            if said.iter().any(|(run, _)| run.contains(&at)) {
                add(word, SAID);
            } else if self.weights.contains_key(word) {
                add(word, 1.0);
            } else if let Some(near) = self.nearest(word) {
                add(near, MISTYPED);
                let said = self.said.iter().filter(|(said, _)| said.iter().eq([near]));
                said.flat_map(|(_, words)| words).for_each(|word| add(word, MISTYPED));
            }
        }
        meant
    }

    /// Where a request has what people say, and what that stands for. A longer phrase tells more than those within it.
    fn phrases(&self, asked: &[String]) -> Vec<(Range<usize>, &[String])> {
        let mut found = Vec::new();
        for (said, stands_for) in self.said.iter().filter(|(said, _)| !said.is_empty()) {
            let runs = asked.windows(said.len()).enumerate().filter(|(_, run)| run == said);
            found.extend(runs.map(|(at, run)| (at..at + run.len(), stands_for.as_slice())));
        }
        let runs: Vec<Range<usize>> = found.iter().map(|(run, _)| run.clone()).collect();
        found.retain(|(run, _)| {
            let within = |other: &Range<usize>| {
                other.start <= run.start && run.end <= other.end && other.len() > run.len()
            };
            !runs.iter().any(within)
        });
        found
    }

    /// The known word that a mistyped one is nearest to: one slip in a short word, two in a long one.
    fn nearest(&self, word: &str) -> Option<&str> {
        let slips = match word.len() {
            0..=3 => return None,
            4..=7 => 1,
            _ => 2,
        };
        let said = self.said.iter().filter_map(|(said, _)| match said.as_slice() {
            [one] => Some(one),
            _ => None,
        });
        let known = self.weights.keys().chain(said).filter(|known| known.len() > 2);
        // Who slips seldom does so at the first letter.
        let known = known.filter(|known| known.chars().next() == word.chars().next());
        let near = known.map(|known| (strsim::damerau_levenshtein(word, known), known));
        let near = near.filter(|(distance, _)| *distance <= slips);
        near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known.as_str())
    }
}

/// The words of a tool, and how much each counts.
fn counted(tool: &Tool) -> BTreeMap<String, f64> {
    let mut counted = BTreeMap::new();
    let filters = tool.scan.iter().flat_map(|scan| scan.filters).map(|filter| &filter.field);
    let keys: Vec<_> = tool.arguments.iter().chain(filters).map(Field::key).collect();
    let names: Vec<_> = tool.aliases.iter().map(|alias| alias.name).chain([tool.name]).collect();
    for (text, weight, usual) in [
        (names.join(" "), NAME, 6.0),
        (tool.title.to_owned(), TITLE, 3.0),
        (tool.description.to_owned(), TEXT, 25.0),
        (keys.join(" "), ARGUMENTS, 10.0),
        (tool.topics.join(" "), TOPICS, 1.0),
    ] {
        let words = words(&text);
        // What is longer than usual says less by each of its words.
        let length = 1.0 - LENGTH + LENGTH * words.len() as f64 / usual;
        for word in words {
            *counted.entry(word).or_insert(0.0) += weight / length;
        }
    }
    counted
}
