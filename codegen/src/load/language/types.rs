//! Types and their fields.

use serde_json::{Value as Json, json};

use super::behaviour::IsWords;
use super::closed::{Access, Person, Pick, Purpose, Start};
use super::either;
use crate::diagnostic::Diagnostic;
use crate::load::expr::TypeExpr;
use crate::load::words::{
    self, At, Book, Filled, List, Names, Reader, Slot, Table, Texts, Word, records,
};
use crate::load::yaml::{Node, Value};
use crate::rules::Rule;
use crate::source::Span;

records! {
    /// A field, a parameter or an argument.
    FieldWords "a field" {
        /// The type expression.
        ty "type": TypeExpr,
        /// One short text for people and models.
        about "about": Option<String>,
        /// An answer may lack the key; a body may leave it out.
        optional "optional": Option<At<bool>>,
        /// Of a query parameter: the API refuses the call without it.
        required "required": Option<At<bool>>,
        /// Where the field is; unsaid, everywhere.
        access "access": Option<At<AccessWords>>,
        /// The type in bodies, where it is not the one of answers.
        writes "writes": Option<TypeExpr>,
        /// The least value, characters or items.
        min "min": Option<At<i64>>,
        /// The most value, characters or items.
        max "max": Option<At<i64>>,
        /// A regular expression that the whole text matches.
        pattern "pattern": Option<At<String>>,
        /// What the API takes when it is left out.
        default "default": Option<Node>,
        /// A value for documentation.
        example "example": Option<Node>,
        /// Never shown, logged or recorded.
        secret "secret": Option<bool>,
        /// A fact about a person, which a recording replaces.
        person "person": Option<Person>,
        /// Whether no two things have the same, so that a thing can be named by it.
        unique "unique": Option<At<bool>>,
        /// What it follows from.
        is "is": Option<IsWords>,
        /// What it holds if a body leaves it out.
        starts "starts": Option<At<Start>>,
        /// Of a query parameter of a list: the paths in an item that it looks at.
        keeps "keeps": Option<Texts>,
        /// How it looks at them; unsaid, `equals`.
        by "by": Option<At<Pick>>,
        /// People outside of the helpdesk may have written what answers have there.
        untrusted "untrusted": Option<At<bool>>,
        /// What answers have there is HTML, which tools show as text.
        html "html": Option<At<bool>>,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// An id: a type of its own.
    IdWords "an id" {
        /// What it stands for: `int` or `text`.
        id "id": TypeExpr,
        /// The types of things that it can identify, if they are of several.
        among "among": Option<Filled<Names>>,
        /// What it identifies.
        about "about": Option<String>,
        /// A value for documentation.
        example "example": Option<Node>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// An enum: a text that is one of these, or of those that the vendor adds.
    EnumWords "an enum" {
        /// Its values.
        values "enum": Filled<EnumValues>,
        /// Whether other values are refused.
        closed "closed": Option<bool>,
        /// Lists that the sets of values may name as `+name`.
        lists "lists": Option<Table<List<At<String>>>>,
        /// What it tells.
        about "about": Option<String>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A value of an enum.
    EnumValueWords "a value" {
        /// What it means.
        about "about": Option<String>,
        /// Why it should not be used, and what to use instead.
        deprecated "deprecated": Option<String>,
        /// Named lists that belong to it, which `draws` of an object refer to.
        sets "sets": Option<Table<List<At<String>>>>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// An object.
    ObjectWords "an object" {
        /// Its fields.
        fields "fields": Table<FieldEntry>,
        /// Whether it holds free keys beside them.
        open "open": Option<bool>,
        /// Which field takes its values from which set, as `measures[]: scope.measures`.
        draws "draws": Option<Table<At<String>>>,
        /// What it is.
        about "about": Option<String>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A draft: the fields of an object that a body may set, or that another answer has.
    DraftWords "a draft" {
        /// The object whose fields it picks from.
        of "of": Option<At<String>>,
        /// What it is for.
        purpose "for": Option<At<Purpose>>,
        /// The only fields that are picked.
        only "only": Option<Names>,
        /// Fields that are not picked.
        without "without": Option<Names>,
        /// Fields that it adds or replaces.
        fields "fields": Option<Table<FieldEntry>>,
        /// What may not be left out.
        required "required": Option<Names>,
        /// Whether it holds free keys beside them.
        open "open": Option<bool>,
        /// What it is.
        about "about": Option<String>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// A union, told apart by the text under one key.
    UnionWords "a union" {
        /// The key inside its objects, or `beside` with the key of a field that stands beside the union.
        tag "union": TagWords,
        /// The key's value to the object.
        variants "variants": Filled<Table<TypeExpr>>,
        /// Whether what no variant knows may be a secret, and is shown by no tool.
        secret "secret": Option<At<bool>>,
        /// What it is.
        about "about": Option<String>,
        /// Where the facts come from.
        source "source": Option<Texts>,
        /// What the next keeper must know.
        notes "notes": Option<List<String>>,
    }
    /// What tells a union apart from beside it.
    BesideWords "what stands beside a union" {
        /// The key of the field that holds the text.
        key "beside": At<String>,
    }
}

/// A field: the type alone, or a record.
#[derive(Debug, Clone)]
pub(crate) struct FieldEntry(pub(crate) FieldWords);

impl Word for FieldEntry {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if !matches!(node.value, Value::Text(_)) {
            return FieldWords::read(node, reader).map(Self);
        }
        Some(Self(FieldWords {
            span: node.span,
            ty: TypeExpr::read(node, reader)?,
            about: None,
            optional: None,
            required: None,
            access: None,
            writes: None,
            min: None,
            max: None,
            pattern: None,
            default: None,
            example: None,
            secret: None,
            person: None,
            unique: None,
            is: None,
            starts: None,
            keeps: None,
            by: None,
            untrusted: None,
            html: None,
            deprecated: None,
            notes: None,
        }))
    }

    fn schema(book: &mut Book) -> Json {
        either(TypeExpr::schema(book), FieldWords::schema(book))
    }
}

/// Where a field is: a word, or several.
#[derive(Debug, Clone)]
pub(crate) struct AccessWords(pub(crate) Vec<Access>);

impl Word for AccessWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::List(_) => List::read(node, reader).map(|list| Self(list.0)),
            _ => Access::read(node, reader).map(|word| Self(vec![word])),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(Access::schema(book), List::<Access>::schema(book))
    }
}

/// The values of an enum: a list, or a map to what they mean.
#[derive(Debug, Clone)]
pub(crate) struct EnumValues(pub(crate) Vec<(At<String>, Option<EnumValueWords>)>);

impl Word for EnumValues {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if let Value::List(_) = node.value {
            let list = List::<At<String>>::read(node, reader)?;
            return Some(Self(list.0.into_iter().map(|value| (value, None)).collect()));
        }
        let entries = reader.map(node, "a list of values, or a map")?;
        let values = entries.iter().filter_map(|(key, node)| {
            let words = match &node.value {
                Value::Text(about) => EnumValueWords {
                    span: node.span,
                    about: Some(about.clone()),
                    deprecated: None,
                    sets: None,
                    notes: None,
                },
                _ => EnumValueWords::read(node, reader)?,
            };
            Some((At { value: key.text.clone(), span: key.span }, Some(words)))
        });
        Some(Self(values.collect()))
    }

    fn schema(book: &mut Book) -> Json {
        let value = either(String::schema(book), EnumValueWords::schema(book));
        either(
            json!({ "type": "array", "items": { "type": "string" } }),
            json!({ "type": "object", "additionalProperties": value }),
        )
    }
}

/// Where the text stands that tells a union apart: under a key inside it, or in a field beside it.
#[derive(Debug, Clone)]
pub(crate) enum TagWords {
    Inside(At<String>),
    Beside(BesideWords),
}

impl Word for TagWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match node.value {
            Value::Map(_) => BesideWords::read(node, reader).map(Self::Beside),
            _ => At::read(node, reader).map(Self::Inside),
        }
    }

    fn schema(book: &mut Book) -> Json {
        either(String::schema(book), BesideWords::schema(book))
    }
}

