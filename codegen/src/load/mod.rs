//! Loading: texts into the words of the language, each with its place.

pub(crate) mod expr;
mod json;
pub(crate) mod language;
mod schema;
pub(crate) mod words;
pub(crate) mod yaml;

pub(crate) use schema::schema;

use std::cmp::Reverse;

use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::source::{MAX_SOURCE_BYTES, Source, SourceFile, SourceMap, Span};
use crate::threads;
use language::{ApiFile, ResourceFile, WebhooksFile, WorkflowFile};
use words::{Reader, Word};

/// What the files say, word for word.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    pub(crate) api: Option<ApiFile>,
    pub(crate) resources: Vec<ResourceFile>,
    pub(crate) workflows: Vec<WorkflowFile>,
    pub(crate) webhooks: Option<WebhooksFile>,
    pub(crate) recordings: Vec<Recording>,
    /// Whether a file of the spec could not be read: what it declares is not known.
    pub(crate) incomplete: bool,
}

/// A recording as it is kept: its path says whose it is.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) file: usize,
    /// `<operation id>/<case>`.
    pub(crate) name: String,
    pub(crate) json: serde_json::Value,
}

const API: &str = "spec/gorgias.yaml";
const WEBHOOKS: &str = "spec/webhooks.yaml";
const RESOURCES: &str = "spec/resources/";
const WORKFLOWS: &str = "spec/workflows/";
const RECORDINGS: &str = "conformance/recordings/";
const SPEC_ENDING: &str = ".yaml";

/// Reads all files, and gathers what is wrong with them.
pub(crate) fn load(sources: &[Source], map: &SourceMap) -> (Spec, Vec<Diagnostic>) {
    let mut spec = Spec::default();
    let mut diagnostics = Vec::new();
    for (file, loaded) in map.files().iter().zip(read_all(sources, map)) {
        diagnostics.extend(loaded.diagnostics);
        spec.incomplete |= loaded.what.is_none() && !file.path.starts_with(RECORDINGS);
        match loaded.what {
            Some(What::Api(api)) => spec.api = Some(*api),
            Some(What::Resource(resource)) => spec.resources.push(*resource),
            Some(What::Workflow(workflow)) => spec.workflows.push(*workflow),
            Some(What::Webhooks(webhooks)) => spec.webhooks = Some(*webhooks),
            Some(What::Recording(recording)) => spec.recordings.push(recording),
            None => {}
        }
    }
    let missing =
        |what: &str| Diagnostic::new(Rule::MissingFile, Span::new(usize::MAX, 0..0), what);
    if !map.files().iter().any(|file| file.path == API) {
        diagnostics
            .push(missing("there is no `spec/gorgias.yaml`").help("run this in a whole checkout"));
    }
    if !map.files().iter().any(|file| file.path.starts_with(RESOURCES)) {
        diagnostics.push(
            missing("there is no file in `spec/resources/`").help("run this in a whole checkout"),
        );
    }
    (spec, diagnostics)
}

enum What {
    Api(Box<ApiFile>),
    Resource(Box<ResourceFile>),
    Workflow(Box<WorkflowFile>),
    Webhooks(Box<WebhooksFile>),
    Recording(Recording),
}

#[derive(Default)]
struct Loaded {
    what: Option<What>,
    diagnostics: Vec<Diagnostic>,
}

/// Files are independent of each other, so some are read at once, the longest first; the order of the result is that of
/// the files.
fn read_all(sources: &[Source], map: &SourceMap) -> Vec<Loaded> {
    let mut files: Vec<(usize, &SourceFile)> = map.files().iter().enumerate().collect();
    files.sort_by_key(|(_, file)| Reverse(cost(file)));
    let mut read = threads::each(&files, |(at, file)| (*at, read_file(*at, file, sources)));
    read.sort_by_key(|(at, _)| *at);
    read.into_iter().map(|(_, loaded)| loaded).collect()
}

/// How long a file takes to read, more or less: JSON takes a tenth of YAML.
fn cost(file: &SourceFile) -> usize {
    let bytes = file.text.as_ref().map_or(0, String::len);
    if file.path.starts_with(RECORDINGS) { bytes / 10 } else { bytes }
}

fn read_file(at: usize, file: &SourceFile, sources: &[Source]) -> Loaded {
    let Some(text) = &file.text else {
        return Loaded { what: None, diagnostics: vec![unreadable(at, file, sources)] };
    };
    if let Some(name) = file.path.strip_prefix(RECORDINGS) {
        return recording(at, name, text);
    }
    match yaml::parse(at, text) {
        Ok(node) => read_words(&file.path, &node),
        Err(diagnostic) => Loaded { what: None, diagnostics: vec![diagnostic] },
    }
}

fn read_words(path: &str, node: &yaml::Node) -> Loaded {
    let mut reader = Reader::default();
    let what = if !path.ends_with(SPEC_ENDING) {
        let message = format!("the name of a spec file does not end in `{SPEC_ENDING}`");
        let help = "rename it";
        reader.report(Diagnostic::new(Rule::BadName, node.span, message).help(help));
        None
    } else if path == API {
        ApiFile::read(node, &mut reader).map(|file| What::Api(Box::new(file)))
    } else if path == WEBHOOKS {
        WebhooksFile::read(node, &mut reader).map(|file| What::Webhooks(Box::new(file)))
    } else if path.starts_with(RESOURCES) {
        ResourceFile::read(node, &mut reader).map(|file| What::Resource(Box::new(file)))
    } else if path.starts_with(WORKFLOWS) {
        WorkflowFile::read(node, &mut reader).map(|file| What::Workflow(Box::new(file)))
    } else {
        let message = "a spec file stands in no known folder";
        let help = format!("move it to `{RESOURCES}` or `{WORKFLOWS}`");
        reader.report(Diagnostic::new(Rule::BadName, node.span, message).help(help));
        None
    };
    Loaded { what, diagnostics: reader.diagnostics }
}

fn recording(at: usize, name: &str, text: &str) -> Loaded {
    match serde_json::from_str(text) {
        Ok(json::Unique(json)) => {
            let name = name.strip_suffix(".json").unwrap_or(name).to_owned();
            Loaded {
                what: Some(What::Recording(Recording { file: at, name, json })),
                diagnostics: Vec::new(),
            }
        }
        Err(error) => {
            let line_start: usize =
                text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let offset = (line_start + error.column().saturating_sub(1)).min(text.len());
            let span = Span::new(at, offset..offset);
            Loaded {
                what: None,
                diagnostics: vec![Diagnostic::new(Rule::Syntax, span, error.to_string())],
            }
        }
    }
}

/// Why a file has no text: it is too large, or it is not UTF-8 from some byte on.
fn unreadable(at: usize, file: &SourceFile, sources: &[Source]) -> Diagnostic {
    let bytes = sources
        .iter()
        .find(|source| source.path == file.path)
        .map_or(&[][..], |source| &source.bytes);
    let span = Span::new(at, 0..0);
    if bytes.len() > MAX_SOURCE_BYTES {
        return Diagnostic::new(Rule::FileTooLarge, span, "the file is over 4 MiB")
            .help("split it, or take out what is not part of the spec");
    }
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line =
        bytes.get(..valid).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() + 1;
    Diagnostic::new(
        Rule::NotUtf8,
        span,
        format!("line {line} is not UTF-8, from byte {valid} of the file on"),
    )
    .help("save the file as UTF-8")
}
