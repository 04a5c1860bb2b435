//! What clients garble on the way, put right by the type. More than the type says is not guessed, and a text that may be
//! any text is never touched.

use serde_json::{Number, Value};

use super::{check::fits, types::Type};
use crate::limit::whole;

/// An argument that came garbled and was put right, so that its sender can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Where: `ticket_ids[0]`.
    pub path: String,
    /// What was done to it.
    pub how: &'static str,
}

const AS_NUMBER: &str = "a text was read as a number";
const AS_BOOL: &str = "a text was read as true or false";
pub(super) const AS_JSON: &str = "a text was read as JSON";
const AS_NULL: &str = "the text null was read as null";
const AS_TEXT: &str = "a number was read as a text";
const AS_LIST: &str = "one value was taken as a list of one";
const AS_SPLIT: &str = "a text was split at its commas";
const AS_SPELLED: &str = "a value was spelled as the API spells it";
pub(super) const LEFT_OUT: &str = "null was left out, since it cannot be null";

/// The value as it was meant, and what had to be done; nothing if the type does not tell.
pub(super) fn repair(ty: &Type, value: &Value) -> Option<(Value, &'static str)> {
    match (ty, value) {
        (_, Value::Null) => None,
        (Type::Nullable(ty), value) => repair(ty, value).or_else(|| null(ty, value)),
        (Type::Int, Value::String(text)) => Some((whole_of(&number(text)?)?.into(), AS_NUMBER)),
        (Type::Number, Value::String(text)) => Some((Value::Number(number(text)?), AS_NUMBER)),
        (Type::Bool, Value::String(text)) => Some((bool(text)?.into(), AS_BOOL)),
        (Type::Text, Value::Number(number)) if !number.is_f64() => {
            Some((number.to_string().into(), AS_TEXT))
        }
        (Type::Enum(choice), Value::String(text)) if !choice.values.contains(&text.as_str()) => {
            let mut alike =
                choice.values.iter().filter(|known| known.eq_ignore_ascii_case(text.trim()));
            let only = alike.next().filter(|_| alike.next().is_none())?;
            Some(((*only).into(), AS_SPELLED))
        }
        (Type::Map(_) | Type::Object(_) | Type::Union(_) | Type::Upload, Value::String(text)) => {
            Some((json(text).filter(Value::is_object)?, AS_JSON))
        }
        (Type::List(_), Value::Array(_)) => None,
        (Type::List(item), Value::String(text)) => list(item, text),
        (Type::List(item), value) if is_of(item, value) => {
            Some((Value::Array(vec![value.clone()]), AS_LIST))
        }
        _ => None,
    }
}

/// A number that is a whole one, however it is written.
fn whole_of(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| whole(number))
}

/// The JSON that a text holds.
pub(super) fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn number(text: &str) -> Option<Number> {
    serde_json::from_str(text.trim()).ok()
}

fn bool(text: &str) -> Option<bool> {
    text.trim().to_ascii_lowercase().parse().ok()
}

/// The word null where no such word can stand.
fn null(ty: &Type, value: &Value) -> Option<(Value, &'static str)> {
    let is_null = value == "null" && fits(ty, value).is_err();
    is_null.then_some((Value::Null, AS_NULL))
}

/// A list that was given as a text: as JSON, as one item, or with commas where no item can hold one.
fn list(item: &Type, text: &str) -> Option<(Value, &'static str)> {
    match json(text) {
        Some(list @ Value::Array(_)) => return Some((list, AS_JSON)),
        Some(one @ Value::Object(_)) if is_of(item, &one) => {
            return Some((Value::Array(vec![one]), AS_JSON));
        }
        _ => {}
    }
    let one = Value::from(text);
    if !text.contains(',') && goes_as(item, &one) && !text.trim_start().starts_with(['[', '{']) {
        return Some((Value::Array(vec![one]), AS_LIST));
    }
    let parts = text.split(',').map(|part| Value::from(part.trim()));
    let parts: Vec<_> = parts.collect();
    let split = has_no_commas(item) && parts.iter().all(|part| goes_as(item, part));
    split.then_some((Value::Array(parts), AS_SPLIT))
}

/// Whether a text is of the type, or can be made so.
fn goes_as(ty: &Type, value: &Value) -> bool {
    value != "" && (fits(ty, value).is_ok() || repair(ty, value).is_some())
}

/// Whether no value of the type holds a comma.
fn has_no_commas(ty: &Type) -> bool {
    match ty {
        Type::Nullable(ty) => has_no_commas(ty),
        Type::Int | Type::Number | Type::Bool | Type::Uuid | Type::Time | Type::Date => true,
        Type::Enum(choice) => choice.values.iter().all(|value| !value.contains(',')),
        _ => false,
    }
}

/// Whether a value that is no text is of the kind that the type wants.
fn is_of(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Nullable(ty), value) => is_of(ty, value),
        (Type::Map(_) | Type::Object(_) | Type::Union(_) | Type::Upload, Value::Object(_)) => true,
        (Type::List(_), _) => false,
        (ty, value) => fits(ty, value).is_ok() || repair(ty, value).is_some(),
    }
}
