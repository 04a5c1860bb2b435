//! Bounds of the model as the runtime's limits.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names::{Names, ident};
use crate::model::{Bounds, Type};

/// What bounds say of a value of a type.
pub(crate) fn bounds(names: &dyn Names, bounds: &Bounds, ty: &Type) -> Vec<TokenStream> {
    if bounds.is_empty() {
        return Vec::new();
    }
    let limit = names.path("gorgias_runtime::limit::Limit");
    let mut limits = Vec::new();
    if let Some(within) = within(bounds) {
        let bounds = names.path("gorgias_runtime::limit::Bounds");
        let measured = measured(ty).iter().map(|what| {
            let what = ident(what);
            quote!(#limit::#what(#bounds::#within))
        });
        limits.extend(measured);
    }
    limits.extend(bounds.pattern.iter().map(|pattern| quote!(#limit::Pattern(#pattern))));
    limits
}

/// What of a value has a size: a text that may as well be a number has two.
fn measured(ty: &Type) -> &'static [&'static str] {
    match ty {
        Type::List(_) => &["Items"],
        Type::Int | Type::Number => &["Value"],
        Type::Value => &["Value", "Length"],
        _ => &["Length"],
    }
}

fn within(bounds: &Bounds) -> Option<TokenStream> {
    let [min, max] = [bounds.min, bounds.max].map(|bound| bound.map(Literal::i64_unsuffixed));
    match (min, max) {
        (Some(min), Some(max)) => Some(quote!(between(#min, #max))),
        (Some(min), None) => Some(quote!(at_least(#min))),
        (None, Some(max)) => Some(quote!(at_most(#max))),
        (None, None) => None,
    }
}
