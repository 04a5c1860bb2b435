//! Whether a JSON value fits a type.

mod files;
mod forms;
mod recorded;

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::path::{lookup, steps_text};
use super::{
    Bounds, EnumDef, Field, IdKind, Model, ObjectDef, Operation, Path, Segment, Shape, Side, Step,
    Tag, Type, TypeRef, TypeUse, UnionDef, Variant,
};
use crate::nearest::did_you_mean;
use forms::scalar_fits;
pub(crate) use recorded::{answer, refusal};

/// One thing that does not fit.
#[derive(Debug, Clone)]
pub(crate) struct Misfit {
    pub(crate) path: Vec<Step>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// What an operation would refuse in arguments, all at once.
pub(crate) fn arguments(
    model: &Model,
    operation: &Operation,
    args: &Map<String, Value>,
) -> Vec<Misfit> {
    let mut fit = Fit::new(model, Side::Body);
    let fields = || operation.args.iter().map(|arg| &arg.field);
    for (key, value) in args {
        match fields().find(|field| field.key == *key) {
            Some(field) => {
                let teller = model.teller(&field.body_type().ty, fields());
                let text = teller.and_then(|by| args.get(&by.key)?.as_str());
                fit.within(Step::Key(key.clone()), |fit| fit.check_told(field, value, text));
            }
            None => {
                let help =
                    did_you_mean(key, operation.args.iter().map(|arg| arg.field.key.as_str()));
                fit.within(Step::Key(key.clone()), |fit| {
                    fit.misfit(format!("there is no argument `{key}`"), help)
                });
            }
        }
    }
    for arg in operation
        .args
        .iter()
        .filter(|arg| !arg.field.optional && !args.contains_key(&arg.field.key))
    {
        fit.misfit(format!("the argument `{}` is missing", arg.field.key), None);
    }
    fit.misfits
}

/// Compares values with types, and gathers all that does not fit.
pub(crate) struct Fit<'m> {
    model: &'m Model,
    side: Side,
    path: Vec<Step>,
    pub(crate) misfits: Vec<Misfit>,
}

impl<'m> Fit<'m> {
    pub(crate) fn new(model: &'m Model, side: Side) -> Self {
        Self { model, side, path: Vec::new(), misfits: Vec::new() }
    }

    /// All that does not fit when a value is given for a field.
    pub(crate) fn field(model: &'m Model, side: Side, field: &Field, value: &Value) -> Vec<Misfit> {
        let mut fit = Self::new(model, side);
        fit.check_field(field, value);
        fit.misfits
    }

    fn misfit(&mut self, message: impl Into<String>, help: Option<String>) {
        self.misfits.push(Misfit { path: self.path.clone(), message: message.into(), help });
    }

    pub(crate) fn within(&mut self, step: Step, check: impl FnOnce(&mut Self)) {
        self.path.push(step);
        check(self);
        self.path.pop();
    }

    pub(crate) fn check_field(&mut self, field: &Field, value: &Value) {
        self.check_told(field, value, None);
    }

    /// The same beside the text that tells a union apart.
    fn check_told(&mut self, field: &Field, value: &Value, text: Option<&str>) {
        let ty = self.type_of(field);
        let before = self.misfits.len();
        match self.model.told(&ty.ty, text) {
            Some(variant) => self.check(&variant.in_place_of(ty), value),
            None => self.check(ty, value),
        }
        if self.misfits.len() == before && self.side == Side::Body {
            self.check_bounds(&field.bounds, value);
        }
    }