/// A type; its kind is told by the word that only this kind has.
#[derive(Debug, Clone)]
pub(crate) enum TypeWords {
    Id(IdWords),
    Enum(EnumWords),
    Object(ObjectWords),
    Draft(DraftWords),
    Union(UnionWords),
}

impl Word for TypeWords {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let entries = reader.map(node, "a type")?;
        let has = |word: &str| entries.iter().any(|(key, _)| key.text == word);
        if has("id") {
            IdWords::read(node, reader).map(Self::Id)
        } else if has("enum") {
            EnumWords::read(node, reader).map(Self::Enum)
        } else if has("union") {
            UnionWords::read(node, reader).map(Self::Union)
        } else if has("of") {
            DraftWords::read(node, reader).map(Self::Draft)
        } else if has("fields") {
            ObjectWords::read(node, reader).map(Self::Object)
        } else {
            let message = "the kind of the type is not said";
            reader.report(
                Diagnostic::new(Rule::MissingKey, words::owner(node), message)
                    .help("give it one of the words `id`, `enum`, `fields`, `of` or `union`"),
            );
            None
        }
    }

    fn schema(book: &mut Book) -> Json {
        book.refer("Type", |book| {
            json!({ "anyOf": [
                IdWords::schema(book),
                EnumWords::schema(book),
                ObjectWords::schema(book),
                DraftWords::schema(book),
                UnionWords::schema(book),
            ] })
        })
    }
}
