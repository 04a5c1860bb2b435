//! From words to the model: operations, tools and cases.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::names::{is_kebab, snake};
use super::path::steps_text;
use super::types::Meaning;
use super::{
    Account, Alias, Answer, Api, Arg, Body, Budgets, Case, Condition, Dialect, Effect, EffectWord,
    Line, Model, Named, Operation, Path, Place, Preset, Projection, Recording, Resource, Scan,
    ScanFilter, Test, Tool, ToolMethod, Type, TypeRef, Verb,
};
use crate::diagnostic::Diagnostic;
use crate::load::Spec;
use crate::load::language::{
    ApiFile, BodyWords, CaseWords, Compare, ConditionWords, Confidence, EffectEntry,
    OperationWords, PagesWords, ReturnsWords, ScanWords, ShowsWords, TestWords, ToolWords,
};
use crate::load::words::{At, List};
use crate::load::yaml::{Key, Node};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::{SourceMap, Span};

/// The spec on its way to the model.
pub(super) struct Lower<'s> {
    pub(super) spec: &'s Spec,
    pub(super) model: Model,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The type of a name.
    pub(super) names: HashMap<String, TypeRef>,
    /// Types that something refers to without holding them.
    pub(super) used: HashSet<TypeRef>,
    sources: &'s SourceMap,
    recordings: HashMap<&'s str, usize>,
    replayed: HashSet<usize>,
}

/// Resolves everything, and gathers what leads nowhere. Without `gorgias.yaml` there is no model.
pub(crate) fn lower(spec: &Spec, sources: &SourceMap) -> (Option<Model>, Vec<Diagnostic>) {
    let Some(api) = &spec.api else { return (None, Vec::new()) };
    let mut lower = Lower {
        spec,
        model: Model {
            api: lower_api(api),
            resources: Vec::new(),
            types: Vec::new(),
            operations: Vec::new(),
            workflows: Vec::new(),
        },
        diagnostics: Vec::new(),
        names: HashMap::new(),
        used: HashSet::new(),
        sources,
        recordings: spec
            .recordings
            .iter()
            .enumerate()
            .map(|(at, found)| (found.name.as_str(), at))
            .collect(),
        replayed: HashSet::new(),
    };
    lower.lower_types();
    lower.lower_dialects(api);
    lower.lower_resources();
    lower.lower_workflows();
    lower.mark_usage();
    lower.finish_tools();
    lower.find_unused_recordings();
    (Some(lower.model), lower.diagnostics)
}

