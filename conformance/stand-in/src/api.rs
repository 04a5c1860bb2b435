//! The API as the table describes it, with all names resolved.

use std::collections::BTreeMap;

use serde::Deserialize as _;
use serde_json::Value;

use crate::table::{AnswerRow, BodyRow, Deed, Dialect, Follow, Keeping, OperationRow, Table};
use crate::types::{Field, Is, Object, Shape, Type, TypeId, Types, Use};

/// A place in [`Api::things`].
pub(crate) type Kind = usize;

/// What the API offers, and what its calls do.
#[derive(Debug)]
pub struct Api {
    pub(crate) types: Types,
    pub(crate) keeping: Keeping,
    pub(crate) dialects: BTreeMap<String, Dialect>,
    pub(crate) things: Vec<Thing>,
    pub(crate) operations: Vec<Operation>,
    /// The kind of thing of a type that shows one, whole or in part, and of the types of their keys.
    pub(crate) pictures: Vec<Vec<Kind>>,
    pub(crate) keys: Vec<Vec<Kind>>,
}

/// A kind of thing that the account keeps.
#[derive(Debug)]
pub(crate) struct Thing {
    pub(crate) name: String,
    pub(crate) ty: TypeId,
    /// The field that tells things apart.
    pub(crate) key: String,
    /// The type of that field.
    pub(crate) key_type: TypeId,
    /// Where one is read: `/api/tags/{id}`.
    pub(crate) path: String,
}

/// An operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    /// The parts of the path; a parameter has its name.
    pub(crate) path: Vec<Segment>,
    pub(crate) scope: Option<String>,
    pub(crate) success: u16,
    pub(crate) params: Vec<Field>,
    pub(crate) query: Vec<Field>,
    pub(crate) body: Body,
    pub(crate) answer: Answer,
    pub(crate) does: Deed,
    pub(crate) follow: Option<Follow>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Plain(String),
    Param(String),
}

#[derive(Debug)]
pub(crate) enum Body {
    None,
    Fields(Object),
    Whole(Use),
    Form,
}

#[derive(Debug)]
pub(crate) enum Answer {
    Nothing,
    File,
    Csv,
    Value(Use),
    List { of: Use, under: String },
    Pages { of: Use, by: String },
}

impl Api {
    /// Reads the table that is generated from a spec.
    ///
    /// # Errors
    ///
    /// The text is no table: it says what is wrong with it.
    pub fn parse(json: &str) -> Result<Self, String> {
        let table: Table = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let types = Types::read(&table.types)?;
        let things = table.things.iter().map(|(name, row)| {
            let ty = types.named(name)?;
            let key = match types.shape_of(ty) {
                Shape::Object(object) => object.field(&row.key),
                _ => None,
            };
            let Some(Field { ty: Use { ty: Type::Named(key_type), .. }, .. }) = key else {
                return Err(format!("`{name}` has no key `{}` of a type of its own", row.key));
            };
            let (key, path) = (row.key.clone(), row.path.clone());
            Ok(Thing { name: name.clone(), ty, key, key_type: *key_type, path })
        });
        let things = things.collect::<Result<Vec<_>, String>>()?;
        let operations = table.operations.into_iter().map(|row| operation(&types, row));
        let operations = operations.collect::<Result<Vec<_>, String>>()?;
        let mut api = Self {
            keys: keys(&types, &things),
            types,
            keeping: table.keeping,
            dialects: table.dialects,
            things,
            operations,
            pictures: Vec::new(),
        };
        api.pictures = api.find_pictures();
        api.resolve();
        Ok(api)
    }

