//! Work that goes on after the answer.

use serde_json::{Map, Value, json};

use super::{Model, Operation, Path};

/// How to follow work that goes on after the answer.
#[derive(Debug)]
pub(crate) struct LongRunning {
    /// The operation that asks how it stands: a place in [`Model::operations`].
    pub(crate) poll: usize,
    /// Keys of its arguments, and where the answer that began the work has their values.
    pub(crate) with: Vec<(String, Path)>,
    pub(crate) ended: Standing,
    /// A part of `ended`.
    pub(crate) good: Standing,
    /// Where what it answers says how much is done.
    pub(crate) progress: Option<Path>,
    /// The operation that stops the work, with the same arguments.
    pub(crate) cancel: Option<usize>,
}

/// Paths, and the texts of which each must have one.
pub(crate) type Standing = Vec<(Path, Vec<String>)>;

impl LongRunning {
    /// Whether who asks about other work with the same arguments can take it for this.
    pub(crate) fn is_followed_as(&self, other: &Self) -> bool {
        let keys = |work: &Self| work.with.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        keys(self) == keys(other)
            && self.ended == other.ended
            && self.good == other.good
            && self.progress == other.progress
            && self.cancel == other.cancel
    }

    /// The same as JSON, with operations under the names that its readers know.
    pub(crate) fn to_json<'m>(
        &self,
        model: &'m Model,
        name: impl Fn(&'m Operation) -> String,
    ) -> Value {
        let standing = |standing: &Standing| -> Value {
            standing.iter().map(|(path, values)| (path.to_string(), json!(values))).collect()
        };
        let with = self.with.iter().map(|(key, path)| (key.clone(), json!(path.to_string())));
        let mut json = Map::from_iter([
            ("poll".to_owned(), json!(name(&model.operations[self.poll]))),
            ("with".to_owned(), with.collect()),
            ("ended".to_owned(), standing(&self.ended)),
            ("good".to_owned(), standing(&self.good)),
        ]);
        if let Some(progress) = &self.progress {
            json.insert("progress".to_owned(), json!(progress.to_string()));
        }
        if let Some(cancel) = self.cancel {
            json.insert("cancel".to_owned(), json!(name(&model.operations[cancel])));
        }
        json.into()
    }
}
