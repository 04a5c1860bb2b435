//! How an account behaves: the things that it keeps, and what each call does to them.

use super::{Model, TypeRef};
use crate::load::language::{DerivedWords, Measure, Pick, Start};
use crate::load::words::At;

/// How things keep a field, and what a parameter picks from lists of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// Whether no two things have the same.
    pub(crate) unique: bool,
    pub(crate) is: Option<Derived>,
    pub(crate) starts: Option<Start>,
    pub(crate) picks: Option<Picks>,
}

/// What a field follows from.
#[derive(Debug, Clone)]
pub(crate) enum Derived {
    /// The value at a path in the same thing.
    Path(At<String>),
    FirstWord(At<String>),
    LastWord(At<String>),
    /// The time since when a field has a value.
    Since(At<String>, At<String>),
    /// The things that name this one by a field, as in `Message.ticket_id`; without a field, all of the type.
    From(At<String>),
}

impl Derived {
    /// What is said, if it is one thing.
    pub(crate) fn of(words: &DerivedWords) -> Option<Self> {
        let DerivedWords { first_word, last_word, since, from, .. } = words;
        let since = since.as_ref().and_then(|since| since.0.first());
        let since = since.map(|(field, value)| {
            let field = At { value: field.text.clone(), span: field.span };
            Self::Since(field, value.clone())
        });
        let said = [
            first_word.clone().map(Self::FirstWord),
            last_word.clone().map(Self::LastWord),
            since,
            from.clone().map(Self::From),
        ];
        let mut said = said.into_iter().flatten();
        said.next().filter(|_| said.next().is_none())
    }
}

/// The paths that a parameter looks at, and how.
#[derive(Debug, Clone)]
pub(crate) struct Picks {
    pub(crate) paths: Vec<At<String>>,
    pub(crate) by: Pick,
}

/// What holds of all things.
#[derive(Debug)]
pub(crate) struct Keeping {
    pub(crate) made: String,
    pub(crate) changed: String,
    pub(crate) address: String,
    pub(crate) journal: Option<Journal>,
}

/// The things that tell of what happened to others, and their fields.
#[derive(Debug)]
pub(crate) struct Journal {
    pub(crate) of: TypeRef,
    pub(crate) what: String,
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) who: String,
    /// What it calls a type, where that is not the type's name.
    pub(crate) calls: Vec<(TypeRef, String)>,
}

/// A kind of thing that an account keeps, and that calls name by a key.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) ty: TypeRef,
    /// The field that tells them apart.
    pub(crate) key: String,
    /// Where one of them is read or changed, as in `/api/tags/{id}`.
    pub(crate) path: String,
}

/// What a call does.
#[derive(Debug)]
pub(crate) enum Deed {
    Single(TypeRef),
    Read(TypeRef),
    List {
        of: TypeRef,
        order: Option<String>,
        picks: Vec<Filter>,
    },
    Create {
        of: TypeRef,
        works: Option<Work>,
    },
    Update(TypeRef),
    UpdateMany {
        of: TypeRef,
        each: String,
        all: bool,
    },
    Delete(TypeRef),
    DeleteMany {
        of: TypeRef,
        each: String,
    },
    /// Stops the work that a thing stands for.
    Cancel(TypeRef),
    Part(Part),
    Upload,
    Download,
    Merge {
        of: TypeRef,
        into: String,
        from: String,
    },
    Mark(Mark),
    Sift {
        of: TypeRef,
        by: String,
    },
    Search {
        by: String,
        word: String,
        size: String,
        places: Vec<Place>,
    },
    Measure(Measure),
}

/// What a parameter picks from a list.
#[derive(Debug)]
pub(crate) struct Filter {
    /// As it stands in the query.
    pub(crate) param: String,
    pub(crate) paths: Vec<String>,
    /// `equals`, `contains`, `presence`, `includes`, `gt`, `gte`, `lt`, `lte` or `sifted`.
    pub(crate) by: &'static str,
}

/// A part of a thing that has an address of its own.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) of: TypeRef,
    /// The parameter of the path that names the thing.
    pub(crate) by: String,
    pub(crate) field: String,
    /// The parameter that names one entry of the part.
    pub(crate) entry: Option<String>,
    /// The argument that says as of when data holds.
    pub(crate) version: Option<String>,
}

/// A time that is set on things, or taken away.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) of: TypeRef,
    pub(crate) at: String,
    pub(crate) by: Option<String>,
    pub(crate) off: bool,
    pub(crate) each: Option<String>,
    /// What is said of what is done, was done before, and is not there.
    pub(crate) says: Option<[String; 3]>,
}

/// Where a search looks for one value of its argument.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) value: String,
    pub(crate) of: TypeRef,
    pub(crate) paths: Vec<String>,
}

/// What work does with each of many things.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) of: TypeRef,
    pub(crate) each: String,
    pub(crate) by: String,
    pub(crate) stands: Stands,
    /// Values of the text at `by`, and what is done.
    pub(crate) deeds: Vec<(String, WorkDeed)>,
}

/// How work says how far it is.
#[derive(Debug)]
pub(crate) struct Stands {
    pub(crate) at: String,
    /// The value for each way to stand, in the order of the language: `waiting`, `working` and so on.
    pub(crate) values: Vec<(&'static str, String)>,
    /// Values, and the field that says since when it is so.
    pub(crate) times: Vec<(String, String)>,
}

#[derive(Debug)]
pub(crate) enum WorkDeed {
    Sets(String),
    Applies(String),
    Deletes,
}

impl Model {
    /// The kind of thing of a type.
    pub(crate) fn thing(&self, ty: TypeRef) -> Option<&Thing> {
        self.things.iter().find(|thing| thing.ty == ty)
    }
}
