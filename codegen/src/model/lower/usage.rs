//! Who uses which type, and which types hold themselves.

use std::collections::HashSet;

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::model::fit::Side;
use crate::model::path::{Path, Segment};
use crate::model::{Model, Shape, Type, TypeRef, TypeUse};
use crate::rules::Rule;

impl Lower<'_> {
    /// Marks types as parts of answers and of bodies, and reports those that are neither.
    pub(super) fn mark_usage(&mut self) {
        self.check_draws();
        let mut marks = Marks::default();
        for operation in &self.model.operations {
            for arg in &operation.args {
                marks.visit(&self.model, arg.field.body_type(), Side::Body);
            }
            if let Some(shown) = operation.answer.shown() {
                marks.visit(&self.model, shown, Side::Answer);
            }
            for filter in operation.tool.scan.iter().flat_map(|scan| &scan.filters) {
                marks.visit(&self.model, &filter.field.ty, Side::Body);
            }
        }
        for input in self.model.workflows.iter().flat_map(|workflow| &workflow.inputs) {
            marks.visit(&self.model, &input.ty, Side::Body);
        }
        for at in 0..self.model.types.len() {
            let ty = TypeRef(at);
            let def = &mut self.model.types[at];
            def.in_answers = marks.answers.contains(&ty);
            def.in_bodies = marks.bodies.contains(&ty);
            if !def.in_answers && !def.in_bodies && !self.used.contains(&ty) {
                let message = format!("nothing uses the type `{}`", def.name);
                let diagnostic = Diagnostic::new(Rule::UnusedType, def.span, message)
                    .help("use it or take it out");
                self.report(diagnostic);
            }
        }
        self.find_recursion();
    }

    /// A draw leads from fields that are there to a set that some value has.
    fn check_draws(&mut self) {
        let mut wrong = Vec::new();
        for (at, def) in self.model.types.iter().enumerate() {
            let Shape::Object(object) = &def.shape else { continue };
            let whole = TypeUse { ty: Type::Named(TypeRef(at)), nullable: false };
            for draw in &object.draws {
                if let Err(lost) = self.model.follow(&whole, &draw.path) {
                    wrong.push(
                        Diagnostic::new(Rule::UnknownField, def.span, lost.message)
                            .maybe_help(lost.help),
                    );
                }
                let by = object.fields.iter().find(|field| field.wire == draw.by);
                if !by.is_some_and(|field| self.model.has_set(&field.ty.ty, &draw.set)) {
                    let message = format!("no value of `{}` has a set `{}`", draw.by, draw.set);
                    wrong.push(Diagnostic::new(Rule::UnknownSet, def.span, message));
                }
            }
        }
        self.diagnostics.extend(wrong);
    }

    /// Boxes fields that lead back to their own type, and refuses those that never end.
    fn find_recursion(&mut self) {
        let strict = Edges::of(&self.model, true);
        let direct = Edges::of(&self.model, false);
        for at in 0..self.model.types.len() {
            if strict.reaches(at, at) {
                let def = &self.model.types[at];
                let message = format!("`{}` holds itself, always", def.name);
                let help = "make a field on the way optional or null, or a list";
                let diagnostic = Diagnostic::new(Rule::Recursion, def.span, message).help(help);
                self.report(diagnostic);
            }
            if let Shape::Object(object) = &mut self.model.types[at].shape {
                for field in &mut object.fields {
                    if let Type::Named(to) = &field.ty.ty {
                        field.boxed = direct.reaches(to.0, at);
                    }
                }
            }
        }
    }
}

impl Model {
    fn has_set(&self, ty: &Type, set: &str) -> bool {
        let Type::Named(at) = ty else { return false };
        let Shape::Enum(def) = &self.ty(*at).shape else { return false };
        def.values.iter().any(|value| value.sets.iter().any(|(name, _)| name == set))
    }
}