impl<'s> Lower<'s> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn lower_dialects(&mut self, api: &'s ApiFile) {
        for (name, words) in &api.paging.0 {
            let query = words
                .query
                .as_ref()
                .map(|query| self.fields(query, Meaning::Query))
                .unwrap_or_default();
            self.model.api.dialects.push(Dialect {
                name: name.text.clone(),
                query,
                items: words.items.clone(),
                next: words.next.clone(),
            });
        }
    }

    fn lower_resources(&mut self) {
        for (at, words) in self.spec.resources.iter().enumerate() {
            if !is_kebab(&words.name) {
                let message = format!("the resource `{}` is not in kebab-case", words.name.value);
                self.report(Diagnostic::new(Rule::BadName, words.name.span, message));
            }
            if self.model.resources.iter().any(|earlier| earlier.name == words.name.value) {
                let message = format!("the resource `{}` is in two files", words.name.value);
                self.report(
                    Diagnostic::new(Rule::DuplicateName, words.name.span, message)
                        .help("put it into one"),
                );
            }
            self.model.resources.push(Resource {
                name: words.name.value.clone(),
                module: snake(&words.name),
                about: words.about.value.clone(),
                span: words.name.span,
            });
            for (name, operation) in &words.operations.0 {
                let lowered = self.operation(at, name, operation, &words.topics);
                if let Some(lowered) = lowered {
                    self.model.operations.push(lowered);
                }
            }
        }
    }

    fn operation(
        &mut self,
        resource: usize,
        name: &Key,
        words: &'s OperationWords,
        topics: &'s List<At<String>>,
    ) -> Option<Operation> {
        if !is_kebab(&name.text) {
            let message = format!("the operation `{}` is not in kebab-case", name.text);
            self.report(Diagnostic::new(Rule::BadName, name.span, message));
        }
        let (verb, path) = self.call(&words.call)?;
        let dialect = words.pages.as_ref().and_then(|pages| self.dialect(&pages.0));
        let (body, body_args) = self.body(words, verb);
        let mut args = self.params(words);
        if let (Some(dialect), Some(pages)) = (dialect, &words.pages) {
            args.extend(self.paging_args(dialect, &pages.0));
        }
        args.extend(body_args);
        self.check_path(&path, words.call.span, &args);
        self.check_clashes(&args);
        let answer = self.answer(words, dialect, name.span)?;
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
            notes: words.notes.as_ref().map(|notes| notes.0.clone()).unwrap_or_default(),
            source: words
                .source
                .iter()
                .flat_map(|source| &source.0)
                .map(|source| source.value.clone())
                .collect(),
            confidence: words.confidence.unwrap_or(Confidence::Inferred),
            scope: self.scope(words),
            success: u16::try_from(words.success.value).unwrap_or_default(),
            deprecated: words.deprecated.clone(),
            effect,
            args,
            body,
            answer,
            tool,
            cases: Vec::new(),
            span: name.span,
            about_span: words.about.as_ref().map_or(name.span, |about| about.span),
            id,
        };
        self.check_provenance(words, name);
        operation.cases = self.cases(words, &operation);
        Some(operation)
    }

    fn call(&mut self, call: &At<String>) -> Option<(Verb, String)> {
        let line = call.value.split_once(' ');
        let verb =
            line.and_then(|(verb, _)| Verb::ALL.into_iter().find(|known| known.as_str() == verb));
        match (verb, line) {
            (Some(verb), Some((_, path))) if path.starts_with('/') => Some((verb, path.to_owned())),
            _ => {
                let message = format!("`{}` is no call", call.value);
                self.report(Diagnostic::new(Rule::WrongKind, call.span, message).help(
                    "write GET, POST, PUT or DELETE, a space and the path: `GET /api/tags/{id}`",
                ));
                None
            }
        }
    }

    fn params(&mut self, words: &'s OperationWords) -> Vec<Arg> {
        let mut args = Vec::new();
        for (table, place, meaning) in [
            (&words.path, Place::Path, Meaning::Path),
            (&words.query, Place::Query, Meaning::Query),
        ] {
            let fields =
                table.as_ref().map(|table| self.fields(table, meaning)).unwrap_or_default();
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
            let replace = |bound: &mut Option<i64>, with: &Option<At<i64>>| {
                if let Some(with) = with {
                    *bound = Some(with.value);
                }
            };
            replace(&mut arg.field.bounds.min, &limit.min);
            replace(&mut arg.field.bounds.max, &limit.max);
            if let Some(default) = &limit.default {
                arg.field.default = Some(default.to_json());
            }
        }
        args
    }

    fn body(&mut self, words: &'s OperationWords, verb: Verb) -> (Body, Vec<Arg>) {
        let Some(body) = &words.body else { return (Body::None, Vec::new()) };
        if verb == Verb::Get {
            self.report(Diagnostic::new(Rule::BodyOnGet, words.call.span, "a GET has a body"));
        }
        let of_fields = |fields: Vec<super::Field>| -> Vec<Arg> {
            fields.into_iter().map(|field| Arg { place: Place::Body, field }).collect()
        };
        match body {
            BodyWords::Draft(draft) => (Body::Fields(None), of_fields(self.draft(draft).fields)),
            BodyWords::Named(expr) => {
                let named = self.resolve(expr);
                let (Type::Named(at), Some(object)) = (&named.ty, self.model.object(&named.ty))
                else {
                    let message = "a body that is named is an object or a draft";
                    let help = "for a bare value write `body: { value: …, as: … }`";
                    self.report(
                        Diagnostic::new(Rule::TypeExpression, expr.span, message).help(help),
                    );
                    return (Body::None, Vec::new());
                };
                let fields =
                    object.fields.iter().filter(|field| field.access.writable()).cloned().collect();
                let at = *at;
                self.used.insert(at);
                (Body::Fields(Some(at)), of_fields(fields))
            }
            BodyWords::Whole(whole) => {
                let name = Key { text: whole.name.value.clone(), span: whole.name.span };
                let field = self.whole_field(&name, whole);
                (Body::Whole, vec![Arg { place: Place::Whole, field }])
            }
        }
    }

    fn whole_field(
        &mut self,
        name: &Key,
        whole: &'s crate::load::language::WholeWords,
    ) -> super::Field {
        let ty = self.resolve(&whole.value);
        let mut field = plain_field(name, ty);
        field.about = whole.about.as_ref().map(|about| about.value.clone()).unwrap_or_default();
        field.bounds.min = whole.min.as_ref().map(|min| min.value);
        field.bounds.max = whole.max.as_ref().map(|max| max.value);
        if let Some(example) = &whole.example {
            field.example = Some(example.to_json());
            field.value_spans[1] = example.span;
        }
        field
    }

    fn check_path(&mut self, path: &str, span: Span, args: &[Arg]) {
        let in_path: Vec<&str> = path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
            .collect();
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
        if !self.model.api.scopes.iter().any(|known| known.name == scope.value) {
            let help = did_you_mean(
                &scope.value,
                self.model.api.scopes.iter().map(|known| known.name.as_str()),
            );
            let message = format!("there is no scope `{}`", scope.value);
            self.report(Diagnostic::new(Rule::UnknownScope, scope.span, message).maybe_help(help));
        }
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

    fn effect(
        &mut self,
        words: &'s OperationWords,
        verb: Verb,
        span: Span,
        args: &[Arg],
    ) -> Effect {
        let mut effect = Effect { always: BTreeSet::new(), sometimes: Vec::new() };
        match &words.effect {
            None if verb == Verb::Get => {
                effect.always.insert(EffectWord::Reads);
            }
            None => {
                let message = format!("a {} does not say its effect", verb.as_str());
                let help = "write `effect: [writes]`, or `[reads]` if it changes nothing";
                self.report(Diagnostic::new(Rule::WriteWithoutEffect, span, message).help(help));
            }
            Some(entries) => {
                entries.0.iter().for_each(|entry| self.effect_entry(entry, args, &mut effect))
            }
        }
        effect
    }

    fn effect_entry(&mut self, entry: &'s EffectEntry, args: &[Arg], effect: &mut Effect) {
        let Some(when) = &entry.when else {
            if !effect.always.insert(entry.effect) {
                let message = format!("`{}` is listed twice", entry.effect.as_str());
                self.report(Diagnostic::new(Rule::RepeatedValue, entry.span, message));
            }
            return;
        };
        let fields: Vec<&super::Field> = args.iter().map(|arg| &arg.field).collect();
        let condition = self.condition(when, &fields);
        effect.sometimes.push((entry.effect, condition));
    }

    fn condition(&mut self, words: &'s ConditionWords, fields: &[&super::Field]) -> Condition {
        let mut tests = Vec::new();
        for (name, test) in &words.0 {
            let Some(field) =
                fields.iter().find(|field| field.key == name.value || field.wire == name.value)
            else {
                let help = did_you_mean(&name.value, fields.iter().map(|field| field.key.as_str()));
                let message = format!("there is no argument `{}`", name.value);
                self.report(
                    Diagnostic::new(Rule::UnknownField, name.span, message).maybe_help(help),
                );
                continue;
            };
            tests.push((field.key.clone(), self.test(test, field)));
        }
        Condition(tests)
    }

    fn test(&mut self, words: &'s TestWords, field: &super::Field) -> Test {
        let values = |nodes: &[Node]| nodes.iter().map(Node::to_json).collect();
        match words {
            TestWords::Absent => Test::Absent,
            TestWords::Present => Test::Present,
            TestWords::Is(nodes) => Test::Is(values(nodes)),
            TestWords::Not(nodes) => Test::Not(values(nodes)),
            TestWords::Any(condition) => {
                let item = match &field.body_type().ty {
                    Type::List(item) => item.ty.clone(),
                    _ => Type::Json,
                };
                let fields: Vec<super::Field> = self
                    .model
                    .object(&item)
                    .map(|object| object.fields.clone())
                    .unwrap_or_default();
                Test::Any(self.condition(condition, &fields.iter().collect::<Vec<_>>()))
            }
        }
    }

    fn tool(
        &mut self,
        words: &'s OperationWords,
        operation: &Key,
        topics: &'s List<At<String>>,
        args: &[Arg],
        answer: &Answer,
    ) -> Tool {
        let tool = &words.tool;
        let usual = tool.usual.as_ref().map(|usual| self.usual(usual, args));
        let aliases = tool.aliases.as_ref().map(|aliases| aliases.0.as_slice()).unwrap_or_default();
        let aliases = aliases.iter().map(|alias| Alias {
            name: alias.0.name.value.clone(),
            shows: alias.0.shows.as_ref().map(|shows| self.projection(shows, answer)),
            span: alias.0.name.span,
        });
        Tool {
            name: tool.name.value.clone(),
            aliases: aliases.collect(),
            method: self.method(tool, operation),
            topics: self.topics(tool.topics.as_ref().unwrap_or(topics)),
            presets: self.presets(tool),
            usual,
            shows: self.projection(&tool.shows, answer),
            scan: tool.scans.as_ref().map(|scan| self.scan(scan, answer, args)),
            input_schema: Value::Null,
            output_schema: Value::Null,
            tokens: 0,
            span: tool.name.span,
        }
    }

    fn method(&mut self, tool: &ToolWords, operation: &Key) -> ToolMethod {
        let said = tool.method.as_ref().map(|method| method.value);
        let own = ToolMethod::ALL
            .iter()
            .copied()
            .find(|method| *method != ToolMethod::Custom && method.as_str() == operation.text);
        said.or(own).unwrap_or_else(|| {
            let message =
                format!("the method of `{}` cannot be told from its name", operation.text);
            let help = "write `method: …`: list, get, create, update, delete or custom";
            self.report(Diagnostic::new(Rule::ToolMethod, tool.name.span, message).help(help));
            ToolMethod::Custom
        })
    }

    fn topics(&mut self, topics: &List<At<String>>) -> Vec<usize> {
        let mut found = Vec::new();
        for topic in &topics.0 {
            match self.model.api.topics.iter().position(|known| known.name == topic.value) {
                Some(at) => found.push(at),
                None => {
                    let help = did_you_mean(
                        &topic.value,
                        self.model.api.topics.iter().map(|known| known.name.as_str()),
                    );
                    let message = format!("there is no topic `{}`", topic.value);
                    self.report(
                        Diagnostic::new(Rule::UnknownTopic, topic.span, message).maybe_help(help),
                    );
                }
            }
        }
        found
    }

    fn presets(&mut self, tool: &ToolWords) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for preset in tool.presets.iter().flat_map(|presets| &presets.0) {
            match self.model.api.presets.iter().position(|known| known.name == preset.value) {
                Some(at) => found.push(at),
                None => {
                    let help = did_you_mean(
                        &preset.value,
                        self.model.api.presets.iter().map(|known| known.name.as_str()),
                    );
                    let message = format!("there is no preset `{}`", preset.value);
                    self.report(
                        Diagnostic::new(Rule::UnknownPreset, preset.span, message).maybe_help(help),
                    );
                }
            }
        }
        let all = self
            .model
            .api
            .presets
            .iter()
            .enumerate()
            .filter(|(_, preset)| preset.all)
            .map(|(at, _)| at);
        found.extend(all);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The paths of arguments that people use; each begins with an argument.
    fn usual(&mut self, usual: &'s List<At<String>>, args: &[Arg]) -> Vec<Path> {
        let mut paths = Vec::new();
        for text in &usual.0 {
            let Some(path) = Path::parse(&text.value) else {
                self.bad_path(text);
                continue;
            };
            let Some(arg) = args
                .iter()
                .find(|arg| arg.field.key == path.head() || arg.field.wire == path.head())
            else {
                let help = did_you_mean(path.head(), args.iter().map(|arg| arg.field.key.as_str()));
                let message = format!("there is no argument `{}`", path.head());
                self.report(
                    Diagnostic::new(Rule::UnknownField, text.span, message).maybe_help(help),
                );
                continue;
            };
            let rest = Path(path.0.iter().skip(1).cloned().collect());
            match self.model.follow(arg.field.body_type(), &rest) {
                Ok(_) => paths.push(path),
                Err(lost) => {
                    self.report(
                        Diagnostic::new(Rule::UnknownField, text.span, lost.message)
                            .maybe_help(lost.help),
                    );
                }
            }
        }
        paths
    }

    fn bad_path(&mut self, text: &At<String>) {
        let message = format!("`{}` is no path", text.value);
        let help = "write it like `customer.email`, `tags[].name` or `custom_fields.*.value`";
        self.report(Diagnostic::new(Rule::UnknownField, text.span, message).help(help));
    }

    fn projection(&mut self, shows: &'s ShowsWords, answer: &Answer) -> Projection {
        let (shown, texts) = match (answer.shown(), shows) {
            (Some(shown), ShowsWords::Paths(texts)) => (shown, texts),
            (_, ShowsWords::All(_)) => return Projection::All,
            (None, ShowsWords::Paths(texts)) => {
                if let Some(first) = texts.first() {
                    let message = "the operation answers nothing, so it can show nothing";
                    self.report(
                        Diagnostic::new(Rule::UnknownField, first.span, message)
                            .help("write `shows: all`"),
                    );
                }
                return Projection::All;
            }
        };
        let mut paths: Vec<Path> = Vec::new();
        for text in texts {
            match Path::parse(&text.value).map(|path| (self.model.follow(shown, &path), path)) {
                None => self.bad_path(text),
                Some((Err(lost), _)) => {
                    self.report(
                        Diagnostic::new(Rule::UnknownField, text.span, lost.message)
                            .maybe_help(lost.help),
                    );
                }
                Some((Ok(_), path)) if paths.contains(&path) => {
                    let message = format!("`{path}` is shown twice");
                    self.report(
                        Diagnostic::new(Rule::RepeatedValue, text.span, message)
                            .help("keep one of them"),
                    );
                }
                Some((Ok(_), path)) => {
                    if let Some(secret) = self.secret_under(shown, &path) {
                        let message = format!("`{path}` shows the secret `{secret}`");
                        let help = "show the parts beside it by their own paths";
                        self.report(
                            Diagnostic::new(Rule::SecretShown, text.span, message).help(help),
                        );
                    }
                    paths.push(path);
                }
            }
        }
        Projection::Paths(paths)
    }

    fn scan(&mut self, scan: &'s ScanWords, answer: &Answer, args: &[Arg]) -> Scan {
        let mut filters = Vec::new();
        for (name, words) in &scan.filters.0 {
            let ty = self.resolve(&words.ty);
            let mut field = plain_field(name, ty);
            field.optional = true;
            field.about = words.about.as_ref().map(|about| about.value.clone()).unwrap_or_default();
            if args.iter().any(|arg| arg.field.key == field.key) {
                let message = format!("two arguments are called `{}`", field.key);
                self.report(Diagnostic::new(Rule::ArgumentClash, name.span, message));
            }
            let by = words.by.as_ref().map_or(Compare::Equals, |by| by.value);
            let Some(keeps) = Path::parse(&words.keeps) else {
                self.bad_path(&words.keeps);
                continue;
            };
            let lost = answer.shown().and_then(|item| self.model.follow(item, &keeps).err());
            if let Some(lost) = lost {
                self.report(
                    Diagnostic::new(Rule::UnknownField, words.keeps.span, lost.message)
                        .maybe_help(lost.help),
                );
                continue;
            }
            filters.push(ScanFilter { field, keeps, by });
        }
        if !matches!(answer, Answer::Pages { .. }) {
            let message = "only pages can be scanned";
            self.report(Diagnostic::new(Rule::AnswerKind, scan.span, message));
        }
        Scan { pages: u32::try_from(scan.pages.value).unwrap_or(1), filters }
    }

    fn cases(&mut self, words: &'s OperationWords, operation: &Operation) -> Vec<Case> {
        let mut cases: Vec<Case> = Vec::new();
        for case in words.cases.iter().flat_map(|cases| &cases.0) {
            if !is_kebab(&case.name) {
                let message = format!("the case `{}` is not in kebab-case", case.name.value);
                self.report(Diagnostic::new(Rule::BadName, case.name.span, message));
            }
            if cases.iter().any(|earlier| earlier.name == case.name.value) {
                let message = format!("two cases are called `{}`", case.name.value);
                self.report(Diagnostic::new(Rule::DuplicateName, case.name.span, message));
            }
            cases.extend(self.case(case, operation));
        }
        cases
    }

    fn case(&mut self, words: &'s CaseWords, operation: &Operation) -> Option<Case> {
        let args = self.arguments(words, operation);
        let sends = match Line::parse(&words.sends) {
            Ok(line) => line,
            Err(why) => {
                let message = format!("the line cannot be read: {why}");
                self.report(Diagnostic::new(Rule::CaseSends, words.sends.span, message));
                return None;
            }
        };
        if let Some(args) = &args {
            if let Some(difference) = sends.difference(&Line::make(operation, args)) {
                let help = format!("the arguments make `{}`", Line::make(operation, args));
                let message = format!("the arguments make another line: {difference}");
                self.report(Diagnostic::new(Rule::CaseSends, words.sends.span, message).help(help));
            }
        }
        let recording = self.recording(words, operation, &sends)?;
        let expects = self.expectations(words, &recording);
        Some(Case {
            name: words.name.value.clone(),
            about: words.about.clone(),
            args: args?,
            sends,
            recording,
            expects,
        })
    }

    /// The arguments of a case, if the operation would take them.
    fn arguments(
        &mut self,
        words: &'s CaseWords,
        operation: &Operation,
    ) -> Option<Map<String, Value>> {
        let (json, span) = match &words.args {
            Some(node) => (node.to_json(), node.span),
            None => (Value::Object(Map::new()), words.name.span),
        };
        let Value::Object(args) = json else {
            self.report(Diagnostic::new(Rule::WrongKind, span, "expected a map of arguments"));
            return None;
        };
        let misfits = super::fit::arguments(&self.model, operation, &args);
        for misfit in &misfits {
            let at =
                words.args.as_ref().map_or(words.name.span, |node| node.nearest(&misfit.path).span);
            let at = if misfit.path.is_empty() { words.name.span } else { at };
            let message = format!("the operation would refuse this: {}", misfit.text());
            self.report(
                Diagnostic::new(Rule::CaseArguments, at, message).maybe_help(misfit.help.clone()),
            );
        }
        misfits.is_empty().then_some(args)
    }

    fn recording(
        &mut self,
        words: &'s CaseWords,
        operation: &Operation,
        sends: &Line,
    ) -> Option<Recording> {
        let name = format!("{}/{}", operation.id, words.name.value);
        let Some(at) = self.recordings.get(name.as_str()).copied() else {
            let message = format!("the case `{}` has no recording", words.name.value);
            let help = format!("put the answer into `conformance/recordings/{name}.json`");
            self.report(
                Diagnostic::new(Rule::RecordingMissing, words.name.span, message).help(help),
            );
            return None;
        };
        self.replayed.insert(at);
        let found = &self.spec.recordings[at];
        let whole = Span::new(found.file, 0..0);
        let recording = match Recording::parse(&found.json) {
            Ok(recording) => recording,
            Err(why) => {
                self.report(Diagnostic::new(Rule::RecordingShape, whole, why));
                return None;
            }
        };
        if let Some(difference) = sends.difference(&recording.request) {
            let message =
                format!("the recording answers another request than `{name}` sends: {difference}");
            self.report(Diagnostic::new(Rule::RecordingRequest, whole, message));
        }
        for misfit in super::fit::answer(&self.model, operation, &recording) {
            let at = self.place_in_recording(found.file, &misfit.path);
            self.report(
                Diagnostic::new(Rule::RecordingShape, at, misfit.text()).maybe_help(misfit.help),
            );
        }
        Some(recording)
    }

    /// Where a part of a recorded answer stands. JSON is YAML too, and only a wrong recording is read a second time.
    fn place_in_recording(&self, file: usize, path: &[super::Step]) -> Span {
        let text = self
            .sources
            .files()
            .get(file)
            .and_then(|file| file.text.as_deref())
            .unwrap_or_default();
        let Ok(node) = crate::load::yaml::parse(file, text) else { return Span::new(file, 0..0) };
        let to_body = ["response", "body"].map(|key| super::Step::Key(key.to_owned()));
        let whole: Vec<super::Step> = to_body.into_iter().chain(path.iter().cloned()).collect();
        node.nearest(&whole).span
    }

    fn expectations(
        &mut self,
        words: &'s CaseWords,
        recording: &Recording,
    ) -> Vec<(Vec<super::Step>, String, Value)> {
        let mut expects = Vec::new();
        for (path, node) in words.expects.iter().flat_map(|expects| &expects.0) {
            let Some(steps) = Path::parse(&path.text).and_then(|path| path.steps()) else {
                let message = format!("`{}` is no path of a value", path.text);
                self.report(
                    Diagnostic::new(Rule::CaseExpects, path.span, message)
                        .help("write it like `data[0].name`"),
                );
                continue;
            };
            let wanted = node.to_json();
            let found = recording.body.as_ref().and_then(|body| super::path::lookup(body, &steps));
            if found != Some(&wanted) {
                let found = found.map_or("nothing".to_owned(), |found| format!("`{found}`"));
                let message = format!(
                    "the recording holds {found} at `{}`, not `{wanted}`",
                    steps_text(&steps)
                );
                self.report(Diagnostic::new(Rule::CaseExpects, node.span, message));
            }
            expects.push((steps, path.text.clone(), wanted));
        }
        expects
    }

    fn find_unused_recordings(&mut self) {
        for (at, recording) in self.spec.recordings.iter().enumerate() {
            if !self.replayed.contains(&at) {
                let message = format!("no case is called `{}`", recording.name);
                let names = self.model.operations.iter().flat_map(|operation| {
                    operation
                        .cases
                        .iter()
                        .map(move |case| format!("{}/{}", operation.id, case.name))
                });
                let names: Vec<String> = names.collect();
                let help = did_you_mean(&recording.name, names.iter().map(String::as_str));
                self.report(
                    Diagnostic::new(
                        Rule::RecordingUnused,
                        Span::new(recording.file, 0..0),
                        message,
                    )
                    .maybe_help(help),
                );
            }
        }
    }

    fn finish_tools(&mut self) {
        for at in 0..self.model.operations.len() {
            let operation = &self.model.operations[at];
            let input = super::tool_schema::input(&self.model, operation);
            let output = super::tool_schema::output(&self.model, operation);
            let tool = &mut self.model.operations[at].tool;
            tool.input_schema = input;
            tool.output_schema = output;
        }
    }

    fn secret_under(&self, from: &super::TypeUse, path: &Path) -> Option<String> {
        super::usage::secret_under(&self.model, from, path)
    }
}

