//! What the shape of a call shows: by its verb, its path and its types, without a word of its own.

use crate::load::language::Pick;
use crate::model::behaviour::{Deed, Filter, Part, Thing};
use crate::model::lower::Lower;
use crate::model::names::snake;
use crate::model::{
    Answer, Body, Field, Model, ObjectDef, Operation, Place, Shape, Type, TypeRef, TypeUse, Verb,
};
use crate::source::Span;

impl Lower<'_> {
    /// What a call does about which nothing is said.
    pub(super) fn shown(&mut self, at: usize, span: Span) -> Option<Deed> {
        let deed = self.model.deed_of(at);
        if deed.is_none() {
            let message = format!(
                "nothing shows what `{}` does to what an account keeps",
                self.model.operations[at].id
            );
            let help = "say it: `does: …`, or give the call the path of things that are kept";
            self.no_deed(span, message, help);
        }
        deed
    }
}

impl Model {
    /// The kinds of things that an account keeps: what has a path that ends in its own id, or is made and has one.
    pub(super) fn things_by_path(&self) -> Vec<Thing> {
        let mut things: Vec<Thing> = Vec::new();
        for operation in &self.operations {
            let thing = self.thing_of_path(operation).or_else(|| self.thing_made(operation));
            if let Some(thing) = thing
                && things.iter().all(|earlier| earlier.ty != thing.ty)
            {
                things.push(thing);
            }
        }
        things
    }

    fn thing_of_path(&self, operation: &Operation) -> Option<Thing> {
        let (ty, object) = self.answered_object(operation)?;
        let key = last_param(&operation.path)?;
        let param = operation.in_place(Place::Path).find(|field| field.wire == key)?;
        let is_key = |field: &Field| field.wire == key && field.ty == param.ty && !field.optional;
        let known = matches!(operation.verb, Verb::Get | Verb::Put);
        let has_key = object.fields.iter().any(is_key);
        let path = operation.path.clone();
        (known && has_key).then(|| Thing { ty, key: key.to_owned(), path })
    }

    fn thing_made(&self, operation: &Operation) -> Option<Thing> {
        let (ty, object) = self.answered_object(operation)?;
        let key = object.fields.iter().find(|field| {
            let id = matches!(&field.ty.ty, Type::Named(at) if matches!(self.ty(*at).shape, Shape::Id(_)));
            field.wire == "id" && id && !field.optional && !field.ty.nullable
        })?;
        let path = format!("{}/{{{}}}", operation.path, key.wire);
        (operation.verb == Verb::Post).then(|| Thing { ty, key: key.wire.clone(), path })
    }

    fn answered_object(&self, operation: &Operation) -> Option<(TypeRef, &ObjectDef)> {
        let Answer::Value(TypeUse { ty: Type::Named(at), nullable: false }) = operation.answer
        else {
            return None;
        };
        match &self.ty(at).shape {
            Shape::Object(object) => Some((at, object)),
            _ => None,
        }
    }

    fn deed_of(&self, at: usize) -> Option<Deed> {
        let operation = &self.operations[at];
        if self.stops_work(at) {
            let thing = self.things.iter().find(|thing| thing.path == operation.path)?;
            return Some(Deed::Cancel(thing.ty));
        }
        match (&operation.answer, operation.body) {
            (_, Body::Form) => return Some(Deed::Upload),
            (Answer::File, _) => return Some(Deed::Download),
            _ => {}
        }
        self.deed_on_one(operation)
            .or_else(|| self.deed_on_many(operation))
            .or_else(|| self.part_of(operation).map(Deed::Part))
            .or_else(|| self.single(operation))
    }

    /// Whether the operation stops work that another one begins.
    fn stops_work(&self, at: usize) -> bool {
        let works = self.operations.iter().filter_map(|other| other.long_running.as_ref());
        works.into_iter().any(|work| work.cancel == Some(at))
    }

