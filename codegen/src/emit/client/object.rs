//! Structs: what an answer holds, what goes into a body, or both.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::attributes::{deprecated, many};
use super::draft;
use crate::emit::rust::members::{Form, Member, Ways, members};
use crate::emit::rust::names::ident;
use crate::emit::rust::prose;
use crate::emit::rust::source::docs;
use crate::emit::rust::types::Rust;
use crate::model::{ObjectDef, Type, TypeDef, TypeRef};

/// A struct with the fields of answers, and a constructor and setters where bodies hold it too. What is in bodies alone
/// has these over a draft.
pub(super) fn emit(rust: Rust<'_>, at: TypeRef, object: &ObjectDef) -> TokenStream {
    let (def, ways) = (rust.model.ty(at), rust.ways(at));
    let members = members(rust.model, ways, object);
    if !ways.answers {
        return draft::emit(rust, at, object, &members);
    }
    let (about, name) = (docs(&prose::of_type(def)), ident(&def.name));
    let derives = derives(rust, ways, &members);
    let fields = members.iter().map(|member| field(rust, ways, member));
    let free_keys = object.free_keys().map(|name| free_keys(rust, name));
    let reading = reading(rust, &name, &members, object);
    let building = ways.bodies.then(|| building(rust, def, object, &members));
    quote! {
        #about
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #free_keys
        }

        #reading

        #building
    }
}

