//! The model: everything resolved, in the order of the files, in small types that an emitter reads as they are.

mod condition;
mod deprecated;
mod effect;
pub(crate) mod fit;
pub(crate) mod long_running;
mod lower;
pub(crate) mod names;
pub(crate) mod path;
mod recording;
pub(crate) mod refusal;
mod secrets;
mod sides;
mod tool;
mod tool_schema;
mod union;
pub(crate) mod upload;
pub(crate) mod webhook;
pub(crate) mod wire;
mod workflow;

use serde_json::{Map, Value};

pub(crate) use crate::load::language::{
    Access, ClientProof, Compare, Confidence, EffectWord, Follows, Meets, Person, Purpose,
    ToolMethod,
};
use crate::source::Span;
pub(crate) use condition::{Condition, Test};
pub(crate) use effect::Effect;
use long_running::LongRunning;
pub(crate) use lower::lower;
pub(crate) use path::{Path, Segment, Step};
pub(crate) use recording::Recording;
pub(crate) use refusal::{Errors, Meaning, Refusal};
pub(crate) use sides::{Side, named_in};
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
    /// By resource, in the order of its file.
    pub(crate) operations: Vec<Operation>,
    pub(crate) workflows: Vec<Workflow>,
    /// What the API sends by itself, if it does.
    pub(crate) webhooks: Option<Webhooks>,
}

/// What is true everywhere.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) revision: String,
    /// With `{account}` where the account's name goes.
    pub(crate) base: String,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) headers: Vec<Header>,
    pub(crate) errors: Errors,
    pub(crate) formats: Vec<Format>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) topics: Vec<Named>,
    pub(crate) presets: Vec<Preset>,
    pub(crate) dialects: Vec<Dialect>,
    pub(crate) budgets: Budgets,
    pub(crate) span: Span,
}

/// A way to sign in.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) authorize: Option<String>,
    pub(crate) token: Option<String>,
    /// Parameters with which access is asked for, and what they are for.
    pub(crate) asks: Vec<(String, String)>,
    pub(crate) client: Option<ClientProof>,
    /// The scope without which no token can be renewed.
    pub(crate) refresh: Option<String>,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
}

/// A scope of OAuth2.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) deprecated: Option<String>,
}

/// The form in which values of a kind come.
#[derive(Debug)]
pub(crate) struct Format {
    pub(crate) name: String,
    pub(crate) about: String,
    /// The type of the same name, if there is one.
    pub(crate) ty: Option<Type>,
    /// Values that were seen, and where they stand.
    pub(crate) seen: Vec<(Value, Span)>,
    pub(crate) source: Vec<String>,
    pub(crate) notes: Vec<String>,
}

impl Format {
    /// The values that were seen, as a list.
    pub(crate) fn values(&self) -> Value {
        self.seen.iter().map(|(value, _)| value.clone()).collect()
    }
}

/// How much a kind of account may ask.
#[derive(Debug)]
pub(crate) struct Limit {
    /// The kind of account.
    pub(crate) name: String,
    pub(crate) requests: i64,
    pub(crate) seconds: i64,
}

/// A header of answers.
#[derive(Debug)]
pub(crate) struct Header {
    /// What it is for.
    pub(crate) purpose: String,
    pub(crate) name: String,
}

/// A name and what it stands for.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) about: String,
}

impl Named {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// A named set of tools.
#[derive(Debug)]
pub(crate) struct Preset {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) tokens: Option<usize>,
    pub(crate) all: bool,
    pub(crate) span: Span,
}

/// A dialect of paging.
#[derive(Debug)]
pub(crate) struct Dialect {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) query: Vec<Field>,
    pub(crate) follows: Follows,
    /// The key of the items in the envelope.
    pub(crate) items: String,
    /// The path of the next cursor, if pages can be followed.
    pub(crate) next: Option<String>,
    /// What answers can say under `meta`; some say more.
    pub(crate) meta: Vec<Field>,
    pub(crate) source: Vec<String>,
}

/// What a model may have to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budgets {
    pub(crate) text_tokens: usize,
    pub(crate) tool_tokens: usize,
    pub(crate) all_tokens: usize,
    pub(crate) schema_bytes: usize,
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

/// A place in [`Model::types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeRef(pub(crate) usize);

/// A named type.
#[derive(Debug)]
pub(crate) struct TypeDef {
    pub(crate) name: String,
    pub(crate) owner: Owner,
    pub(crate) about: String,
    pub(crate) notes: Vec<String>,
    pub(crate) source: Vec<String>,
    pub(crate) shape: Shape,
    /// Whether an answer can hold it.
    pub(crate) in_answers: bool,
    /// Whether a query or a body can hold it.
    pub(crate) in_bodies: bool,
    pub(crate) example: Option<Value>,
    pub(crate) span: Span,
}