    fn deed_on_one(&self, operation: &Operation) -> Option<Deed> {
        let thing = self.things.iter().find(|thing| thing.path == operation.path)?;
        match operation.verb {
            Verb::Get => Some(Deed::Read(thing.ty)),
            Verb::Put | Verb::Post => Some(Deed::Update(thing.ty)),
            Verb::Delete => Some(Deed::Delete(thing.ty)),
        }
    }

    fn deed_on_many(&self, operation: &Operation) -> Option<Deed> {
        let here = self.things.iter().find(|thing| thing.folder() == operation.path);
        let item = match &operation.answer {
            Answer::Pages { item, .. } | Answer::List { item, .. } => named(item),
            Answer::Value(ty) => named(ty),
            _ => None,
        };
        let answered = item.and_then(|ty| self.thing(ty));
        match operation.verb {
            Verb::Get if matches!(operation.answer, Answer::Value(_)) => None,
            Verb::Get => {
                let part = || self.part_of(operation).is_some();
                let of = here.or(answered.filter(|_| !part()))?.ty;
                Some(self.listing(operation, of))
            }
            Verb::Post if matches!(operation.answer, Answer::Value(_)) => {
                let of = answered.filter(|thing| thing.folder() == operation.path)?.ty;
                Some(Deed::Create { of, works: None })
            }
            Verb::Put if operation.body == Body::Whole => {
                let arg = operation.args.iter().find(|arg| arg.place == Place::Whole)?;
                let of = here?.ty;
                Some(Deed::UpdateMany { of, each: arg.field.key.clone(), all: false })
            }
            Verb::Delete => {
                let of = here?;
                let key = self.key_type(of.ty)?;
                let names = |field: &&Field| match &field.ty.ty {
                    Type::List(item) => item.ty == key,
                    _ => false,
                };
                let each = operation.in_place(Place::Body).find(names)?;
                Some(Deed::DeleteMany { of: of.ty, each: each.wire.clone() })
            }
            Verb::Post | Verb::Put => None,
        }
    }

    /// A list of all things of a kind, from which parameters pick.
    pub(super) fn listing(&self, operation: &Operation, of: TypeRef) -> Deed {
        let query = || operation.in_place(Place::Query);
        let order = query().find(|field| self.is_order(field)).map(|field| field.wire.clone());
        let picks = query().filter_map(|field| self.filter(operation, of, field));
        Deed::List { of, order, picks: picks.collect() }
    }

    /// The lists of which a parameter names what sifts their things elsewhere: of tickets, a view.
    pub(super) fn sifted_lists(&self) -> Vec<(usize, Filter)> {
        let operations = || self.operations.iter().enumerate();
        let sieves: Vec<(TypeRef, &Type)> = operations()
            .filter_map(|(_, operation)| {
                let Some(Deed::Sift { of, by }) = &operation.deed else { return None };
                let sieve = operation.in_place(Place::Path).find(|field| field.wire == *by)?;
                Some((*of, &sieve.ty.ty))
            })
            .collect();
        let lists = operations().filter_map(|(at, operation)| {
            let Some(Deed::List { of, .. }) = &operation.deed else { return None };
            let mut query = operation.in_place(Place::Query);
            let param = query.find(|field| sieves.contains(&(*of, &field.ty.ty)))?;
            let (param, paths) = (param.wire.clone(), Vec::new());
            Some((at, Filter { param, paths, by: "sifted" }))
        });
        lists.collect()
    }

    /// Whether a parameter takes what a list can be sorted by, such as `name:asc`.
    pub(super) fn is_order(&self, field: &Field) -> bool {
        let Type::Named(at) = &field.ty.ty else { return false };
        let Shape::Enum(def) = &self.ty(*at).shape else { return false };
        def.values.iter().any(|value| value.wire.ends_with(":asc") || value.wire.ends_with(":desc"))
    }

