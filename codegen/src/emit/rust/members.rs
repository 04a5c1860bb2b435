//! The fields of an object as a Rust struct has them.

use crate::model::{Field, Model, ObjectDef, Shape, Type, TypeDef, TypeUse};

/// Which ways an object goes as one Rust type.
#[derive(Clone, Copy)]
pub(crate) struct Ways {
    pub(crate) answers: bool,
    pub(crate) bodies: bool,
}

impl Ways {
    /// All that a type goes.
    pub(crate) fn of(def: &TypeDef) -> Self {
        Self { answers: def.in_answers, bodies: def.in_bodies }
    }

    /// Those of a type of answers alone.
    pub(crate) const ANSWERS: Self = Self { answers: true, bodies: false };
    /// Those of a type of bodies alone.
    pub(crate) const BODIES: Self = Self { answers: false, bodies: true };
}

/// A field of a struct.
pub(crate) struct Member<'m> {
    pub(crate) field: &'m Field,
    /// What it holds where it is not null.
    pub(crate) ty: &'m TypeUse,
    pub(crate) form: Form,
    /// Whether it is read from answers.
    pub(crate) read: bool,
    /// Whether it is written into bodies.
    pub(crate) written: bool,
}

/// How a struct says that something may not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// It is there.
    Whole,
    /// It may be null or missing, which is the same to the reader.
    Maybe,
    /// It may be null or missing, which are two things to the server.
    Patch,
}

/// The fields that an answer or a body can have.
pub(crate) fn members<'m>(model: &Model, ways: Ways, object: &'m ObjectDef) -> Vec<Member<'m>> {
    let fields = object.fields.iter().map(|field| {
        let read = ways.answers && field.access.read;
        let written = ways.bodies && field.access.writable();
        let ty = if read { &field.ty } else { field.body_type() };
        let unsure = one_way(ways, read, written) || (read && shy(model, &ty.ty));
        let form = match (field.optional, ty.nullable) {
            (true, true) if written => Form::Patch,
            (false, false) if !unsure => Form::Whole,
            _ => Form::Maybe,
        };
        Member { field, ty, form, read, written }
    });
    fields.filter(|member| member.read || member.written).collect()
}

/// Whether the type goes both ways, and the field does not.
fn one_way(ways: Ways, read: bool, written: bool) -> bool {
    ways.answers && ways.bodies && read != written
}

/// Whether answers have `{}`, `""` or nothing in place of such a thing, even where it is promised.
fn shy(model: &Model, ty: &Type) -> bool {
    let shape = |at| &model.ty(at).shape;
    matches!(ty, Type::Named(at) if matches!(shape(*at), Shape::Object(_) | Shape::Union(_)))
}

impl Member<'_> {
    /// Whether a body is not complete without it.
    pub(crate) fn required(&self) -> bool {
        self.written && !self.field.optional
    }

    /// Whether it is an object or a union.
    pub(crate) fn is_object(&self, model: &Model) -> bool {
        shy(model, &self.ty.ty)
    }
}