/// Whose a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// It belongs to no one resource.
    Shared,
    /// A place in [`Model::resources`].
    Resource(usize),
    /// It is sent by the API.
    Webhooks,
}

#[derive(Debug)]
pub(crate) enum Shape {
    /// A whole number or a text that is a type of its own.
    Id(IdKind),
    Enum(EnumDef),
    Object(ObjectDef),
    Union(UnionDef),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdKind {
    Int,
    Text,
}

#[derive(Debug)]
pub(crate) struct EnumDef {
    pub(crate) values: Vec<EnumValue>,
    /// Whether the API refuses other values.
    pub(crate) closed: bool,
}

#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) wire: String,
    /// As a Rust variant.
    pub(crate) rust: String,
    pub(crate) about: String,
    pub(crate) deprecated: Option<String>,
    pub(crate) notes: Vec<String>,
    /// Named lists that belong to the value.
    pub(crate) sets: Vec<(String, Vec<String>)>,
    pub(crate) span: Span,
}

#[derive(Debug, Default)]
pub(crate) struct ObjectDef {
    pub(crate) fields: Vec<Field>,
    /// Whether it holds free keys beside its fields.
    pub(crate) open: bool,
    pub(crate) draws: Vec<Draw>,
}

/// A field whose values come from a set of the value of another field.
#[derive(Debug)]
pub(crate) struct Draw {
    pub(crate) path: Path,
    /// The field that holds the enum.
    pub(crate) by: String,
    pub(crate) set: String,
    /// Where the path and the set stand.
    pub(crate) spans: [Span; 2],
}

#[derive(Debug)]
pub(crate) struct UnionDef {
    pub(crate) tag: Tag,
    pub(crate) variants: Vec<Variant>,
}

/// Where the text stands that tells a union apart.
#[derive(Debug)]
pub(crate) enum Tag {
    /// Under this key of its objects, which list their fields without it.
    Inside(String),
    /// In the field of this name beside the union.
    Beside(String),
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) wire: String,
    /// As a Rust variant.
    pub(crate) rust: String,
    /// An object, or, where the tag is beside, a map.
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeUse {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    Int,
    Number,
    Bool,
    Time,
    Date,
    Email,
    Url,
    Uuid,
    /// Anything.
    Json,
    /// A text, a number or a boolean.
    Value,
    List(Box<TypeUse>),
    Map(Box<TypeUse>),
    Named(TypeRef),
    /// A file that is sent; the language has no name for it.
    Upload,
}

/// A field of an object, or an argument of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The key that the API wants.
    pub(crate) wire: String,
    /// The key that a tool shows: portable.
    pub(crate) key: String,
    /// As a Rust identifier.
    pub(crate) rust: String,
    pub(crate) ty: TypeUse,
    /// The type in bodies, where it is another one.
    pub(crate) writes: Option<TypeUse>,
    /// Whether it can be missing; of an argument, whether it can be left out.
    pub(crate) optional: bool,
    /// Whether Rust needs a box here, since the type holds itself.
    pub(crate) boxed: bool,
    pub(crate) access: Places,
    pub(crate) about: String,
    pub(crate) bounds: Bounds,
    pub(crate) default: Option<Value>,
    pub(crate) example: Option<Value>,
    pub(crate) secret: bool,
    pub(crate) person: Option<Person>,
    pub(crate) deprecated: Option<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) span: Span,
    /// Where its default and example stand.
    pub(crate) value_spans: [Span; 2],
}

impl Field {
    /// The type in a body.
    pub(crate) fn body_type(&self) -> &TypeUse {
        self.writes.as_ref().unwrap_or(&self.ty)
    }

    /// What sets it in Rust.
    pub(crate) fn setter(&self) -> String {
        names::setter(&self.rust)
    }
}

/// The bounds of a value, a text's characters or a list's items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) pattern: Option<String>,
}

/// Where a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) read: bool,
    pub(crate) create: bool,
    pub(crate) update: bool,
}

impl Places {
    pub(crate) const ALL: Self = Self { read: true, create: true, update: true };
    pub(crate) const ANSWERS: Self = Self { read: true, create: false, update: false };

    /// Whether some body can hold it.
    pub(crate) fn writable(self) -> bool {
        self.create || self.update
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    pub(crate) const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// An operation of the API.
#[derive(Debug)]
pub(crate) struct Operation {
    /// As in `ticket-tags.add`.
    pub(crate) id: String,
    pub(crate) resource: usize,
    /// As a Rust method: `delete_many`.
    pub(crate) rust: String,
    pub(crate) verb: Verb,
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) notes: Vec<String>,
    pub(crate) source: Vec<String>,
    pub(crate) confidence: Confidence,
    pub(crate) scope: Option<String>,
    pub(crate) success: u16,
    pub(crate) deprecated: Option<String>,
    /// What refusals mean here, by status.
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) effect: Effect,
    /// Path, query, body: in this order, under keys that do not clash.
    pub(crate) args: Vec<Arg>,
    pub(crate) body: Body,
    pub(crate) answer: Answer,
    /// How to follow its work, if that goes on after the answer.
    pub(crate) long_running: Option<LongRunning>,
    pub(crate) tool: Tool,
    pub(crate) cases: Vec<Case>,
    /// The operation's name in its file.
    pub(crate) span: Span,
    pub(crate) about_span: Span,
}

