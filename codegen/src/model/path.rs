//! Paths: `customer.email`, `tags[].name`, `custom_fields.*.value` in types; `data[0].name` in values.

use std::fmt;

use super::sides::Side;
use super::{Model, Shape, Type, TypeUse};
use crate::diagnostic::Diagnostic;
pub(crate) use crate::load::yaml::Step;
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

/// A path through a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path(pub(crate) Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    Key(String),
    /// Every item of a list.
    Each,
    /// Every value of a map.
    Any,
    /// One item of a list.
    Index(usize),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(_) | Segment::Any if at > 0 => f.write_str(".")?,
                _ => {}
            }
            match segment {
                Segment::Key(key) => f.write_str(key)?,
                Segment::Each => f.write_str("[]")?,
                Segment::Any => f.write_str("*")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The same, written as the steps of a value are.
pub(crate) fn steps_text(steps: &[Step]) -> String {
    let segments = steps.iter().map(|step| match step {
        Step::Key(key) => Segment::Key(key.clone()),
        Step::Index(index) => Segment::Index(*index),
    });
    Path(segments.collect()).to_string()
}

impl Path {
    /// Reads a path; `None` if it has an empty part.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut segments = Vec::new();
        for part in text.split('.') {
            let (name, brackets) = part.find('[').map_or((part, ""), |at| part.split_at(at));
            match name {
                "" if segments.is_empty() && !brackets.is_empty() => {}
                "" => return None,
                "*" => segments.push(Segment::Any),
                _ => segments.push(Segment::Key(name.to_owned())),
            }
            let mut rest = brackets;
            while !rest.is_empty() {
                let (bracket, after) = rest.strip_prefix('[')?.split_once(']')?;
                rest = after;
                match bracket {
                    "" => segments.push(Segment::Each),
                    index => segments.push(Segment::Index(index.parse().ok()?)),
                }
            }
        }
        Some(Self(segments))
    }

    /// The first key of the path.
    pub(crate) fn head(&self) -> &str {
        match self.0.first() {
            Some(Segment::Key(key)) => key,
            _ => "",
        }
    }

    /// The path as steps through a value, if it has no `[]` and no `*`.
    pub(crate) fn steps(&self) -> Option<Vec<Step>> {
        self.0
            .iter()
            .map(|segment| match segment {
                Segment::Key(key) => Some(Step::Key(key.clone())),
                Segment::Index(index) => Some(Step::Index(*index)),
                Segment::Each | Segment::Any => None,
            })
            .collect()
    }
}

/// Why a path leads nowhere: what is wrong, and perhaps what was meant.
#[derive(Debug)]
pub(crate) struct LostPath {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl LostPath {
    /// The same where the path stands.
    pub(crate) fn at(self, span: Span) -> Diagnostic {
        Diagnostic::new(Rule::UnknownField, span, self.message).maybe_help(self.help)
    }
}

impl Model {
    /// The types that a path leads to: several through a union, none where the API promises nothing.
    pub(crate) fn follow(
        &self,
        side: Side,
        from: &TypeUse,
        path: &Path,
    ) -> Result<Vec<TypeUse>, LostPath> {
        let mut here = vec![from.clone()];
        for segment in &path.0 {
            here = self.advance(side, &here, segment)?;
        }
        Ok(here)
    }

    /// The types that are one segment further, each once: variants often lead to the same type, and kept twice it would
    /// double at each step.
    pub(crate) fn advance(
        &self,
        side: Side,
        here: &[TypeUse],
        segment: &Segment,
    ) -> Result<Vec<TypeUse>, LostPath> {
        let mut next = Vec::new();
        let mut lost: Option<LostPath> = None;
        for ty in here {
            match self.step(side, ty, segment) {
                Ok(found) => {
                    for ty in found {
                        if !next.contains(&ty) {
                            next.push(ty);
                        }
                    }
                }
                // Of several ways, one that nearly leads on says the most.
                Err(why) if lost.as_ref().is_none_or(|lost| lost.help.is_none()) => {
                    lost = Some(why)
                }
                Err(_) => {}
            }
        }
        match lost {
            Some(why) if next.is_empty() => Err(why),
            _ => Ok(next),
        }
    }

