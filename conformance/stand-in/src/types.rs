//! Types, read from the notation of the spec and resolved.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::api::Kind;

/// A place in [`Types`].
pub(crate) type TypeId = usize;

/// A type where it is used.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Use {
    pub(crate) ty: Type,
    pub(crate) nullable: bool,
}

#[derive(Debug, Clone, PartialEq)]
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
    Json,
    Value,
    List(Box<Use>),
    Map(Box<Use>),
    Named(TypeId),
}

#[derive(Debug)]
pub(crate) enum Shape {
    Id { text: bool, among: Vec<TypeId> },
    Enum { values: Vec<String>, closed: bool },
    Object(Object),
    Union { tag: Tag, variants: BTreeMap<String, Use> },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tag {
    Inside(String),
    Beside(String),
}

#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) fields: Vec<Field>,
    pub(crate) open: bool,
}

/// A field of an object, or a parameter of a call.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// What it begins with in JSON: `"id":`.
    pub(crate) label: String,
    pub(crate) ty: Use,
    pub(crate) writes: Option<Use>,
    pub(crate) optional: bool,
    /// Whether answers have it.
    pub(crate) read: bool,
    /// Whether bodies can have it.
    pub(crate) written: bool,
    pub(crate) unique: bool,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) default: Option<Value>,
    pub(crate) is: Option<Is>,
    pub(crate) starts: Option<Starts>,
    /// Whether it says where a thing is read.
    pub(crate) address: bool,
}

/// What a field follows from.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Is {
    Path(String),
    FirstWord(String),
    LastWord(String),
    /// The time since when a field has a value.
    Since(String, String),
    /// The things that name this one by a field; without a field, all of the type.
    From {
        of: String,
        field: Option<String>,
        /// The place of that kind of thing.
        #[serde(skip)]
        kind: Option<Kind>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Starts {
    Now,
    Caller,
}

/// All types, by name and by place.
#[derive(Debug)]
pub(crate) struct Types {
    pub(crate) names: HashMap<String, TypeId>,
    pub(crate) shapes: Vec<(String, Shape)>,
}

#[derive(Deserialize)]
struct FieldRow {
    #[serde(rename = "type")]
    ty: String,
    writes: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    unread: bool,
    #[serde(default)]
    uncreated: bool,
    #[serde(default)]
    unchanged: bool,
    #[serde(default)]
    unique: bool,
    min: Option<i64>,
    max: Option<i64>,
    default: Option<Value>,
    is: Option<Is>,
    starts: Option<Starts>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TypeRow {
    Id {
        id: String,
        #[serde(default)]
        among: Vec<String>,
    },
    Enum {
        r#enum: Vec<String>,
        closed: bool,
    },
    Object {
        fields: Map<String, Value>,
        open: bool,
    },
    Union {
        union: Tag,
        variants: BTreeMap<String, String>,
    },
}

impl Types {
    pub(crate) fn read(rows: &Map<String, Value>) -> Result<Self, String> {
        let names = rows.keys().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        let mut types = Self { names, shapes: Vec::new() };
        for (name, row) in rows {
            let row = TypeRow::deserialize(row).map_err(|error| format!("`{name}`: {error}"))?;
            let shape = types.shape(row).map_err(|error| format!("`{name}`: {error}"))?;
            types.shapes.push((name.clone(), shape));
        }
        Ok(types)
    }

    fn shape(&self, row: TypeRow) -> Result<Shape, String> {
        Ok(match row {
            TypeRow::Id { id, among } => {
                let among = among.iter().map(|name| self.named(name));
                Shape::Id { text: id == "text", among: among.collect::<Result<_, _>>()? }
            }
            TypeRow::Enum { r#enum, closed } => Shape::Enum { values: r#enum, closed },
            TypeRow::Object { fields, open } => {
                Shape::Object(Object { fields: self.fields(&fields)?, open })
            }
            TypeRow::Union { union, variants } => {
                let variants =
                    variants.iter().map(|(text, ty)| Ok((text.clone(), self.parse(ty)?)));
                Shape::Union { tag: union, variants: variants.collect::<Result<_, String>>()? }
            }
        })
    }

    pub(crate) fn fields(&self, rows: &Map<String, Value>) -> Result<Vec<Field>, String> {
        rows.iter().map(|(name, row)| self.field(name, row)).collect()
    }

    fn field(&self, name: &str, row: &Value) -> Result<Field, String> {
        let row = FieldRow::deserialize(row).map_err(|error| format!("`{name}`: {error}"))?;
        Ok(Field {
            name: name.to_owned(),
            label: format!("{}:", Value::from(name)),
            ty: self.parse(&row.ty)?,
            writes: row.writes.map(|ty| self.parse(&ty)).transpose()?,
            optional: row.optional,
            read: !row.unread,
            written: !(row.uncreated && row.unchanged),
            unique: row.unique,
            min: row.min,
            max: row.max,
            default: row.default,
            is: row.is,
            starts: row.starts,
            address: false,
        })
    }

    /// The type of a name.
    pub(crate) fn named(&self, name: &str) -> Result<TypeId, String> {
        self.names.get(name).copied().ok_or_else(|| format!("there is no type `{name}`"))
    }

    /// Reads an expression such as `list<TagId>?`.
    pub(crate) fn parse(&self, text: &str) -> Result<Use, String> {
        let (text, nullable) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
        let inner = |kind: &str| text.strip_prefix(kind).and_then(|text| text.strip_suffix('>'));
        let ty = if let Some(item) = inner("list<") {
            Type::List(Box::new(self.parse(item)?))
        } else if let Some(value) = inner("map<") {
            Type::Map(Box::new(self.parse(value)?))
        } else {
            match text {
                "text" => Type::Text,
                "int" => Type::Int,
                "number" => Type::Number,
                "bool" => Type::Bool,
                "time" => Type::Time,
                "date" => Type::Date,
                "email" => Type::Email,
                "url" => Type::Url,
                "uuid" => Type::Uuid,
                "json" => Type::Json,
                "value" => Type::Value,
                name => Type::Named(self.named(name)?),
            }
        };
        Ok(Use { ty, nullable })
    }

    pub(crate) fn shape_of(&self, ty: TypeId) -> &Shape {
        &self.shapes[ty].1
    }

    pub(crate) fn object(&self, ty: &Type) -> Option<(TypeId, &Object)> {
        let Type::Named(at) = ty else { return None };
        match self.shape_of(*at) {
            Shape::Object(object) => Some((*at, object)),
            _ => None,
        }
    }
}

impl Object {
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// Its type in bodies.
    pub(crate) fn given(&self) -> &Use {
        self.writes.as_ref().unwrap_or(&self.ty)
    }
}
