//! The descriptor of an operation: everything that the runtime must know to send it.
//!
//! Generated code holds one static per operation. The typed client and the tools both stand on it, so that a fact
//! about the wire is written once.

use crate::limit::Limit;

/// One operation of the API.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The name that everything else goes by: `tickets.list`.
    pub id: &'static str,
    /// The verb on the wire.
    pub method: Method,
    /// The path, with the names of its parameters in braces: `/api/tickets/{id}`.
    pub path: &'static str,
    /// What goes into the path and the query, in the order of the query.
    pub params: &'static [Param],
    /// What the request carries.
    pub body: Body,
    /// What the answer carries.
    pub answer: Answer,
    /// Whether the operation changes nothing, whatever its verb is.
    pub reads_only: bool,
    /// The scope that an OAuth2 token needs.
    pub scope: Option<&'static str>,
    /// The documented status of a success. Every other 2xx is accepted too, because live answers differ, and of a file every
    /// redirect.
    pub success: u16,
    /// How to follow its work, if that goes on after the answer.
    pub long_running: Option<&'static LongRunning>,
    /// What refusals mean here.
    pub refusals: &'static [Refusal],
    /// What refusals mean wherever nothing else is said of them.
    pub statuses: &'static [Refusal],
}

/// An address by which answers name files, and the operation that gives such a file.
#[derive(Debug, Clone, Copy)]
pub struct Address {
    /// The path of the address, with parameters of the operation's path in braces: `/attachments/{hash}/{name}`.
    pub path: &'static str,
    /// The operation.
    pub operation: &'static Operation,
}

/// How to follow work that goes on after the answer: what a caller needs to ask until it has ended, as
/// [`Work`](crate::Work) does.
#[derive(Debug)]
pub struct LongRunning {
    /// The operation that says how the work stands.
    pub poll: &'static Operation,
    /// Its arguments, and the paths at which the answer that began the work has their values.
    pub with: &'static [(&'static str, &'static str)],
    /// The work has ended when what `poll` answers has at each of these paths one of these texts.
    pub ended: &'static [(&'static str, &'static [&'static str])],
    /// It has ended well when these hold; a part of `ended`.
    pub good: &'static [(&'static str, &'static [&'static str])],
    /// The path at which what `poll` answers says how much is done.
    pub progress: Option<&'static str>,
    /// The operation that stops the work; it takes the same arguments.
    pub cancel: Option<&'static Operation>,
}

/// A status of a refusal, and what it means to who gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The status, from 300 to 599.
    pub status: u16,
    /// What it means, and what to do about it.
    pub hint: &'static str,
}

impl Refusal {
    /// A status, and what it means.
    #[must_use]
    pub const fn new(status: u16, hint: &'static str) -> Self {
        Self { status, hint }
    }
}

/// A verb of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, and sometimes reads.
    Post,
    /// Updates.
    Put,
    /// Deletes, at times with a body.
    Delete,
}

impl Method {
    /// The verb as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// An argument that goes into the path or the query.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its key among the arguments, portable: `created_datetime_gte`.
    pub arg: &'static str,
    /// Its key on the wire: `created_datetime[gte]`, or the name in the path's braces.
    pub wire: &'static str,
    /// Where it goes.
    pub place: Place,
    /// Whether there is no request without it.
    pub required: bool,
    /// What holds of its value.
    pub limits: &'static [Limit],
}

impl Param {
    /// A parameter that goes into the path, and is named there as it is among the arguments.
    #[must_use]
    pub const fn path(arg: &'static str) -> Self {
        Self { arg, wire: arg, place: Place::Path, required: true, limits: &[] }
    }

    /// A parameter that goes into the query under the same key, if it is given.
    #[must_use]
    pub const fn query(arg: &'static str) -> Self {
        Self { arg, wire: arg, place: Place::Query, required: false, limits: &[] }
    }

    /// The same with another key on the wire.
    #[must_use]
    pub const fn wire(self, wire: &'static str) -> Self {
        Self { wire, ..self }
    }

    /// The same, and there is no request without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same with what holds of its value.
    #[must_use]
    pub const fn limits(self, limits: &'static [Limit]) -> Self {
        Self { limits, ..self }
    }
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the path, in place of its name in braces.
    Path,
    /// Behind the question mark; once per item when it is a list.
    Query,
}

