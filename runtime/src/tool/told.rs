//! What texts tell of the unions that stand beside them.

use serde_json::{Map, Value};

use super::types::{Field, Type};

/// The unions among some fields that are told, by the key of each, and what they are told to be.
#[derive(Default)]
pub(super) struct Told(Vec<(&'static str, &'static Type)>);

impl Told {
    /// What a caller tells of these fields, in whatever order.
    pub(super) fn by(
        fields: impl Iterator<Item = &'static Field> + Clone,
        given: &Map<String, Value>,
    ) -> Self {
        let told = fields.clone().filter_map(|field| {
            let (union, by) = field.given().union_beside()?;
            let by = fields.clone().find(|other| other.wire == by)?;
            let (_, text) = given.iter().find(|(key, _)| by.is_called(key))?;
            Some((field.key, union.variant(text.as_str()?)?))
        });
        Self(told.collect())
    }

    /// What a field is told to be.
    pub(super) fn of(&self, field: &Field) -> Option<&'static Type> {
        self.0.iter().find(|(key, _)| *key == field.key).map(|(_, ty)| *ty)
    }
}
