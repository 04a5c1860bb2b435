//! From words to the model.

mod access;
mod addresses;
mod behaviour;
mod bodies;
mod cases;
mod effects;
mod follow;
mod formats;
mod limits;
mod long_running;
mod operations;
mod refusals;
mod tools;
mod types;
mod usage;
mod webhooks;
mod workflows;

use std::collections::{HashMap, HashSet};

use types::Meaning;

use super::behaviour::Kept;
use super::names::{is_kebab, portable_key, snake};
use super::tool_schema::Face;
use super::{
    Api, Bounds, Budgets, Dialect, Errors, Field, Header, Model, Named, Places, Preset, Resource,
    Synonym, Type, TypeRef, TypeUse,
};
use crate::diagnostic::Diagnostic;
use crate::load::Spec;
use crate::load::language::ApiFile;
use crate::load::words::{At, List, Table, Texts};
use crate::load::yaml::Key;
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::{SourceMap, Span};
use crate::threads;

/// The spec on its way to the model.
pub(super) struct Lower<'s> {
    pub(super) spec: &'s Spec,
    pub(super) model: Model,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The type of a name.
    pub(super) names: HashMap<String, TypeRef>,
    /// Drafts of what is not known: what they hold is not known either.
    pub(super) lost: HashSet<TypeRef>,
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
            things: Vec::new(),
            operations: Vec::new(),
            workflows: Vec::new(),
            webhooks: None,
        },
        diagnostics: Vec::new(),
        names: HashMap::new(),
        lost: HashSet::new(),
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
    lower.lower_access(api);
    lower.lower_limits(api);
    lower.lower_formats(api);
    lower.lower_types();
    lower.model.api.errors = lower.errors(&api.errors);
    lower.lower_dialects(api);
    lower.lower_resources();
    lower.lower_long_running();
    lower.lower_behaviour(api);
    lower.lower_workflows();
    lower.lower_webhooks();
    lower.mark_usage();
    lower.finish_tools();
    lower.find_unused_recordings();
    (Some(lower.model), lower.diagnostics)
}

/// What `gorgias.yaml` lists by name, and other files refer to.
#[derive(Clone, Copy)]
enum Listed {
    Topic,
    Preset,
    Scope,
}

impl<'s> Lower<'s> {
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn check_kebab(&mut self, what: &str, name: &str, span: Span) {
        if !is_kebab(name) {
            let message = format!("the {what} `{name}` is not in kebab-case");
            self.report(Diagnostic::new(Rule::BadName, span, message));
        }
    }

    /// Where a name stands in its list.
    fn listed(&mut self, kind: Listed, name: &At<String>) -> Option<usize> {
        let api = &self.model.api;
        let (what, rule, known): (_, _, Vec<&str>) = match kind {
            Listed::Topic => {
                ("topic", Rule::UnknownTopic, api.topics.iter().map(Named::name).collect())
            }
            Listed::Scope => (
                "scope",
                Rule::UnknownScope,
                api.scopes.iter().map(|scope| scope.name.as_str()).collect(),
            ),
            Listed::Preset => {
                let names = api.presets.iter().map(|preset| preset.name.as_str());
                ("preset", Rule::UnknownPreset, names.collect())
            }
        };
        let found = known.iter().position(|known| *known == name.value);
        if found.is_none() {
            let help = did_you_mean(&name.value, known);
            let help = help.unwrap_or_else(|| {
                format!("`spec/gorgias.yaml` lists the {what}s; if it is new, add it there")
            });
            let message = format!("there is no {what} `{}`", name.value);
            self.diagnostics.push(Diagnostic::new(rule, name.span, message).help(help));
        }
        found
    }

    fn lower_dialects(&mut self, api: &'s ApiFile) {
        for (name, words) in &api.paging.0 {
            let query = self.fields(words.query.as_ref(), Meaning::Query);
            let meta = self.fields(words.meta.as_ref(), Meaning::Answer);
            self.model.api.dialects.push(Dialect {
                name: name.text.clone(),
                about: words.about.clone(),
                query,
                follows: words.follows,
                items: words.items.clone(),
                next: words.next.clone(),
                meta,
                source: Texts::of(words.source.as_ref()),
            });
        }
    }

