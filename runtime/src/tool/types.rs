//! The types of arguments and answers, as data: what a caller may give, and what of an answer is secret.

use std::fmt;

use crate::limit::{Bounds, Form, Limit};

/// What stands somewhere in arguments or in an answer.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// Any text.
    Text,
    /// A whole number.
    Int,
    /// Any number.
    Number,
    /// True or false.
    Bool,
    /// A point in time.
    Time,
    /// A day.
    Date,
    /// An e-mail address.
    Email,
    /// A URL.
    Url,
    /// A UUID.
    Uuid,
    /// The bytes of a file, in base64.
    Bytes,
    /// A file as a caller gives it: its content type, and its name and its content in base64, or its path in the folder for
    /// files.
    Upload,
    /// Anything.
    Json,
    /// A text, a number, true or false.
    Scalar,
    /// The same, or `null`.
    Nullable(&'static Type),
    /// A list.
    List(&'static Type),
    /// An object with free keys.
    Map(&'static Type),
    /// One of some texts.
    Enum(&'static Enum),
    /// An object.
    Object(&'static Object),
    /// What a text tells.
    Union(&'static Union),
}

/// Texts besides which the API takes no other.
#[derive(Debug)]
pub struct Enum {
    /// All of them.
    pub values: &'static [&'static str],
}

/// An object with known keys.
pub struct Object {
    pub(super) name: &'static str,
    pub(super) fields: &'static [Field],
    /// Whether it may hold other keys too.
    pub(super) open: bool,
    /// Which of its texts belong to a value of another field.
    pub(super) draws: &'static [Draw],
}

/// A file whose content a caller gives.
pub(super) static UPLOAD: Object = Object::new(
    "File",
    &[
        Field::new("name", Type::Text).required().limits(&[Limit::Length(Bounds::at_least(1))]),
        Field::new("content_type", Type::Text).required(),
        Field::new("content", Type::Bytes).required(),
    ],
);

/// A file that is in the folder for files. What it is called there is its name, unless another one is given.
pub(super) static UPLOAD_AT: Object = Object::new(
    "File",
    &[
        Field::new("path", Type::Text).required(),
        Field::new("content_type", Type::Text).required(),
        Field::new("name", Type::Text).limits(&[Limit::Length(Bounds::at_least(1))]),
    ],
);

/// The largest file that a tool takes or shows, in bytes. A model writes and reads all of its base64 as tokens; what is larger
/// is not meant to pass through a conversation.
pub const LARGEST_FILE: usize = 5 << 20;

/// Things that a text tells apart.
pub struct Union {
    /// The name of the type.
    pub name: &'static str,
    /// Where that text is.
    pub tag: Tag,
    /// The texts, and what they tell: objects, without the key of a text that is inside. Other texts are let through.
    pub variants: &'static [(&'static str, Type)],
    /// Whether what no variant knows may be a secret, and is shown to nobody.
    pub secret: bool,
}

/// Where the text is that tells a union apart.
#[derive(Debug, Clone, Copy)]
pub enum Tag {
    /// Under this key of its objects.
    Inside(&'static str),
    /// In the field of this name, on the wire, beside the union. Without it the union is anything.
    Beside(&'static str),
}

/// Texts that must be of the set which belongs to the value of another field.
#[derive(Debug)]
pub struct Draw {
    /// Where the texts are: `filters[].member`, `order[][0]`.
    pub path: &'static str,
    /// The field whose value has the sets.
    pub by: &'static str,
    /// The values, and the set of each. Other values allow everything.
    pub sets: &'static [(&'static str, &'static [&'static str])],
}

/// A key and what stands under it: an argument of a tool, or a field of an object.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub(super) key: &'static str,
    pub(super) wire: &'static str,
    ty: Type,
    writes: Option<Type>,
    pub(super) required: bool,
    pub(super) read: bool,
    pub(super) written: bool,
    pub(super) limits: &'static [Limit],
    pub(super) secret: bool,
    pub(super) html: bool,
    pub(super) untrusted: bool,
}

impl Field {
    /// A field that answers show and bodies may have.
    #[must_use]
    pub const fn new(key: &'static str, ty: Type) -> Self {
        Self {
            key,
            wire: key,
            ty,
            writes: None,
            required: false,
            read: true,
            written: true,
            limits: &[],
            secret: false,
            html: false,
            untrusted: false,
        }
    }

    /// The same under another key on the wire.
    #[must_use]
    pub const fn wire(self, wire: &'static str) -> Self {
        Self { wire, ..self }
    }

