//! Lists as tools answer them.

use serde_json::{Map, Value};

use super::projection::Projection;
use crate::Page;

/// A list, or as much of it as was read.
pub(super) struct Listing {
    pub(super) items: Vec<Value>,
    pub(super) next_cursor: Option<String>,
    /// What else there is to say.
    pub(super) beside: Option<(&'static str, Value)>,
}

impl From<Page<Value>> for Listing {
    fn from(page: Page<Value>) -> Self {
        Self { items: page.data, next_cursor: page.next_cursor, beside: None }
    }
}

impl Listing {
    pub(super) fn shown(self, shown: Option<&Projection>) -> Value {
        let items: Value = self.items.into_iter().map(|item| show(shown, item)).collect();
        let mut answer = Map::new();
        answer.insert("result".to_owned(), items);
        answer.insert("next_cursor".to_owned(), self.next_cursor.into());
        answer.extend(self.beside.map(|(key, value)| (key.to_owned(), value)));
        answer.into()
    }
}

pub(super) fn show(shown: Option<&Projection>, value: Value) -> Value {
    shown.and_then(|shown| shown.show(value)).unwrap_or_default()
}
