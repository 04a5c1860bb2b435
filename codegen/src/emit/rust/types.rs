//! Types of the model in Rust: as they are held, as a caller gives them, and from the one to the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::members::Ways;
use super::names::{Names, ident};
use crate::model::{Answer, Model, Owner, Shape, Type, TypeRef, TypeUse};

/// Writes types of the model for a place where names are called in some way.
#[derive(Clone, Copy)]
pub(crate) struct Rust<'a> {
    pub(crate) model: &'a Model,
    pub(crate) names: &'a dyn Names,
    runtime: &'static str,
    client: &'static str,
    /// Whether it writes what goes into bodies.
    sent: bool,
}

impl<'a> Rust<'a> {
    /// Within the client.
    pub(crate) fn inside(model: &'a Model, names: &'a dyn Names) -> Self {
        Self { model, names, runtime: "gorgias_runtime", client: "crate", sent: false }
    }

    /// Where the client is used; it exports what its users need of the runtime.
    pub(crate) fn outside(model: &'a Model, names: &'a dyn Names) -> Self {
        let client = "gorgias_client";
        Self { model, names, runtime: client, client, sent: false }
    }

    /// The same for what goes into bodies.
    pub(crate) fn sent(self) -> Self {
        Self { sent: true, ..self }
    }

    /// What a type of the model is called.
    pub(crate) fn name(&self, at: TypeRef) -> String {
        let def = self.model.ty(at);
        if self.sent && def.two_sided { def.body_name() } else { def.name.clone() }
    }

    /// Which ways a type of the model goes under that name.
    pub(crate) fn ways(&self, at: TypeRef) -> Ways {
        let def = self.model.ty(at);
        match (def.two_sided, self.sent) {
            (false, _) => Ways::of(def),
            (true, false) => Ways::ANSWERS,
            (true, true) => Ways::BODIES,
        }
    }

    /// A name of the runtime.
    pub(crate) fn runtime(&self, name: &str) -> TokenStream {
        self.names.path(&format!("{}::{name}", self.runtime))
    }

    /// A type or something else at the root of the client.
    pub(crate) fn client(&self, name: &str) -> TokenStream {
        self.names.path(&format!("{}::{name}", self.client))
    }

    /// A type of the model where it stands in the client.
    pub(crate) fn type_name(&self, at: TypeRef) -> TokenStream {
        self.names.path(&format!("{}::{}", self.client, self.place(at)))
    }

    /// The same below the root of the client.
    fn place(&self, at: TypeRef) -> String {
        let name = self.name(at);
        match self.model.ty(at).owner {
            Owner::Webhooks => format!("webhooks::{name}"),
            Owner::Shared | Owner::Resource(_) => name,
        }
    }

