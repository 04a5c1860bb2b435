//! What is known of the values that a workflow keeps, and where references to them lead.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::load::yaml::{self, Node};
use crate::model::lower::Lower;
use crate::model::names::is_snake;
use crate::model::path::Path;
use crate::model::{
    Answer, IdKind, Model, Operation, Segment, Shape, Side, Tag, Type, TypeUse, UnionDef,
};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::series::series;
use crate::source::Span;

/// The item for which a step is done.
pub(super) const IT: &str = "it";

/// What names stand for.
pub(super) type Scope = HashMap<String, Known>;

/// What is known of a kept value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    /// Its type is not known.
    Unknown,
    Type(TypeUse),
    /// Exactly these keys.
    Record(Vec<(String, Known)>),
    List(Box<Known>),
}

/// What JSON has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Bool,
    List,
    Object,
}

impl Known {
    pub(super) fn of(ty: Type) -> Self {
        Self::Type(TypeUse { ty, nullable: false })
    }

    pub(super) fn record(fields: impl IntoIterator<Item = (&'static str, Self)>) -> Self {
        Self::Record(fields.into_iter().map(|(key, known)| (key.to_owned(), known)).collect())
    }

    pub(super) fn list(item: Self) -> Self {
        match item {
            Self::Type(ty) => Self::of(Type::List(Box::new(ty))),
            item => Self::List(Box::new(item)),
        }
    }

    /// What a tool answers.
    pub(super) fn answer(model: &Model, operation: &Operation) -> Self {
        match &operation.answer {
            Answer::Nothing => Self::record([("done", Self::of(Type::Bool))]),
            Answer::File => Self::file(),
            Answer::Csv => Self::record([("result", Self::of(Type::Text))]),
            Answer::Value(ty) if ty.ty == Type::Json => Self::Unknown,
            Answer::Value(ty) if model.is_object(&ty.ty) => Self::Type(ty.clone()),
            Answer::Value(ty) => Self::record([("result", Self::Type(ty.clone()))]),
            Answer::List { item, .. } | Answer::Pages { item, .. } => {
                let scanned = operation.tool.scan.as_ref().map(|_| ("scanned", Self::scanned()));
                let listed = [
                    ("result", Self::list(Self::Type(item.clone()))),
                    ("next_cursor", Self::or_null(Type::Text)),
                ];
                Self::record(listed.into_iter().chain(scanned))
            }
        }
    }

    /// A file: where it is, or what is in it.
    fn file() -> Self {
        Self::record([
            ("url", Self::or_null(Type::Text)),
            ("content_type", Self::or_null(Type::Text)),
            ("size", Self::or_null(Type::Int)),
            ("content", Self::or_null(Type::Text)),
        ])
    }

    /// How much was read to apply the filters of a tool.
    fn scanned() -> Self {
        Self::record([
            ("items", Self::of(Type::Int)),
            ("pages", Self::of(Type::Int)),
            ("complete", Self::of(Type::Bool)),
        ])
    }

    fn or_null(ty: Type) -> Self {
        Self::Type(TypeUse { ty, nullable: true })
    }

    /// What the API says when it refuses.
    pub(super) fn refusal() -> Self {
        Self::record([("status", Self::of(Type::Int)), ("message", Self::of(Type::Text))])
    }

    /// Whether two values can be used alike: whether one may be null does not matter.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::Type(one), Self::Type(other)) => one.ty == other.ty,
            (one, other) => one == other,
        }
    }
}

impl Model {
    /// The kind of JSON that a value is; `None` if it can be of several.
    pub(super) fn kind_of(&self, known: &Known) -> Option<Kind> {
        match known {
            Known::Unknown => None,
            Known::Record(_) => Some(Kind::Object),
            Known::List(_) => Some(Kind::List),
            Known::Type(ty) => match &ty.ty {
                Type::Json | Type::Value => None,
                Type::Int | Type::Number => Some(Kind::Number),
                Type::Bool => Some(Kind::Bool),
                Type::List(_) => Some(Kind::List),
                Type::Map(_) | Type::Upload => Some(Kind::Object),
                Type::Text | Type::Time | Type::Date | Type::Email | Type::Url | Type::Uuid => {
                    Some(Kind::Text)
                }
                Type::Named(at) => match &self.ty(*at).shape {
                    Shape::Id(IdKind::Int) => Some(Kind::Number),
                    Shape::Id(IdKind::Text) | Shape::Enum(_) => Some(Kind::Text),
                    Shape::Union(UnionDef { tag: Tag::Beside(_), .. }) => None,
                    Shape::Object(_) | Shape::Union(_) => Some(Kind::Object),
                },
            },
        }
    }

    pub(super) fn describe_known(&self, known: &Known) -> String {
        match known {
            Known::Unknown => "anything".to_owned(),
            Known::Type(ty) => self.describe(&ty.ty),
            Known::Record(_) => "an object".to_owned(),
            Known::List(_) => "a list".to_owned(),
        }
    }

    /// What a path leads to: all that is there, as a list, if it leads through every item of one.
    pub(super) fn follow_known(
        &self,
        known: &Known,
        path: &str,
        span: Span,
    ) -> Result<Known, Diagnostic> {
        if path.is_empty() {
            return Ok(known.clone());
        }
        let Some(path) = Path::parse(path) else {
            let message = format!("`{path}` is no path");
            return Err(Diagnostic::new(Rule::UnknownReference, span, message));
        };
        let many = path.0.iter().any(|step| matches!(step, Segment::Each | Segment::Any));
        let found = self.walk(known, &path.0, span)?;
        Ok(if many { Known::list(found) } else { found })
    }