    fn type_of<'f>(&self, field: &'f Field) -> &'f TypeUse {
        if self.side == Side::Body { field.body_type() } else { &field.ty }
    }

    pub(crate) fn check(&mut self, ty: &TypeUse, value: &Value) {
        if value.is_null() {
            if !ty.nullable && ty.ty != Type::Json {
                let message = format!("{} is never null", self.model.describe(&ty.ty));
                self.misfit(message, None);
            }
            return;
        }
        match (&ty.ty, value) {
            (Type::Json, _) => {}
            (Type::List(item), Value::Array(items)) => {
                for (at, value) in items.iter().enumerate() {
                    self.within(Step::Index(at), |fit| fit.check(item, value));
                }
            }
            (Type::Map(inner), Value::Object(entries)) => {
                for (key, value) in entries {
                    self.within(Step::Key(key.clone()), |fit| fit.check(inner, value));
                }
            }
            (Type::Named(at), value) => self.check_named(*at, value),
            (Type::Upload, value) => self.check_upload(value),
            (scalar, value) if scalar_fits(scalar, value) => {}
            (wanted, found) => {
                let message =
                    format!("expected {}, found {}", self.model.describe(wanted), kind(found));
                self.misfit(message, None);
            }
        }
    }

    fn check_named(&mut self, at: TypeRef, value: &Value) {
        let def = self.model.ty(at);
        match (&def.shape, value) {
            (Shape::Id(IdKind::Int), Value::Number(number)) if number.is_i64() => {}
            (Shape::Id(IdKind::Text), Value::String(_)) => {}
            (Shape::Enum(values), Value::String(text)) => self.check_enum(&def.name, values, text),
            (Shape::Object(object), Value::Object(entries)) => {
                self.check_object(&def.name, object, entries, None)
            }
            (Shape::Union(UnionDef { tag: Tag::Beside(_), .. }), _) => {}
            (
                Shape::Union(UnionDef { tag: Tag::Inside(key), variants, .. }),
                Value::Object(entries),
            ) => self.check_union(&def.name, key, variants, entries),
            (_, found) => {
                let message = format!("expected `{}`, found {}", def.name, kind(found));
                self.misfit(message, None);
            }
        }
    }

    fn check_enum(&mut self, name: &str, def: &EnumDef, text: &str) {
        if def.closed && !def.values.iter().any(|value| value.wire == text) {
            let help = did_you_mean(text, def.values.iter().map(|value| value.wire.as_str()));
            self.misfit(format!("`{text}` is no value of `{name}`"), help);
        }
    }

    fn check_union(
        &mut self,
        name: &str,
        key: &str,
        variants: &[Variant],
        entries: &Map<String, Value>,
    ) {
        let Some(Value::String(tag)) = entries.get(key) else {
            self.misfit(format!("`{name}` needs a text under `{key}`"), None);
            return;
        };
        let variant = variants.iter().find(|variant| variant.wire == *tag);
        if let Some(Variant { ty: ty @ Type::Named(at), .. }) = variant
            && let Some(object) = self.model.object(ty)
        {
            self.check_object(&self.model.ty(*at).name, object, entries, Some(key));
        }
    }

    fn check_object(
        &mut self,
        name: &str,
        object: &ObjectDef,
        entries: &Map<String, Value>,
        tag: Option<&str>,
    ) {
        let here = |field: &&Field| match self.side {
            Side::Answer => field.access.read,
            Side::Body => field.access.writable(),
        };
        let fields: Vec<&Field> = object.fields.iter().filter(here).collect();
        self.check_fields(name, &fields, object.open, entries, tag);
        if self.side == Side::Body {
            self.check_draws(object, entries);
        }
    }

    /// Entries that fit fields: all that are promised, and no others unless the object is open.
    fn check_fields(
        &mut self,
        name: &str,
        fields: &[&Field],
        open: bool,
        entries: &Map<String, Value>,
        tag: Option<&str>,
    ) {
        for (key, value) in entries {
            if tag == Some(key) {
                continue;
            }
            match fields.iter().find(|field| field.wire == *key) {
                Some(field) => {
                    let teller = self.model.teller(&self.type_of(field).ty, fields.iter().copied());
                    let text = teller.and_then(|by| entries.get(&by.wire)?.as_str());
                    self.within(Step::Key(key.clone()), |fit| fit.check_told(field, value, text));
                }
                None if open => {}
                None => {
                    let help = did_you_mean(key, fields.iter().map(|field| field.wire.as_str()));
                    self.within(Step::Key(key.clone()), |fit| {
                        fit.misfit(format!("`{name}` has no field `{key}`"), help);
                    });
                }
            }
        }
        for field in
            fields.iter().filter(|field| !field.optional && !entries.contains_key(&field.wire))
        {
            self.misfit(format!("`{name}` needs `{}`", field.wire), None);
        }
    }

    /// Members that are drawn from a set must be in it, where the chosen value has such a set.
    fn check_draws(&mut self, object: &ObjectDef, entries: &Map<String, Value>) {
        for draw in &object.draws {
            let chosen = entries.get(&draw.by).and_then(Value::as_str);
            let field = object.fields.iter().find(|field| field.wire == draw.by);
            let (Some(chosen), Some(field)) = (chosen, field) else { continue };
            let Some(set) = self.model.set_of(field, chosen, &draw.set) else { continue };
            let mut found = Vec::new();
            collect(&Value::Object(entries.clone()), &draw.path.0, &mut Vec::new(), &mut found);
            for (path, text) in found {
                if !set.contains(&text) {
                    let help = did_you_mean(&text, set.iter().map(String::as_str));
                    let message = format!("`{text}` is not one of the {} of `{chosen}`", draw.set);
                    let mut whole = self.path.clone();
                    whole.extend(path);
                    self.misfits.push(Misfit { path: whole, message, help });
                }
            }
        }
    }

    fn check_bounds(&mut self, bounds: &Bounds, value: &Value) {
        if let (Some(pattern), Value::String(text)) = (&bounds.pattern, value)
            && whole_text(pattern).is_ok_and(|pattern| !pattern.is_match(text))
        {
            self.misfit(format!("`{text}` does not match `{pattern}`"), None);
        }
        let (size, unit) = match value {
            Value::Number(number) => (number.as_f64().unwrap_or_default(), ""),
            Value::String(text) => (text.chars().count() as f64, " characters"),
            Value::Array(items) => (items.len() as f64, " items"),
            _ => return,
        };
        if let Some(min) = bounds.min.filter(|min| size < *min as f64) {
            self.misfit(format!("at least {min}{unit}, found {size}"), None);
        }
        if let Some(max) = bounds.max.filter(|max| size > *max as f64) {
            self.misfit(format!("at most {max}{unit}, found {size}"), None);
        }
    }
}

