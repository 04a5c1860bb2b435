//! What is deprecated, as far as a call uses it.

use serde_json::{Map, Value};

use super::{Field, Model, Operation, Shape, Type};

impl Model {
    /// Whether a call in Rust uses what is deprecated: the operation, an argument, a field or a value of an enum. What is
    /// required has no setter that could be deprecated.
    pub(crate) fn uses_deprecated(&self, operation: &Operation, args: &Map<String, Value>) -> bool {
        operation.deprecated.is_some()
            || self.fields_hold_deprecated(operation.args.iter().map(|arg| &arg.field), |field| {
                args.get(&field.key)
            })
    }

    fn fields_hold_deprecated<'f, 'v>(
        &self,
        fields: impl Iterator<Item = &'f Field> + Clone,
        given: impl Fn(&Field) -> Option<&'v Value>,
    ) -> bool {
        fields.clone().any(|field| {
            let ty = &field.body_type().ty;
            let text = self.teller(ty, fields.clone()).and_then(|by| given(by)?.as_str());
            let ty = self.told(ty, text).map_or(ty, |variant| &variant.ty);
            given(field).is_some_and(|value| {
                field.deprecated.is_some() && field.optional || self.holds_deprecated(ty, value)
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
            Shape::Object(object) => {
                self.fields_hold_deprecated(object.fields.iter(), |field| value.get(&field.wire))
            }
            Shape::Union(union) => {
                let text = union.inside().and_then(|key| value.get(key)?.as_str());
                let variant = text.and_then(|text| union.variant(text));
                variant.is_some_and(|variant| self.holds_deprecated(&variant.ty, value))
            }
        }
    }
}
