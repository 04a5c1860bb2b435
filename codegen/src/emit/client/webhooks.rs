//! `webhooks.rs`: what the API sends by itself, as a receiver reads it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{FOLDER, types};
use crate::Output;
use crate::emit::rust::names::ident;
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::emit::rust::types::Rust;
use crate::model::webhook::{Fact, RECEIVING, Trigger, Webhooks};
use crate::model::{Model, Owner, named_in};

pub(super) fn emit(model: &Model) -> Option<Output> {
    let webhooks = model.webhooks.as_ref()?;
    let owned = types::owned(model, Owner::Webhooks);
    let imports = types::beside(model, &owned);
    let rust = Rust::inside(model, &imports);
    let (about, triggers) = (inner_docs(&story(rust, webhooks)), triggers(rust, webhooks));
    let items = types::items(rust, &owned);
    let (uses, receiving) = (imports.uses(), RECEIVING.map(ident));
    let tokens = quote! {
        #about

        #uses

        pub use gorgias_runtime::webhooks::{#(#receiving),*};

        #triggers

        #items
    };
    Some(rust_file(format!("{FOLDER}/src/webhooks.rs"), tokens))
}

/// The enum of what makes the API send something; each says what it then sends.
fn triggers(rust: Rust<'_>, webhooks: &Webhooks) -> TokenStream {
    let (open_enum, name) = (rust.runtime("open_enum"), ident(Trigger::ENUM));
    let values = webhooks.triggers.iter().map(|trigger| {
        let about = docs(&prose::of_trigger(rust.model, trigger));
        let (rust, wire) = (ident(&trigger.rust), &trigger.wire);
        quote!(#about #rust = #wire)
    });
    quote! {
        #open_enum! {
            /// What makes the API send something.
            pub enum #name {
                #(#values,)*
            }
        }
    }
}

/// What a receiver must know.
fn story(rust: Rust<'_>, webhooks: &Webhooks) -> String {
    let mut paragraphs = vec![prose::with_notes(&webhooks.about, &webhooks.notes)];
    if let Some(templates) = &webhooks.templates {
        let places = templates.places.iter().map(|(name, about)| format!("`{name}`: {about}"));
        let roots = templates.roots.iter().map(of_fact);
        let notes: Vec<String> = places.chain(roots).chain(templates.notes.clone()).collect();
        paragraphs.push(format!("# Templates\n\n{}", prose::with_notes(&templates.syntax, &notes)));
    }
    for (title, about, facts) in [
        ("Delivery", "How it is sent:", &webhooks.delivery),
        ("Signature", "How to know whom it comes from:", &webhooks.signature),
    ] {
        if !facts.is_empty() {
            let facts: Vec<String> = facts.iter().map(of_fact).collect();
            paragraphs.push(format!("# {title}\n\n{}", prose::with_notes(about, &facts)));
        }
    }
    paragraphs.push(receiving(rust, webhooks));
    paragraphs.join("\n\n")
}

/// How a receiver goes about it, with the payload of the first trigger.
fn receiving(rust: Rust<'_>, webhooks: &Webhooks) -> String {
    let about = prose::paragraph(
        "A [`Verifier`] tells whom something comes from, and [`Repeats`] whether it came before. Both take what a server \
         of any kind got.",
    );
    let payload = webhooks.triggers.first().and_then(|trigger| named_in(&trigger.payload.ty));
    let Some(payload) = payload.map(|at| rust.name(at)) else {
        return format!("# Receiving\n\n{about}");
    };
    let example = format!(
        "\
use std::time::{{Duration, Instant}};

use gorgias_client::{{
    http::HeaderMap,
    serde_json,
    webhooks::{{Repeats, Verifier, {payload}}},
}};

/// What was sent, unless it came before.
fn receive(
    verifier: &Verifier,
    repeats: &Repeats,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Option<{payload}>, Box<dyn std::error::Error>> {{
    verifier.verify(headers, body)?;
    if !repeats.is_first(body, Instant::now()) {{
        return Ok(None);
    }}
    Ok(Some(serde_json::from_slice(body)?))
}}

let verifier = Verifier::signed(\"the hmac_secret of the integration\")?;
let repeats = Repeats::within(Duration::from_secs(600));
assert!(receive(&verifier, &repeats, &HeaderMap::new(), b\"{{}}\").is_err());
# Ok::<(), Box<dyn std::error::Error>>(())"
    );
    format!("# Receiving\n\n{about}\n\n```\n{example}\n```")
}

fn of_fact(fact: &Fact) -> String {
    format!("`{}` ({}): {}", fact.name, fact.confidence.as_str(), fact.about)
}