/// The types that were visited on each side.
#[derive(Default)]
struct Marks {
    answers: HashSet<TypeRef>,
    bodies: HashSet<TypeRef>,
}

impl Marks {
    fn visit(&mut self, model: &Model, ty: &TypeUse, side: Side) {
        match &ty.ty {
            Type::List(inner) | Type::Map(inner) => self.visit(model, inner, side),
            Type::Named(at) => self.visit_named(model, *at, side),
            _ => {}
        }
    }

    fn visit_named(&mut self, model: &Model, at: TypeRef, side: Side) {
        let seen = match side {
            Side::Answer => &mut self.answers,
            Side::Body => &mut self.bodies,
        };
        if !seen.insert(at) {
            return;
        }
        match &model.ty(at).shape {
            Shape::Object(object) => {
                for field in &object.fields {
                    match side {
                        Side::Answer if field.access.read => self.visit(model, &field.ty, side),
                        Side::Body if field.access.writable() => {
                            self.visit(model, field.body_type(), side)
                        }
                        _ => {}
                    }
                }
            }
            Shape::Union(union) => {
                for variant in &union.variants {
                    self.visit_named(model, variant.ty, side);
                }
            }
            Shape::Id(_) | Shape::Enum(_) => {}
        }
    }
}

/// Which type holds which without a list or a map between.
struct Edges(Vec<Vec<usize>>);

impl Edges {
    /// All of them, or the strict ones alone: those that no null and no missing key can end.
    fn of(model: &Model, strict: bool) -> Self {
        let edges = model.types.iter().map(|def| match &def.shape {
            Shape::Object(object) => object
                .fields
                .iter()
                .filter(|field| !strict || (!field.ty.nullable && !field.optional))
                .filter_map(|field| match &field.ty.ty {
                    Type::Named(to) => Some(to.0),
                    _ => None,
                })
                .collect(),
            Shape::Union(union) if !strict => {
                union.variants.iter().map(|variant| variant.ty.0).collect()
            }
            _ => Vec::new(),
        });
        Self(edges.collect())
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        let mut seen = HashSet::new();
        let mut open = self.0[from].clone();
        while let Some(next) = open.pop() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.extend(&self.0[next]);
            }
        }
        false
    }
}

/// The first secret that a path shows: on its way, or under what it leads to.
pub(super) fn secret_under(model: &Model, from: &TypeUse, path: &Path) -> Option<String> {
    for length in 1..=path.0.len() {
        let (before, last) = path.0.split_at(length - 1);
        if let Some(Segment::Key(key)) = last.first() {
            let holders = model.follow(from, &Path(before.to_vec())).unwrap_or_default();
            if holders.iter().any(|holder| is_secret(model, holder, key)) {
                return Some(key.clone());
            }
        }
    }
    let reached = model.follow(from, path).unwrap_or_default();
    reached.iter().find_map(|ty| secret_in(model, &ty.ty, &mut HashSet::new()))
}

fn is_secret(model: &Model, holder: &TypeUse, key: &str) -> bool {
    let object = model.object(&holder.ty);
    object.is_some_and(|object| object.fields.iter().any(|field| field.secret && field.wire == key))
}

fn secret_in(model: &Model, ty: &Type, seen: &mut HashSet<TypeRef>) -> Option<String> {
    match ty {
        Type::List(inner) | Type::Map(inner) => secret_in(model, &inner.ty, seen),
        Type::Named(at) if seen.insert(*at) => match &model.ty(*at).shape {
            Shape::Object(object) => object.fields.iter().find_map(|field| {
                if field.secret {
                    Some(field.wire.clone())
                } else {
                    secret_in(model, &field.ty.ty, seen)
                }
            }),
            Shape::Union(union) => union
                .variants
                .iter()
                .find_map(|variant| secret_in(model, &Type::Named(variant.ty), seen)),
            Shape::Id(_) | Shape::Enum(_) => None,
        },
        _ => None,
    }
}
