//! `lib.rs`: what the data of the suite is made of.

use quote::quote;

use crate::Output;
use crate::emit::rust::source::rust_file;

pub(super) fn emit() -> Output {
    let tokens = quote! {
        //! What every operation and every tool of the Gorgias API must do, as data: nothing here runs by itself.
        //!
        //! A [`Case`] is a call with its arguments, the line that must go over the wire, and what must come back; a
        //! [`Workflow`] is a piece of work that must be possible with tools alone. Texts that are called JSON are JSON.
        //!
        //! ```
        //! let mut ids = gorgias_suite::operations().flat_map(|operation| operation.cases).map(|case| case.id);
        //! assert!(ids.all(|id| id.contains('/')));
        //! ```

        mod operations;
        mod workflows;

        use std::pin::Pin;

        use gorgias_client::{Gorgias, Page, Reply, serde_json::{Value, to_value}};
        use serde::{Serialize, de::DeserializeOwned};

        pub use crate::operations::operations;
        pub use crate::workflows::WORKFLOWS;

        /// An operation of the API, and its cases.
        #[derive(Debug)]
        pub struct Operation {
            /// As in `tags.list`.
            pub id: &'static str,
            /// The tools that call it: the one that is listed, then its aliases.
            pub tools: &'static [Tool],
            /// What it must do.
            pub cases: &'static [Case],
        }

        /// A tool, by a name that answers.
        #[derive(Debug)]
        pub struct Tool {
            /// The name.
            pub name: &'static str,
            /// The paths that it shows of an answer, or of each item of a list; all of it if there are none.
            pub shows: Option<&'static [&'static str]>,
        }

        /// A call, the line that it must make, and what must come back.
        #[derive(Debug)]
        pub struct Case {
            /// The name of the trial and of the recording: `tags.list/by-name`.
            pub id: &'static str,
            /// A JSON object: the arguments, as a caller of the tool gives them.
            pub args: &'static str,
            /// The same call by the typed client, whose answer is read as the type that it promises.
            pub typed: Typed,
            /// What must go over the wire, written by hand.
            pub sends: Line,
            /// A JSON object: paths in the API's answer, and the values there.
            pub expects: &'static str,
        }

        /// A call by the typed client.
        pub type Typed = for<'a> fn(&'a Gorgias) -> Sent<'a>;

        /// A call that was sent, and what became of it.
        pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<Answered, Failed>> + Send + 'a>>;

        /// An answer, and what the client reads of it.
        #[derive(Debug)]
        pub struct Answered {
            /// The answer as it came.
            pub reply: Reply,
            /// The type that the operation promises, written out again; of pages and lists, the list.
            pub read: Value,
        }

        /// Why there is no answer, or none of the type that is promised.
        pub type Failed = Box<dyn std::error::Error + Send + Sync>;

        /// Reads an answer that has this type.
        fn decoded<T: DeserializeOwned + Serialize>(reply: Reply) -> Result<Answered, Failed> {
            let read = to_value(reply.decode::<T>()?)?;
            Ok(Answered { reply, read })
        }

        /// Reads a page of things of this type.
        fn decoded_page<T: DeserializeOwned + Serialize>(reply: Reply) -> Result<Answered, Failed> {
            let read = to_value(reply.decode::<Page<T>>()?.data)?;
            Ok(Answered { reply, read })
        }

        /// A request line and its body.
        #[derive(Debug)]
        pub struct Line {
            /// The verb.
            pub method: &'static str,
            /// The path and the query.
            pub target: &'static str,
            /// What it carries.
            pub body: Body,
        }

        /// What a request carries.
        #[derive(Debug)]
        pub enum Body {
            /// Nothing.
            None,
            /// JSON.
            Json(&'static str),
            /// A JSON list: the parts of a form, each `{name, content_type, content}` with the content in base64.
            Form(&'static str),
        }

        /// A piece of work that is done with several tools.
        #[derive(Debug)]
        pub struct Workflow {
            /// The name of its trial: `close-politely`.
            pub name: &'static str,
            /// A few words.
            pub title: &'static str,
            /// What it does.
            pub about: &'static str,
            /// What the person gives.
            pub inputs: &'static [Input],
            /// What is done, in this order.
            pub steps: &'static [Step],
        }

        /// What the person gives to a workflow.
        #[derive(Debug)]
        pub struct Input {
            /// The name by which steps refer to it.
            pub name: &'static str,
            /// What it is, if the name does not say it.
            pub about: &'static str,
            /// JSON: the value that a trial takes.
            pub example: &'static str,
        }

        /// A step of a workflow. Texts in its JSON refer to what is kept: `$name.path` stands for the value,
        /// `${name.path}` inside a text for its text.
        #[derive(Debug)]
        pub struct Step {
            /// A JSON object: references without their `$`, and the values that they must have, or the step is passed over.
            pub when: &'static str,
            /// What is done.
            pub does: Does,
            /// The name that keeps the answer.
            pub keep: Option<&'static str>,
        }

        /// What a step does.
        #[derive(Debug)]
        pub enum Does {
            /// Calls a tool.
            Call {
                /// Its name.
                tool: &'static str,
                /// A JSON object: the arguments.
                with: &'static str,
                /// What the call is repeated for.
                until: Option<Until>,
                /// A JSON object: paths in the answer, and the values there.
                expects: &'static str,
            },
            /// Takes the first item of a list for which all of this holds.
            Find {
                /// A reference without its `$`.
                list: &'static str,
                /// A JSON object: paths in an item, and the values there.
                filter: &'static str,
            },
        }

        /// What a call is repeated for.
        #[derive(Debug)]
        pub struct Until {
            /// A JSON object: paths in the answer, and the values that end it.
            pub holds: &'static str,
            /// So many calls at most.
            pub at_most: u32,
        }
    };
    rust_file("generated/suite/src/lib.rs", tokens)
}
