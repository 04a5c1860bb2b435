//! What a call does to the world.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Condition, EffectWord, Operation, Verb};

/// The effects of an operation: those of every call, and those that depend on arguments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Effect {
    pub(crate) always: BTreeSet<EffectWord>,
    pub(crate) sometimes: Vec<(EffectWord, Condition)>,
}

impl Effect {
    /// Everything that a call can do.
    pub(crate) fn possible(&self) -> BTreeSet<EffectWord> {
        self.always.iter().copied().chain(self.sometimes.iter().map(|(word, _)| *word)).collect()
    }

    /// Whether no call changes anything.
    pub(crate) fn only_reads(&self) -> bool {
        self.possible().iter().all(|word| *word == EffectWord::Reads)
    }

    pub(crate) fn may(&self, word: EffectWord) -> bool {
        self.possible().contains(&word)
    }

    /// The effects as documents tell them: `always` a list of words, `sometimes` what else and when, in the words of the
    /// spec.
    pub(crate) fn to_json(&self) -> Value {
        let always: Vec<&str> = self.always.iter().map(|word| word.as_str()).collect();
        let mut json = Map::from_iter([("always".to_owned(), json!(always))]);
        if !self.sometimes.is_empty() {
            let sometimes = self.sometimes.iter();
            let sometimes = sometimes
                .map(|(word, when)| json!({ "effect": word.as_str(), "when": when.to_json() }));
            json.insert("sometimes".to_owned(), sometimes.collect());
        }
        json.into()
    }
}

/// What a client may tell its user of a tool before it is called; doubt counts as the effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hints {
    pub(crate) read_only: bool,
    pub(crate) destructive: bool,
    /// Whether a second call with the same arguments changes nothing more.
    pub(crate) idempotent: bool,
    /// Whether it reaches people outside of the helpdesk.
    pub(crate) open_world: bool,
}

impl Operation {
    pub(crate) fn hints(&self) -> Hints {
        let read_only = self.effect.only_reads();
        let open_world = self.effect.may(EffectWord::ReachesCustomer);
        Hints {
            read_only,
            destructive: self.effect.may(EffectWord::Destroys),
            idempotent: read_only || (self.verb != Verb::Post && !open_world),
            open_world,
        }
    }
}
