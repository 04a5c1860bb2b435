//! Workflows, from words to the model.

use std::collections::HashMap;

use serde_json::Value;

use super::{Lower, plain_field};
use crate::diagnostic::Diagnostic;
use crate::load::language::{StepWords, WorkflowFile};
use crate::load::words::{At, Table};
use crate::load::yaml::{self, Node};
use crate::model::names::is_snake;
use crate::model::path::Path;
use crate::model::{
    Answer, Input, Operation, Segment, StepKind, Type, TypeUse, Workflow, WorkflowStep, fit,
};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

/// What a name stands for; `None` where the type is not known.
type Scope = HashMap<String, Option<Known>>;

/// What is known of a kept value.
#[derive(Clone)]
enum Known {
    Type(TypeUse),
    /// `{result, next_cursor}`, as tools answer lists.
    Listing(TypeUse),
}

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
        let mut scope: Scope = HashMap::from([(
            "today".to_owned(),
            Some(Known::Type(TypeUse { ty: Type::Date, nullable: false })),
        )]);
        let mut inputs = Vec::new();
        for (name, input) in words.inputs.iter().flat_map(|inputs| &inputs.0) {
            let ty = self.resolve(&input.ty);
            let example = input.example.to_json();
            let field = plain_field(name, ty.clone());
            for misfit in fit::Fit::field(&self.model, fit::Side::Body, &field, &example) {
                let message = format!("the example does not fit: {}", misfit.text());
                self.report(Diagnostic::new(Rule::BadDefault, input.example.span, message));
            }
            self.keep(&name.text, name.span, Some(Known::Type(ty.clone())), &mut scope);
            let about = input.about.clone().unwrap_or_default();
            inputs.push(Input { name: name.text.clone(), ty, about, example });
        }
        let steps =
            words.steps.0.iter().filter_map(|step| self.workflow_step(step, &mut scope)).collect();
        Workflow {
            name: words.name.value.clone(),
            title: words.title.value.clone(),
            about: words.about.value.clone(),
            inputs,
            steps,
        }
    }

    fn workflow_step(&mut self, words: &'s StepWords, scope: &mut Scope) -> Option<WorkflowStep> {
        let when = self.tests(&words.when, scope);
        let step = match (&words.call, &words.find) {
            (Some(call), None) if words.filter.is_none() => self.call_step(call, words, scope),
            (None, Some(find))
                if words.with.is_none()
                    && words.until.is_none()
                    && words.at_most.is_none()
                    && words.expects.is_none() =>
            {
                self.find_step(find, words, scope)
            }
            _ => {
                let message = "a step either calls a tool or finds an item";
                let help = "`call` goes with `with`, `until`, `at_most` and `expects`; \
                            `find` goes with `where`";
                self.report(Diagnostic::new(Rule::WorkflowStep, words.span, message).help(help));
                None
            }
        };
        let keep = words.name.as_ref().map(|name| name.value.clone());
        if let Some(name) = &words.name {
            // What a wrong step would have kept is not known, but its name is.
            let kept = step.as_ref().and_then(|(_, kept)| kept.clone());
            self.keep(&name.value, name.span, kept, scope);
        }
        step.map(|(what, _)| WorkflowStep { what, keep, when })
    }

    fn call_step(
        &mut self,
        call: &At<String>,
        words: &'s StepWords,
        scope: &Scope,
    ) -> Option<(StepKind, Option<Known>)> {
        let Some(at) = self.operation_of(&call.value) else {
            self.unknown_tool(call);
            return None;
        };
        if let Some(with) = &words.with {
            self.check_references(with, scope);
        }
        self.check_arguments(words.with.as_ref(), call.span, at);
        let kept = answer_of(&self.model.operations[at]);
        let until = self.answer_tests(&words.until, kept.as_ref(), scope);
        let expects = self.answer_tests(&words.expects, kept.as_ref(), scope);
        if words.until.is_some() != words.at_most.is_some() {
            let message = "`until` and `at_most` go together";
            self.report(Diagnostic::new(Rule::WorkflowStep, call.span, message));
        }
        let most = words.at_most.map(|most| most.0);
        let with = words.with.as_ref().map_or(Value::Object(serde_json::Map::new()), Node::to_json);
        let until = most.map(|most| (until, most));
        Some((StepKind::Call { tool: call.value.clone(), with, until, expects }, kept))
    }

    fn operation_of(&self, tool: &str) -> Option<usize> {
        self.model.operations.iter().position(|operation| {
            operation.tool.name == tool
                || operation.tool.aliases.iter().any(|alias| alias.name == tool)
        })
    }

    /// A tool that the spec names, but that could not be understood, has been reported where it stands.
    fn unknown_tool(&mut self, call: &At<String>) {
        let operations = self.spec.resources.iter().flat_map(|resource| &resource.operations.0);
        let names: Vec<&str> =
            operations.map(|(_, words)| words.tool.name.value.as_str()).collect();
        if !names.contains(&call.value.as_str()) {
            let help = did_you_mean(&call.value, names);
            let message = format!("there is no tool `{}`", call.value);
            self.report(Diagnostic::new(Rule::UnknownTool, call.span, message).maybe_help(help));
        }
    }

    /// The arguments that the tool has, as far as they are not taken from elsewhere.
    fn check_arguments(&mut self, with: Option<&Node>, call: Span, operation: usize) {
        let entries = match with.map(|with| (&with.value, with.span)) {
            None => &[][..],
            Some((yaml::Value::Map(entries), _)) => entries,
            Some((_, span)) => {
                self.report(Diagnostic::new(Rule::WrongKind, span, "expected a map of arguments"));
                return;
            }
        };
        let mut wrong = Vec::new();
        let operation = &self.model.operations[operation];
        for (key, value) in entries {
            let Some(arg) = operation.args.iter().find(|arg| arg.field.key == key.text) else {
                let help = did_you_mean(
                    &key.text,
                    operation.args.iter().map(|arg| arg.field.key.as_str()),
                );
                let message = format!("`{}` has no argument `{}`", operation.tool.name, key.text);
                wrong.push(Diagnostic::new(Rule::UnknownField, key.span, message).maybe_help(help));
                continue;
            };
            let json = value.to_json();
            if references(&json).is_empty() {
                for misfit in fit::Fit::field(&self.model, fit::Side::Body, &arg.field, &json) {
                    let message = format!("the tool would refuse this: {}", misfit.text());
                    wrong.push(
                        Diagnostic::new(
                            Rule::CaseArguments,
                            value.nearest(&misfit.path).span,
                            message,
                        )
                        .maybe_help(misfit.help),
                    );
                }
            }
        }
        for arg in operation.args.iter().filter(|arg| !arg.field.optional) {
            if !entries.iter().any(|(key, _)| key.text == arg.field.key) {
                let message =
                    format!("`{}` needs the argument `{}`", operation.tool.name, arg.field.key);
                let span = with.map_or(call, |with| with.span);
                wrong.push(Diagnostic::new(Rule::CaseArguments, span, message));
            }
        }
        self.diagnostics.extend(wrong);
    }

    fn find_step(
        &mut self,
        find: &At<String>,
        words: &'s StepWords,
        scope: &Scope,
    ) -> Option<(StepKind, Option<Known>)> {
        let list = self.dollar(&find.value, find.span)?;
        let found = self.reference(&list, find.span, scope)?;
        let item = match found {
            Some(TypeUse { ty: Type::List(item), .. }) => Some(*item),
            Some(other) => {
                let message =
                    format!("`{}` is {}, not a list", find.value, self.model.describe(&other.ty));
                self.report(Diagnostic::new(Rule::UnknownReference, find.span, message));
                return None;
            }
            None => None,
        };
        let kept = item.map(Known::Type);
        let filter = self.answer_tests(&words.filter, kept.as_ref(), scope);
        Some((StepKind::Find { list, filter }, kept))
    }

    /// A reference without the `$` that it begins with.
    fn dollar(&mut self, text: &str, span: Span) -> Option<String> {
        if let Some(reference) = text.strip_prefix('$') {
            return Some(reference.to_owned());
        }
        let message = format!("`{text}` is no reference");
        let help = format!("write `${text}`");
        self.report(Diagnostic::new(Rule::UnknownReference, span, message).help(help));
        None
    }

    /// Keeps a value under a name that is free and can be referred to.
    fn keep(&mut self, name: &str, span: Span, known: Option<Known>, scope: &mut Scope) {
        if !is_snake(name) {
            let message = format!("`{name}` is not in snake_case, so nothing can refer to it");
            self.report(Diagnostic::new(Rule::BadName, span, message));
        }
        if scope.insert(name.to_owned(), known).is_some() {
            let message = format!("`{name}` is the name of something earlier");
            self.report(
                Diagnostic::new(Rule::DuplicateName, span, message).help("give it another name"),
            );
        }
    }

    /// Tests on references, as `when` has them.
    fn tests(&mut self, table: &'s Option<Table<Node>>, scope: &Scope) -> Vec<(String, Value)> {
        let mut tests = Vec::new();
        for (key, value) in table.iter().flat_map(|table| &table.0) {
            let Some(reference) = self.dollar(&key.text, key.span) else { continue };
            self.reference(&reference, key.span, scope);
            self.check_references(value, scope);
            tests.push((reference, value.to_json()));
        }
        tests
    }

    /// Tests on paths of an answer or an item.
    fn answer_tests(
        &mut self,
        table: &'s Option<Table<Node>>,
        known: Option<&Known>,
        scope: &Scope,
    ) -> Vec<(String, Value)> {
        let mut tests = Vec::new();
        for (key, value) in table.iter().flat_map(|table| &table.0) {
            self.follow_known(known, &key.text, key.span);
            self.check_references(value, scope);
            tests.push((key.text.clone(), value.to_json()));
        }
        tests
    }

    fn check_references(&mut self, node: &Node, scope: &Scope) {
        match &node.value {
            yaml::Value::List(items) => {
                items.iter().for_each(|item| self.check_references(item, scope))
            }
            yaml::Value::Map(entries) => {
                entries.iter().for_each(|(_, value)| self.check_references(value, scope))
            }
            yaml::Value::Text(text) => {
                let references = references_in(text);
                if text.matches("${").count() > references.len() {
                    let message = format!("`{text}` opens `${{` and does not close it");
                    self.report(Diagnostic::new(Rule::UnknownReference, node.span, message));
                }
                for reference in references {
                    self.reference(&reference, node.span, scope);
                }
            }
            _ => {}
        }
    }

    /// What a reference leads to: `None` if nowhere, `Some(None)` if it is not known.
    fn reference(&mut self, reference: &str, span: Span, scope: &Scope) -> Option<Option<TypeUse>> {
        let (name, rest) = reference.split_once('.').unwrap_or((reference, ""));
        let Some(known) = scope.get(name) else {
            let mut names: Vec<&str> = scope.keys().map(String::as_str).collect();
            names.sort_unstable();
            let message = format!("nothing is called `{name}` here");
            let help = did_you_mean(name, names);
            self.report(Diagnostic::new(Rule::UnknownReference, span, message).maybe_help(help));
            return None;
        };
        self.follow_known(known.as_ref(), rest, span)
    }

    fn follow_known(
        &mut self,
        known: Option<&Known>,
        path: &str,
        span: Span,
    ) -> Option<Option<TypeUse>> {
        let (from, path) = match known {
            None => return Some(None),
            Some(Known::Type(ty)) => (ty.clone(), path),
            Some(Known::Listing(item)) => match path
                .strip_prefix("result")
                .filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            {
                Some(rest) => {
                    let list = TypeUse { ty: Type::List(Box::new(item.clone())), nullable: false };
                    (list, rest.strip_prefix('.').unwrap_or(rest))
                }
                None if path == "next_cursor" => {
                    return Some(Some(TypeUse { ty: Type::Text, nullable: true }));
                }
                None => {
                    let message = format!(
                        "a list is answered as `result` and `next_cursor`, and has no `{path}`"
                    );
                    self.report(Diagnostic::new(Rule::UnknownReference, span, message));
                    return None;
                }
            },
        };
        if path.is_empty() {
            return Some(Some(from));
        }
        let Some(parsed) = Path::parse(path).filter(|path| !path.0.contains(&Segment::Each)) else {
            let message = format!("`{path}` is no path of a value");
            self.report(Diagnostic::new(Rule::UnknownReference, span, message));
            return None;
        };
        match self.model.follow(&from, &parsed) {
            Ok(found) => Some(found.into_iter().next()),
            Err(lost) => {
                self.report(lost.at(span));
                None
            }
        }
    }
}

fn answer_of(operation: &Operation) -> Option<Known> {
    match &operation.answer {
        Answer::Nothing | Answer::File | Answer::Csv => None,
        Answer::Value(ty) => Some(Known::Type(ty.clone())),
        Answer::List { item, .. } | Answer::Pages { item, .. } => {
            Some(Known::Listing(item.clone()))
        }
    }
}

/// All references in a value, without their `$`.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => references_in(text),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(entries) => entries.values().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// `$name.path` as a whole text, and `${name.path}` inside one.
fn references_in(text: &str) -> Vec<String> {
    if let Some(whole) =
        text.strip_prefix('$').filter(|rest| !rest.starts_with('{') && !rest.contains(' '))
    {
        return vec![whole.to_owned()];
    }
    text.split("${")
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}
