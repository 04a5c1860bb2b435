//! The search: a word in things of the kind that an argument says.

use serde_json::Value;

use super::{Done, fields, list::holds, sent};
use crate::api::Answer;
use crate::call::{Asked, Call};
use crate::key::Key;
use crate::refusal::{Fault, Refusal};
use crate::table::{Place, Search};

impl Call<'_> {
    pub(super) fn search(&mut self, asked: &Asked<'_>, search: &Search) -> Result<Done, Refusal> {
        let (body, given) = (fields(asked), sent(asked)?);
        let refused = |fault| Refusal::invalid("Failed to search", fault);
        if let Some(fault) = self.api.types.misfit(body, given) {
            return Err(refused(fault));
        }
        let default = |name: &str| body.field(name).and_then(|field| field.default.clone());
        let value = |name: &str| given.get(name).cloned().or_else(|| default(name));
        let by = value(&search.by).unwrap_or_default();
        let place = by.as_str().and_then(|by| search.places.get(by));
        let Some(Place { of, paths }) = place else {
            return Err(refused(Fault::new("Not a valid choice.").under(&search.by)));
        };
        let Some(kind) = self.api.kind(of) else { return Err(Refusal::missing()) };
        let word = value(&search.word).unwrap_or_default();
        let size = value(&search.size).and_then(|size| usize::try_from(size.as_u64()?).ok());
        let shown = self.shown();
        let has_word = |key: &Key| {
            let mut found = paths.iter().flat_map(|path| shown.all_at(kind, key, path));
            word.as_str().is_none_or(str::is_empty) || found.any(|found| holds(&found, &word))
        };
        let keys = self.state.shelves[kind].keys().filter(|key| has_word(key));
        let keys: Vec<Key> = keys.take(size.unwrap_or(usize::MAX)).cloned().collect();
        Ok(self.piece(asked, self.hits(asked, kind, &keys)))
    }

    /// What is shown of what was found: the fields of the answer, as far as the thing has them.
    fn hits(&self, asked: &Asked<'_>, kind: usize, keys: &[Key]) -> Vec<Value> {
        let Answer::List { of, .. } = &asked.operation.answer else { return Vec::new() };
        let Some((_, object)) = self.api.types.object(&of.ty) else { return Vec::new() };
        let hits = keys.iter().filter_map(|key| {
            let kept = self.state.thing(kind, key)?;
            let known = object
                .fields
                .iter()
                .filter_map(|field| Some((field.name.clone(), kept.get(&field.name)?.clone())));
            Some(Value::Object(known.collect()))
        });
        hits.collect()
    }
}
