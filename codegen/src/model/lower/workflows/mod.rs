//! Workflows, from words to the model.

mod claims;
mod given;
mod known;
mod steps;

use serde_json::{Map, Value};

use super::{Lower, plain_field};
use crate::diagnostic::Diagnostic;
use crate::load::language::{StepWords, TrialWords, WorkflowFile};
use crate::load::words::Table;
use crate::load::yaml::{self, Key, Node};
use crate::model::fit::Fit;
use crate::model::{Ending, Input, Side, StepKind, Type, TypeUse, Workflow, WorkflowTrial};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;
use known::{Known, Scope, refers, whole_reference};

impl<'s> Lower<'s> {
    pub(super) fn lower_workflows(&mut self) {
        for words in &self.spec.workflows {
            self.check_kebab("workflow", &words.name, words.name.span);
            if self.model.workflows.iter().any(|earlier| earlier.name == words.name.value) {
                let message = format!("the workflow `{}` is in two files", words.name.value);
                self.report(Diagnostic::new(Rule::DuplicateName, words.name.span, message));
            }
            let workflow = self.workflow(words);
            self.model.workflows.push(workflow);
        }
    }

    fn workflow(&mut self, words: &'s WorkflowFile) -> Workflow {
        let mut scope = Scope::from([("today".to_owned(), Known::of(Type::Date))]);
        let inputs = self.inputs(words, &mut scope);
        let steps = words.steps.0.iter().filter_map(|step| self.workflow_step(step, &mut scope));
        let steps: Vec<_> = steps.collect();
        self.check_end(words);
        let (gives, given) = self.gives(words.gives.as_ref(), &scope);
        let mut workflow = Workflow {
            name: words.name.value.clone(),
            title: words.title.value.clone(),
            about: words.about.value.clone(),
            inputs,
            steps,
            gives,
            trials: Vec::new(),
        };
        workflow.trials = self.workflow_trials(words, &workflow, &given, &scope);
        workflow
    }

    fn inputs(&mut self, words: &'s WorkflowFile, scope: &mut Scope) -> Vec<Input> {
        let mut inputs = Vec::new();
        for (name, input) in words.inputs.iter().flat_map(|inputs| &inputs.0) {
            let ty = self.resolve(&input.ty);
            for (at, message) in self.unfit(name, &ty, &input.example) {
                let message = format!("the example does not fit: {message}");
                self.report(Diagnostic::new(Rule::BadDefault, at, message));
            }
            self.keep(&name.text, name.span, Known::Type(ty.clone()), scope);
            inputs.push(Input {
                name: name.text.clone(),
                ty,
                about: input.about.clone().unwrap_or_default(),
                example: input.example.to_json(),
            });
        }
        inputs
    }

    /// Why a value is none for an input, and where.
    fn unfit(&self, name: &Key, ty: &TypeUse, value: &Node) -> Vec<(Span, String)> {
        let field = plain_field(name, ty.clone());
        let misfits = Fit::field(&self.model, Side::Body, &field, &value.to_json()).into_iter();
        misfits.map(|misfit| (value.nearest(&misfit.path).span, misfit.text())).collect()
    }

    /// What the person gets, and what is known of it.
    fn gives(&mut self, gives: Option<&Table<Node>>, scope: &Scope) -> (Map<String, Value>, Known) {
        let (mut values, mut known) = (Map::new(), Vec::new());
        for (key, node) in gives.into_iter().flat_map(|gives| &gives.0) {
            self.check_references(node, scope);
            values.insert(key.text.clone(), node.to_json());
            known.push((key.text.clone(), self.known_of(node, scope)));
        }
        (values, Known::Record(known))
    }

    fn known_of(&self, node: &Node, scope: &Scope) -> Known {
        match &node.value {
            yaml::Value::Text(text) => match whole_reference(text) {
                Some(reference) => {
                    self.look_up(reference, node.span, scope).unwrap_or(Known::Unknown)
                }
                None => Known::of(Type::Text),
            },
            yaml::Value::Map(entries) => {
                let entries = entries.iter();
                let known =
                    entries.map(|(key, node)| (key.text.clone(), self.known_of(node, scope)));
                Known::Record(known.collect())
            }
            _ => Known::Unknown,
        }
    }

