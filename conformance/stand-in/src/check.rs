//! Whether what is sent fits what a call takes.

use serde_json::{Map, Value};

use crate::moment;
use crate::refusal::Fault;
use crate::types::{Field, Object, Shape, Tag, Type, Types, Use};

impl Types {
    /// What is wrong with an object, field by field.
    pub(crate) fn misfit(&self, object: &Object, given: &Map<String, Value>) -> Option<Fault> {
        let mut faults = Map::new();
        for (name, value) in given {
            let field = object.field(name).filter(|field| field.written);
            let fault = match field {
                Some(field) => self.misfit_of(field, value, given),
                None if object.open => None,
                None => Some(Fault::new("Unknown field.")),
            };
            if let Some(fault) = fault {
                faults.insert(name.clone(), fault.into_value());
            }
        }
        let needed = object.fields.iter().filter(|field| field.written && !field.optional);
        for field in needed.filter(|field| !given.contains_key(&field.name)) {
            let missing = Fault::new("Missing data for required field.");
            faults.insert(field.name.clone(), missing.into_value());
        }
        (!faults.is_empty()).then_some(Fault::Fields(faults))
    }

    /// What is wrong with the value of a field. What stands beside it may tell what it is.
    fn misfit_of(
        &self,
        field: &Field,
        value: &Value,
        beside: &Map<String, Value>,
    ) -> Option<Fault> {
        if value.is_null() {
            let nullable = field.given().nullable;
            return (!nullable).then(|| Fault::new("Field may not be null."));
        }
        let shape = match &field.given().ty {
            Type::Named(at) => Some(self.shape_of(*at)),
            _ => None,
        };
        if let Some(Shape::Union { tag: Tag::Beside(teller), variants }) = shape {
            let told = beside.get(teller).and_then(Value::as_str);
            return self.misfit_with(variants.get(told?)?, value);
        }
        self.misfit_with(field.given(), value).or_else(|| bounds(field, value))
    }

    /// What is wrong with a value.
    pub(crate) fn misfit_with(&self, ty: &Use, value: &Value) -> Option<Fault> {
        if value.is_null() {
            return (!ty.nullable).then(|| Fault::new("Field may not be null."));
        }
        let wrong = |what: &str| Some(Fault::new(format!("Not a valid {what}.")));
        match (&ty.ty, value) {
            (Type::Json, _)
            | (Type::Text | Type::Uuid, Value::String(_))
            | (Type::Bool | Type::Value, Value::Bool(_))
            | (Type::Number | Type::Value, Value::Number(_))
            | (Type::Value, Value::String(_)) => None,
            (Type::Int, Value::Number(number)) if number.is_i64() => None,
            (Type::Time, Value::String(text)) if moment::normal(text).is_some() => None,
            (Type::Date, Value::String(text)) if text.len() == 10 => None,
            (Type::Email, Value::String(text)) if text.contains('@') => None,
            (Type::Url, Value::String(text)) if text.contains(':') => None,
            (Type::List(item), Value::Array(items)) => {
                let faults = items.iter().enumerate().filter_map(|(at, value)| {
                    let fault = self.misfit_with(item, value)?;
                    Some((at.to_string(), fault.into_value()))
                });
                let faults: Map<_, _> = faults.collect();
                (!faults.is_empty()).then_some(Fault::Fields(faults))
            }
            (Type::Map(of), Value::Object(entries)) => {
                let faults = entries.iter().filter_map(|(key, value)| {
                    Some((key.clone(), self.misfit_with(of, value)?.into_value()))
                });
                let faults: Map<_, _> = faults.collect();
                (!faults.is_empty()).then_some(Fault::Fields(faults))
            }
            (Type::Named(at), value) => self.misfit_named(self.shape_of(*at), value),
            (Type::Text, _) => wrong("string"),
            (Type::Int, _) => wrong("integer"),
            (Type::Number, _) => wrong("number"),
            (Type::Bool, _) => wrong("boolean"),
            (Type::Time, _) => wrong("datetime"),
            (Type::Date, _) => wrong("date"),
            (Type::Email, _) => wrong("email address"),
            (Type::Url, _) => wrong("URL"),
            (Type::Uuid, _) => wrong("UUID"),
            (Type::Value, _) => wrong("value"),
            (Type::List(_), _) => wrong("list"),
            (Type::Map(_), _) => wrong("mapping type"),
        }
    }

    fn misfit_named(&self, shape: &Shape, value: &Value) -> Option<Fault> {
        match (shape, value) {
            (Shape::Id { text: false, .. }, Value::Number(number)) if number.is_i64() => None,
            (Shape::Id { text: true, .. }, Value::String(_)) => None,
            (Shape::Id { .. }, _) => Some(Fault::new("Not a valid id.")),
            (Shape::Enum { values, closed }, Value::String(text)) => {
                let refused = *closed && !values.contains(text);
                refused.then(|| Fault::new(format!("Must be one of: {}.", values.join(", "))))
            }
            (Shape::Enum { .. }, _) => Some(Fault::new("Not a valid string.")),
            (Shape::Object(object), Value::Object(given)) => self.misfit(object, given),
            (Shape::Union { tag: Tag::Inside(key), variants }, Value::Object(given)) => {
                let told = given.get(key).and_then(Value::as_str);
                let Some(told) = told else {
                    let missing = Fault::new("Missing data for required field.");
                    return Some(missing.under(key));
                };
                let mut rest = given.clone();
                rest.shift_remove(key);
                self.misfit_with(variants.get(told)?, &rest.into())
            }
            (Shape::Union { .. }, Value::Object(_)) => None,
            (Shape::Object(_) | Shape::Union { .. }, _) => {
                Some(Fault::new("Not a valid mapping type."))
            }
        }
    }
}

/// What is wrong with the size of a value.
fn bounds(field: &Field, value: &Value) -> Option<Fault> {
    let size = match value {
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => i64::try_from(text.chars().count()).ok()?,
        Value::Array(items) => i64::try_from(items.len()).ok()?,
        _ => return None,
    };
    let what = if value.is_number() { "Must be" } else { "Length must be" };
    match (field.min, field.max) {
        (Some(min), _) if size < min => Some(Fault::new(format!("{what} {min} or more."))),
        (_, Some(max)) if size > max => Some(Fault::new(format!("{what} {max} or less."))),
        _ => None,
    }
}
