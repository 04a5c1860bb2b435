//! What a call does to the world.

use std::collections::BTreeSet;

use super::{Condition, EffectWord};

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
}
