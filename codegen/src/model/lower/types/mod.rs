//! Types, from words to the model.

mod drafts;
mod enums;
mod fields;

use std::collections::HashSet;

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::expr::{TypeExpr, TypeExprKind};
use crate::load::language::{IdWords, ObjectWords, TagWords, TypeWords, UnionWords};
use crate::load::words::{At, List, Table, Texts};
use crate::load::yaml::Key;
use crate::model::names::{is_pascal, pascal, variant};
use crate::model::{
    Draw, IdKind, ObjectDef, Owner, Path, Shape, Tag, Type, TypeDef, TypeRef, TypeUse, UnionDef,
    Variant,
};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;
pub(super) use fields::Meaning;

/// The types of JSON and the forms of texts.
const BUILT_IN: &[(&str, Type)] = &[
    ("text", Type::Text),
    ("int", Type::Int),
    ("number", Type::Number),
    ("bool", Type::Bool),
    ("time", Type::Time),
    ("date", Type::Date),
    ("email", Type::Email),
    ("url", Type::Url),
    ("uuid", Type::Uuid),
    ("json", Type::Json),
    ("value", Type::Value),
];

/// A type where it is declared.
pub(super) struct Declared<'s> {
    name: &'s Key,
    words: &'s TypeWords,
    owner: Owner,
}

impl<'s> Lower<'s> {
    /// Declares all names first, so that types can refer to each other, then fills them.
    pub(super) fn lower_types(&mut self) {
        let declared = self.declare();
        for (at, declared) in declared.iter().enumerate() {
            if !matches!(declared.words, TypeWords::Draft(_)) {
                self.model.types[at].shape = self.shape(declared.words);
            }
        }
        let mut filled = HashSet::new();
        for at in 0..declared.len() {
            self.fill_draft(at, &declared, &mut filled);
        }
    }

