//! Small values that fit: what is required, and no more.

use std::iter::repeat_n;

use serde_json::{Map, Value, json};

use crate::model::{
    Field, IdKind, Model, ObjectDef, Shape, Side, Tag, Type, TypeUse, UnionDef, Variant,
};

/// What holds itself has no end.
const DEPTH: usize = 8;

impl Model {
    /// A value that a type takes, if one can be made.
    pub(super) fn sample(&self, ty: &Type) -> Option<Value> {
        self.sample_at(ty, DEPTH)
    }

    /// An object of a variant with the text that tells it.
    pub(super) fn sample_told(&self, key: &str, variant: &Variant) -> Option<Value> {
        self.told_at(key, variant, DEPTH)
    }

    fn told_at(&self, key: &str, variant: &Variant, depth: usize) -> Option<Value> {
        let mut sample = self.sample_at(&variant.ty, depth)?;
        sample.as_object_mut()?.insert(key.to_owned(), variant.wire.clone().into());
        Some(sample)
    }

    fn sample_at(&self, ty: &Type, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        Some(match ty {
            Type::Text | Type::Value => json!("text"),
            Type::Int | Type::Number => json!(1),
            Type::Bool => json!(true),
            Type::Time => json!("2026-01-05T09:00:00Z"),
            Type::Date => json!("2026-01-05"),
            Type::Email => json!("somebody@example.com"),
            Type::Url => json!("https://example.com/"),
            Type::Uuid => json!("0b1f8a52-6d3c-4e55-9f0a-2c7d41a98e63"),
            Type::Json => json!({}),
            Type::List(item) => json!([self.sample_at(&item.ty, depth)?]),
            Type::Map(value) => json!({ "1": self.sample_at(&value.ty, depth)? }),
            Type::Upload => json!({ "name": "a.txt", "content_type": "text/plain", "content": "" }),
            Type::Named(at) => match &self.ty(*at).shape {
                Shape::Id(kind) => self.ty(*at).example.clone().unwrap_or(match kind {
                    IdKind::Int => json!(1),
                    IdKind::Text => json!("text"),
                }),
                Shape::Enum(def) => def.values.first()?.wire.clone().into(),
                Shape::Object(object) => self.sample_object(object, depth)?,
                Shape::Union(union) => self.sample_union(union, depth)?,
            },
        })
    }

    fn sample_object(&self, object: &ObjectDef, depth: usize) -> Option<Value> {
        let required = object.fields.iter().filter(|field| !field.optional);
        let mut entries = Map::new();
        for field in required {
            if let Some(ty) = Side::Body.of(field) {
                entries.insert(field.wire.clone(), self.sample_field(field, ty, depth)?);
            }
        }
        Some(entries.into())
    }

    fn sample_field(&self, field: &Field, ty: &TypeUse, depth: usize) -> Option<Value> {
        let known = field.example.as_ref().or(field.default.as_ref());
        if let Some(known) = known.filter(|_| field.writes.is_none()) {
            return Some(known.clone());
        }
        let least = field.bounds.min.unwrap_or_default();
        let count = usize::try_from(least).unwrap_or_default();
        Some(match self.sample_at(&ty.ty, depth)? {
            Value::Array(items) => {
                items.into_iter().flat_map(|item| repeat_n(item, count.max(1))).collect()
            }
            Value::Number(_) if field.bounds.min.is_some() => least.into(),
            Value::String(text) if text.len() < count => "x".repeat(count).into(),
            sample => sample,
        })
    }

    /// Of what a text beside it tells nothing is known here.
    fn sample_union(&self, union: &UnionDef, depth: usize) -> Option<Value> {
        match &union.tag {
            Tag::Inside(key) => self.told_at(key, union.variants.first()?, depth),
            Tag::Beside(_) => Some(json!({})),
        }
    }
}