    fn lower_resources(&mut self) {
        for (at, words) in self.spec.resources.iter().enumerate() {
            self.check_kebab("resource", &words.name, words.name.span);
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
                source: Texts::of(Some(&words.source)),
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

    fn find_unused_recordings(&mut self) {
        let recordings = self.spec.recordings.iter().enumerate();
        let unused: Vec<_> = recordings.filter(|(at, _)| !self.replayed.contains(at)).collect();
        if unused.is_empty() {
            return;
        }
        let cases = self.model.operations.iter().flat_map(|operation| {
            operation.cases.iter().map(move |case| format!("{}/{}", operation.id, case.name))
        });
        let cases: Vec<String> = cases.collect();
        for (_, recording) in unused {
            let message = format!("no case is called `{}`", recording.name);
            let help = did_you_mean(&recording.name, cases.iter().map(String::as_str))
                .unwrap_or_else(|| "write that case, or delete this file".to_owned());
            let whole = Span::new(recording.file, 0..0);
            self.diagnostics
                .push(Diagnostic::new(Rule::RecordingUnused, whole, message).help(help));
        }
    }

    fn finish_tools(&mut self) {
        let model = &self.model;
        let faces = threads::each(&model.operations, |operation| Face::of(model, operation));
        let tools = self.model.operations.iter_mut().map(|operation| &mut operation.tool);
        for (tool, face) in tools.zip(faces) {
            tool.input_schema = face.input_schema;
            tool.output_schema = face.output_schema;
            tool.tokens = face.tokens;
        }
    }
}

/// A field that is nothing but a name and a type.
pub(super) fn plain_field(name: &Key, ty: TypeUse) -> Field {
    Field {
        wire: name.text.clone(),
        key: portable_key(&name.text),
        rust: snake(&name.text),
        ty,
        writes: None,
        optional: false,
        boxed: false,
        access: Places::ALL,
        about: String::new(),
        bounds: Bounds::default(),
        default: None,
        example: None,
        secret: false,
        person: None,
        kept: Kept::default(),
        untrusted: false,
        html: false,
        deprecated: None,
        notes: Vec::new(),
        span: name.span,
        value_spans: [name.span; 2],
    }
}

fn synonyms(api: &ApiFile) -> Vec<Synonym> {
    let entries = api.synonyms.iter().flat_map(|synonyms| &synonyms.0);
    let synonyms = entries.map(|(meant, said)| Synonym {
        meant: meant.text.clone(),
        said: said.0.iter().map(|phrase| phrase.value.clone()).collect(),
        span: meant.span,
    });
    synonyms.collect()
}

fn lower_api(api: &ApiFile) -> Api {
    let named = |table: &Table<String>| {
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
        source: Texts::of(Some(&api.source)),
        notes: List::of(api.notes.as_ref()),
        accounts: Vec::new(),
        limits: Vec::new(),
        headers: api
            .headers
            .0
            .iter()
            .map(|(purpose, name)| Header { purpose: purpose.text.clone(), name: name.clone() })
            .collect(),
        // What leads somewhere is filled in once there is where it leads.
        errors: Errors {
            body: TypeUse { ty: Type::Json, nullable: false },
            statuses: Vec::new(),
            source: Vec::new(),
            notes: Vec::new(),
        },
        formats: Vec::new(),
        scopes: Vec::new(),
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
        synonyms: synonyms(api),
        dialects: Vec::new(),
        keeping: None,
        budgets: Budgets {
            text_tokens: count(api.budgets.text_tokens),
            tool_tokens: count(api.budgets.tool_tokens),
            all_tokens: count(api.budgets.all_tokens),
            schema_bytes: count(api.budgets.schema_bytes),
        },
        span: api.name.span,
    }
}
