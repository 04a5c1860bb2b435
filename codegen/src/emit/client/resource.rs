//! A module per resource: a handle with a method per operation, and a builder per operation with a setter for each
//! argument that can be left out.

use proc_macro2::TokenStream;
use quote::quote;

use super::FOLDER;
use super::attributes::{deprecated, many};
use super::follow::{follow_from_handle, follow_from_list};
use crate::Output;
use crate::emit::rust::expression::typed_call;
use crate::emit::rust::names::{Imports, ident};
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, fenced, inner_docs, rust_file};
use crate::emit::rust::types::Rust;
use crate::model::{Answer, Arg, Model, Operation, Place};

pub(super) fn emit(model: &Model, at: usize) -> Output {
    let resource = &model.resources[at];
    let imports = Imports::default();
    let rust = Rust::inside(model, &imports);
    let operations: Vec<_> =
        model.operations.iter().filter(|operation| operation.resource == at).collect();
    let methods: TokenStream = operations.iter().map(|operation| method(rust, operation)).collect();
    let follow = model.growing(at).map(|list| follow_from_handle(rust, list));
    let builders: TokenStream =
        operations.iter().map(|operation| builder(rust, operation)).collect();
    let (module_about, about) =
        (inner_docs(&prose::line(&resource.about)), docs(&prose::line(&resource.about)));
    let (handle, runtime) = (ident(&resource.handle()), rust.runtime("Runtime"));
    let uses = imports.uses();
    let tokens = quote! {
        #module_about

        #uses

        #about
        #[derive(Debug, Clone)]
        pub struct #handle {
            pub(crate) runtime: #runtime,
        }

        impl #handle {
            #methods
            #follow
        }

        #builders
    };
    let module = resource.module.trim_start_matches("r#");
    rust_file(format!("{FOLDER}/src/{module}.rs"), tokens)
}