    /// The type as it is held.
    pub(crate) fn held(&self, ty: &TypeUse) -> TokenStream {
        let inner = self.held_whole(&ty.ty);
        if ty.nullable { quote!(Option<#inner>) } else { inner }
    }

    /// The type as it is held where it is not null.
    pub(crate) fn held_whole(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Text | Type::Email | Type::Url | Type::Uuid => quote!(String),
            Type::Int => quote!(i64),
            Type::Number => quote!(f64),
            Type::Bool => quote!(bool),
            Type::Time => self.runtime("Time"),
            Type::Date => self.runtime("Date"),
            Type::Json => self.runtime("serde_json::Value"),
            Type::Value => self.runtime("Scalar"),
            Type::List(item) => {
                let item = self.held(item);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let (map, value) =
                    (self.names.path("std::collections::BTreeMap"), self.held(value));
                quote!(#map<String, #value>)
            }
            Type::Named(at) => self.type_name(*at),
            Type::Upload => self.upload(),
        }
    }

    /// A file that is sent. What sends it is likely an operation `upload`, whose builder has that name in the client.
    fn upload(&self) -> TokenStream {
        if self.runtime == self.client {
            return self.runtime("Upload");
        }
        let runtime = ident(self.runtime);
        quote!(#runtime::Upload)
    }

    /// The type of an answer.
    pub(crate) fn answer(&self, answer: &Answer) -> TokenStream {
        match answer {
            Answer::Nothing => quote!(()),
            Answer::Value(ty) => self.held(ty),
            Answer::List { item, .. } => {
                let item = self.held(item);
                quote!(Vec<#item>)
            }
            Answer::Pages { item, .. } => {
                let (page, item) = (self.runtime("Page"), self.held(item));
                quote!(#page<#item>)
            }
            Answer::File => self.runtime("FileAnswer"),
            Answer::Csv => quote!(String),
        }
    }

    /// The type of a parameter, wide enough for what people have at hand.
    pub(crate) fn given(&self, ty: &TypeUse) -> TokenStream {
        if ty.nullable {
            let (or_null, whole) = (self.runtime("given::OrNull"), self.held_whole(&ty.ty));
            quote!(impl #or_null<#whole>)
        } else {
            self.given_whole(&ty.ty)
        }
    }

    fn given_whole(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::List(item) => {
                let item = self.given_inside(item);
                quote!(impl IntoIterator<Item = #item>)
            }
            Type::Map(value) => {
                let value = self.given_inside(value);
                quote!(impl IntoIterator<Item = (impl Into<String>, #value)>)
            }
            _ if self.converts(ty) => {
                let whole = self.held_whole(ty);
                quote!(impl Into<#whole>)
            }
            _ => self.held_whole(ty),
        }
    }

    /// What stands in a list or a map that is given.
    fn given_inside(&self, ty: &TypeUse) -> TokenStream {
        if self.nests(ty) {
            self.given_whole(&ty.ty)
        } else if ty.ty == Type::Upload {
            self.held(ty)
        } else {
            let held = self.held(ty);
            quote!(impl Into<#held>)
        }
    }

    /// What was given as it is held.
    pub(crate) fn taken(&self, ty: &TypeUse, given: TokenStream) -> TokenStream {
        match &ty.ty {
            _ if ty.nullable => quote!(#given.or_null()),
            Type::List(item) if self.nests(item) => {
                let inner = self.take_inside(&item.ty);
                quote!(#given.into_iter().map(#inner).collect::<Vec<_>>())
            }
            Type::Map(value) if self.nests(value) => {
                let map = self.names.path("std::collections::BTreeMap");
                let inner = self.take_inside(&value.ty);
                quote! {
                    #given
                        .into_iter()
                        .map(|(key, value)| (key.into(), #inner(value)))
                        .collect::<#map<String, _>>()
                }
            }
            Type::List(_) | Type::Map(_) => {
                let take = self.take_inside(&ty.ty);
                quote!(#take(#given))
            }
            ty if self.converts(ty) => quote!(#given.into()),
            _ => given,
        }
    }

    /// The function that takes a list or a map.
    fn take_inside(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Map(_) => self.runtime("given::map"),
            _ => self.runtime("given::list"),
        }
    }

    /// Whether it is a list or a map of plain values. What nests deeper is given as it is held.
    fn nests(&self, ty: &TypeUse) -> bool {
        match &ty.ty {
            Type::List(inner) | Type::Map(inner) => !ty.nullable && !self.is_nested(&inner.ty),
            _ => false,
        }
    }

    /// Whether a value of it is made of others.
    pub(crate) fn is_nested(&self, ty: &Type) -> bool {
        matches!(ty, Type::List(_) | Type::Map(_))
    }

    /// Whether people have something at hand that is not yet the type: a text, a number, a moment.
    fn converts(&self, ty: &Type) -> bool {
        match ty {
            Type::Int | Type::Number | Type::Bool | Type::Date => false,
            Type::Named(at) => matches!(self.model.ty(*at).shape, Shape::Id(_) | Shape::Enum(_)),
            _ => true,
        }
    }
}
