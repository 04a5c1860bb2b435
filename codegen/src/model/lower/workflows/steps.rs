//! The steps of a workflow: what each does, and what is known of what it keeps.

use serde_json::{Map, Value};

use super::known::{IT, Known, Scope, all_of};
use crate::diagnostic::Diagnostic;
use crate::load::language::{RefusedWords, StepWords};
use crate::load::words::{At, Names};
use crate::load::yaml::Node;
use crate::model::lower::Lower;
use crate::model::{Answer, Operation, Refused, StepKind, ToolCall, Type, TypeUse, WorkflowStep};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

/// What a step can do, and the words that go with it; `when` goes with all.
const DEEDS: &[(&str, &[&str])] = &[
    ("call", &["with", "each", "pages", "until", "at_most", "expects", "refused", "as"]),
    ("find", &["where", "optional", "as"]),
    ("either", &["as"]),
    ("split", &["as"]),
    ("stop", &[]),
];

impl StepWords {
    /// The words that are said, but for `when`.
    fn said(&self) -> Vec<&'static str> {
        let words = [
            ("call", self.call.is_some()),
            ("with", self.with.is_some()),
            ("each", self.each.is_some()),
            ("pages", self.pages.is_some()),
            ("until", self.until.is_some()),
            ("at_most", self.at_most.is_some()),
            ("expects", self.expects.is_some()),
            ("refused", self.refused.is_some()),
            ("find", self.find.is_some()),
            ("where", self.filter.is_some()),
            ("optional", self.optional.is_some()),
            ("either", self.either.is_some()),
            ("split", self.split.is_some()),
            ("stop", self.stop.is_some()),
            ("as", self.name.is_some()),
        ];
        words.into_iter().filter(|(_, said)| *said).map(|(word, _)| word).collect()
    }
}

/// What a step does, and what is known of what it gives.
type Done = Option<(StepKind, Known)>;

impl<'s> Lower<'s> {
    pub(super) fn workflow_step(
        &mut self,
        words: &'s StepWords,
        scope: &mut Scope,
    ) -> Option<WorkflowStep> {
        let mut inside = scope.clone();
        if let Some(each) = &words.each {
            let item = self.item_of(each, scope).map_or(Known::Unknown, |(_, item)| item);
            inside.insert(IT.to_owned(), item);
        }
        let when = self.claims_on_references(words.when.as_ref(), &inside);
        let done = if self.does_one_thing(words) { self.deed(words, &inside) } else { None };
        if let Some(refused) = &words.refused {
            self.keep(&refused.name, refused.name.span, Known::refusal(), scope);
        }
        if let Some(name) = &words.name {
            // What a wrong step would have kept is not known, but its name is.
            let known = done.as_ref().map_or(Known::Unknown, |(_, known)| known.clone());
            self.keep(&name.value, name.span, known, scope);
        }
        let keep = words.name.as_ref().map(|name| name.value.clone());
        done.map(|(what, _)| WorkflowStep { what, keep, when })
    }

    fn deed(&mut self, words: &'s StepWords, scope: &Scope) -> Done {
        if let Some(call) = &words.call {
            self.call_step(call, words, scope)
        } else if let Some(find) = &words.find {
            self.find_step(find, words, scope)
        } else if let Some(either) = &words.either {
            self.either_step(either, words, scope)
        } else if let Some(split) = &words.split {
            self.split_step(split, words, scope)
        } else {
            let stop = words.stop.as_ref()?;
            self.check_text(stop, stop.span, scope);
            Some((StepKind::Stop(stop.value.clone()), Known::Unknown))
        }
    }

    /// Whether a step does one thing, with the words that belong to it.
    fn does_one_thing(&mut self, words: &StepWords) -> bool {
        let said = words.said();
        let does: Vec<_> = DEEDS.iter().filter(|(deed, _)| said.contains(deed)).collect();
        let [(deed, with)] = does.as_slice() else {
            let deeds: Vec<&str> = DEEDS.iter().map(|(deed, _)| *deed).collect();
            let message = "a step does one thing";
            let help = format!("it has one of {}", all_of(&deeds));
            self.report(Diagnostic::new(Rule::WorkflowStep, words.span, message).help(help));
            return false;
        };
        let stray = said.iter().copied().filter(|word| word != deed && !with.contains(word));
        let stray: Vec<&str> = stray.collect();
        if stray.is_empty() {
            return true;
        }
        let does = if stray.len() == 1 { "does" } else { "do" };
        let message = format!("{} {does} not go with `{deed}`", all_of(&stray));
        let with: Vec<&str> = with.iter().copied().chain(["when"]).collect();
        let help = format!("`{deed}` goes with {}", all_of(&with));
        self.report(Diagnostic::new(Rule::WorkflowStep, words.span, message).help(help));
        false
    }

    fn call_step(&mut self, call: &At<String>, words: &'s StepWords, scope: &Scope) -> Done {
        let Some(at) = self.operation_of(&call.value) else {
            self.unknown_tool(call);
            return None;
        };
        if let Some(with) = &words.with {
            self.check_references(with, scope);
        }
        self.check_arguments(words.with.as_ref(), call.span, at, scope);
        self.check_repeats(call.span, words, at);
        if let Some(refused) = &words.refused {
            self.check_refused(refused, at);
        }
        let answer = Known::answer(&self.model, &self.model.operations[at]);
        let until = self.claims_on(words.until.as_ref(), &answer, scope);
        let expects = self.claims_on(words.expects.as_ref(), &answer, scope);
        let made = ToolCall {
            tool: call.value.clone(),
            with: words.with.as_ref().map_or(Value::Object(Map::new()), Node::to_json),
            each: words.each.as_ref().and_then(|each| Some(each.strip_prefix('$')?.to_owned())),
            pages: words.pages.as_ref().map(|pages| pages.value.0),
            until: words.at_most.map(|most| (until, most.0)),
            expects,
            refused: words.refused.as_ref().map(|refused| Refused {
                statuses: refused.status.value.0.clone(),
                keep: refused.name.value.clone(),
            }),
        };
        let kept = if words.each.is_some() { Known::list(answer) } else { answer };
        Some((StepKind::Call(Box::new(made)), kept))
    }

