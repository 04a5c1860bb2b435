//! `workflows.rs`: the workflows, step by step.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value};

use crate::Output;
use crate::emit::rust::json_literal::json_literal;
use crate::emit::rust::source::rust_file;
use crate::model::{Input, Model, StepKind, Workflow, WorkflowStep};

pub(super) fn emit(model: &Model) -> Output {
    let workflows = model.workflows.iter().map(workflow_value);
    let tokens = quote! {
        //! The workflows.

        use crate::{Does, Input, Step, Workflow};

        /// All workflows, by name.
        pub const WORKFLOWS: &[Workflow] = &[#(#workflows),*];
    };
    rust_file("generated/suite/src/workflows.rs", tokens)
}

fn workflow_value(workflow: &Workflow) -> TokenStream {
    let Workflow { name, title, about, inputs, steps } = workflow;
    let inputs = inputs.iter().map(|input| {
        let Input { name, about, .. } = input;
        let example = json_literal(&input.example, STEP_COLUMN);
        quote!(Input { name: #name, about: #about, example: #example })
    });
    let steps = steps.iter().map(step_value);
    quote! {
        Workflow {
            name: #name,
            title: #title,
            about: #about,
            inputs: &[#(#inputs),*],
            steps: &[#(#steps),*],
        }
    }
}

/// Where the fields of what a step does stand in their file.
const STEP_COLUMN: usize = 20;

fn step_value(step: &WorkflowStep) -> TokenStream {
    let when = tests(&step.when);
    let keep = match &step.keep {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let does = match &step.what {
        StepKind::Call { tool, with, until, expects } => {
            let with = json_literal(with, STEP_COLUMN);
            let expects = tests(expects);
            let until = match until {
                Some((holds, at_most)) => {
                    let holds = tests(holds);
                    quote!(Some(crate::Until { holds: #holds, at_most: #at_most }))
                }
                None => quote!(None),
            };
            quote!(Does::Call { tool: #tool, with: #with, until: #until, expects: #expects })
        }
        StepKind::Find { list, filter } => {
            let filter = tests(filter);
            quote!(Does::Find { list: #list, filter: #filter })
        }
    };
    quote!(Step { when: #when, does: #does, keep: #keep })
}

/// Paths and the values there, as a JSON object.
fn tests(tests: &[(String, Value)]) -> TokenStream {
    json_literal(&Value::Object(tests.iter().cloned().collect::<Map<_, _>>()), STEP_COLUMN)
}