    fn workflow_trials(
        &mut self,
        words: &'s WorkflowFile,
        workflow: &Workflow,
        given: &Known,
        scope: &Scope,
    ) -> Vec<WorkflowTrial> {
        let mut trials: Vec<WorkflowTrial> = Vec::new();
        for case in words.cases.iter().flat_map(|cases| &cases.0) {
            self.check_kebab("case", &case.name, case.name.span);
            let id = format!("{}/{}", workflow.name, case.name.value);
            if trials.iter().any(|earlier| earlier.id == id) {
                let message = format!("two cases are called `{}`", case.name.value);
                self.report(Diagnostic::new(Rule::DuplicateName, case.name.span, message));
            }
            let args = self.trial_arguments(case, &workflow.inputs);
            let ends = self.ending(case, workflow, given, scope);
            trials.push(WorkflowTrial { id, about: case.about.clone(), args, ends });
        }
        if trials.is_empty() {
            let ends = Ending::Done(Map::new());
            trials.push(WorkflowTrial {
                id: workflow.name.clone(),
                about: None,
                args: Map::new(),
                ends,
            });
        }
        trials
    }

    fn trial_arguments(&mut self, case: &'s TrialWords, inputs: &[Input]) -> Map<String, Value> {
        let mut args = Map::new();
        for (key, node) in case.args.iter().flat_map(|args| &args.0) {
            let Some(input) = inputs.iter().find(|input| input.name == key.text) else {
                let help = did_you_mean(&key.text, inputs.iter().map(|input| input.name.as_str()));
                let message = format!("the workflow has no input `{}`", key.text);
                self.report(
                    Diagnostic::new(Rule::UnknownField, key.span, message).maybe_help(help),
                );
                continue;
            };
            for (at, message) in self.unfit(key, &input.ty, node) {
                self.report(Diagnostic::new(Rule::CaseArguments, at, message));
            }
            self.check_written_out(node);
            args.insert(key.text.clone(), node.to_json());
        }
        args
    }

    /// A trial comes from outside, so that what it says stands for itself.
    fn check_written_out(&mut self, node: &Node) {
        if refers(node) {
            let message = "a case does not see what the workflow keeps, so it cannot refer to it";
            let help = "write the value itself";
            self.report(Diagnostic::new(Rule::UnknownReference, node.span, message).help(help));
        }
    }

    /// What comes after a stop without a condition is never done, and never given.
    fn check_end(&mut self, words: &'s WorkflowFile) {
        let steps = &words.steps.0;
        let always = |step: &&StepWords| step.stop.is_some() && step.when.is_none();
        let Some(stop) = steps.iter().find(always) else { return };
        let is_last = steps.last().is_some_and(|last| last.span == stop.span);
        if !is_last || words.gives.is_some() {
            let message = "the workflow always stops here, so nothing after this is reached";
            let help = "say `when` it stops";
            self.report(Diagnostic::new(Rule::WorkflowStep, stop.span, message).help(help));
        }
    }

    fn ending(
        &mut self,
        case: &'s TrialWords,
        workflow: &Workflow,
        given: &Known,
        scope: &Scope,
    ) -> Ending {
        for claims in case.gives.iter().flat_map(|gives| &gives.0).map(|(_, claims)| claims) {
            self.check_written_out(&claims.node);
        }
        let Some(stops) = &case.stops else {
            return Ending::Done(self.claims_on(case.gives.as_ref(), given, scope));
        };
        self.check_written_out(&stops.node);
        self.check_claims(stops, "stops", &Known::of(Type::Text), scope);
        let idle = if case.gives.is_some() {
            Some("a workflow that stops gives nothing")
        } else if !workflow.steps.iter().any(|step| matches!(step.what, StepKind::Stop(_))) {
            Some("the workflow has no step that stops it")
        } else {
            None
        };
        if let Some(message) = idle {
            self.report(Diagnostic::new(Rule::IdleWord, stops.node.span, message));
        }
        Ending::Stopped(stops.node.to_json())
    }
}
