//! `workflows.rs`: the workflows, step by step.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::Output;
use crate::emit::rust::json_literal::{json_literal, literal};
use crate::emit::rust::names::{Imports, Names as _};
use crate::emit::rust::source::rust_file;
use crate::model::{
    Claimed, Ending, Input, Model, Refused, StepKind, ToolCall, Workflow, WorkflowStep,
    WorkflowTrial,
};

pub(super) fn emit(model: &Model) -> Output {
    let writer = Writer { imports: Imports::default() };
    let workflows: Vec<_> =
        model.workflows.iter().map(|workflow| writer.workflow(workflow)).collect();
    let workflow = writer.imports.path("crate::Workflow");
    let uses = writer.imports.uses();
    let tokens = quote! {
        //! The workflows.

        #uses

        /// All workflows, by name.
        pub const WORKFLOWS: &[#workflow] = &[#(#workflows),*];
    };
    rust_file("generated/suite/src/workflows.rs", tokens)
}

/// Where the fields of what a step does stand in their file.
const PART_COLUMN: usize = 20;

struct Writer {
    imports: Imports,
}

impl Writer {
    /// A type of the suite.
    fn ty(&self, name: &str) -> TokenStream {
        self.imports.path(&format!("crate::{name}"))
    }

    fn workflow(&self, workflow: &Workflow) -> TokenStream {
        let Workflow { name, title, about, inputs, steps, gives, trials } = workflow;
        let ty = self.ty("Workflow");
        let inputs = inputs.iter().map(|input| self.input(input));
        let steps = steps.iter().map(|step| self.step(step));
        let gives = json_literal(&Value::Object(gives.clone()), PART_COLUMN);
        let trials = trials.iter().map(|trial| self.trial(trial));
        quote! {
            #ty {
                name: #name,
                title: #title,
                about: #about,
                inputs: &[#(#inputs),*],
                steps: &[#(#steps),*],
                gives: #gives,
                trials: &[#(#trials),*],
            }
        }
    }

    fn input(&self, Input { name, about, example, .. }: &Input) -> TokenStream {
        let ty = self.ty("Input");
        let example = json_literal(example, PART_COLUMN);
        quote!(#ty { name: #name, about: #about, example: #example })
    }

    fn step(&self, step: &WorkflowStep) -> TokenStream {
        let ty = self.ty("Step");
        let when = claimed(&step.when, PART_COLUMN);
        let does = self.deed(&step.what);
        let keep = match &step.keep {
            Some(name) => quote!(Some(#name)),
            None => quote!(None),
        };
        quote!(#ty { when: #when, does: #does, keep: #keep })
    }

    fn deed(&self, what: &StepKind) -> TokenStream {
        let does = self.ty("Does");
        match what {
            StepKind::Call(call) => {
                let call = self.call(call);
                quote!(#does::Call(#call))
            }
            StepKind::Find { list, filter, optional } => {
                let filter = claimed(filter, PART_COLUMN);
                quote!(#does::Find { list: #list, filter: #filter, optional: #optional })
            }
            StepKind::Either(references) => quote!(#does::Either(&[#(#references),*])),
            StepKind::Split(reference) => quote!(#does::Split(#reference)),
            StepKind::Stop(said) => {
                let said = literal(said);
                quote!(#does::Stop(#said))
            }
        }
    }

    /// A call, without what it does not say.
    fn call(&self, call: &ToolCall) -> TokenStream {
        let ToolCall { tool, with, each, pages, until, expects, refused } = call;
        let ty = self.ty("ToolCall");
        let with = json_literal(with, PART_COLUMN);
        let each = each.as_ref().map(|each| quote!(each: Some(#each),));
        let pages = pages.map(|pages| {
            let pages = Literal::u32_unsuffixed(pages);
            quote!(pages: Some(#pages),)
        });
        let until = until.as_ref().map(|(holds, at_most)| {
            let ty = self.ty("Until");
            let holds = claimed(holds, PART_COLUMN);
            let at_most = Literal::u32_unsuffixed(*at_most);
            quote!(until: Some(#ty { holds: #holds, at_most: #at_most }),)
        });
        let expects = (!expects.is_empty()).then(|| {
            let expects = claimed(expects, PART_COLUMN);
            quote!(expects: #expects,)
        });
        let refused = refused.as_ref().map(|Refused { statuses, keep }| {
            let ty = self.ty("Refused");
            let statuses = statuses.iter().map(|status| Literal::u16_unsuffixed(*status));
            quote!(refused: Some(#ty { statuses: &[#(#statuses),*], keep: #keep }),)
        });
        quote!(#ty { tool: #tool, with: #with, #each #pages #until #expects #refused ..#ty::PLAIN })
    }

    fn trial(&self, trial: &WorkflowTrial) -> TokenStream {
        let WorkflowTrial { id, about, args, ends } = trial;
        let (ty, ending) = (self.ty("Trial"), self.ty("Ending"));
        let about = about.as_deref().unwrap_or_default();
        let args = json_literal(&Value::Object(args.clone()), PART_COLUMN);
        let ends = match ends {
            Ending::Done(gives) => {
                let gives = claimed(gives, PART_COLUMN);
                quote!(#ending::Done(#gives))
            }
            Ending::Stopped(said) => {
                let said = json_literal(said, PART_COLUMN);
                quote!(#ending::Stopped(#said))
            }
        };
        quote!(#ty { id: #id, about: #about, args: #args, ends: #ends })
    }
}

/// References or paths and what must hold there, as a JSON object.
fn claimed(claimed: &Claimed, column: usize) -> TokenStream {
    json_literal(&Value::Object(claimed.clone()), column)
}
