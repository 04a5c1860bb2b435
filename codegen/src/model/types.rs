//! Types, and their fields.

use serde_json::Value;

use super::behaviour::Kept;
use super::{Path, Person, UnionDef, names};
use crate::load::words::At;
use crate::source::Span;

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
    /// Whether answers and bodies both hold it, and not the same of it.
    pub(crate) two_sided: bool,
    pub(crate) example: Option<Value>,
    /// Of an id: the things that it can identify, if they are of several types.
    pub(crate) among: Vec<At<String>>,
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
    /// How things keep it, and what it picks from lists of them.
    pub(crate) kept: Kept,
    /// Whether people outside of the helpdesk may have written what answers have there.
    pub(crate) untrusted: bool,
    /// Whether what answers have there is HTML, which tools show as text.
    pub(crate) html: bool,
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

impl Bounds {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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

impl ObjectDef {
    /// What holds the keys beside the fields, in Rust, if there can be any.
    pub(crate) fn free_keys(&self) -> Option<&'static str> {
        let taken = |name: &str| self.fields.iter().any(|field| field.rust == name);
        self.open.then(|| if taken("extra") { "extra_" } else { "extra" })
    }
}