    /// Reports calls that are repeated without an end, or over what has no pages.
    fn check_repeats(&mut self, call: Span, words: &StepWords, operation: usize) {
        let operation = &self.model.operations[operation];
        let tool = operation.tool.name.clone();
        let follows = has_pages(operation);
        if words.until.is_some() != words.at_most.is_some() {
            let message = "`until` and `at_most` go together";
            self.report(Diagnostic::new(Rule::WorkflowStep, call, message));
        }
        if let (Some(each), Some(_)) = (&words.each, &words.refused) {
            let message = "`refused` does not go with `each`";
            let help = "of several calls, it does not say which was refused";
            self.report(Diagnostic::new(Rule::WorkflowStep, each.span, message).help(help));
        }
        if let Some(pages) = words.pages.as_ref().filter(|_| !follows) {
            let message = format!("`{tool}` has no pages that can be followed");
            self.report(Diagnostic::new(Rule::WorkflowStep, pages.span, message));
        }
    }

    /// A refusal that is foreseen is one that the operation is known for.
    fn check_refused(&mut self, refused: &RefusedWords, operation: usize) {
        for status in &refused.status.value.0 {
            if self.model.meaning(&self.model.operations[operation], *status).is_none() {
                self.unsaid(i64::from(*status), refused.status.span);
            }
        }
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

    fn find_step(&mut self, find: &At<String>, words: &'s StepWords, scope: &Scope) -> Done {
        let (list, item) = self.item_of(find, scope)?;
        let filter = self.claims_on(words.filter.as_ref(), &item, scope);
        let optional = words.optional.unwrap_or_default();
        Some((StepKind::Find { list, filter, optional }, item))
    }

    /// A list that is referred to, and what is known of its items.
    fn item_of(&mut self, list: &At<String>, scope: &Scope) -> Option<(String, Known)> {
        let reference = self.dollar(list, list.span)?;
        let item = match self.reference(&reference, list.span, scope)? {
            Known::Unknown | Known::Type(TypeUse { ty: Type::Json, .. }) => Known::Unknown,
            Known::List(item) => *item,
            Known::Type(TypeUse { ty: Type::List(item), .. }) => Known::Type(*item),
            other => {
                let within = matches!(&other, Known::Record(fields)
                    if fields.iter().any(|(key, _)| key == "result"));
                let help = within.then(|| format!("write `${reference}.result`"));
                let described = self.model.describe_known(&other);
                let message = format!("`{}` is {described}, not a list", list.value);
                self.report(
                    Diagnostic::new(Rule::UnknownReference, list.span, message).maybe_help(help),
                );
                return None;
            }
        };
        Some((reference, item))
    }

    fn either_step(&mut self, either: &'s Names, words: &StepWords, scope: &Scope) -> Done {
        self.needs_name("either", words);
        let mut references = Vec::new();
        let mut known: Option<Known> = None;
        for name in &either.0 {
            let reference = self.dollar(name, name.span)?;
            let found = self.reference(&reference, name.span, scope)?;
            match &known {
                Some(first) if !first.is_like(&found) => {
                    let described = [first, &found].map(|known| self.model.describe_known(known));
                    let [first, found] = described;
                    let message =
                        format!("`{}` is {found}, and what stands before it {first}", name.value);
                    let help = "what is taken has one type, whichever it is";
                    self.report(Diagnostic::new(Rule::WorkflowStep, name.span, message).help(help));
                    return None;
                }
                Some(_) => {}
                None => known = Some(found),
            }
            references.push(reference);
        }
        if references.len() < 2 {
            let message = "`either` chooses between two values or more";
            self.report(Diagnostic::new(Rule::WorkflowStep, words.span, message));
        }
        Some((StepKind::Either(references), known?))
    }

    fn split_step(&mut self, split: &At<String>, words: &StepWords, scope: &Scope) -> Done {
        self.needs_name("split", words);
        let reference = self.dollar(split, split.span)?;
        let found = self.reference(&reference, split.span, scope)?;
        let text = Known::of(Type::Text);
        if self.model.kind_of(&found).is_some_and(|kind| Some(kind) != self.model.kind_of(&text)) {
            let described = self.model.describe_known(&found);
            let message = format!("`{}` is {described}, not a text", split.value);
            self.report(Diagnostic::new(Rule::UnknownReference, split.span, message));
        }
        Some((StepKind::Split(reference), Known::list(text)))
    }

    fn needs_name(&mut self, deed: &str, words: &StepWords) {
        if words.name.is_none() {
            let message = format!("what `{deed}` gives is lost without a name");
            let help = "say `as`";
            self.report(Diagnostic::new(Rule::WorkflowStep, words.span, message).help(help));
        }
    }
}

/// Whether a tool takes the cursor that it answers.
fn has_pages(operation: &Operation) -> bool {
    matches!(operation.answer, Answer::Pages { .. })
        && operation.args.iter().any(|arg| arg.field.key == "cursor")
}