    fn declare(&mut self) -> Vec<Declared<'s>> {
        let shared = self
            .spec
            .api
            .iter()
            .filter_map(|api| api.types.as_ref())
            .map(|types| (Owner::Shared, types));
        let owned = self.spec.resources.iter().enumerate();
        let owned = owned
            .filter_map(|(at, resource)| Some((Owner::Resource(at), resource.types.as_ref()?)));
        let sent = self.spec.webhooks.iter().filter_map(|webhooks| webhooks.types.as_ref());
        let sent = sent.map(|types| (Owner::Webhooks, types));
        let mut declared = Vec::new();
        for (owner, types) in shared.chain(owned).chain(sent) {
            for (name, words) in &types.0 {
                declared.push(Declared { name, words, owner });
            }
        }
        let mut seen = HashSet::new();
        for declaration in &declared {
            let Declared { name, words, owner } = declaration;
            if !is_pascal(&name.text) {
                let message = format!("the type `{}` is not in PascalCase", name.text);
                let help = format!("call it `{}`", pascal(&name.text));
                self.report(Diagnostic::new(Rule::BadName, name.span, message).help(help));
            }
            let at = TypeRef(self.model.types.len());
            if !seen.insert(name.text.as_str()) {
                let message = format!("the type `{}` is declared twice", name.text);
                let earlier = declared.iter().find(|earlier| earlier.name.text == name.text);
                let place = self.sources.place(earlier.unwrap_or(declaration).name.span);
                let help = format!(
                    "it stands at {place} too; types have one name space over all files, so keep one"
                );
                self.report(Diagnostic::new(Rule::DuplicateName, name.span, message).help(help));
            } else {
                self.names.insert(name.text.clone(), at);
            }
            self.model.types.push(define(name, words, *owner));
        }
        declared
    }

    fn shape(&mut self, words: &'s TypeWords) -> Shape {
        match words {
            TypeWords::Id(id) => match self.resolve(&id.id).ty {
                Type::Text => Shape::Id(IdKind::Text),
                Type::Int => Shape::Id(IdKind::Int),
                _ => {
                    self.report(Diagnostic::new(
                        Rule::TypeExpression,
                        id.id.span,
                        "an id is `int` or `text`",
                    ));
                    Shape::Id(IdKind::Int)
                }
            },
            TypeWords::Enum(words) => Shape::Enum(self.enumeration(words)),
            TypeWords::Object(words) => Shape::Object(self.object(words)),
            TypeWords::Union(words) => Shape::Union(self.union(words)),
            TypeWords::Draft(_) => Shape::Object(ObjectDef::default()),
        }
    }

    fn object(&mut self, words: &'s ObjectWords) -> ObjectDef {
        let fields = self.fields(Some(&words.fields), Meaning::Answer);
        let draws = words.draws.as_ref().map(|draws| self.draws(draws)).unwrap_or_default();
        ObjectDef { fields, open: words.open.unwrap_or_default(), draws }
    }

    fn draws(&mut self, draws: &'s Table<At<String>>) -> Vec<Draw> {
        let mut lowered = Vec::new();
        for (path_key, from) in &draws.0 {
            match (Path::parse(&path_key.text), from.value.split_once('.')) {
                (Some(path), Some((by, set))) => {
                    let spans = [path_key.span, from.span];
                    lowered.push(Draw { path, by: by.to_owned(), set: set.to_owned(), spans });
                }
                _ => {
                    let message = format!("`{}: {}` is no draw", path_key.text, from.value);
                    self.report(
                        Diagnostic::new(Rule::UnknownSet, path_key.span, message)
                            .help("write a path, and the field and the set that its values come from: `measures[]: scope.measures`"),
                    );
                }
            }
        }
        lowered
    }

    fn union(&mut self, words: &'s UnionWords) -> UnionDef {
        // What is inside needs an object to be in; what is beside leaves a map as it is.
        let (tag, maps) = match &words.tag {
            TagWords::Inside(key) => (Tag::Inside(key.value.clone()), false),
            TagWords::Beside(beside) => (Tag::Beside(beside.key.value.clone()), true),
        };
        let mut variants = Vec::new();
        for (value, expr) in &words.variants.0 {
            let resolved = self.resolve(expr);
            let has_keys = match &resolved.ty {
                Type::Named(ty) => self.is_object(*ty),
                Type::Map(_) => maps,
                _ => false,
            };
            if has_keys && !resolved.nullable {
                variants.push(Variant {
                    wire: value.text.clone(),
                    rust: variant(&value.text),
                    ty: resolved.ty,
                    span: value.span,
                });
            } else if self.is_known(expr) {
                let message =
                    if maps { "a variant is an object or a map" } else { "a variant is an object" };
                self.report(Diagnostic::new(Rule::TypeExpression, expr.span, message));
            }
        }
        let secret = words.secret.as_ref().filter(|secret| secret.value).map(|secret| secret.span);
        UnionDef { tag, variants, secret }
    }

    fn is_object(&self, at: TypeRef) -> bool {
        matches!(self.model.types[at.0].shape, Shape::Object(_))
    }

    /// Whether an expression names a type that there is; what it resolves to promises nothing either way.
    pub(super) fn is_known(&self, expr: &TypeExpr) -> bool {
        match &expr.kind {
            TypeExprKind::List(inner) | TypeExprKind::Map(inner) => self.is_known(inner),
            TypeExprKind::Name(name) => built_in(name).is_some() || self.names.contains_key(name),
            TypeExprKind::Unreadable => false,
        }
    }

    pub(super) fn resolve(&mut self, expr: &TypeExpr) -> TypeUse {
        let ty = match &expr.kind {
            TypeExprKind::List(item) => Type::List(Box::new(self.resolve(item))),
            TypeExprKind::Map(value) => Type::Map(Box::new(self.resolve(value))),
            TypeExprKind::Name(name) => self.resolve_name(name, expr.span),
            TypeExprKind::Unreadable => Type::Json,
        };
        TypeUse { ty, nullable: expr.nullable }
    }

    fn resolve_name(&mut self, name: &str, span: Span) -> Type {
        if let Some(ty) = built_in(name) {
            return ty.clone();
        }
        if let Some(at) = self.names.get(name) {
            return Type::Named(*at);
        }
        self.unknown_type(name, span);
        Type::Json
    }

    fn unknown_type(&mut self, name: &str, span: Span) {
        let names =
            BUILT_IN.iter().map(|(name, _)| *name).chain(self.names.keys().map(String::as_str));
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        let help = did_you_mean(name, names);
        self.report(
            Diagnostic::new(Rule::UnknownType, span, format!("there is no type `{name}`"))
                .maybe_help(help),
        );
    }
}

pub(super) fn built_in(name: &str) -> Option<&'static Type> {
    BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map(|(_, ty)| ty)
}

fn define(name: &Key, words: &TypeWords, owner: Owner) -> TypeDef {
    let (about, notes, source) = match words {
        TypeWords::Id(words) => (&words.about, &words.notes, &words.source),
        TypeWords::Enum(words) => (&words.about, &words.notes, &words.source),
        TypeWords::Object(words) => (&words.about, &words.notes, &words.source),
        TypeWords::Draft(words) => (&words.about, &words.notes, &words.source),
        TypeWords::Union(words) => (&words.about, &words.notes, &words.source),
    };
    let example = match words {
        TypeWords::Id(words) => words.example.as_ref(),
        _ => None,
    };
    TypeDef {
        name: name.text.clone(),
        owner,
        about: about.clone().unwrap_or_default(),
        notes: List::of(notes.as_ref()),
        source: Texts::of(source.as_ref()),
        // An object until it is filled, so that drafts and variants of what comes later find one.
        shape: match words {
            TypeWords::Object(_) | TypeWords::Draft(_) => Shape::Object(ObjectDef::default()),
            _ => Shape::Id(IdKind::Int),
        },
        in_answers: false,
        in_bodies: false,
        two_sided: false,
        example: example.map(crate::load::yaml::Node::to_json),
        among: match words {
            TypeWords::Id(IdWords { among: Some(among), .. }) => among.0.clone(),
            _ => Vec::new(),
        },
        span: name.span,
    }
}
