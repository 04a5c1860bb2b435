//! What can be wrong with one value: derived from what the spec says of it, not from what checks it.

use serde_json::{Value, json};

use super::{Given, Rule};
use crate::model::{Bounds, IdKind, Model, Shape, Type};

/// A value that breaks one rule.
pub(super) struct Wrong {
    /// As in `too-long`.
    pub(super) name: &'static str,
    pub(super) gives: Given,
    pub(super) rule: Rule,
    /// Whether it is a limit, which the client checks; it leaves kinds to its types.
    pub(super) is_limit: bool,
}

impl Wrong {
    fn limit(name: &'static str, gives: Given, rule: Rule) -> Self {
        Self { name, gives, rule, is_limit: true }
    }

    fn form(name: &'static str, value: &str, is: &'static str) -> Self {
        Self::limit(name, Given::Json(value.into()), Rule::Is(is))
    }

    fn kind(name: &'static str, value: Value, is: &'static str) -> Self {
        Self { name, gives: Given::Json(value), rule: Rule::Is(is), is_limit: false }
    }
}

impl Model {
    /// Values that are refused where a type within bounds belongs, each for one reason.
    pub(super) fn wrong(&self, ty: &Type, bounds: &Bounds) -> Vec<Wrong> {
        self.of_another_kind(ty).into_iter().chain(self.beyond(bounds, ty)).collect()
    }

    fn of_another_kind(&self, ty: &Type) -> Option<Wrong> {
        Some(match ty {
            // Tools take a number for its text.
            Type::Text => Wrong::kind("no-text", json!(true), "a text"),
            Type::Int => Wrong::form("no-int", "seven", "a whole number"),
            Type::Number => Wrong::kind("no-number", json!("seven"), "a number"),
            Type::Bool => Wrong::kind("no-bool", json!("maybe"), "true or false"),
            Type::Time => Wrong::form("no-time", "2026-01-05", "a time"),
            Type::Date => Wrong::form("no-date", "2026-1-5", "a date"),
            Type::Email => Wrong::form("no-email", "somebody", "an e-mail address"),
            Type::Url => Wrong::form("no-url", "example.com", "an address"),
            Type::Uuid => Wrong::form("no-uuid", "0b1f8a52", "a UUID"),
            Type::Json => return None,
            Type::Value => Wrong::kind("no-value", json!({}), "a text, a number, true or false"),
            // Tools take one item for a list of it.
            Type::List(_) => Wrong::kind("no-list", json!(""), "a list"),
            Type::Map(_) | Type::Upload => Wrong::kind("no-object", json!(7), "an object"),
            Type::Named(at) => match &self.ty(*at).shape {
                Shape::Id(IdKind::Int) => Wrong::form("no-id", "seven", "a whole number"),
                Shape::Id(IdKind::Text) => Wrong::kind("no-id", json!(true), "a text"),
                Shape::Enum(def) if def.closed => {
                    let first = def.values.first()?.wire.clone();
                    let other = unlisted(def.values.iter().map(|value| value.wire.as_str()));
                    Wrong::limit("unlisted", Given::Json(other.into()), Rule::OneOf(first))
                }
                Shape::Enum(_) => Wrong::kind("no-text", json!(true), "a text"),
                Shape::Object(_) | Shape::Union(_) => {
                    Wrong::kind("no-object", json!(7), "an object")
                }
            },
        })
    }

    /// Values beyond bounds.
    fn beyond(&self, bounds: &Bounds, ty: &Type) -> Vec<Wrong> {
        let least = bounds.min.map(|min| (min, min.checked_sub(1), Rule::AtLeast(min)));
        let most = bounds.max.map(|max| (max, max.checked_add(1), Rule::AtMost(max)));
        let names = match ty {
            Type::Int | Type::Number => ["too-small", "too-large"],
            _ => ["too-short", "too-long"],
        };
        let beyond = [least, most].into_iter().zip(names);
        let beyond = beyond.filter_map(|(bound, name)| {
            let (_, beyond, rule) = bound?;
            Some(Wrong::limit(name, self.sized(ty, beyond?)?, rule))
        });
        let pattern = bounds.pattern.as_ref().map(|pattern| {
            let length = usize::try_from(bounds.min.unwrap_or_default()).unwrap_or_default();
            let text = "\u{2205}".repeat(length.max(1));
            Wrong::limit("another-form", Given::Json(text.into()), Rule::Matches(pattern.clone()))
        });
        beyond.chain(pattern).collect()
    }

    /// A value of a size; none if nothing is so small.
    fn sized(&self, ty: &Type, size: i64) -> Option<Given> {
        let count = || usize::try_from(size).ok();
        Some(match ty {
            Type::Int | Type::Number => Given::Json(size.into()),
            Type::List(item) => Given::Items(count()?, self.sample(&item.ty)?),
            Type::Email => Given::Text(count()?, "@example.com"),
            _ => Given::Text(count()?, ""),
        })
    }
}

/// A text that is none of some.
pub(super) fn unlisted<'v>(mut values: impl Iterator<Item = &'v str> + Clone) -> String {
    let mut text = "none-of-these".to_owned();
    while values.any(|value| value == text) {
        text.push('-');
    }
    text
}