    fn walk(&self, known: &Known, path: &[Segment], span: Span) -> Result<Known, Diagnostic> {
        let Some((first, rest)) = path.split_first() else { return Ok(known.clone()) };
        match (known, first) {
            (Known::Unknown, _) => Ok(Known::Unknown),
            (Known::Type(ty), _) => {
                let found = self
                    .follow(Side::Answer, ty, &Path(path.to_vec()))
                    .map_err(|lost| lost.at(span))?;
                // Through a union it can be several.
                Ok(match found.as_slice() {
                    [one] => Known::Type(one.clone()),
                    _ => Known::Unknown,
                })
            }
            (Known::List(item), Segment::Each | Segment::Index(_)) => self.walk(item, rest, span),
            (Known::Record(fields), Segment::Key(key)) => {
                match fields.iter().find(|(name, _)| name == key) {
                    Some((_, known)) => self.walk(known, rest, span),
                    None => Err(no_key(key, fields, span)),
                }
            }
            (Known::List(_), _) => {
                let message = "a key is looked for in a list";
                let help = "write `[]` behind the list";
                Err(Diagnostic::new(Rule::UnknownReference, span, message).help(help))
            }
            (Known::Record(_), _) => {
                let message = "an item is looked for in an object";
                Err(Diagnostic::new(Rule::UnknownReference, span, message))
            }
        }
    }
}

fn no_key(key: &str, fields: &[(String, Known)], span: Span) -> Diagnostic {
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let help = did_you_mean(key, names.iter().copied())
        .unwrap_or_else(|| format!("there is {}", all_of(&names)));
    let message = format!("there is no `{key}` here");
    Diagnostic::new(Rule::UnknownReference, span, message).help(help)
}

/// `` `a`, `b` and `c` ``.
pub(super) fn all_of(names: &[&str]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    series(names.iter().map(|name| format!("`{name}`")), "and")
}

impl Lower<'_> {
    /// A reference without the `$` that it begins with.
    pub(super) fn dollar(&mut self, text: &str, span: Span) -> Option<String> {
        if let Some(reference) = text.strip_prefix('$') {
            return Some(reference.to_owned());
        }
        let message = format!("`{text}` is no reference");
        let help = format!("write `${text}`");
        self.report(Diagnostic::new(Rule::UnknownReference, span, message).help(help));
        None
    }

    /// Keeps a value under a name that is free and can be referred to.
    pub(super) fn keep(&mut self, name: &str, span: Span, known: Known, scope: &mut Scope) {
        if !is_snake(name) {
            let message = format!("`{name}` is not in snake_case, so nothing can refer to it");
            self.report(Diagnostic::new(Rule::BadName, span, message));
        }
        let message = if name == IT {
            format!("`{IT}` is the item for which a step is done")
        } else if scope.insert(name.to_owned(), known).is_some() {
            format!("`{name}` is the name of something earlier")
        } else {
            return;
        };
        let diagnostic = Diagnostic::new(Rule::DuplicateName, span, message);
        self.report(diagnostic.help("give it another name"));
    }

    /// What a reference leads to; `None` if nowhere, which is reported.
    pub(super) fn reference(
        &mut self,
        reference: &str,
        span: Span,
        scope: &Scope,
    ) -> Option<Known> {
        self.look_up(reference, span, scope).map_err(|lost| self.report(lost)).ok()
    }

    /// What a reference leads to.
    pub(super) fn look_up(
        &self,
        reference: &str,
        span: Span,
        scope: &Scope,
    ) -> Result<Known, Diagnostic> {
        let end = reference.find(['.', '[']).unwrap_or(reference.len());
        let (name, path) = reference.split_at(end);
        let Some(known) = scope.get(name) else {
            let mut names: Vec<&str> = scope.keys().map(String::as_str).collect();
            names.sort_unstable();
            let message = format!("nothing is called `{name}` here");
            let help = did_you_mean(name, names);
            return Err(Diagnostic::new(Rule::UnknownReference, span, message).maybe_help(help));
        };
        self.model.follow_known(known, path.strip_prefix('.').unwrap_or(path), span)
    }

    /// Reports the references in a value that lead nowhere.
    pub(super) fn check_references(&mut self, node: &Node, scope: &Scope) {
        match &node.value {
            yaml::Value::List(items) => {
                items.iter().for_each(|item| self.check_references(item, scope));
            }
            yaml::Value::Map(entries) => {
                entries.iter().for_each(|(_, value)| self.check_references(value, scope));
            }
            yaml::Value::Text(text) => self.check_text(text, node.span, scope),
            _ => {}
        }
    }

    /// Reports the references in a text that lead nowhere.
    pub(super) fn check_text(&mut self, text: &str, span: Span, scope: &Scope) {
        let references = references_in(text);
        if text.matches("${").count() > references.len() {
            let message = format!("`{text}` opens `${{` and does not close it");
            self.report(Diagnostic::new(Rule::UnknownReference, span, message));
        }
        for reference in references {
            self.reference(&reference, span, scope);
        }
    }
}

/// Whether a value refers to something.
pub(super) fn refers(node: &Node) -> bool {
    match &node.value {
        yaml::Value::Text(text) => !references_in(text).is_empty(),
        yaml::Value::List(items) => items.iter().any(refers),
        yaml::Value::Map(entries) => entries.iter().any(|(_, value)| refers(value)),
        _ => false,
    }
}

/// A text that is nothing but a reference, without its `$`.
pub(super) fn whole_reference(text: &str) -> Option<&str> {
    text.strip_prefix('$').filter(|rest| !rest.starts_with('{') && !rest.contains(' '))
}

/// `$name.path` as a whole text, and `${name.path}` inside one.
fn references_in(text: &str) -> Vec<String> {
    if let Some(whole) = whole_reference(text) {
        return vec![whole.to_owned()];
    }
    text.split("${")
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
