//! Lists as tools answer them.

use serde_json::{Map, Value, json};

use super::{Answered, Terms, Tool, marks::Marks, room, scan::Resume};
use crate::Page;

/// A list, or as much of it as was read, of each thing what is shown.
pub(super) struct Listing {
    pub(super) items: Vec<Value>,
    pub(super) next_cursor: Option<String>,
    /// Where a call would have to begin for each item to be the first; nothing where no call can begin but at the start.
    pub(super) places: Vec<Resume>,
    /// What else there is to say.
    pub(super) beside: Option<(&'static str, Value)>,
}

impl From<Page<Value>> for Listing {
    /// A list that cannot be gone on with.
    fn from(page: Page<Value>) -> Self {
        Self { items: page.data, next_cursor: page.next_cursor, places: Vec::new(), beside: None }
    }
}

impl Listing {
    /// A page that begins somewhere, from there on.
    pub(super) fn begun(page: Page<Value>, from: Resume) -> Self {
        let skip = from.skip.min(page.data.len());
        let places = (skip..page.data.len()).map(|skip| Resume::within(skip, from.cursor.clone()));
        Self {
            places: places.collect(),
            items: page.data.into_iter().skip(skip).collect(),
            next_cursor: page.next_cursor,
            beside: None,
        }
    }

    /// The answer, as much of it as there is room for.
    pub(super) fn answered(mut self, tool: &Tool, terms: &Terms) -> Answered {
        let mut marks = Marks::within("result[]");
        if let Some(ty) = &tool.answer {
            self.items.iter_mut().for_each(|item| marks.read(ty, item));
        }
        let cut = self.fit(terms.room());
        let mut answer = Map::new();
        answer.insert("result".to_owned(), self.items.into());
        answer.insert("next_cursor".to_owned(), self.next_cursor.into());
        answer.extend(self.beside.map(|(key, value)| (key.to_owned(), value)));
        answer.extend(cut.map(|cut| ("cut".to_owned(), cut)));
        Answered::new(answer.into(), marks)
    }

    /// Leaves out whole items at the end until the rest has so many bytes at most, and says so. The first is always there.
    fn fit(&mut self, largest: usize) -> Option<Value> {
        let mut room = largest;
        let fitting = self.items.iter().take_while(|item| {
            let left = room.checked_sub(room::size(item) + 1);
            room = left.unwrap_or_default();
            left.is_some()
        });
        let kept = fitting.count().max(1);
        if kept < self.items.len() {
            let left_out = self.items.len() - kept;
            self.items.truncate(kept);
            let how = self.go_on_at(kept);
            self.shorten_first(largest);
            return Some(json!({"items": left_out, "how": how}));
        }
        let cut = self.shorten_first(largest)?;
        Some(cut.to_json("name what you need in `fields`, or get it by its id"))
    }

    fn shorten_first(&mut self, largest: usize) -> Option<room::Cut> {
        match self.items.as_mut_slice() {
            [only] => room::fit(only, largest),
            _ => None,
        }
    }

    /// Makes the next call begin at an item that was left out, if one can, and says how to get it.
    fn go_on_at(&mut self, item: usize) -> &'static str {
        let Some(place) = self.places.get(item) else {
            return "name what you need in `fields`: more items fit then";
        };
        self.next_cursor = Some(place.to_string());
        if let Some(("scanned", scanned)) = &mut self.beside {
            scanned["complete"] = false.into();
        }
        "repeat the call with `next_cursor` as `cursor`; with fewer `fields` more items fit"
    }
}
