//! Objects that go into bodies alone: a constructor of what is required, and a setter for everything else.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::{deprecated, many};
use crate::emit::rust::members::Member;
use crate::emit::rust::names::ident;
use crate::emit::rust::prose;
use crate::emit::rust::source::docs;
use crate::emit::rust::types::Rust;
use crate::model::{ObjectDef, Type, TypeRef};

pub(super) fn emit(
    rust: Rust<'_>,
    at: TypeRef,
    object: &ObjectDef,
    members: &[Member<'_>],
) -> TokenStream {
    let (draft, about, name) =
        (rust.runtime("draft"), docs(&prose::of_type(rust.model.ty(at))), ident(&rust.name(at)));
    let (required, optional): (Vec<_>, Vec<_>) =
        members.iter().partition(|member| member.required());
    let default = required.is_empty().then(|| quote!(#[derive(Default)]));
    let constructor = constructor(rust, &required);
    let setters = optional.into_iter().map(|member| setter(rust, member));
    let free_key = object.free_keys().map(|setter| free_key(rust, setter));
    quote! {
        #draft! {
            #about
            #default
            pub struct #name;
        }

        impl #name {
            #constructor
            #(#setters)*
            #free_key
        }
    }
}

fn constructor(rust: Rust<'_>, required: &[&Member<'_>]) -> TokenStream {
    let params = required.iter().map(|member| {
        let (name, given) = (ident(&member.field.rust), rust.given(member.ty));
        quote!(#name: #given)
    });
    let fields = required.iter().map(|member| with(rust, member));
    let about =
        if required.is_empty() { "One without fields." } else { "One with what is required." };
    let (about, many) = (docs(about), many(required.len()));
    quote! {
        #about
        #many
        pub fn new(#(#params),*) -> Self {
            Self::blank() #(#fields)*
        }
    }
}

fn setter(rust: Rust<'_>, member: &Member<'_>) -> TokenStream {
    let about = docs(&prose::of_argument(rust.model, member.field, member.ty));
    let deprecated = deprecated(member.field.deprecated.as_ref());
    let (setter, name) = (ident(&member.field.setter()), ident(&member.field.rust));
    let (given, with) = (rust.given(member.ty), with(rust, member));
    quote! {
        #about
        #deprecated
        pub fn #setter(self, #name: #given) -> Self {
            self #with
        }
    }
}

fn with(rust: Rust<'_>, member: &Member<'_>) -> TokenStream {
    let (key, name) = (&member.field.wire, ident(&member.field.rust));
    let taken = rust.taken(member.ty, quote!(#name));
    quote!(.with(#key, #taken))
}

fn free_key(rust: Rust<'_>, setter: &str) -> TokenStream {
    let (setter, value) = (ident(setter), rust.held_whole(&Type::Json));
    quote! {
        /// Sets a key beside the fields.
        pub fn #setter(self, key: impl Into<String>, value: impl Into<#value>) -> Self {
            self.with(key, value.into())
        }
    }
}
