//! Work that goes on while nobody waits. Time does not carry it on but questions do, so that it is repeatable: whoever asks
//! how it stands finds two more things done, and one more after somebody has asked for it to stop. The last one is always done
//! alone, so that there is time to ask for that.

use serde_json::{Map, Value, json};

use super::Done;
use crate::api::{Api, Kind};
use crate::call::{Asked, Call};
use crate::key::Key;
use crate::refusal::Refusal;
use crate::row::Kept;
use crate::state::{Progress, object};
use crate::table::{Deed, Work, WorkDeed};

/// How many things are done whenever somebody asks, while there are more.
const PACE: usize = 2;
/// What macros are made of, and what they set: `addTags` and `setStatus` are known. Work can close what it applies one to.
const ACTIONS: &str = "actions";
const TAGS: &str = "tags";
const STATUS: &str = "status";
const AND_CLOSE: &str = "params.apply_and_close";
/// How many more are done before work stops.
const LAST: usize = 1;

impl Call<'_> {
    pub(super) fn begin_work(&mut self, asked: &Asked<'_>, kind: Kind, key: &Key, work: &Work) {
        let each = self.shown().at(kind, key, &work.each);
        let left = each.iter().flat_map(|value| match value {
            Value::Array(items) => items.iter().filter_map(Key::of).collect(),
            one => Key::of(one).into_iter().collect::<Vec<_>>(),
        });
        let left: Vec<Key> = left.collect();
        self.state
            .works
            .insert((kind, key.clone()), Progress { operation: asked.at, left, done: 0 });
        self.stand(kind, key, work, &work.stands.waiting, None);
    }

    /// Does a little more of the work that a thing stands for, if somebody asks about it in the way that is meant for that.
    pub(super) fn go_on(&mut self, asked: &Asked<'_>, kind: Kind, key: &Key) {
        let Some(Progress { operation, left, done }) =
            self.state.works.get(&(kind, key.clone())).cloned()
        else {
            return;
        };
        let Some((work, progress)) = self.api.work(operation, &asked.operation.id) else { return };
        let stands = &work.stands;
        let now = self.standing(kind, key, work);
        let (pace, before_the_end) = if now == stands.stopping {
            (LAST, &stands.stopped)
        } else if now == stands.waiting || now == stands.working {
            (PACE.min(left.len().saturating_sub(1)).max(1), &stands.working)
        } else {
            return;
        };
        let then = if left.len() > pace { before_the_end } else { &stands.done };
        for thing in left.iter().take(pace) {
            self.work_on(kind, key, work, thing);
        }
        let done = done + left.len().min(pace);
        let left = left.into_iter().skip(pace).collect();
        self.state.works.insert((kind, key.clone()), Progress { operation, left, done });
        self.stand(kind, key, work, then, progress.map(|path| (path, done)));
    }

    pub(super) fn cancel(&mut self, asked: &Asked<'_>, kind: Kind) -> Result<Done, Refusal> {
        let key = self.found(asked, kind)?;
        let progress = self.state.works.get(&(kind, key.clone()));
        let work = progress.and_then(|progress| self.api.work_of(progress.operation));
        let work = work.or_else(|| self.api.any_work(kind));
        let Some(work) = work else { return Ok(Done::Nothing) };
        let now = self.standing(kind, &key, work);
        let stands = &work.stands;
        if now == stands.working {
            self.stand(kind, &key, work, &stands.stopping, None);
        } else if now != stands.done && now != stands.stopped && now != stands.stopping {
            self.stand(kind, &key, work, &stands.stopped, None);
        } else {
            return Err(Refusal::new(400, format!("The {} is over.", self.noun(kind))));
        }
        Ok(Done::Nothing)
    }

    /// Lets work stand as if it had not begun.
    pub(crate) fn wait_again(&mut self, kind: Kind, key: &Key) {
        if let Some(work) = self.api.any_work(kind) {
            self.stand(kind, key, work, &work.stands.waiting, None);
        }
    }

    fn standing(&self, kind: Kind, key: &Key, work: &Work) -> String {
        let kept = self.state.thing(kind, key);
        let standing = kept.and_then(|kept| kept.get(&work.stands.at)).and_then(Value::as_str);
        standing.unwrap_or_default().to_owned()
    }

    fn stand(
        &mut self,
        kind: Kind,
        key: &Key,
        work: &Work,
        at: &str,
        progress: Option<(&str, usize)>,
    ) {
        let Some(mut kept) = self.state.copy(kind, key) else { return };
        kept.insert(work.stands.at.clone(), json!(at));
        if let Some(field) = work.stands.times.get(at) {
            kept.entry(field.clone()).or_insert(Value::Null);
            if kept.get(field).is_some_and(Value::is_null) {
                kept.insert(field.clone(), json!(self.now));
            }
        }
        if let Some((path, done)) = progress {
            set(&mut kept, path, json!(done));
        }
        self.state.shelves[kind].put(key.clone(), kept);
    }

    /// Does with a thing what the work is.
    fn work_on(&mut self, kind: Kind, key: &Key, work: &Work, thing: &Key) {
        let Some(of) = self.api.kind(&work.of) else { return };
        let by = self.shown().at(kind, key, &work.by);
        let deed = by.first().and_then(Value::as_str).and_then(|by| work.deeds.get(by));
        match deed {
            Some(WorkDeed::Deletes) if self.state.thing(of, thing).is_some() => {
                self.delete(of, thing);
            }
            Some(WorkDeed::Sets(path)) => {
                let sets = self.shown().at(kind, key, path).into_iter().next();
                self.set_fields(of, thing, &object(sets.unwrap_or_default()));
            }
            Some(WorkDeed::Applies(path)) => {
                let named = self.shown().at(kind, key, path);
                for actions in named.iter().filter_map(Key::of) {
                    self.apply(kind, key, &actions, of, thing);
                }
            }
            Some(WorkDeed::Deletes) | None => {}
        }
    }

    /// Sets fields of a thing as an update does; what does not fit is left as it is.
    fn set_fields(&mut self, kind: Kind, key: &Key, sent: &Map<String, Value>) {
        let updates = self.api.operations.iter().find(|operation| {
            matches!(&operation.does, Deed::Update { of } if *of == self.api.things[kind].name)
        });
        if let Some(crate::api::Body::Fields(body)) = updates.map(|operation| &operation.body) {
            // Nobody waits for the work, so nobody is told of a field that it could not set.
            drop(self.update(kind, key, body, sent));
        }
    }

    /// Applies the actions of a thing, as macros have them: each has a name and arguments.
    fn apply(&mut self, kind: Kind, key: &Key, actions: &Key, of: Kind, thing: &Key) {
        let mut kinds = 0..self.api.things.len();
        let Some(holder) = kinds.find(|kind| self.api.object_of(*kind).field(ACTIONS).is_some())
        else {
            return;
        };
        let mut sets = Map::new();
        for action in self.shown().at(holder, actions, ACTIONS) {
            for action in action.as_array().into_iter().flatten() {
                self.add_action(action, of, thing, &mut sets);
            }
        }
        if self.shown().at(kind, key, AND_CLOSE).first() == Some(&json!(true)) {
            sets.insert(STATUS.to_owned(), json!("closed"));
        }
        self.set_fields(of, thing, &sets);
    }

    /// Adds what an action sets.
    fn add_action(&self, action: &Value, of: Kind, thing: &Key, sets: &mut Map<String, Value>) {
        let argument = |name: &str| action.get("arguments")?.get(name).cloned();
        match action.get("name").and_then(Value::as_str) {
            Some("setStatus") => {
                sets.extend(argument(STATUS).map(|status| (STATUS.to_owned(), status)));
            }
            Some("addTags") => {
                let names = argument(TAGS).unwrap_or_default();
                let names = names.as_str().unwrap_or_default().split(',').map(str::trim);
                let more = names.filter(|name| !name.is_empty()).map(Value::from);
                let there = self.shown().at(of, thing, &format!("{TAGS}[].name"));
                let all = there.into_iter().chain(more).map(|name| json!({ "name": name }));
                sets.insert(TAGS.to_owned(), all.collect());
            }
            _ => {}
        }
    }
}

