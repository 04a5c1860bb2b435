//! `types/`: a module for the types of each resource, and one for those of none.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::deprecated;
use super::{FOLDER, object};
use crate::Output;
use crate::emit::rust::names::{Imports, ident};
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::emit::rust::types::Rust;
use crate::model::{EnumDef, IdKind, Model, Owner, Shape, Tag, Type, TypeDef, TypeRef, UnionDef};

/// The module of the types that belong to no one resource.
const SHARED: &str = "shared";

pub(super) fn emit(model: &Model) -> Vec<Output> {
    let resources = (0..model.resources.len()).map(Some);
    let files = std::iter::once(None).chain(resources).filter_map(|resource| {
        let defs = owned(model, resource.map_or(Owner::Shared, Owner::Resource));
        let (module, of) = match resource {
            None => (SHARED.to_owned(), "no one resource".to_owned()),
            Some(at) => {
                let resource = &model.resources[at];
                (resource.module.clone(), format!("the resource `{}`", resource.name))
            }
        };
        (!defs.is_empty()).then(|| (module, file(model, &of, &defs)))
    });
    let files: Vec<(String, TokenStream)> = files.collect();
    let modules: Vec<_> = files.iter().map(|(module, _)| ident(module)).collect();
    let root = quote! {
        //! The types of answers and of bodies.

        #(mod #modules;)*

        #(pub use #modules::*;)*
    };
    let path = |module: &str| format!("{FOLDER}/src/types/{}.rs", module.trim_start_matches("r#"));
    let mut outputs = vec![rust_file(path("mod"), root)];
    outputs.extend(files.into_iter().map(|(module, tokens)| rust_file(path(&module), tokens)));
    outputs
}

/// The types of an owner that an answer or a body can hold.
pub(super) fn owned(model: &Model, owner: Owner) -> Vec<TypeRef> {
    let owned = |at: &TypeRef| {
        let def = model.ty(*at);
        def.owner == owner && (def.in_answers || def.in_bodies)
    };
    (0..model.types.len()).map(TypeRef).filter(owned).collect()
}

fn file(model: &Model, of: &str, defs: &[TypeRef]) -> TokenStream {
    let imports = beside(model, defs);
    let items = items(Rust::inside(model, &imports), defs);
    let (about, uses) = (inner_docs(&format!("The types of {of}.")), imports.uses());
    quote! {
        #about

        #uses

        #items
    }
}

/// The imports of a file that declares these types.
pub(super) fn beside(model: &Model, defs: &[TypeRef]) -> Imports {
    let names = defs.iter().flat_map(|at| {
        let def = model.ty(*at);
        let module = if def.owner == Owner::Webhooks { "crate::webhooks" } else { "crate" };
        [def.name.clone(), def.body_name()].map(|name| format!("{module}::{name}"))
    });
    Imports::beside(names)
}

/// The declarations of types, those that are two in Rust twice.
pub(super) fn items(rust: Rust<'_>, defs: &[TypeRef]) -> TokenStream {
    let items = defs.iter().flat_map(|at| {
        let body = rust.model.ty(*at).two_sided.then(|| item(rust.sent(), *at));
        std::iter::once(item(rust, *at)).chain(body)
    });
    items.collect()
}

fn item(rust: Rust<'_>, at: TypeRef) -> TokenStream {
    let def = rust.model.ty(at);
    match &def.shape {
        Shape::Id(kind) => id(rust, def, *kind),
        Shape::Enum(values) => enumeration(rust, def, values),
        Shape::Union(variants) => union(rust, at, variants),
        Shape::Object(fields) => object::emit(rust, at, fields),
    }
}

fn id(rust: Rust<'_>, def: &TypeDef, kind: IdKind) -> TokenStream {
    let (id, about, name) = (rust.runtime("id"), docs(&prose::of_type(def)), ident(&def.name));
    let inner = match kind {
        IdKind::Int => quote!(i64),
        IdKind::Text => quote!(String),
    };
    quote! {
        #id! {
            #about
            pub struct #name(#inner);
        }
    }
}

fn enumeration(rust: Rust<'_>, def: &TypeDef, values: &EnumDef) -> TokenStream {
    let open_enum = rust.runtime("open_enum");
    let (about, name) = (docs(&prose::of_type(def)), ident(&def.name));
    let values = values.values.iter().map(|value| {
        let about = if value.about.is_empty() {
            format!("The value `{}`.", value.wire)
        } else {
            prose::line(&value.about)
        };
        let (about, rust, wire) = (docs(&about), ident(&value.rust), &value.wire);
        let deprecated = deprecated(value.deprecated.as_ref());
        quote!(#about #deprecated #rust = #wire)
    });
    quote! {
        #open_enum! {
            #about
            pub enum #name {
                #(#values,)*
            }
        }
    }
}

fn union(rust: Rust<'_>, at: TypeRef, union: &UnionDef) -> TokenStream {
    let declare = rust.runtime("union");
    let about = docs(&prose::of_type(rust.model.ty(at)));
    let name = ident(&rust.name(at));
    let tag = match &union.tag {
        Tag::Inside(key) if union.secret.is_some() => quote!(tag(#key, secret)),
        Tag::Beside(key) if union.secret.is_some() => quote!(beside(#key, secret)),
        Tag::Inside(key) => quote!(tag = #key),
        Tag::Beside(key) => quote!(beside = #key),
    };
    let variants = union.variants.iter().map(|variant| {
        let about = match &variant.ty {
            Type::Named(at) => prose::about_type(rust.model.ty(*at)),
            _ => format!("What goes with `{}`.", variant.wire),
        };
        let about = docs(&prose::line(&about));
        let (held, variant, wire) =
            (rust.held_whole(&variant.ty), ident(&variant.rust), &variant.wire);
        quote!(#about #variant(#held) = #wire)
    });
    quote! {
        #declare! {
            #[#tag]
            #about
            pub enum #name {
                #(#variants,)*
            }
        }
    }
}
