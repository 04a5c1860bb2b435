//! Operations: what each sends and answers, and the cases that show it.

use serde_json::{Map, Value};

use super::behaviour::Deed;
use super::follow::Follow;
use super::long_running::LongRunning;
use super::{
    Confidence, Effect, Field, Line, Recording, Refusal, Step, Tool, TypeRef, TypeUse, names,
};
use crate::source::Span;

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
    /// The addresses by which answers name its files.
    pub(crate) addresses: Vec<Address>,
    /// What it does to what an account keeps.
    pub(crate) deed: Option<Deed>,
    /// How to follow its work, if that goes on after the answer.
    pub(crate) long_running: Option<LongRunning>,
    /// How to follow the list, if it goes on growing.
    pub(crate) follow: Option<Follow>,
    pub(crate) tool: Tool,
    pub(crate) cases: Vec<Case>,
    /// The operation's name in its file.
    pub(crate) span: Span,
    pub(crate) about_span: Span,
}

/// An address by which answers name a file.
#[derive(Debug)]
pub(crate) struct Address {
    /// Its path, with the parameters of the operation's path in braces.
    pub(crate) path: String,
    pub(crate) span: Span,
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

    /// Whether it is a file, or a text that can be as long as one.
    pub(crate) fn is_fetched(&self) -> bool {
        matches!(self, Self::File | Self::Csv)
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

    /// The constant that says how to follow its work: `JOBS_CREATE_WORK`.
    pub(crate) fn work_constant(&self) -> String {
        format!("{}_WORK", self.constant())
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
