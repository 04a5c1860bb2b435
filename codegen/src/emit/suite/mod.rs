//! The suite: the cases of every operation and the workflows, as data that the runner understands.

mod formats;
mod library;
mod refuses;
mod workflows;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::emit::rust::expression::typed_call;
use crate::emit::rust::json_literal::json_literal;
use crate::emit::rust::manifest::{Audience, manifest};
use crate::emit::rust::names::{Imports, Names as _};
use crate::emit::rust::source::{inner_docs, rust_file};
use crate::emit::rust::types::Rust;
use crate::emit::{Output, Parts};
use crate::model::{
    Answer, Case, Line, Model, Operation, Path, Payload, Projection, Reading, Refusal, Tool, Wants,
};

pub(super) const PARTS: Parts =
    Parts { whole: &[whole], of_resource: &[cases_of, refuses::of_resource] };

fn whole(model: &Model) -> Vec<Output> {
    vec![
        own_manifest(model),
        library::emit(),
        operations(model),
        refuses::root(model),
        workflows::emit(model),
        formats::emit(model),
    ]
}

fn own_manifest(model: &Model) -> Output {
    let resources = model.resources.iter().map(|resource| format!("    \"{}\",\n", resource.name));
    let resources: String = resources.collect();
    let description = format!(
        "What every operation and every tool of the {} API must do, as data.",
        model.api.name
    );
    let own = format!(
        "\
[dependencies]
# All resources, and no TLS: who runs the suite brings the transport.
gorgias-client = {{ workspace = true, features = [
{resources}] }}
serde.workspace = true
"
    );
    manifest("gorgias-suite", "generated/suite", &description, Audience::Product, &own)
}

fn operations(model: &Model) -> Output {
    let modules: Vec<_> =
        model.resources.iter().map(|resource| format_ident!("{}", resource.module)).collect();
    let tokens = quote! {
        //! The operations, a module for each resource.

        #(mod #modules;)*

        use crate::Operation;

        /// All operations, by resource.
        pub fn operations() -> impl Iterator<Item = &'static Operation> {
            let resources = [#(#modules::OPERATIONS),*];
            resources.into_iter().flatten()
        }
    };
    rust_file("generated/suite/src/operations.rs", tokens)
}