/// How the struct is read from an object.
fn reading(
    rust: Rust<'_>,
    name: &Ident,
    members: &[Member<'_>],
    object: &ObjectDef,
) -> TokenStream {
    let deserialize = rust.runtime("deserialize");
    let fields = members.iter().map(|member| {
        let (field, form) = (ident(&member.field.rust), form(rust, member));
        let wire = &member.field.wire;
        let key = (field != wire).then(|| quote!(as #wire));
        quote!(#field #form #key)
    });
    let free_keys = object.free_keys().map(|name| {
        let name = ident(name);
        quote!(; ..#name)
    });
    let told = told(rust, members);
    quote!(#deserialize!(#name { #(#fields),* #free_keys } #told);)
}

/// What an answer may do with a field.
fn form(rust: Rust<'_>, member: &Member<'_>) -> TokenStream {
    match (member.form, &member.ty.ty) {
        // What is told afterwards, or never, is first read as it is.
        (Form::Maybe | Form::Patch, ty) if rust.model.union_beside(ty).is_some() => quote!(?),
        (Form::Maybe, _) if member.is_object(rust.model) => quote!((object)),
        (Form::Patch, _) if member.is_object(rust.model) => quote!((patch)),
        (Form::Whole, Type::List(_) | Type::Map(_)) => quote!((plenty)),
        (Form::Whole, _) => quote!(!),
        (Form::Maybe | Form::Patch, _) => quote!(?),
    }
}

/// Which fields tell what the unions beside them are.
fn told(rust: Rust<'_>, members: &[Member<'_>]) -> Option<TokenStream> {
    let read = || members.iter().filter(|member| member.read);
    let told = read().filter_map(|member| {
        let teller = rust.model.teller(&member.ty.ty, read().map(|member| member.field))?;
        let (union, key) = (ident(&member.field.rust), &member.field.wire);
        let teller = ident(&teller.rust);
        Some(quote!(#union = #key by #teller))
    });
    let told: Vec<_> = told.collect();
    (!told.is_empty()).then(|| quote!(told { #(#told),* }))
}

fn derives(rust: Rust<'_>, ways: Ways, members: &[Member<'_>]) -> Vec<TokenStream> {
    let mut derives = vec![quote!(Debug), quote!(Clone)];
    if ways.bodies && !members.iter().any(Member::required) {
        derives.push(quote!(Default));
    }
    derives.push(quote!(PartialEq));
    derives.push(rust.names.path("serde::Serialize"));
    derives
}

fn field(rust: Rust<'_>, ways: Ways, member: &Member<'_>) -> TokenStream {
    let about = docs(&prose::of_field(rust.model, member.field, member.ty));
    let deprecated = deprecated(member.field.deprecated.as_ref());
    let serde = serde(ways, member);
    let (name, held) = (ident(&member.field.rust), held(rust, member));
    quote! {
        #about
        #deprecated
        #serde
        pub #name: #held,
    }
}

fn held(rust: Rust<'_>, member: &Member<'_>) -> TokenStream {
    let mut held = rust.held_whole(&member.ty.ty);
    if member.field.secret {
        let secret = rust.runtime("Secret");
        held = quote!(#secret<#held>);
    }
    if member.field.boxed {
        held = quote!(Box<#held>);
    }
    match member.form {
        Form::Whole => held,
        Form::Maybe => quote!(Option<#held>),
        Form::Patch => {
            let patch = rust.runtime("Patch");
            quote!(#patch<#held>)
        }
    }
}

/// How it is written to JSON, where that is not what serde takes for granted.
fn serde(ways: Ways, member: &Member<'_>) -> Option<TokenStream> {
    let wire = &member.field.wire;
    let mut words = Vec::new();
    if member.field.rust.trim_start_matches("r#") != wire {
        words.push(quote!(rename = #wire));
    }
    if ways.bodies {
        words.extend(writing(member));
    }
    (!words.is_empty()).then(|| quote!(#[serde(#(#words),*)]))
}

fn writing(member: &Member<'_>) -> Option<TokenStream> {
    match member.form {
        _ if !member.written => Some(quote!(skip_serializing)),
        Form::Patch => Some(quote!(skip_serializing_if = "Patch::is_absent")),
        Form::Maybe if !(member.ty.nullable && member.required()) => {
            Some(quote!(skip_serializing_if = "Option::is_none"))
        }
        Form::Maybe | Form::Whole => None,
    }
}

fn free_keys(rust: Rust<'_>, name: &str) -> TokenStream {
    let name = ident(name);
    let (map, value) =
        (rust.names.path("std::collections::BTreeMap"), rust.held_whole(&Type::Json));
    quote! {
        /// What it holds beside its fields.
        #[serde(flatten)]
        pub #name: #map<String, #value>,
    }
}

/// A constructor of what a body requires, and setters for the rest.
fn building(
    rust: Rust<'_>,
    def: &TypeDef,
    object: &ObjectDef,
    members: &[Member<'_>],
) -> TokenStream {
    let name = ident(&def.name);
    let constructor = constructor(rust, object, members);
    let setters = members.iter().filter(|member| member.written && !member.required());
    let setters = setters.map(|member| setter(rust, member));
    let free_key = object.free_keys().map(|name| {
        let (name, value) = (ident(name), rust.held_whole(&Type::Json));
        quote! {
            /// Sets a key beside the fields.
            pub fn #name(mut self, key: impl Into<String>, value: impl Into<#value>) -> Self {
                self.#name.insert(key.into(), value.into());
                self
            }
        }
    });
    quote! {
        impl #name {
            #constructor
            #(#setters)*
            #free_key
        }
    }
}

fn constructor(rust: Rust<'_>, object: &ObjectDef, members: &[Member<'_>]) -> TokenStream {
    let required: Vec<_> = members.iter().filter(|member| member.required()).collect();
    if required.is_empty() {
        return quote! {
            /// One without fields.
            #[must_use]
            pub fn new() -> Self {
                Default::default()
            }
        };
    }
    let params = required.iter().map(|member| {
        let (name, given) = (ident(&member.field.rust), rust.given(member.ty));
        quote!(#name: #given)
    });
    let fields = members.iter().map(|member| {
        let name = ident(&member.field.rust);
        match member.form {
            _ if member.required() => {
                let value = taken(rust, member);
                // Shorthand where nothing is to be done.
                if name == value.to_string() { value } else { quote!(#name: #value) }
            }
            Form::Patch => {
                let patch = rust.runtime("Patch");
                quote!(#name: #patch::Absent)
            }
            Form::Maybe | Form::Whole => quote!(#name: None),
        }
    });
    let free_keys = object.free_keys().map(|name| {
        let (name, map) = (ident(name), rust.names.path("std::collections::BTreeMap"));
        quote!(#name: #map::new(),)
    });
    let expectations = expectations(&required, members);
    quote! {
        /// One with what is required.
        #expectations
        #[must_use]
        pub fn new(#(#params),*) -> Self {
            Self { #(#fields,)* #free_keys }
        }
    }
}

/// The lints that a constructor is known to set off.
fn expectations(required: &[&Member<'_>], members: &[Member<'_>]) -> TokenStream {
    let many = many(required.len());
    let outdated = members.iter().any(|member| member.field.deprecated.is_some());
    let outdated = outdated.then(expect_deprecated);
    quote!(#many #outdated)
}

fn expect_deprecated() -> TokenStream {
    quote!(#[expect(deprecated, reason = "what is out of use is a field like the others")])
}

fn setter(rust: Rust<'_>, member: &Member<'_>) -> TokenStream {
    let about = docs(&prose::of_field(rust.model, member.field, member.ty));
    let deprecated = deprecated(member.field.deprecated.as_ref());
    let (setter, name) = (ident(&member.field.setter()), ident(&member.field.rust));
    let (given, taken) = (rust.given(member.ty), taken(rust, member));
    let value = match member.form {
        Form::Patch => quote!(#taken.into()),
        Form::Maybe | Form::Whole => taken,
    };
    let expectation = deprecated.is_some().then(expect_deprecated);
    quote! {
        #about
        #deprecated
        #expectation
        pub fn #setter(mut self, #name: #given) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// What was given as the field holds it.
fn taken(rust: Rust<'_>, member: &Member<'_>) -> TokenStream {
    let name = ident(&member.field.rust);
    let mut taken = rust.taken(member.ty, quote!(#name));
    let wrappers =
        [(member.field.secret, quote!(Into::into)), (member.field.boxed, quote!(Box::new))];
    if member.ty.nullable {
        for (_, wrapper) in wrappers.iter().filter(|(wrapped, _)| *wrapped) {
            taken = quote!(#taken.map(#wrapper));
        }
        return taken;
    }
    if member.field.secret {
        let secret = rust.runtime("Secret");
        taken = quote!(#secret::from(#taken));
    }
    if member.field.boxed {
        taken = quote!(Box::new(#taken));
    }
    match member.form {
        Form::Whole => taken,
        Form::Maybe | Form::Patch => quote!(Some(#taken)),
    }
}