    fn step(
        &self,
        side: Side,
        from: &TypeUse,
        segment: &Segment,
    ) -> Result<Vec<TypeUse>, LostPath> {
        match (&from.ty, segment) {
            (Type::Json, _) => Ok(Vec::new()),
            (Type::List(item), Segment::Each | Segment::Index(_)) => Ok(vec![(**item).clone()]),
            (Type::Map(value), Segment::Any | Segment::Key(_)) => Ok(vec![(**value).clone()]),
            (Type::Named(at), Segment::Key(key)) => self.step_into(side, *at, key),
            (Type::List(_), Segment::Key(key)) => Err(lost(
                format!("`{key}` is looked for in a list"),
                Some("write `[]` behind the list".to_owned()),
            )),
            (_, segment) => {
                let what = Path(vec![segment.clone()]);
                Err(lost(
                    format!("`{what}` leads into {}, which holds nothing", self.describe(&from.ty)),
                    None,
                ))
            }
        }
    }

    fn step_into(
        &self,
        side: Side,
        at: super::TypeRef,
        key: &str,
    ) -> Result<Vec<TypeUse>, LostPath> {
        let def = self.ty(at);
        match &def.shape {
            Shape::Object(object) => {
                if let Some(field) =
                    object.fields.iter().find(|field| field.wire == key || field.key == key)
                {
                    return match side.of(field) {
                        Some(ty) => Ok(vec![ty.clone()]),
                        None => {
                            let side = side.describe();
                            Err(lost(format!("no {side} has `{key}` of `{}`", def.name), None))
                        }
                    };
                }
                if object.open {
                    return Ok(Vec::new());
                }
                let here = object.fields.iter().filter(|field| side.of(field).is_some());
                let names = here.map(|field| field.wire.as_str());
                Err(lost(format!("`{}` has no field `{key}`", def.name), did_you_mean(key, names)))
            }
            Shape::Union(union) if union.inside() == Some(key) => {
                Ok(vec![TypeUse { ty: Type::Text, nullable: false }])
            }
            Shape::Union(union) => {
                let segment = Segment::Key(key.to_owned());
                let ways = union.variants.iter().filter_map(|variant| {
                    let from = TypeUse { ty: variant.ty.clone(), nullable: false };
                    self.step(side, &from, &segment).ok()
                });
                let ways: Vec<Vec<TypeUse>> = ways.collect();
                if ways.is_empty() {
                    Err(lost(format!("no variant of `{}` has a field `{key}`", def.name), None))
                } else {
                    Ok(ways.concat())
                }
            }
            Shape::Id(_) | Shape::Enum(_) => {
                Err(lost(format!("`{key}` leads into `{}`, which holds nothing", def.name), None))
            }
        }
    }

    /// What a type is called in a message.
    pub(crate) fn describe(&self, ty: &Type) -> String {
        match ty {
            Type::Text => "a text".to_owned(),
            Type::Int => "a whole number".to_owned(),
            Type::Number => "a number".to_owned(),
            Type::Bool => "a boolean".to_owned(),
            Type::Time => "a time".to_owned(),
            Type::Date => "a date".to_owned(),
            Type::Email => "an e-mail address".to_owned(),
            Type::Url => "a URL".to_owned(),
            Type::Uuid => "a UUID".to_owned(),
            Type::Json => "anything".to_owned(),
            Type::Value => "a text, a number or a boolean".to_owned(),
            Type::List(_) => "a list".to_owned(),
            Type::Map(_) => "a map".to_owned(),
            Type::Named(at) => format!("`{}`", self.ty(*at).name),
            Type::Upload => "a file".to_owned(),
        }
    }
}

fn lost(message: String, help: Option<String>) -> LostPath {
    LostPath { message, help }
}

/// The value under a path.
pub(crate) fn lookup<'v>(
    value: &'v serde_json::Value,
    steps: &[Step],
) -> Option<&'v serde_json::Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index),
    })
}

/// Puts a value under a path, where there is something to hold it.
pub(crate) fn put(into: &mut serde_json::Value, steps: &[Step], value: serde_json::Value) {
    match (steps, into) {
        ([], into) => *into = value,
        ([Step::Key(key)], serde_json::Value::Object(entries)) => {
            entries.insert(key.clone(), value);
        }
        ([step, rest @ ..], into) => {
            if let Some(into) = within(into, step) {
                put(into, rest, value);
            }
        }
    }
}

/// Takes out what stands under a path of keys.
pub(crate) fn take(from: &mut serde_json::Value, steps: &[Step]) {
    match (steps, from) {
        ([Step::Key(key)], serde_json::Value::Object(entries)) => drop(entries.shift_remove(key)),
        ([step, rest @ ..], from) => {
            if let Some(from) = within(from, step) {
                take(from, rest);
            }
        }
        ([], _) => {}
    }
}

fn within<'v>(value: &'v mut serde_json::Value, step: &Step) -> Option<&'v mut serde_json::Value> {
    match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
    }
}