fn method(rust: Rust<'_>, operation: &Operation) -> TokenStream {
    let mut about = prose::of_operation(operation);
    let of_work = [prose::following(rust.model, operation), prose::asking(rust.model, operation)];
    for of_work in of_work.into_iter().flatten() {
        about = format!("{about}\n\n{of_work}");
    }
    if let Some(example) = example(rust.model, operation) {
        about.push_str("\n\n");
        about.push_str(&example);
    }
    if let Some(errors) = prose::errors(operation) {
        about = format!("{}\n\n{errors}", about.trim_end());
    }
    let about = docs(&about);
    let deprecated = deprecated(operation.deprecated.as_ref());
    let (method, builder) = (ident(&operation.rust), ident(&operation.builder()));
    let (operations, constant) = (rust.client("operations"), ident(&operation.constant()));
    let required: Vec<_> = operation.args.iter().filter(|arg| !arg.field.optional).collect();
    let sent = rust.sent();
    let params = required.iter().map(|arg| {
        let (name, given) = (ident(&arg.field.rust), sent.given(&arg.sent_type()));
        quote!(#name: #given)
    });
    let args = required.iter().map(|arg| {
        let ty = arg.sent_type();
        let (key, name) = (&arg.field.key, ident(&arg.field.rust));
        if arg.place == Place::Form {
            return quote!(.with_files(#name));
        }
        let taken = sent.taken(&ty, quote!(#name));
        quote!(.with(#key, #taken))
    });
    let many = many(required.len() + 1);
    quote! {
        #about
        #deprecated
        #many
        pub fn #method(&self, #(#params),*) -> #builder {
            #builder::new(&self.runtime, &#operations::#constant) #(#args)*
        }
    }
}

fn builder(rust: Rust<'_>, operation: &Operation) -> TokenStream {
    let resource = &rust.model.resources[operation.resource];
    let builder = ident(&operation.builder());
    let link = format!("[`{}::{}`]", resource.handle(), operation.rust.trim_start_matches("r#"));
    let about = docs(&format!("A call of {link} that is being filled, to be awaited."));
    let optional: Vec<_> = operation.args.iter().filter(|arg| arg.field.optional).collect();
    let setters = optional.iter().map(|arg| setter(rust.sent(), arg));
    let follow = follow_from_list(rust, operation);
    let is_plain = optional.is_empty() && follow.is_none();
    let setters = (!is_plain).then(|| quote!(impl #builder { #(#setters)* #follow }));
    let (declare, answer) = sends(rust, operation);
    quote! {
        #declare! {
            #answer
            #about
            pub struct #builder;
        }

        #setters
    }
}

fn setter(rust: Rust<'_>, arg: &Arg) -> TokenStream {
    let ty = arg.sent_type();
    let about = docs(&prose::of_argument(rust.model, &arg.field, &ty));
    let deprecated = deprecated(arg.field.deprecated.as_ref());
    let (setter, name, key) = (ident(&arg.field.setter()), ident(&arg.field.rust), &arg.field.key);
    let (given, taken) = (rust.given(&ty), rust.taken(&ty, quote!(#name)));
    quote! {
        #about
        #deprecated
        pub fn #setter(self, #name: #given) -> Self {
            self.with(#key, #taken)
        }
    }
}

/// What declares the builder, and what that must know of the answer.
fn sends(rust: Rust<'_>, operation: &Operation) -> (TokenStream, TokenStream) {
    if let Some(item) = rust.model.followed(operation) {
        let item = rust.held(item);
        return (rust.runtime("pageable"), quote!(#[of(#item)]));
    }
    let answer = rust.answer(&operation.answer);
    let answers = quote!(#[answers(#answer)]);
    let work = |begins: &Operation| {
        let (operations, constant) = (rust.client("operations"), ident(&begins.work_constant()));
        quote!(#operations::#constant)
    };
    if let Some(long_running) = &operation.long_running {
        let work = work(operation);
        let standing = rust.answer(&rust.model.operations[long_running.poll].answer);
        return (rust.runtime("startable"), quote!(#answers #[begins(#work, #standing)]));
    }
    if let Some(begins) = rust.model.asks_about(operation) {
        let work = work(begins);
        return (rust.runtime("finishable"), quote!(#answers #[asks_about(#work)]));
    }
    let declare = if operation.answer.is_fetched() { "fetchable" } else { "awaitable" };
    (rust.runtime(declare), answers)
}

/// The first accepted case of an operation as a program, which compiles and is not run.
fn example(model: &Model, operation: &Operation) -> Option<String> {
    program(model, operation, |rust| {
        let client = rust.client("Gorgias");
        (quote!(gorgias: #client), TokenStream::new())
    })
}

/// The same with an account from the environment.
pub(super) fn example_from_the_start(model: &Model, operation: &Operation) -> Option<String> {
    program(model, operation, |rust| {
        let [client, account] = ["Gorgias", "Account"].map(|name| rust.client(name));
        let start = quote!(let gorgias = #client::new(#account::from_env()?););
        (TokenStream::new(), start)
    })
}

/// A program around the call of a case, with what it is given and what it begins with.
fn program(
    model: &Model,
    operation: &Operation,
    opening: impl FnOnce(Rust<'_>) -> (TokenStream, TokenStream),
) -> Option<String> {
    let case = operation.accepted().next()?;
    let imports = Imports::default();
    let rust = Rust::outside(model, &imports);
    let (given, start) = opening(rust);
    let call = typed_call(rust, operation, &case.args);
    let statements = match &operation.answer {
        Answer::Nothing => quote!(#call.await?;),
        Answer::File => quote! {
            let file = #call.open().await?;
            println!("{:?} bytes", file.size());
        },
        _ if operation.long_running.is_some() => quote! {
            let end = #call.await?.finished().await?;
            println!("{end:?}");
        },
        _ if model.followed(operation).is_some() => quote! {
            let mut items = #call.stream();
            while let Some(item) = items.try_next().await? {
                println!("{item:?}");
            }
        },
        _ => quote! {
            let answer = #call.await?;
            println!("{answer:?}");
        },
    };
    let uses = imports.uses();
    let program = syn::parse2(quote! {
        #uses

        async fn example(#given) -> Result<(), Box<dyn std::error::Error>> {
            #start
            #statements
            Ok(())
        }
    });
    Some(fenced(program.ok()?))
}
