//! Attributes that several kinds of items carry.

use proc_macro2::TokenStream;
use quote::quote;

/// What tells clippy that a function needs so many arguments.
pub(super) fn many(arguments: usize) -> Option<TokenStream> {
    (arguments > 7).then(
        || quote!(#[expect(clippy::too_many_arguments, reason = "the API requires all of them")]),
    )
}

/// What says that something is out of use, and what to use instead.
pub(super) fn deprecated(why: Option<&String>) -> Option<TokenStream> {
    let why = why?;
    Some(quote!(#[deprecated = #why]))
}
