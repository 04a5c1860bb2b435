//! `limits.rs`: what the API is known to refuse, a static for each type that bodies cannot hold every value of.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::FOLDER;
use crate::Output;
use crate::emit::rust::limits::bounds;
use crate::emit::rust::names::{Imports, Names, ident};
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::model::{
    Field, Form, Model, ObjectDef, Shape, Side, Tag, Type, TypeRef, TypeUse, UnionDef,
};

pub(super) fn emit(model: &Model) -> Output {
    let limited = model.limited();
    let mut order: Vec<TypeRef> = limited.iter().copied().collect();
    order.sort_unstable();
    let imports = Imports::default();
    let limits = Limits { model, imports: &imports, limited, beside: true };
    let items: TokenStream = order.iter().map(|at| limits.item(*at)).collect();
    let (about, uses) = (
        inner_docs(
            "What the API is known to refuse of the types that go into bodies. A call that is beyond a limit\n\
             is not sent.",
        ),
        imports.uses(),
    );
    let tokens = quote! {
        #about

        #uses

        #items
    };
    rust_file(format!("{FOLDER}/src/limits.rs"), tokens)
}

/// Limits as the runtime's data.
pub(super) struct Limits<'m> {
    model: &'m Model,
    imports: &'m Imports,
    limited: HashSet<TypeRef>,
    /// Whether it writes for the file that has the statics.
    beside: bool,
}

impl<'m> Limits<'m> {
    pub(super) fn new(model: &'m Model, imports: &'m Imports) -> Self {
        Self { model, imports, limited: model.limited(), beside: false }
    }

    fn name(&self, name: &str) -> TokenStream {
        self.imports.path(&format!("gorgias_runtime::limit::{name}"))
    }

    /// What holds of the value of a field as it is sent.
    pub(super) fn of_field(&self, field: &Field, sent: &TypeUse) -> Vec<TokenStream> {
        let mut limits = bounds(self.imports, &field.bounds, &sent.ty);
        limits.extend(self.of_type(&sent.ty));
        limits
    }

    fn of_type(&self, ty: &Type) -> Option<TokenStream> {
        match ty {
            Type::List(inner) | Type::Map(inner) => {
                let (limit, each) = (self.name("Limit"), self.of_type(&inner.ty)?);
                Some(quote!(#limit::Each(&[#each])))
            }
            Type::Named(at) if self.limited.contains(at) => Some(self.declared(*at)),
            ty => {
                let (limit, form) = (self.name("Limit"), ident(form(self.model.form(ty)?)));
                Some(quote!(#limit::#form))
            }
        }
    }

    /// What refers to the static of a type.
    fn declared(&self, at: TypeRef) -> TokenStream {
        let (limit, def) = (self.name("Limit"), self.model.ty(at));
        let mut declared = ident(&def.constant()).into_token_stream();
        if !self.beside {
            // An operation may be called like a type.
            let limits = self.imports.path("crate::limits");
            declared = quote!(#limits::#declared);
        }
        match &def.shape {
            Shape::Id(_) | Shape::Enum(_) => quote!(#limit::OneOf(#declared)),
            Shape::Object(_) => quote!(#limit::Object(&#declared)),
            Shape::Union(UnionDef { tag: Tag::Inside(key), .. }) => {
                quote!(#limit::Inside(#key, &#declared))
            }
            Shape::Union(UnionDef { tag: Tag::Beside(key), .. }) => {
                quote!(#limit::Beside(#key, &#declared))
            }
        }
    }

    fn item(&self, at: TypeRef) -> TokenStream {
        let def = self.model.ty(at);
        let constant = ident(&def.constant());
        let limited = match &def.shape {
            Shape::Id(_) => return TokenStream::new(),
            Shape::Enum(values) => {
                let values = values.values.iter().map(|value| &value.wire);
                let about = docs(&format!("All values of `{}`.", def.name));
                return quote! {
                    #about
                    pub const #constant: &[&str] = &[#(#values),*];
                };
            }
            Shape::Object(object) => self.of_object(object),
            Shape::Union(union) => self.of_variants(union),
        };
        let limits = self.name("Limits");
        let about = docs(&format!("Limits of `{}`.", def.name));
        quote! {
            #about
            pub(crate) static #constant: #limits = #limits(&[#(#limited),*]);
        }
    }

    fn of_object(&self, object: &ObjectDef) -> Vec<TokenStream> {
        let fields = object.fields.iter().filter_map(|field| {
            let limits = self.of_field(field, Side::Body.of(field)?);
            let wire = &field.wire;
            (!limits.is_empty()).then(|| quote!((#wire, &[#(#limits),*])))
        });
        fields.collect()
    }

    fn of_variants(&self, union: &UnionDef) -> Vec<TokenStream> {
        let variants = union.variants.iter().filter_map(|variant| {
            let (wire, limit) = (&variant.wire, self.of_type(&variant.ty)?);
            Some(quote!((#wire, &[#limit])))
        });
        variants.collect()
    }
}

/// The runtime's limit that is a form.
fn form(form: Form) -> &'static str {
    match form {
        Form::Int => "INT",
        Form::Time => "TIME",
        Form::Date => "DATE",
        Form::Email => "EMAIL",
        Form::Url => "URL",
        Form::Uuid => "UUID",
    }
}