impl Api {
    fn work_of(&self, operation: usize) -> Option<&Work> {
        match &self.operations.get(operation)?.does {
            Deed::Create { works: Some(work), .. } => Some(work),
            _ => None,
        }
    }

    /// The work that an operation begins, and where it says how much is done, if it is followed by another.
    fn work(&self, operation: usize, poll: &str) -> Option<(&Work, Option<&str>)> {
        let follow = self.operations.get(operation)?.follow.as_ref()?;
        let work = self.work_of(operation)?;
        (follow.poll == poll).then_some((work, follow.progress.as_deref()))
    }

    /// The work that things of a kind stand for.
    fn any_work(&self, kind: Kind) -> Option<&Work> {
        self.operations.iter().find_map(|operation| match &operation.does {
            Deed::Create { of, works: Some(work) } if *of == self.things[kind].name => Some(work),
            _ => None,
        })
    }
}

/// Sets what stands at a path, and makes the objects on the way.
fn set(kept: &mut Kept, path: &str, value: Value) {
    let Some((head, rest)) = path.split_once('.') else {
        kept.insert(path.to_owned(), value);
        return;
    };
    let inner = kept.entry(head.to_owned()).or_insert_with(|| json!({}));
    if !inner.is_object() {
        *inner = json!({});
    }
    if let Value::Object(inner) = inner {
        set(inner, rest, value);
    }
}