    /// The kind of thing of a type's name.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        self.things.iter().position(|thing| thing.name == name)
    }

    /// The fields of a kind of thing.
    pub(crate) fn object_of(&self, kind: Kind) -> &Object {
        static NONE: Object = Object { fields: Vec::new(), open: true };
        match self.types.shape_of(self.things[kind].ty) {
            Shape::Object(object) => object,
            _ => &NONE,
        }
    }

    /// The kinds of thing that a type shows, if it shows things by their key.
    pub(crate) fn shows(&self, ty: &Type) -> Option<&[Kind]> {
        match ty {
            Type::Named(at) => {
                self.pictures.get(*at).map(Vec::as_slice).filter(|it| !it.is_empty())
            }
            _ => None,
        }
    }

    /// The kinds of thing that a type names by their key alone.
    pub(crate) fn names(&self, ty: &Type) -> Option<&[Kind]> {
        match ty {
            Type::Named(at) => self.keys.get(*at).map(Vec::as_slice).filter(|it| !it.is_empty()),
            _ => None,
        }
    }

    /// The kind of thing that callers are.
    pub(crate) fn callers(&self) -> Option<Kind> {
        let journal = self.keeping.journal.as_ref()?;
        let object = self.object_of(self.kind(&journal.of)?);
        self.names(&object.field(&journal.who)?.ty.ty)?.first().copied()
    }

    /// An object shows a thing if it has the key of that, and nothing that the thing does not have.
    fn find_pictures(&self) -> Vec<Vec<Kind>> {
        let shapes = self.types.shapes.iter().enumerate();
        let pictures = shapes.map(|(at, (_, shape))| {
            let Shape::Object(object) = shape else { return Vec::new() };
            (0..self.things.len())
                .filter(|kind| {
                    let thing = &self.things[*kind];
                    let whole = self.object_of(*kind);
                    let key = object.field(&thing.key).map(|field| &field.ty.ty);
                    let names = key.and_then(|key| self.names(key));
                    names.is_some_and(|kinds| kinds.contains(kind))
                        && object.fields.iter().any(|field| field.read && field.name == thing.key)
                        && (object.fields.iter().all(|field| whole.field(&field.name).is_some())
                            || self.is_listing(*kind, at))
                })
                .collect()
        });
        pictures.collect()
    }

    /// Fills in what is known once all things are: where what a field follows from is, and what the fields of a type follow from
    /// that shows a thing and says anew what these are.
    fn resolve(&mut self) {
        let kinds: BTreeMap<String, Kind> =
            self.things.iter().enumerate().map(|(at, thing)| (thing.name.clone(), at)).collect();
        let address = self.keeping.address.clone();
        for (_, shape) in &mut self.types.shapes {
            let Shape::Object(object) = shape else { continue };
            for field in &mut object.fields {
                field.address = field.name == address;
                if let Some(Is::From { of, kind, .. }) = &mut field.is {
                    *kind = kinds.get(of).copied();
                }
            }
        }
        for at in 0..self.types.shapes.len() {
            let Some(kind) = self.pictures[at].first().copied() else { continue };
            let whole = self.object_of(kind).fields.iter();
            let own: BTreeMap<String, Option<Is>> =
                whole.map(|field| (field.name.clone(), field.is.clone())).collect();
            let Shape::Object(object) = &mut self.types.shapes[at].1 else { continue };
            for field in object.fields.iter_mut().filter(|field| field.is.is_none()) {
                field.is = own.get(&field.name).cloned().flatten();
            }
        }
    }

    /// Whether a type is what lists show of a kind of thing, which can be more than the thing has.
    fn is_listing(&self, kind: Kind, ty: TypeId) -> bool {
        self.operations.iter().any(|operation| {
            let of = match &operation.does {
                Deed::List { of, .. } | Deed::Sift { of, .. } => of,
                _ => return false,
            };
            let (Answer::List { of: item, .. } | Answer::Pages { of: item, .. }) =
                &operation.answer
            else {
                return false;
            };
            *of == self.things[kind].name && item.ty == Type::Named(ty)
        })
    }

    /// What an enum lists.
    pub(crate) fn values(&self, ty: &Type) -> Option<&[String]> {
        let Type::Named(at) = ty else { return None };
        match self.types.shape_of(*at) {
            Shape::Enum { values, .. } => Some(values),
            _ => None,
        }
    }
}

fn keys(types: &Types, things: &[Thing]) -> Vec<Vec<Kind>> {
    let mut keys: Vec<Vec<Kind>> = vec![Vec::new(); types.shapes.len()];
    for (kind, thing) in things.iter().enumerate() {
        keys[thing.key_type].push(kind);
    }
    for (at, (_, shape)) in types.shapes.iter().enumerate() {
        if let Shape::Id { among, .. } = shape {
            let kinds = among.iter().filter_map(|ty| things.iter().position(|it| it.ty == *ty));
            let kinds: Vec<Kind> = kinds.collect();
            if !kinds.is_empty() {
                keys[at] = kinds;
            }
        }
    }
    keys
}

fn operation(types: &Types, row: OperationRow) -> Result<Operation, String> {
    let segments = row.path.split('/').filter(|part| !part.is_empty());
    let path =
        segments.map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => Segment::Param(name.to_owned()),
            None => Segment::Plain(part.to_owned()),
        });
    let body = match &row.body {
        BodyRow::None => Body::None,
        BodyRow::Fields(rows) => Body::Fields(Object { fields: types.fields(rows)?, open: false }),
        BodyRow::Whole(ty) => Body::Whole(types.parse(ty)?),
        BodyRow::Form(_) => Body::Form,
    };
    let answer = match &row.answer {
        AnswerRow::Nothing => Answer::Nothing,
        AnswerRow::File => Answer::File,
        AnswerRow::Csv => Answer::Csv,
        AnswerRow::Value(ty) => Answer::Value(types.parse(ty)?),
        AnswerRow::List { of, under } => {
            Answer::List { of: types.parse(of)?, under: under.clone() }
        }
        AnswerRow::Pages { of, by } => Answer::Pages { of: types.parse(of)?, by: by.clone() },
    };
    Ok(Operation {
        path: path.collect(),
        params: types.fields(&row.params)?,
        query: types.fields(&row.query)?,
        id: row.id,
        method: row.method,
        scope: row.scope,
        success: row.success,
        body,
        answer,
        does: row.does,
        follow: row.follow,
    })
}

impl Operation {
    /// The values of the path's parameters, if a path is this one's.
    pub(crate) fn matches<'p>(&self, path: &'p [String]) -> Option<Vec<(&str, &'p str)>> {
        if path.len() != self.path.len() {
            return None;
        }
        let mut params = Vec::new();
        for (segment, part) in self.path.iter().zip(path) {
            match segment {
                Segment::Plain(plain) if plain == part => {}
                Segment::Plain(_) => return None,
                Segment::Param(name) => params.push((name.as_str(), part.as_str())),
            }
        }
        Some(params)
    }

    /// How many of its parts are no parameters: of two that a path fits, the plainer one is meant.
    pub(crate) fn plainness(&self) -> usize {
        self.path.iter().filter(|segment| matches!(segment, Segment::Plain(_))).count()
    }
}

/// The meta of pages is data of the table that is not read any further.
pub(crate) fn meta_fields(types: &Types, dialect: &Dialect) -> Vec<(String, Option<Use>, bool)> {
    let fields = dialect.meta.iter().map(|(name, row)| {
        let ty = row.get("type").and_then(Value::as_str);
        let optional = row.get("optional").map_or(Ok(false), bool::deserialize);
        (name.clone(), ty.and_then(|ty| types.parse(ty).ok()), optional.unwrap_or_default())
    });
    fields.collect()
}
