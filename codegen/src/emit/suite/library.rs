//! `lib.rs`: what the data of the suite is made of.

use quote::quote;

use crate::Output;
use crate::emit::rust::source::rust_file;

pub(super) fn emit() -> Output {
    let tokens = quote! {
        //! What every operation and every tool of the Gorgias API must do, as data: nothing here runs by itself.
        //!
        //! A [`Case`] is a call with its arguments, the line that must go over the wire, and what must come back; a
        //! [`Breach`] is one that must not be sent; a [`Workflow`] is a piece of work that must be possible with tools
        //! alone. Texts that are called JSON are JSON.
        //!
        //! ```
        //! let mut ids = gorgias_suite::operations().flat_map(|operation| operation.cases).map(|case| case.id);
        //! assert!(ids.all(|id| id.contains('/')));
        //! ```

        mod formats;
        mod operations;
        mod refuses;
        mod workflows;

        use std::pin::Pin;

        use gorgias_client::{Gorgias, Page, Reply, serde_json::{Value, to_value}};
        use serde::{Serialize, de::DeserializeOwned};

        pub use gorgias_client::operation::Refusal;

        pub use crate::formats::FORMATS;
        pub use crate::operations::operations;
        pub use crate::workflows::WORKFLOWS;

        /// The form in which values of a kind come.
        #[derive(Debug)]
        pub struct Format {
            /// The name: a type of the spec, such as `time`, or what else has a form of its own.
            pub name: &'static str,
            /// What the form is.
            pub about: &'static str,
            /// A JSON list: values that were seen.
            pub seen: &'static str,
        }

        /// An operation of the API, and its cases.
        #[derive(Debug)]
        pub struct Operation {
            /// As in `tags.list`.
            pub id: &'static str,
            /// The tools that call it: the one that is listed, then its aliases.
            pub tools: &'static [Tool],
            /// The paths of what no tool shows, in an answer, or in each item of a list.
            pub secrets: &'static [&'static str],
            /// Where an answer, or an item of the list that it shows, has HTML, which tools show as text.
            pub html: &'static [&'static str],
            /// What it must do.
            pub cases: &'static [Case],
            /// What must not be sent.
            pub refuses: &'static [Breach],
            /// How it is called of any account, if it only reads.
            pub reading: Option<Reading>,
        }

        /// A call of an operation that only reads, which means something to every account.
        #[derive(Debug)]
        pub struct Reading {
            /// A JSON object: the arguments.
            pub args: &'static str,
            /// What else must be given.
            pub wants: Wants,
            /// Reads the answer as the type that the typed client promises.
            pub read: fn(Reply) -> Result<Answered, Failed>,
        }

        /// What of a call only the account knows.
        #[derive(Debug)]
        pub enum Wants {
            /// Nothing.
            Nothing,
            /// What the things of a list have, which itself wants nothing.
            Listed {
                /// The operation that lists them.
                by: &'static str,
                /// Arguments, and the fields of such a thing that have their values.
                takes: &'static [(&'static str, &'static str)],
            },
            /// Arguments whose values no list has.
            Unlisted(&'static [&'static str]),
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
            /// What must go over the wire, written by hand. If an earlier case of the operation has the same, this one is about
            /// what comes the next time.
            pub sends: Line,
            /// With what the API refuses it, and what the callers of both are told of that.
            pub refused: Option<Refusal>,
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
        #[derive(Debug, PartialEq, Eq)]
        pub struct Line {
            /// The verb.
            pub method: &'static str,
            /// The path and the query.
            pub target: &'static str,
            /// What it carries.
            pub body: Body,
        }

        /// What a request carries.
        #[derive(Debug, PartialEq, Eq)]
        pub enum Body {
            /// Nothing.
            None,
            /// JSON.
            Json(&'static str),
            /// A JSON list: the parts of a form, each `{name, content_type, content}` with the content in base64.
            Form(&'static str),
        }

        /// A call that must be refused before anything is sent: the arguments of a case, with one thing wrong.
        #[derive(Debug)]
        pub struct Breach {
            /// The name of the trial: `tags.create/refuses/name-too-long`.
            pub id: &'static str,
            /// The case whose arguments it starts from: a place in [`Operation::cases`].
            pub case: usize,
            /// A JSON object: arguments that stand in place of those of the case.
            pub instead: &'static str,
            /// What is wrong: `messages[0].channel`. This path must be named.
            pub at: &'static str,
            /// What stands there.
            pub gives: Given,
            /// What it breaks.
            pub rule: Rule,
            /// Whether the client refuses it, too. What it does not, its types cannot say, or only tools know.
            pub by_client: bool,
        }

        impl Breach {
            /// Something wrong in a case.
            const fn new(
                id: &'static str,
                case: usize,
                at: &'static str,
                gives: Given,
                rule: Rule,
            ) -> Self {
                Self { id, case, instead: "{}", at, gives, rule, by_client: true }
            }

            /// The same with other arguments to start from.
            const fn instead(self, instead: &'static str) -> Self {
                Self { instead, ..self }
            }

            /// The same where the client knows no such rule.
            const fn by_tools_alone(self) -> Self {
                Self { by_client: false, ..self }
            }
        }

        /// What stands where something is wrong.
        #[derive(Debug)]
        pub enum Given {
            /// Nothing.
            Nothing,
            /// This JSON.
            Json(&'static str),
            /// A text of so many characters, of which these are the last.
            Text(usize, &'static str),
            /// A list that has this JSON so many times.
            Items(usize, &'static str),
        }

        /// A rule that is broken.
        #[derive(Debug)]
        pub enum Rule {
            /// It must be given.
            Required,
            /// There must be something of that name.
            Known,
            /// It must be of this kind, or have this form.
            Is(&'static str),
            /// A number, characters or items: so many or more.
            AtLeast(i64),
            /// The same: so many or less.
            AtMost(i64),
            /// The whole text must match this regular expression.
            Matches(&'static str),
            /// It must be one of some texts, of which this is the first.
            OneOf(&'static str),
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
            /// A JSON object: what the person gets, if it comes to its end.
            pub gives: &'static str,
            /// How it is tried.
            pub trials: &'static [Trial],
        }

        /// What the person gives to a workflow.
        #[derive(Debug)]
        pub struct Input {
            /// The name by which steps refer to it.
            pub name: &'static str,
            /// What it is, if the name does not say it.
            pub about: &'static str,
            /// JSON: the value that a trial takes unless it says another.
            pub example: &'static str,
        }

        /// A run of a workflow, and how it must end.
        #[derive(Debug)]
        pub struct Trial {
            /// Its name: the workflow's, or as in `survey-audit/refused`.
            pub id: &'static str,
            /// What it shows, if the name does not say it.
            pub about: &'static str,
            /// A JSON object: inputs that are not the examples.
            pub args: &'static str,
            /// How it must end.
            pub ends: Ending,
        }

        /// How a workflow must end.
        #[derive(Debug)]
        pub enum Ending {
            /// All is done. A JSON object: paths in what it gives, and what must hold there.
            Done(&'static str),
            /// It stops. JSON: what must hold of what is said.
            Stopped(&'static str),
        }

        /// A step of a workflow.
        ///
        /// Texts in its JSON refer to what is kept: `$name.path` stands for the value, `${name.path}` inside a text for its
        /// text. What must hold is a value; a list, for one of its values; `absent` or `present`; or an object of `not`,
        /// `at_least`, `at_most` and `contains`.
        #[derive(Debug)]
        pub struct Step {
            /// A JSON object: references without their `$`, and what must hold of them, or the step is passed over.
            pub when: &'static str,
            /// What is done.
            pub does: Does,
            /// The name that keeps what it gives: null if it is passed over.
            pub keep: Option<&'static str>,
        }

        /// What a step does. References in it have no `$`.
        #[derive(Debug)]
        pub enum Does {
            /// Calls a tool.
            Call(ToolCall),
            /// Takes the first item of a list for which all of this holds.
            Find {
                /// A reference.
                list: &'static str,
                /// A JSON object: paths in an item, and what must hold there.
                filter: &'static str,
                /// Whether nothing may be found; then null is kept.
                optional: bool,
            },
            /// Takes the first of these references that leads to something.
            Either(&'static [&'static str]),
            /// Takes the parts of a text between commas, as a list.
            Split(&'static str),
            /// Ends the workflow, which is not done, and says this.
            Stop(&'static str),
        }

        /// A call of a tool.
        #[derive(Debug)]
        pub struct ToolCall {
            /// Its name.
            pub tool: &'static str,
            /// A JSON object: the arguments.
            pub with: &'static str,
            /// A reference without its `$` to a list: the call is made for each item, which is kept as `it`, and the answers
            /// become a list.
            pub each: Option<&'static str>,
            /// So many pages are read at most, and answered as one.
            pub pages: Option<u32>,
            /// What the call is repeated for.
            pub until: Option<Until>,
            /// A JSON object: paths in the answer, and what must hold there.
            pub expects: &'static str,
            /// A refusal after which the workflow goes on.
            pub refused: Option<Refused>,
        }

        impl ToolCall {
            /// A call of nothing, once.
            pub const PLAIN: Self = Self {
                tool: "",
                with: "{}",
                each: None,
                pages: None,
                until: None,
                expects: "{}",
                refused: None,
            };
        }

        /// What a call is repeated for.
        #[derive(Debug)]
        pub struct Until {
            /// A JSON object: paths in the answer, and what holds there at the end.
            pub holds: &'static str,
            /// So many calls at most.
            pub at_most: u32,
        }

        /// A refusal after which a workflow goes on.
        #[derive(Debug)]
        pub struct Refused {
            /// The statuses of the answer.
            pub statuses: &'static [u16],
            /// The name that keeps its `status` and `message`: null if the call went well.
            pub keep: &'static str,
        }
    };
    rust_file("generated/suite/src/lib.rs", tokens)
}