    fn filter(&self, operation: &Operation, of: TypeRef, field: &Field) -> Option<Filter> {
        if self.pages_by(operation, field) || self.is_order(field) {
            return None;
        }
        if let Some(picks) = &field.kept.picks {
            let paths = picks.paths.iter().map(|path| path.value.clone()).collect();
            let by = match picks.by {
                Pick::Equals => "equals",
                Pick::Contains => "contains",
                Pick::Presence => "presence",
                Pick::Includes => "includes",
            };
            return Some(Filter { param: field.wire.clone(), paths, by });
        }
        let (name, by) = match field.wire.strip_suffix(']').and_then(|it| it.split_once('[')) {
            Some((name, "gt")) => (name, "gt"),
            Some((name, "gte")) => (name, "gte"),
            Some((name, "lt")) => (name, "lt"),
            Some((name, "lte")) => (name, "lte"),
            Some(_) => return None,
            None => (field.wire.as_str(), "equals"),
        };
        let path = self.field_meant(of, name, field)?;
        Some(Filter { param: field.wire.clone(), paths: vec![path], by })
    }

    /// The path in a thing that a parameter means by its name: a field, the id of what a field holds, or, of a list, one of
    /// many of these.
    fn field_meant(&self, of: TypeRef, name: &str, param: &Field) -> Option<String> {
        let Shape::Object(object) = &self.ty(of).shape else { return None };
        let field = |name: &str| object.fields.iter().find(|field| field.wire == name);
        if field(name).is_some() {
            return Some(name.to_owned());
        }
        let held = name.strip_suffix("_id").and_then(field);
        if held.is_some_and(|field| self.object(&field.ty.ty).is_some()) {
            return name.strip_suffix("_id").map(|name| format!("{name}.id"));
        }
        let Type::List(item) = &param.ty.ty else { return None };
        if Some(&item.ty) == self.key_type(of).as_ref() {
            return self.thing(of).map(|thing| thing.key.clone());
        }
        let one = name.strip_suffix('s')?;
        field(one).map(|field| field.wire.clone())
    }

    /// The type of what tells things of a kind apart.
    pub(super) fn key_type(&self, of: TypeRef) -> Option<Type> {
        let thing = self.thing(of)?;
        let Shape::Object(object) = &self.ty(of).shape else { return None };
        let key = object.fields.iter().find(|field| field.wire == thing.key)?;
        Some(key.ty.ty.clone())
    }

    /// The part of a thing that a call names by what stands behind the thing's path.
    pub(super) fn part_of(&self, operation: &Operation) -> Option<Part> {
        self.things.iter().find_map(|thing| {
            let (by, rest) = below(&thing.path, &operation.path)?;
            let (part, entry) = match rest.as_slice() {
                [part] => (part, None),
                [part, entry] => (part, Some(param(entry)?)),
                _ => return None,
            };
            let Shape::Object(object) = &self.ty(thing.ty).shape else { return None };
            let name = snake(part);
            let field = object.fields.iter().find(|field| field.wire == name)?;
            Some(Part {
                of: thing.ty,
                by: by.to_owned(),
                field: field.wire.clone(),
                entry: entry.map(str::to_owned),
                version: None,
            })
        })
    }

    /// What an account has one of.
    fn single(&self, operation: &Operation) -> Option<Deed> {
        let (ty, _) = self.answered_object(operation)?;
        let alone = operation.verb == Verb::Get && !operation.path.contains('{');
        alone.then_some(Deed::Single(ty))
    }
}

/// The last parameter of a path that ends in one.
fn last_param(path: &str) -> Option<&str> {
    path.rsplit_once('/').and_then(|(_, last)| param(last))
}

fn param(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The parameter in a path that names a thing, and what stands behind it.
fn below<'p>(thing: &str, path: &'p str) -> Option<(&'p str, Vec<&'p str>)> {
    let (mut named, mut rest) = (None, path.split('/'));
    for segment in thing.split('/') {
        let here = rest.next()?;
        match (param(segment), param(here)) {
            (Some(_), Some(param)) => named = Some(param),
            (None, None) if segment == here => {}
            _ => return None,
        }
    }
    Some((named?, rest.collect()))
}

fn named(ty: &TypeUse) -> Option<TypeRef> {
    match ty.ty {
        Type::Named(at) => Some(at),
        _ => None,
    }
}
