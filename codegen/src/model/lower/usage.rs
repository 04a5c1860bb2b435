//! Who uses which type, and which types hold themselves.

use std::collections::HashSet;

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::model::path::{Path, Segment};
use crate::model::{Answer, Field, Model, Shape, Side, Type, TypeRef, TypeUse, named_in};
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
            if let Answer::Pages { dialect, .. } = &operation.answer {
                for field in &self.model.api.dialects[*dialect].meta {
                    marks.visit(&self.model, &field.ty, Side::Answer);
                }
            }
            for filter in operation.tool.scan.iter().flat_map(|scan| &scan.filters) {
                marks.visit(&self.model, &filter.field.ty, Side::Body);
            }
        }
        marks.visit(&self.model, &self.model.api.errors.body, Side::Answer);
        for trigger in self.model.webhooks.iter().flat_map(|webhooks| &webhooks.triggers) {
            marks.visit(&self.model, &trigger.payload, Side::Answer);
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
        for at in self.model.two_sided() {
            self.model.types[at.0].two_sided = true;
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
                if let Err(lost) = self.model.follow(Side::Body, &whole, &draw.path) {
                    wrong.push(lost.at(draw.spans[0]));
                }
                let by = object.fields.iter().find(|field| field.wire == draw.by);
                if !by.is_some_and(|field| self.model.has_set(&field.ty.ty, &draw.set)) {
                    let message = format!("no value of `{}` has a set `{}`", draw.by, draw.set);
                    wrong.push(Diagnostic::new(Rule::UnknownSet, draw.spans[1], message));
                }
            }
        }
        self.diagnostics.extend(wrong);
    }

    /// Boxes fields that lead back to their own type, and refuses those that never end.
    fn find_recursion(&mut self) {
        let sides = [Side::Answer, Side::Body];
        let strict = sides.map(|side| Edges::of(&self.model, side, true));
        let strict = strict.map(|edges| (edges.components(), edges));
        let direct = sides.map(|side| (side, Edges::of(&self.model, side, false).components()));
        for at in 0..self.model.types.len() {
            if strict.iter().any(|(components, edges)| edges.lead_back(at, components)) {
                let def = &self.model.types[at];
                let message = format!("`{}` holds itself, always", def.name);
                let help = "make a field on the way optional or null, or a list";
                let diagnostic = Diagnostic::new(Rule::Recursion, def.span, message).help(help);
                self.report(diagnostic);
            }
            if let Shape::Object(object) = &mut self.model.types[at].shape {
                for field in &mut object.fields {
                    field.boxed = direct.iter().any(|(side, components)| {
                        held(field, *side).is_some_and(|(to, _)| components[to] == components[at])
                    });
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
    /// Everything that a type leads to. A list of what is left, since a chain of types can be longer than the stack.
    fn visit(&mut self, model: &Model, ty: &TypeUse, side: Side) {
        let mut left: Vec<TypeRef> = named_in(&ty.ty).into_iter().collect();
        while let Some(at) = left.pop() {
            let seen = match side {
                Side::Answer => &mut self.answers,
                Side::Body => &mut self.bodies,
            };
            if !seen.insert(at) {
                continue;
            }
            match &model.ty(at).shape {
                Shape::Object(object) => {
                    let held = object.fields.iter().filter_map(|field| side.of(field));
                    left.extend(held.filter_map(|ty| named_in(&ty.ty)));
                }
                Shape::Union(union) => {
                    left.extend(union.variants.iter().filter_map(|it| named_in(&it.ty)));
                }
                Shape::Id(_) | Shape::Enum(_) => {}
            }
        }
    }
}

/// The type that a field holds on a side without a list or a map between, and whether neither null nor a missing key can
/// take its place.
fn held(field: &Field, side: Side) -> Option<(usize, bool)> {
    let ty = side.of(field)?;
    match ty.ty {
        Type::Named(to) => Some((to.0, !ty.nullable && !field.optional)),
        _ => None,
    }
}

/// Which type holds which without a list or a map between.
struct Edges(Vec<Vec<usize>>);

impl Edges {
    /// All of them, or the strict ones alone: those that no null and no missing key can end.
    fn of(model: &Model, side: Side, strict: bool) -> Self {
        let edges = model.types.iter().map(|def| match &def.shape {
            Shape::Object(object) => object
                .fields
                .iter()
                .filter_map(|field| held(field, side))
                .filter(|(_, always)| *always || !strict)
                .map(|(to, _)| to)
                .collect(),
            Shape::Union(union) if !strict => {
                let objects = union.variants.iter().filter_map(|variant| match variant.ty {
                    Type::Named(to) => Some(to.0),
                    _ => None,
                });
                objects.collect()
            }
            _ => Vec::new(),
        });
        Self(edges.collect())
    }

    /// Whether a type holds itself.
    fn lead_back(&self, at: usize, components: &[usize]) -> bool {
        self.0[at].iter().any(|to| components[*to] == components[at])
    }

    /// For each type a number that it shares with all types that it leads to and that lead to it: Kosaraju's two walks.
    fn components(&self) -> Vec<usize> {
        let mut back = vec![Vec::new(); self.0.len()];
        for (from, edges) in self.0.iter().enumerate() {
            edges.iter().for_each(|to| back[*to].push(from));
        }
        let mut components = vec![usize::MAX; self.0.len()];
        for root in self.in_order_of_leaving().into_iter().rev() {
            let mut left = vec![root];
            while let Some(at) = left.pop() {
                if components[at] == usize::MAX {
                    components[at] = root;
                    left.extend(&back[at]);
                }
            }
        }
        components
    }

    fn in_order_of_leaving(&self) -> Vec<usize> {
        let mut entered = vec![false; self.0.len()];
        let mut order = Vec::new();
        for root in 0..self.0.len() {
            // A type and how many of its edges have been followed.
            let mut way = if entered[root] { Vec::new() } else { vec![(root, 0)] };
            entered[root] = true;
            while let Some((at, followed)) = way.last_mut() {
                match self.0[*at].get(*followed) {
                    Some(to) => {
                        *followed += 1;
                        if !entered[*to] {
                            entered[*to] = true;
                            way.push((*to, 0));
                        }
                    }
                    None => {
                        order.push(*at);
                        way.pop();
                    }
                }
            }
        }
        order
    }
}

/// The first secret that a path names. What only holds one is shown without it.
pub(super) fn secret_on_the_way(model: &Model, from: &TypeUse, path: &Path) -> Option<String> {
    let mut here = vec![from.clone()];
    for segment in &path.0 {
        if let Segment::Key(key) = segment
            && here.iter().any(|holder| has_secret(model, &holder.ty, key))
        {
            return Some(key.clone());
        }
        here = model.advance(Side::Answer, &here, segment).ok()?;
    }
    None
}

/// Whether the object, or a variant of the union, has a secret of that name.
fn has_secret(model: &Model, holder: &Type, key: &str) -> bool {
    let Type::Named(at) = holder else { return false };
    match &model.ty(*at).shape {
        Shape::Object(object) => object
            .fields
            .iter()
            .any(|field| field.secret && (field.wire == key || field.key == key)),
        Shape::Union(union) => {
            union.variants.iter().any(|variant| has_secret(model, &variant.ty, key))
        }
        Shape::Id(_) | Shape::Enum(_) => false,
    }
}
