//! Operations as assistants see them.

use serde_json::Value;

use super::{
    Answer, Compare, Draw, Field, Model, ObjectDef, Operation, Path, Shape, ToolMethod, Type,
    TypeDef, names,
};
use crate::source::Span;

/// An operation as an assistant sees it.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) method: ToolMethod,
    /// Places in [`Api::topics`].
    pub(crate) topics: Vec<usize>,
    /// Places in [`Api::presets`].
    pub(crate) presets: Vec<usize>,
    /// The paths of arguments that the schema spells out; `None` for all.
    pub(crate) usual: Option<Vec<Path>>,
    pub(crate) shows: Projection,
    pub(crate) scan: Option<Scan>,
    pub(crate) input_schema: Value,
    pub(crate) output_schema: Value,
    /// What a model reads: name, description and input schema, in o200k tokens.
    pub(crate) tokens: usize,
    pub(crate) span: Span,
}

/// A name that answers too.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: String,
    pub(crate) shows: Option<Projection>,
    pub(crate) span: Span,
}

/// What an answer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Projection {
    All,
    Paths(Vec<Path>),
}

/// Filters that are applied here, over some pages.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) pages: u32,
    pub(crate) filters: Vec<ScanFilter>,
}

#[derive(Debug)]
pub(crate) struct ScanFilter {
    pub(crate) field: Field,
    pub(crate) keeps: Path,
    pub(crate) by: Compare,
}

/// How many things are on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSize {
    /// Unless a call says otherwise.
    pub(crate) usual: i64,
    pub(crate) largest: i64,
}

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

    /// How many things are on a page of an operation, by the argument that says so: the one whole number of its paging.
    pub(crate) fn page_size(&self, operation: &Operation) -> PageSize {
        let mut args = operation.args.iter().map(|arg| &arg.field);
        let size = args.find(|field| field.ty.ty == Type::Int && self.pages_by(operation, field));
        let largest = size.and_then(|field| field.bounds.max).unwrap_or(1);
        let usual = size.and_then(|field| field.default.as_ref()?.as_i64()).unwrap_or(largest);
        PageSize { usual, largest }
    }

    /// The values of the field that a draw goes by, each with its set, where it has one.
    pub(crate) fn sets<'m>(
        &'m self,
        object: &ObjectDef,
        draw: &Draw,
    ) -> Vec<(&'m str, &'m [String])> {
        let by = object.fields.iter().find(|field| field.wire == draw.by);
        let Some(Type::Named(at)) = by.map(|field| &field.body_type().ty) else {
            return Vec::new();
        };
        let Shape::Enum(def) = &self.ty(*at).shape else { return Vec::new() };
        let sets = def.values.iter().filter_map(|value| {
            let (_, set) = value.sets.iter().find(|(name, _)| *name == draw.set)?;
            Some((value.wire.as_str(), set.as_slice()))
        });
        sets.collect()
    }
}

impl Operation {
    /// The static of its tool, in the module of its resource: `DELETE_MANY`.
    pub(crate) fn tool_constant(&self) -> String {
        names::constant(self.name())
    }
}

impl TypeDef {
    /// The static that describes it: `TICKET_FIELD`.
    pub(crate) fn constant(&self) -> String {
        names::constant(&self.name)
    }
}
