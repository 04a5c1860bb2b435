//! `lib.rs`.

use quote::quote;

use super::{FOLDER, resource};
use crate::Output;
use crate::emit::rust::names::ident;
use crate::emit::rust::prose;
use crate::emit::rust::source::{docs, inner_docs, rust_file};
use crate::model::{Model, Operation};

pub(super) fn emit(model: &Model) -> Output {
    let about = inner_docs(&story(model));
    let modules = model.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, ident(&resource.module));
        quote! {
            #[cfg(feature = #feature)]
            pub mod #module;
        }
    });
    let handles = model.resources.iter().map(|resource| {
        let (feature, module) = (&resource.name, ident(&resource.module));
        let (handle, about) = (ident(&resource.handle()), docs(&prose::line(&resource.about)));
        quote! {
            #about
            #[cfg(feature = #feature)]
            #[must_use]
            pub fn #module(&self) -> #module::#handle {
                #module::#handle { runtime: self.runtime.clone() }
            }
        }
    });
    let webhooks = model.webhooks.as_ref().map(|_| {
        quote!(
            pub mod webhooks;
        )
    });
    let paced = !model.api.limits.is_empty();
    let pace_module = paced.then(|| {
        quote!(
            pub mod pace;
        )
    });
    let built = if paced {
        quote! {
            let pace = pace::usual(&account);
            Self::with_runtime(Runtime::builder(account).pace(pace).build())
        }
    } else {
        quote!(Self::with_runtime(Runtime::new(account)))
    };
    let tokens = quote! {
        #about

        pub mod limits;
        pub mod operations;
        #pace_module
        mod types;
        #webhooks
        #(#modules)*

        pub use gorgias_runtime::{
            Account, Call, Cancellation, Checkpoint, CheckpointError, Date, Download, Error, FileAnswer, Follow, Hook, Items, Operation, Pace, Page, Pages, Patch,
            Progress, Reply, Retry, Runtime, Scalar, Secret, Started, Time, Unlisted, Upload, Work, bytes, error, given, http, jiff, limit, oauth2,
            operation, serde_json, transport,
        };

        pub use crate::types::*;

        /// A client for one account. Clones are cheap and share the connection.
        #[derive(Debug, Clone)]
        pub struct Gorgias {
            runtime: Runtime,
        }

        impl Gorgias {
            /// A client that calls an account over HTTP, no faster than it may be called.
            #[must_use]
            pub fn new(account: Account) -> Self {
                #built
            }

            /// A client that calls through a runtime of the caller's own: at another pace, with other limits, or with
            /// a transport that a test has made.
            #[must_use]
            pub fn with_runtime(runtime: Runtime) -> Self {
                Self { runtime }
            }

            /// What sends the calls.
            #[must_use]
            pub fn runtime(&self) -> &Runtime {
                &self.runtime
            }

            /// A request for what this client does not have a method for, at a path such as `/api/tickets`. It goes through the
            /// same account, at the same pace, and fails with the same errors.
            pub fn request(&self, method: operation::Method, path: &str) -> Unlisted {
                self.runtime.request(method, path)
            }

            /// Begins to fetch a file by its address, as answers have it: the `url` of an attachment, say. The credentials go
            /// along only where the account itself is asked for one of its [`operations::FILES`].
            ///
            /// ```no_run
            /// # async fn example(gorgias: gorgias_client::Gorgias) -> Result<(), gorgias_client::Error> {
            /// let file = gorgias.open("https://files.example.com/box.png").await?;
            /// file.save("box.png").await?;
            /// # Ok(())
            /// # }
            /// ```
            ///
            /// # Errors
            ///
            /// It is no address of a file, the file is not to be had, or where it is said to be must not be followed.
            pub async fn open(&self, url: &str) -> Result<Download, Error> {
                self.runtime.open_at(url, operations::FILES).await
            }

            #(#handles)*
        }
    };
    rust_file(format!("{FOLDER}/src/lib.rs"), tokens)
}

/// What the crate is, with an example.
fn story(model: &Model) -> String {
    let example =
        first_list(model).and_then(|operation| resource::example_from_the_start(model, operation));
    let paragraphs = [
        prose::line(&model.api.about),
        prose::paragraph(
            "A [`Gorgias`] has a method for each resource, and that has a method for each operation: what the \
             operation requires are arguments, everything else is set on what the method returns. `.await` sends \
             it, `.stream()` reads a list to its end, `.open()` fetches a file, `.send_raw()` gives the answer as it \
             came. Where work goes on after the answer, `.finished()` waits for its end; where a list goes on growing, \
             `.follow()` goes on with it.",
        ),
        example.unwrap_or_default(),
        prose::paragraph(
            "What an answer has is typed by what was seen, not by what was promised: what may be null or missing \
             is an `Option`, an enum keeps a value that it does not list, a union an object of a kind that it does \
             not know. Structs of answers have no constructor, so that a new field breaks nobody; a test makes \
             them from JSON, with [`serde_json::from_value`].",
        ),
        prose::paragraph(
            "What a body leaves out is not sent. What may be null takes a value or `None`, and `None` is sent as \
             null, which clears it. What the API is known to refuse, such as a text that is too long, is refused \
             here and not sent; an open enum takes any value.",
        ),
        prose::paragraph(
            "What the API knows and this client does not can still be asked for: `.extra_query()` and `.extra_field()` set keys \
             that an operation does not have, and [`Gorgias::request`] sends any other request.",
        ),
        prose::paragraph(
            "Each resource is behind a feature of its own that gates its operations; all of them are on by default.",
        ),
    ];
    paragraphs.map(|paragraph| paragraph.trim_end().to_owned()).join("\n\n")
}

/// An operation that shows most of what there is.
fn first_list(model: &Model) -> Option<&Operation> {
    model.operations.iter().find(|operation| model.followed(operation).is_some())
}
