//! Operations, from words to the model.

use super::types::Meaning;
use super::{Listed, Lower};
use crate::diagnostic::Diagnostic;
use crate::load::language::{OperationWords, PagesWords, ReturnsWords};
use crate::load::words::{At, List, Names, Texts};
use crate::load::yaml::Key;
use crate::model::names::snake;
use crate::model::{Answer, Arg, Confidence, Field, Operation, Place, Verb};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(super) fn operation(
        &mut self,
        resource: usize,
        name: &Key,
        words: &'s OperationWords,
        topics: &'s Names,
    ) -> Option<Operation> {
        self.check_kebab("operation", &name.text, name.span);
        let (verb, path) = self.call(&words.call)?;
        let dialect = words.pages.as_ref().and_then(|pages| self.dialect(&pages.0));
        let body = self.body(words, verb);
        let mut args = self.params(words);
        if let (Some(dialect), Some(pages)) = (dialect, &words.pages) {
            args.extend(self.paging_args(dialect, &pages.0));
        }
        self.check_path(&path, words.call.span, &args);
        self.check_success(words);
        let answer = self.answer(words, dialect, name.span);
        let (body, body_args) = body?;
        args.extend(body_args);
        self.check_clashes(&args);
        let addresses = self.addresses(words, &args);
        let answer = answer?;
        let id = format!("{}.{}", self.model.resources[resource].name, name.text);
        let effect = self.effect(words, verb, name.span, &args);
        let tool = self.tool(words, name, topics, &args, &answer);
        let mut operation = Operation {
            rust: snake(&name.text),
            resource,
            verb,
            path,
            title: words.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
            about: words.about.as_ref().map(|about| about.value.clone()).unwrap_or_default(),
            notes: List::of(words.notes.as_ref()),
            source: Texts::of(words.source.as_ref()),
            confidence: words.confidence.unwrap_or(Confidence::Inferred),
            scope: self.scope(words),
            success: u16::try_from(words.success.value).unwrap_or_default(),
            deprecated: words.deprecated.clone(),
            refusals: self.refusals(words, &answer),
            effect,
            args,
            body,
            answer,
            addresses,
            deed: None,
            long_running: None,
            follow: None,
            tool,
            cases: Vec::new(),
            span: name.span,
            about_span: words.about.as_ref().map_or(name.span, |about| about.span),
            id,
        };
        self.check_provenance(words, name);
        operation.follow = self.follow(words.follow.as_ref(), &operation);
        operation.cases = self.cases(words, &operation);
        Some(operation)
    }

    fn call(&mut self, call: &At<String>) -> Option<(Verb, String)> {
        let line = call.value.split_once(' ');
        let verb =
            line.and_then(|(verb, _)| Verb::ALL.into_iter().find(|known| known.as_str() == verb));
        match (verb, line) {
            (Some(verb), Some((_, path))) if is_path(path) => Some((verb, path.to_owned())),
            _ => {
                let message = format!("`{}` is no call", call.value);
                self.report(Diagnostic::new(Rule::WrongKind, call.span, message).help(
                    "write GET, POST, PUT or DELETE, a space and the path: `GET /api/tags/{id}`",
                ));
                None
            }
        }
    }

    /// A file comes by a redirect to where it is, anything else as it is.
    fn check_success(&mut self, words: &OperationWords) {
        let (least, what) = match words.returns {
            Some(ReturnsWords::File) => (300, "a redirect"),
            _ => (200, "success"),
        };
        let most = least + 99;
        if !(least..=most).contains(&words.success.value) {
            let message = format!("`{}` is no status of {what}", words.success.value);
            let help = format!("write the documented one, from {least} to {most}");
            self.report(Diagnostic::new(Rule::WrongKind, words.success.span, message).help(help));
        }
    }

    fn params(&mut self, words: &'s OperationWords) -> Vec<Arg> {
        let mut args = Vec::new();
        for (table, place, meaning) in [
            (&words.path, Place::Path, Meaning::Path),
            (&words.query, Place::Query, Meaning::Query),
        ] {
            let fields = self.fields(table.as_ref(), meaning);
            args.extend(fields.into_iter().map(|field| Arg { place, field }));
        }
        args
    }

    fn dialect(&mut self, pages: &PagesWords) -> Option<usize> {
        let (name, span) =
            pages.by.as_ref().map_or(("cursor", pages.span), |by| (by.value.as_str(), by.span));
        let found = self.model.api.dialects.iter().position(|dialect| dialect.name == name);
        if found.is_none() {
            let help = did_you_mean(
                name,
                self.model.api.dialects.iter().map(|dialect| dialect.name.as_str()),
            );
            let message = format!("there is no dialect of paging `{name}`");
            self.report(Diagnostic::new(Rule::UnknownPaging, span, message).maybe_help(help));
        }
        found
    }

    /// The parameters that a dialect brings, with the bounds that this operation has.
    fn paging_args(&mut self, dialect: usize, pages: &PagesWords) -> Vec<Arg> {
        let mut args: Vec<Arg> = self.model.api.dialects[dialect]
            .query
            .iter()
            .map(|field| Arg { place: Place::Query, field: field.clone() })
            .collect();
        if let Some(limit) = &pages.limit {
            let Some(arg) = args.iter_mut().find(|arg| arg.field.wire == "limit") else {
                let message = "this dialect of paging has no `limit`";
                self.report(Diagnostic::new(Rule::UnknownPaging, limit.span, message));
                return args;
            };
            arg.field.span = limit.span;
            let replace = |bound: &mut Option<i64>, with: &Option<At<i64>>| {
                if let Some(with) = with {
                    *bound = Some(with.value);
                }
            };
            replace(&mut arg.field.bounds.min, &limit.min);
            replace(&mut arg.field.bounds.max, &limit.max);
            if let Some(default) = &limit.default {
                arg.field.default = Some(default.to_json());
                arg.field.value_spans[0] = default.span;
            }
        }
        args
    }

    fn check_path(&mut self, path: &str, span: Span, args: &[Arg]) {
        let in_path: Vec<&str> = parameters(path).collect();
        let declared: Vec<&Arg> = args.iter().filter(|arg| arg.place == Place::Path).collect();
        let mut wrong = Vec::new();
        for name in &in_path {
            if !declared.iter().any(|arg| arg.field.wire == *name) {
                let help = format!("declare it: `path: {{ {name}: … }}`");
                wrong.push(
                    Diagnostic::new(
                        Rule::PathParameter,
                        span,
                        format!("`{{{name}}}` is not declared under `path`"),
                    )
                    .help(help),
                );
            }
        }
        for arg in declared {
            if in_path.iter().filter(|name| **name == arg.field.wire).count() != 1 {
                let message = format!(
                    "`{}` is declared, but the path does not have `{{{}}}` once",
                    arg.field.wire, arg.field.wire
                );
                let help = did_you_mean(&arg.field.wire, in_path.iter().copied());
                wrong.push(
                    Diagnostic::new(Rule::PathParameter, arg.field.span, message).maybe_help(help),
                );
            }
        }
        self.diagnostics.extend(wrong);
    }

    fn check_clashes(&mut self, args: &[Arg]) {
        for (at, arg) in args.iter().enumerate() {
            if args.iter().take(at).any(|earlier| earlier.field.key == arg.field.key) {
                let message = format!("two arguments are called `{}`", arg.field.key);
                self.report(Diagnostic::new(Rule::ArgumentClash, arg.field.span, message));
            }
        }
    }

    fn answer(
        &mut self,
        words: &'s OperationWords,
        dialect: Option<usize>,
        span: Span,
    ) -> Option<Answer> {
        match (&words.returns, &words.pages) {
            (Some(ReturnsWords::Nothing), None) => Some(Answer::Nothing),
            (Some(ReturnsWords::File), None) => Some(Answer::File),
            (Some(ReturnsWords::Csv), None) => Some(Answer::Csv),
            (Some(ReturnsWords::Value(expr)), None) => Some(Answer::Value(self.resolve(expr))),
            (Some(ReturnsWords::List(list)), None) => Some(Answer::List {
                item: self.resolve(&list.item),
                under: list.under.value.clone(),
            }),
            (None, Some(pages)) => {
                Some(Answer::Pages { item: self.resolve(&pages.0.item), dialect: dialect? })
            }
            (None, None) => {
                let message = "the answer is not said";
                let help = "write `returns: …`, `returns: nothing` or `pages: …`";
                self.report(Diagnostic::new(Rule::AnswerKind, span, message).help(help));
                None
            }
            (Some(_), Some(_)) => {
                let message = "the answer is said twice: `returns` and `pages`";
                self.report(
                    Diagnostic::new(Rule::AnswerKind, span, message).help("keep one of them"),
                );
                None
            }
        }
    }

    fn scope(&mut self, words: &OperationWords) -> Option<String> {
        let scope = words.scope.as_ref()?;
        self.listed(Listed::Scope, scope);
        Some(scope.value.clone())
    }

    fn check_provenance(&mut self, words: &OperationWords, name: &Key) {
        let sources = words.source.as_ref().is_some_and(|source| !source.0.is_empty());
        if !sources || words.confidence.is_none() {
            let lacking = if sources { "`confidence`" } else { "`source`" };
            let message = format!("the operation has no {lacking}");
            self.report(Diagnostic::new(Rule::NoProvenance, name.span, message));
        }
    }

    /// The argument of a name, which may be its key or what stands on the wire.
    pub(super) fn argument<'f>(
        &mut self,
        fields: &[&'f Field],
        name: &str,
        span: Span,
    ) -> Option<&'f Field> {
        let found = fields.iter().find(|field| field.key == name || field.wire == name);
        if found.is_none() {
            let help = did_you_mean(name, fields.iter().map(|field| field.key.as_str()));
            let message = format!("there is no argument `{name}`");
            self.report(Diagnostic::new(Rule::UnknownField, span, message).maybe_help(help));
        }
        found.copied()
    }
}

/// The names that stand in braces in a path.
pub(super) fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name)
}

/// Whether it is a path of plain characters and of whole `{parameters}`; a query is declared, not written there.
pub(super) fn is_path(path: &str) -> bool {
    let mut literals = String::new();
    for (at, part) in path.split('{').enumerate() {
        literals += match part.split_once('}') {
            _ if at == 0 => part,
            Some((name, rest)) if !name.is_empty() => rest,
            _ => return false,
        };
    }
    path.starts_with('/')
        && literals.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.~".contains(c))
}
