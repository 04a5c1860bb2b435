//! What emitters ask of a tool.

use super::{Answer, Field, Model, Operation, Shape, Tool, Type};

impl Tool {
    /// The names of its topics.
    pub(crate) fn topics<'m>(&self, model: &'m Model) -> Vec<&'m str> {
        self.topics.iter().map(|at| model.api.topics[*at].name.as_str()).collect()
    }

    /// The names of the presets that it belongs to.
    pub(crate) fn presets<'m>(&self, model: &'m Model) -> Vec<&'m str> {
        self.presets.iter().map(|at| model.api.presets[*at].name.as_str()).collect()
    }
}

impl Model {
    /// Whether a value of the type has keys: an object, a union or a map.
    pub(crate) fn is_object(&self, ty: &Type) -> bool {
        match ty {
            Type::Map(_) => true,
            Type::Named(at) => matches!(self.ty(*at).shape, Shape::Object(_) | Shape::Union(_)),
            _ => false,
        }
    }

    /// Whether an argument is a parameter of the operation's paging.
    pub(crate) fn pages_by(&self, operation: &Operation, field: &Field) -> bool {
        let Answer::Pages { dialect, .. } = &operation.answer else { return false };
        self.api.dialects[*dialect].query.iter().any(|param| param.wire == field.wire)
    }
}
