//! `lib.rs`.

use quote::quote;
use serde_json::Value;

use super::FOLDER;
use crate::emit::Output;
use crate::emit::rust::names::ident;
use crate::emit::rust::prose;
use crate::emit::rust::source::{inner_docs, rust_file};
use crate::model::{Model, Synonym};

pub(super) fn emit(model: &Model) -> Output {
    let about = inner_docs(&story(model));
    let modules = model.resources.iter().map(|resource| ident(&resource.module));
    let tools = model.operations.iter().map(|operation| {
        let module = ident(&model.resources[operation.resource].module);
        let constant = ident(&operation.tool_constant());
        quote!(&#module::#constant)
    });
    let pace = model.api.limits.first().map(|_| {
        quote!(
            pub use gorgias_client::pace;
        )
    });
    let synonyms = model
        .api
        .synonyms
        .iter()
        .map(|Synonym { meant, said, .. }| quote!((#meant, &[#(#said),*])));
    let tokens = quote! {
        #about

        #(mod #modules;)*
        mod prompts;
        mod types;

        use gorgias_runtime::serde_json::{Map, Value};
        pub use crate::prompts::PROMPTS;

        #pace
        pub use gorgias_runtime::{
            Account, Error, Runtime, serde_json,
            tool::{
                self, Alias, Answered, CAUTION, Code, Deed, Effect, Fault, Finder, Folder, GUIDE, Hints, Method, Narrowing, Repair,
                Selection, SelectionError, Shows, Synonyms, Terms, Tool, ToolError,
            },
        };

        /// All tools, in the order of the spec.
        pub static TOOLS: &[&Tool] = &[#(#tools),*];

        /// What people say for words of these tools' texts.
        pub static SYNONYMS: Synonyms = &[#(#synonyms),*];

        /// The tool of a name; aliases lead to it too.
        #[must_use]
        pub fn tool(name: &str) -> Option<&'static Tool> {
            tool::find(TOOLS, name)
        }

        /// Calls the tool of a name on the usual terms, and gives the answer alone.
        ///
        /// # Errors
        ///
        /// There is no such tool, its arguments are wrong and nothing was sent, or the call failed.
        pub async fn call(
            runtime: &Runtime,
            name: &str,
            arguments: Map<String, Value>,
        ) -> Result<Value, ToolError> {
            tool::call(runtime, TOOLS, name, arguments).await
        }

        /// The tools that a narrowing leaves: what it leaves out is neither listed nor called.
        ///
        /// ```
        /// use gorgias_tools::{Narrowing, select};
        ///
        /// let selection = select(&Narrowing::new().methods(["list", "get"]).no_customer_messages())?;
        /// assert!(selection.tools().iter().all(|tool| tool.hints.read_only));
        /// # Ok::<(), gorgias_tools::SelectionError>(())
        /// ```
        ///
        /// # Errors
        ///
        /// A word means nothing, or a tool is asked for by its name and left out by something else.
        pub fn select(narrowing: &Narrowing) -> Result<Selection, SelectionError> {
            Selection::of(TOOLS, narrowing)
        }

        /// Calls the tool of a name, and gives the answer with what its reader has to know of it.
        ///
        /// A list is answered as `{result, next_cursor}`, an object as itself, a file as `{url}` or else
        /// `{content_type, size, content}`, any other value as `{result}`, and an empty answer as `{done}`.
        ///
        /// # Errors
        ///
        /// There is no such tool, its arguments are wrong and nothing was sent, or the call failed.
        pub async fn answer(
            runtime: &Runtime,
            name: &str,
            arguments: Map<String, Value>,
            terms: &Terms,
        ) -> Result<Answered, ToolError> {
            tool::answer(runtime, TOOLS, name, arguments, terms).await
        }
    };
    rust_file(format!("{FOLDER}/src/lib.rs"), tokens)
}

/// What the crate is, with the first case of the spec as its example.
fn story(model: &Model) -> String {
    let about = prose::line(&format!(
        "The {} API as tools for assistants: {} of them, each an operation with a name, a text, the schemas of what it \
         takes and answers, and what it does to the world.",
        model.api.name,
        model.operations.len()
    ));
    let calls = prose::line(
        "A call is checked against the spec before anything is sent, and all its faults are told at once. An answer shows \
         a choice of fields, and never a secret.",
    );
    format!(
        "{about}\n\n{}{calls}\n\nThe same tools as data are in `generated/tools.json`.",
        example(model)
    )
}

fn example(model: &Model) -> String {
    let called = model.operations.iter().find_map(|operation| {
        let case = operation.accepted().next()?;
        Some((&operation.tool.name, Value::Object(case.args.clone())))
    });
    let Some((name, arguments)) = called else { return String::new() };
    let (import, built) = match model.api.limits.is_empty() {
        true => ("", "let runtime = Runtime::new(Account::from_env()?);"),
        false => (
            ", pace",
            "let account = Account::from_env()?;\n\
             let pace = pace::usual(&account);\n\
             let runtime = Runtime::builder(account).pace(pace).build();",
        ),
    };
    format!(
        "```no_run\n\
         use gorgias_tools::{{Account, Runtime, call{import}, serde_json::{{from_value, json}}}};\n\
         \n\
         # async fn example() -> Result<(), Box<dyn std::error::Error>> {{\n\
         {built}\n\
         let arguments = from_value(json!({arguments}))?;\n\
         let answer = call(&runtime, \"{name}\", arguments).await?;\n\
         println!(\"{{answer}}\");\n\
         # Ok(())\n\
         # }}\n\
         ```\n\n"
    )
}