impl Model {
    /// Why a text is none of the values that an enum lists, open or not.
    pub(crate) fn unlisted(&self, ty: &Type, value: &Value) -> Option<Misfit> {
        let (Type::Named(at), Value::String(text)) = (ty, value) else { return None };
        let Shape::Enum(def) = &self.ty(*at).shape else { return None };
        let mut listed = def.values.iter().map(|value| value.wire.as_str());
        let name = &self.ty(*at).name;
        (!listed.clone().any(|value| value == text)).then(|| Misfit {
            path: Vec::new(),
            message: format!("`{text}` is no value of `{name}`"),
            help: did_you_mean(text, &mut listed),
        })
    }

    /// The set that belongs to a value of the enum in a field.
    pub(crate) fn set_of(&self, field: &Field, chosen: &str, set: &str) -> Option<&Vec<String>> {
        let Type::Named(at) = &field.body_type().ty else { return None };
        let Shape::Enum(values) = &self.ty(*at).shape else { return None };
        let value = values.values.iter().find(|value| value.wire == chosen)?;
        value.sets.iter().find(|(name, _)| name == set).map(|(_, members)| members)
    }
}

/// A pattern that a whole text matches.
pub(crate) fn whole_text(pattern: &str) -> Result<Regex, regex_lite::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

impl Misfit {
    /// The message with the place in the value before it.
    pub(crate) fn text(&self) -> String {
        if self.path.is_empty() {
            self.message.clone()
        } else {
            format!("`{}`: {}", steps_text(&self.path), self.message)
        }
    }
}

/// The texts at a path that may lead through every item of a list.
fn collect(
    value: &Value,
    path: &[Segment],
    here: &mut Vec<Step>,
    found: &mut Vec<(Vec<Step>, String)>,
) {
    let Some((segment, rest)) = path.split_first() else {
        if let Value::String(text) = value {
            found.push((here.clone(), text.clone()));
        }
        return;
    };
    match (segment, value) {
        (Segment::Each, Value::Array(items)) => {
            for (at, item) in items.iter().enumerate() {
                here.push(Step::Index(at));
                collect(item, rest, here, found);
                here.pop();
            }
        }
        (Segment::Key(_) | Segment::Index(_), value) => {
            let Some(steps) = Path(vec![segment.clone()]).steps() else { return };
            if let Some(inner) = lookup(value, &steps) {
                here.extend(steps);
                collect(inner, rest, here, found);
                here.pop();
            }
        }
        _ => {}
    }
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => format!("`{scalar}`"),
    }
}
