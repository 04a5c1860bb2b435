//! Lists: what their parameters pick, and in which order.

use serde_json::{Map, Value};

use super::{Done, sift::Sieve};
use crate::api::{Answer, Kind};
use crate::call::{Asked, Call};
use crate::key::{Key, Sort};
use crate::moment;
use crate::page::{Order, Page};
use crate::refusal::Refusal;
use crate::table::{By, Pick};

impl Call<'_> {
    pub(crate) fn list(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        order: Option<&str>,
        picks: &[Pick],
    ) -> Result<Done, Refusal> {
        let place = self.place(asked, kind)?;
        let sieves = self.sieves(asked, kind, picks)?;
        let picks: Vec<_> = picks.iter().filter_map(|pick| self.wanted(asked, pick)).collect();
        let order = order.and_then(|order| asked.query.get(order)).and_then(Value::as_str);
        let order = order.map_or_else(|| self.api.by_age(), Order::parse);
        let among = self.narrowed(kind, &place, &picks);
        let keeps = |key: &Key| {
            let is_at = |(name, value): &(String, Value)| {
                self.state.thing(kind, key).and_then(|kept| kept.get(name)) == Some(value)
            };
            place.iter().all(is_at)
                && picks.iter().all(|(pick, wanted)| self.picks(kind, key, pick, wanted))
                && sieves.iter().all(|it| it.as_ref().is_some_and(|it| self.passes(kind, key, it)))
        };
        let page = self.page(asked, kind, among, &order, keeps)?;
        Ok(self.listed(asked, kind, &page))
    }

    /// The things of a page, as the operation lists them.
    pub(super) fn listed(&self, asked: &Asked<'_>, kind: Kind, page: &Page) -> Done {
        let items = self.items(asked, kind, &page.keys);
        match &asked.operation.answer {
            Answer::Pages { by, .. } => {
                Done::json(self.envelope(asked, by, items, page, Map::new()))
            }
            _ => self.piece(asked, items),
        }
    }

    /// What parameters name that lets things through; none of what is not there.
    fn sieves(
        &self,
        asked: &Asked<'_>,
        kind: Kind,
        picks: &[Pick],
    ) -> Result<Vec<Option<Sieve>>, Refusal> {
        let mut sieves = Vec::new();
        for pick in picks.iter().filter(|pick| pick.by == By::Sifted) {
            let Some(named) = asked.query.get(&pick.param) else { continue };
            let param = asked.operation.query.iter().find(|field| field.name == pick.param);
            let kinds = param.and_then(|field| self.api.names(&field.ty.ty)).unwrap_or_default();
            let view = Key::of(named).and_then(|key| self.state.find(kinds, &key));
            sieves.push(view.map(|(_, view)| self.sieve(kind, view.into())).transpose()?);
        }
        Ok(sieves)
    }

    /// What a parameter asks for, if it was given or has a default.
    fn wanted<'p>(&self, asked: &Asked<'_>, pick: &'p Pick) -> Option<(&'p Pick, Vec<Value>)> {
        let given = asked.query.get(&pick.param)?;
        let wanted = match given {
            Value::Array(items) => items.clone(),
            one => vec![one.clone()],
        };
        let wanted = wanted.into_iter().map(|value| match &value {
            Value::String(text) if !matches!(pick.by, By::Equals | By::Contains) => {
                moment::normal(text).map_or(value, Value::from)
            }
            _ => value,
        });
        Some((pick, wanted.collect()))
    }

    /// The things among which a list is, if something that it picks by names them.
    fn narrowed(
        &self,
        kind: Kind,
        place: &[(String, Value)],
        picks: &[(&Pick, Vec<Value>)],
    ) -> Option<Vec<Key>> {
        let shelf = &self.state.shelves[kind];
        let placed = place.iter().map(|(name, value)| (name.as_str(), value));
        let picked = picks.iter().filter_map(|(pick, wanted)| match (pick.by, wanted.as_slice()) {
            (By::Equals, [one]) => {
                let path = pick.paths.first()?;
                Some((path.split('.').next().unwrap_or(path), one))
            }
            _ => None,
        });
        let mut found =
            placed.chain(picked).filter_map(|(field, value)| shelf.naming(field, &Key::of(value)?));
        found.next().map(|keys| keys.iter().cloned().collect())
    }

    /// Whether a thing is one that a parameter picks.
    fn picks(&self, kind: Kind, key: &Key, pick: &Pick, wanted: &[Value]) -> bool {
        // Nothing is left out, so nothing need be looked at.
        if pick.by == By::Includes && wanted.first() == Some(&Value::Bool(true)) {
            return true;
        }
        let shown = self.shown();
        let found = pick.paths.iter().flat_map(|path| shown.all_at(kind, key, path));
        let found: Vec<_> = found.filter(|value| !value.is_null()).collect();
        let first = wanted.first().unwrap_or(&Value::Null);
        let compare = |found: &Value| Sort::of(found).cmp(&Sort::of(first));
        match pick.by {
            By::Equals => found.iter().any(|found| wanted.contains(found)),
            By::Contains => wanted.iter().all(|part| found.iter().any(|found| holds(found, part))),
            By::Presence => found.is_empty() != (first == &Value::Bool(true)),
            By::Includes => found.is_empty(),
            By::Gt => found.iter().any(|found| compare(found).is_gt()),
            By::Gte => found.iter().any(|found| compare(found).is_ge()),
            By::Lt => found.iter().any(|found| compare(found).is_lt()),
            By::Lte => found.iter().any(|found| compare(found).is_le()),
            // What lets things through is asked on its own.
            By::Sifted => true,
        }
    }
}

/// Whether a text holds another one, whatever their letters are.
pub(super) fn holds(text: &Value, part: &Value) -> bool {
    let lower = |value: &Value| value.as_str().map(str::to_lowercase);
    match (lower(text), lower(part)) {
        (Some(text), Some(part)) => text.contains(&part),
        _ => false,
    }
}
