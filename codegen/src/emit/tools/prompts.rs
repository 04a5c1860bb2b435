//! `prompts.rs`: the workflows, as a person asks a model for them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::FOLDER;
use crate::emit::Output;
use crate::emit::rust::json_literal::{json_literal, literal, one_line};
use crate::emit::rust::source::rust_file;
use crate::model::{Claimed, Model, Refused, StepKind, ToolCall, Workflow, WorkflowStep};

/// Where the fields of a prompt stand in their file.
const COLUMN: usize = 8;

pub(super) fn emit(model: &Model) -> Output {
    let prompts = model.workflows.iter().map(prompt);
    let tokens = quote! {
        //! The workflows, as a person asks a model for them.

        use gorgias_runtime::tool::{Input, Prompt};

        /// All prompts, by name.
        pub static PROMPTS: &[Prompt] = &[#(#prompts),*];
    };
    rust_file(format!("{FOLDER}/src/prompts.rs"), tokens)
}

fn prompt(workflow: &Workflow) -> TokenStream {
    let Workflow { name, title, about, inputs, steps, gives, .. } = workflow;
    let inputs = inputs.iter().map(|input| {
        let (name, about, required) = (&input.name, &input.about, !input.ty.nullable);
        quote!(Input { name: #name, about: #about, required: #required })
    });
    let sentences = steps.iter().map(|step| literal(&sentence(step)));
    let gives = json_literal(&Value::Object(gives.clone()), COLUMN);
    let tools = tools(steps).into_iter();
    quote! {
        Prompt {
            name: #name,
            title: #title,
            about: #about,
            inputs: &[#(#inputs),*],
            steps: &[#(#sentences),*],
            gives: #gives,
            tools: &[#(#tools),*],
        }
    }
}

/// The tools that are called, each once, in the order of the alphabet.
fn tools(steps: &[WorkflowStep]) -> BTreeSet<&str> {
    let called = steps.iter().filter_map(|step| match &step.what {
        StepKind::Call(call) => Some(call.tool.as_str()),
        _ => None,
    });
    called.collect()
}

/// A step in words.
fn sentence(step: &WorkflowStep) -> String {
    let mut said = deed(&step.what);
    if !step.when.is_empty() {
        said.replace_range(..1, &said[..1].to_lowercase());
        said = format!("If {}, {said}", conditions(&step.when));
    }
    if let Some(name) = &step.keep {
        said.push_str(&format!(" Keep it as `{name}`."));
    }
    said
}

fn deed(what: &StepKind) -> String {
    match what {
        StepKind::Call(call) => calling(call),
        StepKind::Find { list, filter, optional } => {
            let first = format!("Take the first of `${list}`");
            let such = if filter.is_empty() {
                first
            } else {
                format!("{first} of which {}", inner_conditions(filter))
            };
            let none =
                if *optional { "There may be none." } else { "If there is none, say so and end." };
            format!("{such}. {none}")
        }
        StepKind::Either(references) => {
            let names: Vec<_> = references.iter().map(|name| format!("`${name}`")).collect();
            format!("Take the first that is there of {}.", names.join(", "))
        }
        StepKind::Split(reference) => format!("Split `${reference}` at its commas."),
        StepKind::Stop(said) => format!("End, and say: {said}"),
    }
}

fn calling(call: &ToolCall) -> String {
    let ToolCall { tool, with, each, pages, until, expects, refused } = call;
    let mut said = format!("Call `{tool}` with {}", one_line(with));
    if let Some(list) = each {
        said.push_str(&format!(", once for each item of `${list}`"));
    }
    said.push('.');
    if let Some(pages) = pages {
        said.push_str(&format!(" Read on by `next_cursor`, {pages} pages at most."));
    }
    if let Some((holds, at_most)) = until {
        let holds = inner_conditions(holds);
        said.push_str(&format!(" Repeat it until of the answer {holds}, {at_most} times at most."));
    }
    if !expects.is_empty() {
        said.push_str(&format!(" Of the answer {} must hold.", inner_conditions(expects)));
    }
    if let Some(Refused { statuses, keep }) = refused {
        let statuses: Vec<_> = statuses.iter().map(u16::to_string).collect();
        let statuses = statuses.join(" or ");
        said.push_str(&format!(
            " If it is refused with {statuses}, keep the error as `{keep}` and go on."
        ));
    }
    said
}

/// What must hold of references.
fn conditions(claimed: &Claimed) -> String {
    joined(claimed, "$")
}

/// What must hold inside of a value.
fn inner_conditions(claimed: &Claimed) -> String {
    joined(claimed, "")
}

fn joined(claimed: &Claimed, mark: &str) -> String {
    let all: Vec<_> =
        claimed.iter().map(|(path, claim)| format!("`{mark}{path}` {}", holds(claim))).collect();
    all.join(" and ")
}

fn holds(claim: &Value) -> String {
    match claim {
        Value::String(word) if word == "absent" || word == "present" => format!("is {word}"),
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(one_line).collect();
            format!("is {}", values.join(" or "))
        }
        Value::Object(claims) => {
            let claims = claims.iter().map(|(word, operand)| match word.as_str() {
                "not" => format!("is not {}", one_line(operand)),
                "contains" => format!("contains {}", one_line(operand)),
                other => format!("is {} {}", other.replace('_', " "), one_line(operand)),
            });
            claims.collect::<Vec<_>>().join(" and ")
        }
        value => format!("is {}", one_line(value)),
    }
}