/// An argument, and where it goes.
#[derive(Debug, Clone)]
pub(crate) struct Arg {
    pub(crate) place: Place,
    pub(crate) field: Field,
}

impl Arg {
    /// Its type as it is sent; null is a value in a body alone.
    pub(crate) fn sent_type(&self) -> TypeUse {
        match self.place {
            Place::Path | Place::Query => TypeUse { nullable: false, ..self.field.ty.clone() },
            Place::Body | Place::Whole | Place::Form => self.field.body_type().clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    /// A key of the body.
    Body,
    /// The body itself.
    Whole,
    /// The files of a form.
    Form,
}

/// What the body is made of; its parts are arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    /// An object of the arguments, of a named type where the spec names one.
    Fields(Option<TypeRef>),
    /// One argument as it is.
    Whole,
    /// A form with a part for each file of one argument.
    Form,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Nothing,
    Value(TypeUse),
    /// A list in one piece, under a key or bare.
    List {
        item: TypeUse,
        under: String,
    },
    /// Pages, by a dialect of [`Api::dialects`].
    Pages {
        item: TypeUse,
        dialect: usize,
    },
    /// A file, or the redirect to where it is.
    File,
    /// A text with values between commas.
    Csv,
}

impl Answer {
    /// Whether a status is one of success. A file also comes by a redirect to where it is.
    pub(crate) fn comes_with(&self, status: u16) -> bool {
        match self {
            Self::File => status < 400,
            Self::Nothing | Self::Value(_) | Self::List { .. } | Self::Pages { .. } | Self::Csv => {
                status < 300
            }
        }
    }

    /// The type that a projection is about: the answer, or an item of the list.
    pub(crate) fn shown(&self) -> Option<&TypeUse> {
        match self {
            Self::Nothing | Self::File | Self::Csv => None,
            Self::Value(ty) => Some(ty),
            Self::List { item, .. } | Self::Pages { item, .. } => Some(item),
        }
    }
}

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

/// A call, the line it must make, and what must come back.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    /// The case of the same operation and the same line that comes before it, and where that is said.
    pub(crate) after: Option<(String, Span)>,
    pub(crate) args: Map<String, Value>,
    pub(crate) sends: Line,
    pub(crate) recording: Recording,
    /// With what the API refuses it, if it does.
    pub(crate) refused: Option<Refusal>,
    /// Paths in the answer, and the values there.
    pub(crate) expects: Vec<(Vec<Step>, String, Value)>,
    /// Where the line stands that it sends.
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
}

impl Resource {
    /// The Rust type that its operations are methods of: `TicketTags`.
    pub(crate) fn handle(&self) -> String {
        names::pascal(&self.name)
    }
}

impl Dialect {
    /// The runtime's way to follow it, as a Rust variant.
    pub(crate) fn paging(&self) -> &'static str {
        match self.follows {
            Follows::Cursor => "Cursor",
            Follows::Number => "Numbered",
            Follows::Link => "Links",
        }
    }
}

impl ObjectDef {
    /// What holds the keys beside the fields, in Rust, if there can be any.
    pub(crate) fn free_keys(&self) -> Option<&'static str> {
        let taken = |name: &str| self.fields.iter().any(|field| field.rust == name);
        self.open.then(|| if taken("extra") { "extra_" } else { "extra" })
    }
}

impl Operation {
    /// The id as an identifier of any language: `ticket_tags_add`.
    pub(crate) fn identifier(&self) -> String {
        self.id.replace(['.', '-'], "_")
    }

    /// As in `ticket-tags.add`, without the resource: `add`.
    pub(crate) fn name(&self) -> &str {
        self.id.split_once('.').map_or(self.id.as_str(), |(_, name)| name)
    }

    /// The constant that describes it: `TICKET_TAGS_ADD`.
    pub(crate) fn constant(&self) -> String {
        self.identifier().to_uppercase()
    }

    /// The Rust type of a call that is being filled: `DeleteMany`.
    pub(crate) fn builder(&self) -> String {
        names::pascal(self.name())
    }

    /// The cases that the API does not refuse.
    pub(crate) fn accepted(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.refused.is_none())
    }

    pub(crate) fn in_place(&self, place: Place) -> impl Iterator<Item = &Field> {
        self.args.iter().filter(move |arg| arg.place == place).map(|arg| &arg.field)
    }
}