/// A field that is nothing but a name and a type.
pub(super) fn plain_field(name: &Key, ty: super::TypeUse) -> super::Field {
    super::Field {
        wire: name.text.clone(),
        key: super::names::portable_key(&name.text),
        rust: snake(&name.text),
        ty,
        writes: None,
        optional: false,
        boxed: false,
        access: super::Places::ALL,
        about: String::new(),
        bounds: super::Bounds::default(),
        default: None,
        example: None,
        secret: false,
        person: None,
        deprecated: None,
        notes: Vec::new(),
        span: name.span,
        value_spans: [name.span; 2],
    }
}

fn lower_api(api: &ApiFile) -> Api {
    let named = |table: &crate::load::words::Table<String>| {
        table
            .0
            .iter()
            .map(|(name, about)| Named { name: name.text.clone(), about: about.clone() })
            .collect()
    };
    let count = |number: i64| usize::try_from(number).unwrap_or_default();
    Api {
        name: api.name.value.clone(),
        about: api.about.clone(),
        revision: api.revision.clone(),
        base: api.base.clone(),
        accounts: api
            .accounts
            .0
            .iter()
            .map(|(name, words)| Account {
                name: name.text.clone(),
                about: words.about.clone(),
                authorize: words.authorize.clone(),
                token: words.token.clone(),
            })
            .collect(),
        scopes: named(&api.scopes),
        topics: named(&api.topics),
        presets: api
            .presets
            .0
            .iter()
            .map(|(name, words)| Preset {
                name: name.text.clone(),
                about: words.about.clone(),
                tokens: words.tokens.map(count),
                all: words.all.unwrap_or_default(),
                span: name.span,
            })
            .collect(),
        dialects: Vec::new(),
        budgets: Budgets {
            text_tokens: count(api.budgets.text_tokens),
            tool_tokens: count(api.budgets.tool_tokens),
            all_tokens: count(api.budgets.all_tokens),
            schema_bytes: count(api.budgets.schema_bytes),
        },
        span: api.name.span,
    }
}
