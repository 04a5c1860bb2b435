//! What is deprecated, as far as a call uses it.

use serde_json::{Map, Value};

use super::{Model, Operation, Shape, Type};

impl Model {
    /// Whether a call in Rust uses what is deprecated: the operation, an argument, a field or a value of an enum. What is
    /// required has no setter that could be deprecated.
    pub(crate) fn uses_deprecated(&self, operation: &Operation, args: &Map<String, Value>) -> bool {
        operation.deprecated.is_some()
            || operation.args.iter().any(|arg| {
                args.get(&arg.field.key).is_some_and(|value| {
                    arg.field.deprecated.is_some() && arg.field.optional
                        || self.holds_deprecated(&arg.field.body_type().ty, value)
                })
            })
    }

    fn holds_deprecated(&self, ty: &Type, value: &Value) -> bool {
        match (ty, value) {
            (Type::List(item), Value::Array(items)) => {
                items.iter().any(|value| self.holds_deprecated(&item.ty, value))
            }
            (Type::Map(inner), Value::Object(entries)) => {
                entries.values().any(|value| self.holds_deprecated(&inner.ty, value))
            }
            (Type::Named(at), value) => self.shape_holds_deprecated(&self.ty(*at).shape, value),
            _ => false,
        }
    }

    fn shape_holds_deprecated(&self, shape: &Shape, value: &Value) -> bool {
        match shape {
            Shape::Id(_) => false,
            Shape::Enum(def) => def
                .values
                .iter()
                .any(|known| known.deprecated.is_some() && value.as_str() == Some(&known.wire)),
            Shape::Object(object) => object.fields.iter().any(|field| {
                value.get(&field.wire).is_some_and(|value| {
                    field.deprecated.is_some() && field.optional
                        || self.holds_deprecated(&field.body_type().ty, value)
                })
            }),
            Shape::Union(union) => union.variants.iter().any(|variant| {
                let kind = value.get(&union.tag).and_then(Value::as_str);
                kind == Some(&variant.wire)
                    && self.shape_holds_deprecated(&self.ty(variant.ty).shape, value)
            }),
        }
    }
}
