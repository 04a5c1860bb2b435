//! What of an answer is shown. Secrets are not, whoever asks.

use serde_json::Value;

use super::{
    Shows,
    check::Check,
    types::{Field, Object, Tag, Type},
};
use crate::{
    nearest::nearest,
    path::{Path, Step},
};

/// What is shown, bound to the types of the answer.
#[derive(Debug)]
pub(super) enum Projection {
    /// All but the secrets of these types; a union can be several.
    Whole(Vec<&'static Type>),
    /// Some parts of it.
    Parts(Parts),
}

/// These keys, and the same of every other.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) keys: Vec<(String, Projection)>,
    pub(super) any: Option<Box<Projection>>,
}

/// What is asked for, as a tree of keys.
#[derive(Debug, Default)]
struct Wanted {
    whole: bool,
    keys: Vec<(String, Wanted)>,
    any: Option<Box<Wanted>>,
}

/// Where a step leads.
#[derive(Default)]
struct Led {
    types: Vec<&'static Type>,
    /// The key in answers.
    wire: Option<&'static str>,
    secret: bool,
    /// Whether there may be other keys than those that are known.
    free: bool,
}

impl Projection {
    /// What the spec chose of an answer of this type, if it has one.
    pub(super) fn chosen(ty: Option<&'static Type>, shows: &Shows) -> Self {
        match (ty, shows) {
            (Some(ty), Shows::Paths(paths)) => {
                Self::of(ty, paths.iter().copied(), &mut Check::default())
            }
            (ty, _) => Self::Whole(ty.into_iter().collect()),
        }
    }

    /// What a caller asks for: `all`, paths with commas between, or a list of paths.
    pub(super) fn asked(ty: &'static Type, fields: &Value, check: &mut Check) -> Option<Self> {
        let listed = match fields {
            Value::String(text) => super::repair::json(text).filter(Value::is_array),
            _ => None,
        };
        let texts: Option<Vec<&str>> = match listed.as_ref().unwrap_or(fields) {
            Value::String(text) => Some(text.split(',').collect()),
            Value::Array(items) => items.iter().map(Value::as_str).collect(),
            _ => None,
        };
        let texts = texts.map(|texts| texts.into_iter().map(str::trim));
        let texts: Vec<_> = texts?.filter(|text| !text.is_empty()).collect();
        match texts.as_slice() {
            [] => None,
            ["all" | "*"] => Some(Self::Whole(vec![ty])),
            texts => Some(Self::of(ty, texts.iter().copied(), check)),
        }
    }

    fn of<'p>(ty: &'static Type, paths: impl Iterator<Item = &'p str>, check: &mut Check) -> Self {
        let mut wanted = Wanted::default();
        for text in paths {
            match Path::parse(text) {
                Some(path) => wanted.add(&path.0),
                None => check.fault(
                    format!("has `{text}`, which is no path"),
                    "write it like `customer.email`, or `all`",
                ),
            }
        }
        bind(vec![ty], &wanted, &mut String::new(), check)
    }
}

impl Wanted {
    fn add(&mut self, path: &[Step]) {
        let Some((first, rest)) = path.split_first() else {
            self.whole = true;
            return;
        };
        let below = match first {
            Step::Any => self.any.get_or_insert_default(),
            Step::Key(key) => {
                let at = self.keys.iter().position(|(known, _)| known == key);
                let at = at.unwrap_or_else(|| {
                    self.keys.push((key.clone(), Self::default()));
                    self.keys.len() - 1
                });
                &mut self.keys[at].1
            }
        };
        below.add(rest);
    }
}

fn bind(
    types: Vec<&'static Type>,
    wanted: &Wanted,
    path: &mut String,
    check: &mut Check,
) -> Projection {
    if wanted.whole {
        return Projection::Whole(types);
    }
    let mut parts = Vec::new();
    for (key, below) in &wanted.keys {
        let length = path.len();
        path.push_str(if length == 0 { "" } else { "." });
        path.push_str(key);
        let mut led = Led::default();
        types.iter().for_each(|ty| led.step(ty, key));
        if led.secret {
            check.fault(format!("has `{path}`, a secret that is never shown"), "leave it out");
        } else if led.types.is_empty() && !led.free {
            let right = nearest(key, known(&types).into_iter(), "there is");
            check.fault(format!("has `{path}`, which no answer has"), right);
        } else {
            let key = led.wire.unwrap_or(key).to_owned();
            parts.push((key, bind(led.types, below, path, check)));
        }
        path.truncate(length);
    }
    let any = wanted.any.as_ref().and_then(|below| match free_values(&types) {
        Some(values) => Some(Box::new(bind(values, below, path, check))),
        None => {
            let star = if path.is_empty() { "*".to_owned() } else { format!("{path}.*") };
            check.fault(format!("has `{star}` where keys are not free"), "name the keys");
            None
        }
    });
    Projection::Parts(Parts { keys: parts, any })
}

impl Led {
    /// Where a key leads from a type. Lists are gone through.
    fn step(&mut self, ty: &'static Type, key: &str) {
        match ty {
            Type::Nullable(ty) | Type::List(ty) => self.step(ty, key),
            Type::Map(ty) => self.types.push(ty),
            Type::Json => self.free = true,
            Type::Object(object) => self.step_into(object, key),
            Type::Union(union) => {
                // What tells the variants apart is no secret.
                self.free |= matches!(union.tag, Tag::Inside(tag) if tag == key);
                union.variants.iter().for_each(|(_, variant)| self.step(variant, key));
            }
            _ => {}
        }
    }

    fn step_into(&mut self, object: &'static Object, key: &str) {
        match object.fields.iter().find(|field| field.is_called(key)) {
            Some(field) if field.secret => self.secret = true,
            Some(field) if field.read => {
                self.wire = Some(field.wire);
                self.types.push(field.answered());
            }
            Some(_) => {}
            None => self.free |= object.open,
        }
    }
}

/// The keys that a caller may ask for below these types.
fn known(types: &[&'static Type]) -> Vec<&'static str> {
    let keys = types.iter().flat_map(|ty| match ty {
        Type::Nullable(ty) | Type::List(ty) => known(&[ty]),
        Type::Object(object) => {
            let shown = object.fields.iter().filter(|field| field.read && !field.secret);
            shown.map(Field::key).collect()
        }
        Type::Union(union) => {
            let tag = match union.tag {
                Tag::Inside(tag) => Some(tag),
                Tag::Beside(_) => None,
            };
            let below = union.variants.iter().flat_map(|(_, variant)| known(&[variant]));
            tag.into_iter().chain(below).collect()
        }
        _ => Vec::new(),
    });
    keys.collect()
}

/// The types of the values, if all keys are free: among known keys there may be a secret.
fn free_values(types: &[&'static Type]) -> Option<Vec<&'static Type>> {
    let values = types.iter().map(|ty| match ty {
        Type::Nullable(ty) | Type::List(ty) => free_values(&[ty]),
        Type::Map(ty) => Some(vec![*ty]),
        Type::Json => Some(Vec::new()),
        _ => None,
    });
    let values: Option<Vec<_>> = values.collect();
    values.map(|values| values.concat())
}
