//! Which types hold something in bodies that has a limit.

use std::collections::HashSet;

use super::sides::leads_to;
use super::{Field, Model, Shape, Side, TypeRef};

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
                Shape::Object(object) => object.fields.iter().any(|field| is_limited(field, found)),
                Shape::Union(union) => {
                    union.variants.iter().any(|variant| leads_to(&variant.ty, found))
                }
            }
    }
}

fn is_limited(field: &Field, found: &HashSet<TypeRef>) -> bool {
    let sent = Side::Body.of(field);
    sent.is_some_and(|sent| !field.bounds.is_empty() || leads_to(&sent.ty, found))
}
