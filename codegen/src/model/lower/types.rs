//! Types, from words to the model.

use std::collections::HashSet;

use super::{Lower, plain_field};
use crate::diagnostic::Diagnostic;
use crate::load::expr::{TypeExpr, TypeExprKind};
use crate::load::language::{
    AccessWords, DraftWords, EnumWords, FieldEntry, FieldWords, ObjectWords, TagWords, TypeWords,
    UnionWords,
};
use crate::load::words::{At, List, Names, Table, Texts};
use crate::load::yaml::Key;
use crate::model::names::{is_pascal, is_portable_key, pascal, portable_key, snake, variant};
use crate::model::{
    Access, Bounds, Draw, EnumDef, EnumValue, Field, IdKind, ObjectDef, Owner, Path, Places,
    Purpose, Shape, Tag, Type, TypeDef, TypeRef, TypeUse, UnionDef, Variant,
};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

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

    fn enumeration(&mut self, words: &'s EnumWords) -> EnumDef {
        let lists = words.lists.as_ref().map(|lists| lists.0.as_slice()).unwrap_or_default();
        let mut used = HashSet::new();
        let mut seen = HashSet::new();
        let mut values: Vec<EnumValue> = Vec::new();
        for (value, words) in &words.values.0 {
            if !seen.insert(value.value.as_str()) {
                let message = format!("`{}` is listed twice", value.value);
                self.report(
                    Diagnostic::new(Rule::RepeatedValue, value.span, message)
                        .help("keep one of them"),
                );
                continue;
            }
            let sets = words.as_ref().and_then(|words| words.sets.as_ref());
            let sets = sets.map(|sets| self.sets(sets, lists, &mut used)).unwrap_or_default();
            values.push(EnumValue {
                wire: value.value.clone(),
                rust: variant(&value.value),
                about: words.as_ref().and_then(|words| words.about.clone()).unwrap_or_default(),
                deprecated: words.as_ref().and_then(|words| words.deprecated.clone()),
                notes: List::of(words.as_ref().and_then(|words| words.notes.as_ref())),
                sets,
                span: value.span,
            });
        }
        for (name, _) in lists.iter().filter(|(name, _)| !used.contains(&name.text)) {
            let message = format!("no set uses the list `{}`", name.text);
            self.report(
                Diagnostic::new(Rule::UnknownSet, name.span, message)
                    .help(format!("name it in a set as `+{}`", name.text)),
            );
        }
        EnumDef { values, closed: words.closed.unwrap_or_default() }
    }

    fn sets(
        &mut self,
        sets: &'s Table<List<At<String>>>,
        lists: &'s [(Key, List<At<String>>)],
        used: &mut HashSet<String>,
    ) -> Vec<(String, Vec<String>)> {
        let mut lowered = Vec::new();
        for (name, entries) in &sets.0 {
            let mut seen = HashSet::new();
            let mut members: Vec<String> = Vec::new();
            for entry in &entries.0 {
                let expanded: Vec<&String> = match entry.value.strip_prefix('+') {
                    None => vec![&entry.value],
                    Some(list) => match lists.iter().find(|(name, _)| name.text == list) {
                        Some((_, list_entries)) => {
                            used.insert(list.to_owned());
                            list_entries.0.iter().map(|entry| &entry.value).collect()
                        }
                        None => {
                            let message = format!("there is no list `{list}`");
                            let help = did_you_mean(
                                list,
                                lists.iter().map(|(name, _)| name.text.as_str()),
                            );
                            self.report(
                                Diagnostic::new(Rule::UnknownSet, entry.span, message)
                                    .maybe_help(help),
                            );
                            Vec::new()
                        }
                    },
                };
                for member in expanded {
                    if !seen.insert(member) {
                        let message = format!("`{member}` is in the set `{}` twice", name.text);
                        self.report(
                            Diagnostic::new(Rule::RepeatedValue, entry.span, message)
                                .help("keep one of them"),
                        );
                    } else {
                        members.push(member.clone());
                    }
                }
            }
            lowered.push((name.text.clone(), members));
        }
        lowered
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
        UnionDef { tag, variants }
    }

    fn is_object(&self, at: TypeRef) -> bool {
        matches!(self.model.types[at.0].shape, Shape::Object(_))
    }

    /// Fills a draft after the object that it picks from, which may be a draft too.
    fn fill_draft(&mut self, at: usize, declared: &[Declared<'s>], filled: &mut HashSet<usize>) {
        let mut way: Vec<(usize, &'s DraftWords)> = Vec::new();
        let mut next = Some(at);
        while let Some(at) = next
            && let TypeWords::Draft(words) = declared[at].words
        {
            if !filled.insert(at) {
                if way.iter().any(|(earlier, _)| *earlier == at) {
                    let message = format!("`{}` is a draft of itself", declared[at].name.text);
                    let span = declared[at].name.span;
                    self.report(Diagnostic::new(Rule::Recursion, span, message));
                }
                break;
            }
            way.push((at, words));
            let base = words.of.as_ref().and_then(|of| self.names.get(&of.value));
            next = base.map(|base| base.0);
        }
        for (at, words) in way.into_iter().rev() {
            let draft = self.draft(words);
            if draft.open && !words.open.unwrap_or_default() {
                self.lost.insert(TypeRef(at));
            }
            self.model.types[at].shape = Shape::Object(draft);
        }
    }

    /// The fields that a draft picks, adds and replaces. A draft of what is not known is open, so that only the name that
    /// leads nowhere is reported, and not everything that it would have led to.
    pub(super) fn draft(&mut self, words: &'s DraftWords) -> ObjectDef {
        let base = words.of.as_ref().and_then(|of| self.base(of));
        let lost = words.of.is_some() && base.is_none_or(|base| self.lost.contains(&base));
        let purpose = words.purpose.as_ref().map(|purpose| purpose.value);
        let picked = base.map(|base| self.pick(base, purpose, words)).unwrap_or_default();
        let meaning = match purpose {
            Some(Purpose::Read) => Meaning::Answer,
            _ => Meaning::Draft,
        };
        let own = self.fields(words.fields.as_ref(), meaning);
        let mut fields = picked;
        for field in own {
            match fields.iter_mut().find(|picked| picked.wire == field.wire) {
                Some(picked) => *picked = field,
                None => fields.push(field),
            }
        }
        for required in words.required.iter().flat_map(|list| &list.0) {
            if meaning == Meaning::Answer {
                let message =
                    format!("`required` says nothing of `{}` in an answer", required.value);
                let help = "what is not `optional` is always there";
                self.report(Diagnostic::new(Rule::IdleWord, required.span, message).help(help));
                continue;
            }
            match fields.iter_mut().find(|field| field.wire == required.value) {
                Some(field) => field.optional = false,
                None if lost => {}
                None => {
                    let help = did_you_mean(
                        &required.value,
                        fields.iter().map(|field| field.wire.as_str()),
                    );
                    let message = format!("the draft has no field `{}` to require", required.value);
                    self.report(
                        Diagnostic::new(Rule::UnknownField, required.span, message)
                            .maybe_help(help),
                    );
                }
            }
        }
        ObjectDef { fields, open: lost || words.open.unwrap_or_default(), draws: Vec::new() }
    }

    fn base(&mut self, of: &At<String>) -> Option<TypeRef> {
        let Some(base) = self.names.get(&of.value).copied() else {
            self.unknown_type(&of.value, of.span);
            return None;
        };
        self.used.insert(base);
        if !self.is_object(base) {
            let message = format!("`{}` is no object, so a draft cannot pick from it", of.value);
            self.report(Diagnostic::new(Rule::TypeExpression, of.span, message));
            return None;
        }
        Some(base)
    }

    fn pick(
        &mut self,
        base: TypeRef,
        purpose: Option<Purpose>,
        words: &'s DraftWords,
    ) -> Vec<Field> {
        let Shape::Object(object) = &self.model.types[base.0].shape else { return Vec::new() };
        let names: Vec<String> = object.fields.iter().map(|field| field.wire.clone()).collect();
        let mut picked: Vec<Field> = object
            .fields
            .iter()
            .filter(|field| match purpose {
                Some(Purpose::Create) => field.access.create,
                Some(Purpose::Update) => field.access.update,
                Some(Purpose::Read) => field.access.read,
                None => field.access.writable(),
            })
            .cloned()
            .map(|field| match purpose {
                Some(Purpose::Read) => Field { writes: None, access: Places::ANSWERS, ..field },
                _ => Field {
                    ty: field.body_type().clone(),
                    writes: None,
                    optional: true,
                    access: Places::ALL,
                    ..field
                },
            })
            .collect();
        for named in words.only.iter().chain(&words.without).flat_map(|list| &list.0) {
            if !names.contains(&named.value) {
                let message =
                    format!("`{}` has no field `{}`", self.model.types[base.0].name, named.value);
                let help = did_you_mean(&named.value, names.iter().map(String::as_str));
                self.report(
                    Diagnostic::new(Rule::UnknownField, named.span, message).maybe_help(help),
                );
            }
        }
        let named = |list: &Option<Names>, field: &Field| {
            list.as_ref().is_some_and(|list| list.0.iter().any(|name| name.value == field.wire))
        };
        picked.retain(|field| {
            (words.only.is_none() || named(&words.only, field)) && !named(&words.without, field)
        });
        picked
    }

    /// Fields, parameters or arguments; none where there is no table of them.
    pub(super) fn fields(
        &mut self,
        table: Option<&'s Table<FieldEntry>>,
        meaning: Meaning,
    ) -> Vec<Field> {
        let entries = table.into_iter().flat_map(|table| &table.0);
        entries.map(|(name, entry)| self.field(name, &entry.0, meaning)).collect()
    }

    pub(super) fn field(&mut self, name: &Key, words: &'s FieldWords, meaning: Meaning) -> Field {
        self.check_key(name);
        self.check_idle_words(name, words, meaning);
        let span_of =
            |node: Option<&crate::load::yaml::Node>| node.map_or(name.span, |node| node.span);
        Field {
            wire: name.text.clone(),
            rust: snake(&name.text),
            key: portable_key(&name.text),
            ty: self.resolve(&words.ty),
            writes: words.writes.as_ref().map(|expr| self.resolve(expr)),
            optional: match meaning {
                Meaning::Answer => words.optional.as_ref().is_some_and(|optional| optional.value),
                Meaning::Draft => true,
                Meaning::Query => !words.required.as_ref().is_some_and(|required| required.value),
                Meaning::Path => false,
            },
            boxed: false,
            access: words.access.as_ref().map_or(Places::ALL, |access| places(access)),
            about: words.about.clone().unwrap_or_default(),
            // Of a type that is not known, it is not known whether it has bounds.
            bounds: if self.is_known(&words.ty) { bounds(words) } else { Bounds::default() },
            default: words.default.as_ref().map(crate::load::yaml::Node::to_json),
            example: words.example.as_ref().map(crate::load::yaml::Node::to_json),
            secret: words.secret.unwrap_or_default(),
            person: words.person,
            deprecated: words.deprecated.clone(),
            notes: List::of(words.notes.as_ref()),
            span: name.span,
            value_spans: [span_of(words.default.as_ref()), span_of(words.example.as_ref())],
        }
    }

    /// A field that is nothing but a name and a type.
    pub(super) fn checked_field(&mut self, name: &Key, ty: TypeUse) -> Field {
        self.check_key(name);
        plain_field(name, ty)
    }

    fn check_key(&mut self, name: &Key) {
        if !is_portable_key(&portable_key(&name.text)) {
            let message = format!("`{}` cannot become a key that clients accept", name.text);
            self.report(Diagnostic::new(Rule::KeyForm, name.span, message));
        }
    }

    /// What can be missing is said by one word in answers, and by another one in queries.
    fn check_idle_words(&mut self, name: &Key, words: &FieldWords, meaning: Meaning) {
        let optional = words.optional.as_ref().map(|word| word.span);
        let required = words.required.as_ref().map(|word| word.span);
        let said = [
            ("optional", optional, Meaning::Answer, "fields of an object"),
            ("required", required, Meaning::Query, "parameters of a query"),
        ];
        for (word, span, means, of) in said {
            if let Some(span) = span
                && meaning != means
            {
                let message = format!("`{word}` says nothing of `{}`", name.text);
                let help = match meaning {
                    Meaning::Path => "a parameter in a path is always required".to_owned(),
                    Meaning::Draft => {
                        "a body names what is required beside its `fields`: `required: [name]`"
                            .to_owned()
                    }
                    Meaning::Answer | Meaning::Query => format!("it is for {of}"),
                };
                self.report(Diagnostic::new(Rule::IdleWord, span, message).help(help));
            }
        }
        let sided = [
            ("access", words.access.as_ref().map(|access| access.span)),
            ("writes", words.writes.as_ref().map(|writes| writes.span)),
        ];
        for (word, span) in sided {
            if let Some(span) = span
                && meaning != Meaning::Answer
            {
                let message = format!("`{word}` says nothing of `{}`", name.text);
                let help = "it tells answers from bodies, and this is only sent";
                self.report(Diagnostic::new(Rule::IdleWord, span, message).help(help));
            }
        }
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

/// What silence means for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It is there.
    Answer,
    /// It can be left out.
    Draft,
    /// It can be left out, unless it is said to be required.
    Query,
    /// It is there, always.
    Path,
}

fn bounds(words: &FieldWords) -> Bounds {
    Bounds {
        min: words.min.as_ref().map(|min| min.value),
        max: words.max.as_ref().map(|max| max.value),
        pattern: words.pattern.as_ref().map(|pattern| pattern.value.clone()),
    }
}

fn places(words: &AccessWords) -> Places {
    let has = |access: Access| words.0.contains(&access);
    Places {
        read: has(Access::Read),
        create: has(Access::Create) || has(Access::Write),
        update: has(Access::Update) || has(Access::Write),
    }
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
        example: example.map(crate::load::yaml::Node::to_json),
        span: name.span,
    }
}