fn cases_of(model: &Model, at: usize) -> Output {
    let resource = &model.resources[at];
    let about = inner_docs(&format!("The cases of `{}`.", resource.name));
    let imports = Imports::default();
    let rust = Rust::outside(model, &imports);
    let operations: Vec<_> = model
        .operations
        .iter()
        .filter(|operation| operation.resource == at)
        .map(|operation| operation_value(rust, operation))
        .collect();
    // What every file of cases is made of.
    for name in ["Body", "Case", "Line", "Operation", "Tool"] {
        imports.path(&format!("crate::{name}"));
    }
    let uses = imports.uses();
    let tokens = quote! {
        #about

        #uses

        pub(crate) const OPERATIONS: &[Operation] = &[#(#operations),*];
    };
    rust_file(format!("generated/suite/src/operations/{}.rs", resource.module), tokens)
}

fn operation_value(rust: Rust<'_>, operation: &Operation) -> TokenStream {
    let id = &operation.id;
    let tools = tool_values(&operation.tool);
    let secrets = operation.answer.shown().map(|shown| rust.model.secrets(shown));
    let secrets = secrets.iter().flatten().map(Path::to_string);
    let html = operation.answer.shown().map(|shown| rust.model.html(shown));
    let html = html.iter().flatten().map(Path::to_string);
    let cases = operation.cases.iter().map(|case| case_value(rust, operation, case));
    let refuses = refuses::path(rust.model, operation);
    let reading = match rust.model.reading(operation) {
        Some(reading) => {
            let reading = reading_value(rust, operation, &reading);
            quote!(Some(#reading))
        }
        None => quote!(None),
    };
    quote! {
        Operation {
            id: #id,
            tools: &[#(#tools),*],
            secrets: &[#(#secrets),*],
            html: &[#(#html),*],
            cases: &[#(#cases),*],
            refuses: #refuses,
            reading: #reading,
        }
    }
}

/// Where the fields of a reading stand in its file.
const READING_COLUMN: usize = 12;

fn reading_value(rust: Rust<'_>, operation: &Operation, reading: &Reading<'_>) -> TokenStream {
    let [reading_type, wants_type] =
        ["Reading", "Wants"].map(|name| rust.names.path(&format!("crate::{name}")));
    let args = json_literal(&Value::Object(reading.args.clone()), READING_COLUMN);
    let wants = match &reading.wants {
        Wants::Nothing => quote!(#wants_type::Nothing),
        Wants::Listed { by, takes } => {
            let by = &by.id;
            let takes = takes.iter().map(|(argument, field)| {
                let (key, wire) = (&argument.key, &field.wire);
                quote!((#key, #wire))
            });
            quote!(#wants_type::Listed { by: #by, takes: &[#(#takes),*] })
        }
        Wants::Unlisted(arguments) => {
            let keys = arguments.iter().map(|argument| &argument.key);
            quote!(#wants_type::Unlisted(&[#(#keys),*]))
        }
    };
    let read = decoded(rust, &operation.answer);
    quote!(#reading_type { args: #args, wants: #wants, read: #read })
}

fn tool_values(tool: &Tool) -> Vec<TokenStream> {
    let listed = (&tool.name, &tool.shows);
    let aliases =
        tool.aliases.iter().map(|alias| (&alias.name, alias.shows.as_ref().unwrap_or(&tool.shows)));
    std::iter::once(listed)
        .chain(aliases)
        .map(|(name, shows)| {
            let shows = shown_paths(shows);
            quote!(Tool { name: #name, shows: #shows })
        })
        .collect()
}

fn shown_paths(shows: &Projection) -> TokenStream {
    match shows {
        Projection::All => quote!(None),
        Projection::Paths(paths) => {
            let paths = paths.iter().map(Path::to_string);
            quote!(Some(&[#(#paths),*]))
        }
    }
}

/// Where the fields of a case stand in its file.
const CASE_COLUMN: usize = 16;

fn case_value(rust: Rust<'_>, operation: &Operation, case: &Case) -> TokenStream {
    let id = format!("{}/{}", operation.id, case.name);
    let args = json_literal(&Value::Object(case.args.clone()), CASE_COLUMN);
    let call = typed_call(rust, operation, &case.args);
    let decoded = decoded(rust, &operation.answer);
    let deprecated = rust
        .model
        .uses_deprecated(operation, &case.args)
        .then(|| quote!(#[expect(deprecated, reason = "it must work as long as it is there")]));
    let sends = line_value(&case.sends);
    let refused = match &case.refused {
        Some(Refusal { status, hint }) => {
            let refusal = rust.names.path("crate::Refusal");
            let status = Literal::u16_unsuffixed(*status);
            quote!(Some(#refusal::new(#status, #hint)))
        }
        None => quote!(None),
    };
    let expects =
        case.expects.iter().map(|(_, path, value)| (path.clone(), value.clone())).collect();
    let expects = json_literal(&Value::Object(expects), CASE_COLUMN);
    quote! {
        Case {
            id: #id,
            args: #args,
            #deprecated
            typed: |gorgias| Box::pin(async {
                let reply = #call.send_raw().await?;
                #decoded(reply)
            }),
            sends: #sends,
            refused: #refused,
            expects: #expects,
        }
    }
}

/// What reads an answer; it stands in the root of the suite.
fn decoded(rust: Rust<'_>, answer: &Answer) -> TokenStream {
    let (reader, ty) = match answer {
        Answer::Pages { item, .. } => ("decoded_page", rust.held(item)),
        answer => ("decoded", rust.answer(answer)),
    };
    let reader = rust.names.path(&format!("crate::{reader}"));
    quote!(#reader::<#ty>)
}

fn line_value(Line { verb, target, body }: &Line) -> TokenStream {
    let method = verb.as_str();
    let literal = |json| json_literal(json, CASE_COLUMN + 4);
    let body = match body {
        Some(Payload::Json(value)) => {
            let value = literal(value);
            quote!(Body::Json(#value))
        }
        Some(Payload::Form(parts)) => {
            let parts = literal(parts);
            quote!(Body::Form(#parts))
        }
        None => quote!(Body::None),
    };
    quote!(Line { method: #method, target: #target, body: #body })
}
