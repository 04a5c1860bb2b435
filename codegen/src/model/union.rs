//! Unions, and which field tells one apart that a text beside it tells.

use super::{Field, Model, Shape, Type, TypeUse};
use crate::source::Span;

#[derive(Debug)]
pub(crate) struct UnionDef {
    pub(crate) tag: Tag,
    pub(crate) variants: Vec<Variant>,
    /// Where it is said that what no variant knows may be a secret, if it is.
    pub(crate) secret: Option<Span>,
}

/// Where the text stands that tells a union apart.
#[derive(Debug)]
pub(crate) enum Tag {
    /// Under this key of its objects, which list their fields without it.
    Inside(String),
    /// In the field of this name beside the union.
    Beside(String),
}

#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) wire: String,
    /// As a Rust variant.
    pub(crate) rust: String,
    /// An object, or, where the tag is beside, a map.
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

impl UnionDef {
    /// The name of the field beside it that tells it apart.
    pub(crate) fn beside(&self) -> Option<&str> {
        match &self.tag {
            Tag::Inside(_) => None,
            Tag::Beside(name) => Some(name),
        }
    }

    /// The key inside its objects that tells them apart.
    pub(crate) fn inside(&self) -> Option<&str> {
        match &self.tag {
            Tag::Inside(key) => Some(key),
            Tag::Beside(_) => None,
        }
    }

    /// The variant of a text.
    pub(crate) fn variant(&self, text: &str) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.wire == text)
    }
}

impl Model {
    /// The union that a type is, if a text beside it tells it apart, and the name of the field that holds the text.
    pub(crate) fn union_beside(&self, ty: &Type) -> Option<(&UnionDef, &str)> {
        let Type::Named(at) = ty else { return None };
        let Shape::Union(union) = &self.ty(*at).shape else { return None };
        Some((union, union.beside()?))
    }

    /// The field that tells a union apart, among those that it stands with. Where there is none, the union can be
    /// anything.
    pub(crate) fn teller<'f>(
        &self,
        ty: &Type,
        mut among: impl Iterator<Item = &'f Field>,
    ) -> Option<&'f Field> {
        let (_, name) = self.union_beside(ty)?;
        among.find(|field| field.wire == name)
    }

    /// The variant of a union that a text beside it tells.
    pub(crate) fn told(&self, ty: &Type, text: Option<&str>) -> Option<&Variant> {
        let (union, _) = self.union_beside(ty)?;
        union.variant(text?)
    }
}

impl Variant {
    /// What stands in place of the union.
    pub(crate) fn in_place_of(&self, union: &TypeUse) -> TypeUse {
        TypeUse { ty: self.ty.clone(), nullable: union.nullable }
    }
}
