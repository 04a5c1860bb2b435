//! Methods that follow a list that goes on growing: of its builder, and of the handle of its resource.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::rust::names::{Imports, Names, ident};
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, fenced};
use crate::emit::rust::types::Rust;
use crate::model::Operation;
use crate::model::names::snake;

/// The method of the builder, which can be told first what of the list is wanted.
pub(super) fn follow_from_list(rust: Rust<'_>, operation: &Operation) -> Option<TokenStream> {
    let follow = operation.follow.as_ref()?;
    let item = rust.held(rust.model.followed(operation)?);
    let [checkpoint, follow_type, moment] =
        ["Checkpoint", "Follow", "Moment"].map(|name| rust.runtime(name));
    let about = docs(&prose::paragraph(
        "Follows the list from a checkpoint on: what is of that time or later, the oldest first, and then each one that comes. The \
         order and the time that were set before do not count.",
    ));
    let arguments = follow.oldest_first.iter().map(|(key, value)| quote!(.with(#key, #value)));
    let field = |name: &str| ident(&snake(name));
    let (since, by, key) = (&follow.since, field(&follow.by), field(&follow.key));
    Some(quote! {
        #about
        pub fn follow(self, from: impl Into<#checkpoint>) -> #follow_type<#item> {
            let Self { runtime, call } = self #(#arguments)*;
            #follow_type::new(runtime, call, #since, from, |it| #moment::new(&it.#by, &it.#key))
        }
    })
}

/// The method of the handle, which follows all of the list.
pub(super) fn follow_from_handle(rust: Rust<'_>, operation: &Operation) -> Option<TokenStream> {
    let item = rust.held(rust.model.followed(operation)?);
    let [checkpoint, follow] = ["Checkpoint", "Follow"].map(|name| rust.runtime(name));
    let method = ident(&operation.rust);
    let about = prose::paragraph(
        "Follows the whole list from a checkpoint on: what is of that time or later, the oldest first, and then each one that comes.",
    );
    let about = format!("{}\n\n{}", about.trim_end(), example(rust, operation).unwrap_or_default());
    let about = docs(about.trim_end());
    Some(quote! {
        #about
        pub fn follow(&self, from: impl Into<#checkpoint>) -> #follow<#item> {
            self.#method().follow(from)
        }
    })
}

/// A program that reads what there is, and says where to go on.
fn example(rust: Rust<'_>, operation: &Operation) -> Option<String> {
    let imports = Imports::default();
    let [client, checkpoint] =
        ["Gorgias", "Checkpoint"].map(|name| imports.path(&format!("gorgias_client::{name}")));
    let resource = ident(&rust.model.resources[operation.resource].module);
    let follow = quote! {
        let from: #checkpoint = "2026-03-06T09:00:00Z".parse()?;
        let mut items = gorgias.#resource().follow(from).until_now();
        while let Some(item) = items.try_next().await? {
            println!("{item:?}");
        }
        println!("go on from {}", items.checkpoint());
    };
    let uses = imports.uses();
    let program = syn::parse2(quote! {
        #uses

        async fn example(gorgias: #client) -> Result<(), Box<dyn std::error::Error>> {
            #follow
            Ok(())
        }
    });
    Some(fenced(program.ok()?))
}
