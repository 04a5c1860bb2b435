//! The two sides of a type: what answers have of it, and what bodies have.

use std::collections::HashSet;

use super::{Body, Field, Model, Operation, Shape, Type, TypeDef, TypeRef, TypeUse};

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Answer,
    Body,
}

impl Side {
    /// What a field holds on this side, if it is there.
    pub(crate) fn of(self, field: &Field) -> Option<&TypeUse> {
        match self {
            Self::Answer => field.access.read.then_some(&field.ty),
            Self::Body => field.access.writable().then(|| field.body_type()),
        }
    }

    /// What has values of it, in a message.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Body => "body",
        }
    }
}

impl Model {
    /// Whether a query or a body holds the type, or a body is it.
    pub(crate) fn is_sent(&self, at: TypeRef) -> bool {
        let is_it = |operation: &Operation| operation.body == Body::Fields(Some(at));
        self.ty(at).in_bodies || self.operations.iter().any(is_it)
    }

    /// The types that answers and bodies both hold and that are not the same there, in a field that both have or in
    /// what such a field holds. A document needs each of them twice.
    pub(super) fn two_sided(&self) -> HashSet<TypeRef> {
        self.types_that(|at, found| self.differs(at, found))
    }

    /// The types of which something is true, where that can follow from its being true of what they hold: it is asked until
    /// it is true of no more.
    pub(super) fn types_that(
        &self,
        is_so: impl Fn(TypeRef, &HashSet<TypeRef>) -> bool,
    ) -> HashSet<TypeRef> {
        let mut found = HashSet::new();
        loop {
            let more: Vec<TypeRef> = (0..self.types.len())
                .map(TypeRef)
                .filter(|at| !found.contains(at) && is_so(*at, &found))
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    fn differs(&self, at: TypeRef, found: &HashSet<TypeRef>) -> bool {
        let def = self.ty(at);
        let both = def.in_answers && self.is_sent(at);
        both && match &def.shape {
            Shape::Id(_) | Shape::Enum(_) => false,
            Shape::Object(object) => object.fields.iter().any(|field| field_differs(field, found)),
            Shape::Union(union) => {
                union.variants.iter().any(|variant| leads_to(&variant.ty, found))
            }
        }
    }
}

impl TypeDef {
    /// What bodies hold in place of a type that has two sides, in Rust.
    pub(crate) fn body_name(&self) -> String {
        format!("{}Body", self.name)
    }
}

fn field_differs(field: &Field, found: &HashSet<TypeRef>) -> bool {
    let both = field.access.read && field.access.writable();
    both && (field.writes.as_ref().is_some_and(|writes| *writes != field.ty)
        || leads_to(&field.ty.ty, found))
}

/// Whether a type, or its items, are one of some.
pub(super) fn leads_to(ty: &Type, some: &HashSet<TypeRef>) -> bool {
    named_in(ty).is_some_and(|at| some.contains(&at))
}

/// The named type that a type is, or that its items are.
pub(crate) fn named_in(ty: &Type) -> Option<TypeRef> {
    match ty {
        Type::Named(at) => Some(*at),
        Type::List(inner) | Type::Map(inner) => named_in(&inner.ty),
        _ => None,
    }
}