    /// The same with another type in bodies.
    #[must_use]
    pub const fn writes(self, ty: Type) -> Self {
        Self { writes: Some(ty), ..self }
    }

    /// The same, and there is no body without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same in answers alone.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { written: false, ..self }
    }

    /// The same in bodies alone.
    #[must_use]
    pub const fn write_only(self) -> Self {
        Self { read: false, ..self }
    }

    /// The same with what holds of its value, where the operation does not say it.
    #[must_use]
    pub const fn limits(self, limits: &'static [Limit]) -> Self {
        Self { limits, ..self }
    }

    /// The same, and nobody is shown it.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The same, and what answers have there is HTML, of which the text is shown.
    #[must_use]
    pub const fn html(self) -> Self {
        Self { html: true, ..self }
    }

    /// The same, and people outside may have written what answers have there.
    #[must_use]
    pub const fn untrusted(self) -> Self {
        Self { untrusted: true, ..self }
    }

    /// The key among arguments, or in an object that a caller gives.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The type in answers.
    #[must_use]
    pub const fn answered(&self) -> &Type {
        &self.ty
    }

    /// The type in arguments.
    #[must_use]
    pub const fn given(&self) -> &Type {
        match &self.writes {
            Some(ty) => ty,
            None => &self.ty,
        }
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        self.key == name || self.wire == name
    }
}

impl Union {
    /// Whether a variant has such a key, or the text stands under it that tells them apart.
    pub(super) fn knows(&self, key: &str) -> bool {
        let is_tag = matches!(self.tag, Tag::Inside(tag) if tag == key);
        is_tag
            || self.variants.iter().any(|(_, variant)| match variant {
                Type::Object(object) => {
                    object.open || object.fields.iter().any(|field| field.wire == key)
                }
                // What is no object is a map, whose keys are free.
                _ => true,
            })
    }

    /// What a text tells.
    pub(super) fn variant(&self, text: &str) -> Option<&'static Type> {
        self.variants.iter().find(|(known, _)| *known == text).map(|(_, variant)| variant)
    }
}

impl Object {
    /// An object of these fields.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, open: false, draws: &[] }
    }

    /// The same with other keys beside them.
    #[must_use]
    pub const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// The same with texts that go by the value of another field.
    #[must_use]
    pub const fn draws(self, draws: &'static [Draw]) -> Self {
        Self { draws, ..self }
    }
}

impl Type {
    /// The union that it is, or null, if a text beside it tells it apart; and the name of the field of that text.
    pub(super) fn union_beside(&self) -> Option<(&'static Union, &'static str)> {
        match self {
            Self::Nullable(ty) => ty.union_beside(),
            Self::Union(union @ Union { tag: Tag::Beside(name), .. }) => Some((*union, *name)),
            _ => None,
        }
    }

    /// How its values are written, if they have a form.
    pub(super) const fn form(&self) -> Option<Form> {
        Some(match self {
            Self::Int => Form::Int,
            Self::Time => Form::Time,
            Self::Date => Form::Date,
            Self::Email => Form::Email,
            Self::Url => Form::Url,
            Self::Uuid => Form::Uuid,
            _ => return None,
        })
    }

    /// What a caller should give.
    pub(super) fn wanted(&self) -> String {
        let words = match self {
            Self::Text => "a text",
            Self::Int => Form::Int.wanted(),
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Time => Form::Time.wanted(),
            Self::Date => Form::Date.wanted(),
            Self::Email => Form::Email.wanted(),
            Self::Url => Form::Url.wanted(),
            Self::Uuid => Form::Uuid.wanted(),
            Self::Bytes => "the bytes of the file in base64",
            Self::Upload => "an object, File",
            Self::Json => "a value",
            Self::Scalar => "a text, a number, true or false",
            Self::Nullable(ty) => return format!("{} or null", ty.wanted()),
            Self::List(ty) => return format!("a list, each item {}", ty.wanted()),
            Self::Map(_) => "an object",
            Self::Object(object) => return format!("an object, {}", object.name),
            Self::Union(Union { tag: Tag::Inside(key), .. }) => {
                return format!("an object with `{key}`");
            }
            Self::Union(Union { tag: Tag::Beside(_), .. }) => "an object",
            Self::Enum(choice) => {
                let values: Vec<_> =
                    choice.values.iter().map(|value| format!("`{value}`")).collect();
                return format!("one of {}", values.join(", "));
            }
        };
        words.to_owned()
    }
}

// A type can hold itself, so that printing one names what it holds and goes no deeper.

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Union {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
