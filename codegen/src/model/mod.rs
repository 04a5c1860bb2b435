//! The model: everything resolved, in the order of the files, in small types that an emitter reads as they are.

mod api;
pub(crate) mod behaviour;
pub(crate) mod breach;
mod condition;
mod deprecated;
mod effect;
pub(crate) mod fit;
pub(crate) mod follow;
mod limits;
pub(crate) mod long_running;
mod lower;
pub(crate) mod names;
mod operation;
pub(crate) mod path;
mod reading;
mod recording;
pub(crate) mod refusal;
mod secrets;
mod sides;
mod tool;
mod tool_schema;
mod types;
mod union;
pub(crate) mod upload;
pub(crate) mod webhook;
pub(crate) mod wire;
mod workflow;

pub(crate) use crate::load::language::{
    Access, ClientProof, Compare, Confidence, EffectWord, Follows, Meets, Person, Purpose,
    ToolMethod,
};
use crate::source::Span;
pub(crate) use api::{
    Account, Api, Budgets, Dialect, Format, Header, Limit, Named, Preset, Scope, Synonym,
};
use behaviour::Thing;
pub(crate) use condition::{Condition, Test};
pub(crate) use effect::Effect;
pub(crate) use limits::Form;
pub(crate) use lower::lower;
pub(crate) use operation::{Answer, Arg, Body, Case, Operation, Place, Verb};
pub(crate) use path::{Path, Segment, Step};
pub(crate) use reading::{Reading, Wants};
pub(crate) use recording::Recording;
pub(crate) use refusal::{Errors, Meaning, Refusal};
pub(crate) use sides::{Side, named_in};
pub(crate) use tool::{Alias, Projection, Scan, ScanFilter, Tool};
pub(crate) use types::{
    Bounds, Draw, EnumDef, EnumValue, Field, IdKind, ObjectDef, Owner, Places, Shape, Type,
    TypeDef, TypeRef, TypeUse,
};
pub(crate) use union::{Tag, UnionDef, Variant};
use webhook::Webhooks;
pub(crate) use wire::{Line, Payload};
pub(crate) use workflow::{
    Claimed, Ending, Input, Refused, StepKind, ToolCall, Workflow, WorkflowStep, WorkflowTrial,
};

/// The whole API as the spec says it.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) api: Api,
    /// Sorted by file.
    pub(crate) resources: Vec<Resource>,
    /// Those of `gorgias.yaml` first, then by resource.
    pub(crate) types: Vec<TypeDef>,
    /// The kinds of things that an account keeps.
    pub(crate) things: Vec<Thing>,
    /// By resource, in the order of its file.
    pub(crate) operations: Vec<Operation>,
    pub(crate) workflows: Vec<Workflow>,
    /// What the API sends by itself, if it does.
    pub(crate) webhooks: Option<Webhooks>,
}

/// A resource of the API.
#[derive(Debug)]
pub(crate) struct Resource {
    /// As in `ticket-tags`.
    pub(crate) name: String,
    /// As in `ticket_tags`.
    pub(crate) module: String,
    pub(crate) about: String,
    pub(crate) source: Vec<String>,
    pub(crate) span: Span,
}

impl Model {
    pub(crate) fn ty(&self, at: TypeRef) -> &TypeDef {
        &self.types[at.0]
    }

    /// The object that a type is, through names; `None` for anything else.
    pub(crate) fn object(&self, ty: &Type) -> Option<&ObjectDef> {
        match ty {
            Type::Named(at) => match &self.ty(*at).shape {
                Shape::Object(object) => Some(object),
                _ => None,
            },
            _ => None,
        }
    }

    /// The type of an item, if the operation answers a list whose pages can be followed.
    pub(crate) fn followed<'m>(&self, operation: &'m Operation) -> Option<&'m TypeUse> {
        match &operation.answer {
            Answer::Pages { item, dialect } => {
                self.api.dialects[*dialect].next.as_ref().map(|_| item)
            }
            Answer::Nothing
            | Answer::Value(_)
            | Answer::List { .. }
            | Answer::File
            | Answer::Csv => None,
        }
    }

    /// The list of a resource that can be followed from its handle, without any argument: the first one that grows.
    pub(crate) fn growing(&self, resource: usize) -> Option<&Operation> {
        self.operations.iter().find(|operation| {
            let needs = operation.args.iter().any(|arg| !arg.field.optional);
            operation.resource == resource && operation.follow.is_some() && !needs
        })
    }

    /// The operation that begins the work about which another asks, if all that begin such work agree on how it is followed.
    pub(crate) fn asks_about(&self, operation: &Operation) -> Option<&Operation> {
        let asked = |begins: &&Operation| {
            let work = begins.long_running.as_ref();
            work.is_some_and(|work| self.operations[work.poll].id == operation.id)
        };
        let mut begin = self.operations.iter().filter(asked);
        let first = begin.next()?;
        let same = |other: &Operation| match (&first.long_running, &other.long_running) {
            (Some(work), Some(other)) => work.is_followed_as(other),
            _ => false,
        };
        begin.all(same).then_some(first)
    }
}

impl Resource {
    /// The Rust type that its operations are methods of: `TicketTags`.
    pub(crate) fn handle(&self) -> String {
        names::pascal(&self.name)
    }
}