/// What a request carries.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Body {
    /// Nothing.
    None,
    /// A JSON object of these fields. It is sent, as `{}`, even when none of them is given.
    Fields(&'static [BodyField]),
    /// One argument is the JSON body itself: a bare list or a bare value.
    Whole {
        /// Its key among the arguments.
        arg: &'static str,
        /// Whether there is no request without it.
        required: bool,
        /// What holds of it.
        limits: &'static [Limit],
    },
    /// A form with a part for each file of one argument. There is no request without files.
    Form {
        /// Its key among the arguments.
        arg: &'static str,
    },
}

/// An argument that goes into the JSON body.
#[derive(Debug, Clone)]
pub struct BodyField {
    /// Its key among the arguments.
    pub arg: &'static str,
    /// Its key in the body.
    pub wire: &'static str,
    /// Whether there is no request without it.
    pub required: bool,
    /// What holds of its value.
    pub limits: &'static [Limit],
}

impl BodyField {
    /// A field that has the same key in the body as among the arguments, and is sent if it is given.
    #[must_use]
    pub const fn new(arg: &'static str) -> Self {
        Self { arg, wire: arg, required: false, limits: &[] }
    }

    /// The same with another key in the body.
    #[must_use]
    pub const fn wire(self, wire: &'static str) -> Self {
        Self { wire, ..self }
    }

    /// The same, and there is no request without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same with what holds of its value.
    #[must_use]
    pub const fn limits(self, limits: &'static [Limit]) -> Self {
        Self { limits, ..self }
    }
}

/// What an answer carries.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Answer {
    /// Nothing that matters; the body may be empty.
    Nothing,
    /// One JSON value.
    Value,
    /// A list that is not paged: under a key of an object, or bare. Both are accepted.
    List {
        /// The key.
        under: &'static str,
    },
    /// A list that comes in pages.
    Pages(Paging),
    /// A file: a redirect to where it is, which is not followed, or its bytes.
    File,
    /// A text with values between commas, whose columns nobody promises.
    Csv,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// The argument `cursor` takes what the last page called its next cursor.
    Cursor,
    /// The argument `page` takes the number of the next page.
    Numbered,
    /// The answer links to the next page, and the link's query has the arguments.
    Links,
}

impl Operation {
    /// The names of all arguments, in the order of the descriptor.
    pub fn arguments(&self) -> impl Iterator<Item = &'static str> + Clone + '_ {
        let params = self.params.iter().map(|param| param.arg);
        let fields = self.body_fields();
        let whole = match self.body {
            Body::Whole { arg, .. } | Body::Form { arg } => Some(arg),
            Body::None | Body::Fields(_) => None,
        };
        params.chain(fields.iter().map(|field| field.arg)).chain(whole)
    }

    /// What holds of the arguments, of those that have a limit.
    pub(crate) fn limits(&self) -> impl Iterator<Item = (&'static str, &'static [Limit])> + '_ {
        let params = self.params.iter().map(|param| (param.arg, param.limits));
        let fields = self.body_fields().iter().map(|field| (field.arg, field.limits));
        let whole = match self.body {
            Body::Whole { arg, limits, .. } => Some((arg, limits)),
            Body::None | Body::Fields(_) | Body::Form { .. } => None,
        };
        params.chain(fields).chain(whole).filter(|(_, limits)| !limits.is_empty())
    }

    /// The argument that has a key in the body.
    pub(crate) fn body_field(&self, wire: &str) -> Option<&'static str> {
        self.body_fields().iter().find(|field| field.wire == wire).map(|field| field.arg)
    }

    fn body_fields(&self) -> &'static [BodyField] {
        match self.body {
            Body::Fields(fields) => fields,
            Body::None | Body::Whole { .. } | Body::Form { .. } => &[],
        }
    }

    /// The argument that takes files, if there is one.
    #[must_use]
    pub fn files(&self) -> Option<&'static str> {
        match self.body {
            Body::Form { arg } => Some(arg),
            Body::None | Body::Fields(_) | Body::Whole { .. } => None,
        }
    }

    /// What a refusal with a status means, and what to do about it, as far as it is known.
    #[must_use]
    pub fn hint(&self, status: u16) -> Option<&'static str> {
        let mut told = self.refusals.iter().chain(self.statuses);
        told.find(|refusal| refusal.status == status).map(|refusal| refusal.hint)
    }
}
