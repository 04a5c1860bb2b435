//! Which types hold something in bodies that has a limit, be it a form.

use std::collections::HashSet;

use super::sides::leads_to;
use super::{Field, IdKind, Model, Shape, Side, Type, TypeRef};

/// How values of a type are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Int,
    Time,
    Date,
    Email,
    Url,
    Uuid,
}

impl Model {
    /// The types of which bodies cannot hold every value that has their form.
    pub(crate) fn limited(&self) -> HashSet<TypeRef> {
        self.types_that(|at, found| self.has_limits(at, found))
    }

    fn has_limits(&self, at: TypeRef, found: &HashSet<TypeRef>) -> bool {
        let def = self.ty(at);
        def.in_bodies
            && match &def.shape {
                Shape::Id(_) => false,
                Shape::Enum(values) => values.closed,
                Shape::Object(object) => {
                    object.fields.iter().any(|field| self.is_limited(field, found))
                }
                Shape::Union(union) => {
                    let mut variants = union.variants.iter();
                    variants.any(|variant| self.limits(&variant.ty, found))
                }
            }
    }

    fn is_limited(&self, field: &Field, found: &HashSet<TypeRef>) -> bool {
        let sent = Side::Body.of(field);
        sent.is_some_and(|sent| !field.bounds.is_empty() || self.limits(&sent.ty, found))
    }

    /// Whether a type, or its items, have a form or are one of some.
    fn limits(&self, ty: &Type, found: &HashSet<TypeRef>) -> bool {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.limits(&inner.ty, found),
            ty => self.form(ty).is_some() || leads_to(ty, found),
        }
    }

    /// How values of a type are written, if there is a form to it.
    pub(crate) fn form(&self, ty: &Type) -> Option<Form> {
        Some(match ty {
            Type::Int => Form::Int,
            Type::Time => Form::Time,
            Type::Date => Form::Date,
            Type::Email => Form::Email,
            Type::Url => Form::Url,
            Type::Uuid => Form::Uuid,
            Type::Named(at) => match self.ty(*at).shape {
                Shape::Id(IdKind::Int) => Form::Int,
                _ => return None,
            },
            _ => return None,
        })
    }
}
