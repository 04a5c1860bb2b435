//! What is wrong with a spec, said so that its keeper can mend it.

use std::collections::BTreeSet;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::rules::Rule;
use crate::source::{SourceMap, Span};

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: the source line with a caret.
    Human {
        /// Whether the terminal shows colours.
        color: bool,
    },
    /// One JSON array, for programs.
    Json,
    /// Workflow commands that GitHub shows beside the line.
    Github,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    span: Span,
    rule: Rule,
    message: String,
    help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(rule: Rule, span: Span, message: impl Into<String>) -> Self {
        Self { span, rule, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds `help` if there is some.
    pub(crate) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    pub(crate) fn is_absence(&self) -> bool {
        matches!(
            self.rule,
            Rule::UnusedType
                | Rule::RecordingUnused
                | Rule::NoCases
                | Rule::Deed
                | Rule::IdleSynonym
        )
    }

    /// Whether something was looked for in all files, and not found.
    pub(crate) fn is_lookup(&self) -> bool {
        matches!(self.rule, Rule::UnknownType | Rule::UnknownTool | Rule::UnknownOperation)
    }

    /// The id of the rule that is broken, as `spec/README.md` lists it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.rule.id()
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// All that is wrong in one run, sorted by place.
#[derive(Debug)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
    sources: SourceMap,
}

/// A diagnostic as programs read it.
#[derive(Serialize)]
struct Record<'a> {
    rule: &'static str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
    help: Option<&'a str>,
}

impl Diagnostics {
    pub(crate) fn new(sources: SourceMap, items: Vec<Diagnostic>) -> Self {
        let unique: BTreeSet<Diagnostic> = items.into_iter().collect();
        Self { items: unique.into_iter().collect(), sources }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many things are wrong.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// The diagnostics, sorted by file and place.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// The text of all diagnostics in a format; empty for people and GitHub if nothing is wrong.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Human { color } => {
                let renderer = if color { Renderer::styled() } else { Renderer::plain() };
                let renderer = renderer.decor_style(DecorStyle::Ascii);
                self.items.iter().map(|item| self.human(&renderer, item) + "\n\n").collect()
            }
            Format::Json => {
                let records: Vec<Record<'_>> =
                    self.items.iter().map(|item| self.record(item)).collect();
                serde_json::to_string_pretty(&records).unwrap_or_default() + "\n"
            }
            Format::Github => self.items.iter().map(|item| self.github(item)).collect(),
        }
    }

    fn human(&self, renderer: &Renderer, item: &Diagnostic) -> String {
        let title = Level::ERROR.primary_title(&item.message).id(item.rule.id());
        let path = self.sources.path(item.span);
        let mut report = vec![match self.sources.lines(item.span) {
            Some(lines) => title.element(
                Snippet::source(lines.text)
                    .line_start(lines.first)
                    .path(path)
                    .annotation(AnnotationKind::Primary.span(lines.range)),
            ),
            None if self.sources.text(item.span).is_none() => title.element(Origin::path(path)),
            None => {
                let (start, _) = self.sources.positions(item.span);
                title.element(Origin::path(path).line(start.line).char_column(start.column))
            }
        }];
        if let Some(help) = &item.help {
            report.push(Group::with_title(Level::HELP.secondary_title(help)));
        }
        renderer.render(&report)
    }

    fn record<'a>(&'a self, item: &'a Diagnostic) -> Record<'a> {
        let (start, end) = self.sources.positions(item.span);
        Record {
            rule: item.rule.id(),
            file: self.sources.path(item.span),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: &item.message,
            help: item.help.as_deref(),
        }
    }

    fn github(&self, item: &Diagnostic) -> String {
        let record = self.record(item);
        let message = match record.help {
            Some(help) => format!("{}\n{help}", record.message),
            None => record.message.to_owned(),
        };
        format!(
            "::error file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
            escape_property(record.file),
            record.line,
            record.column,
            record.end_line,
            record.end_column,
            record.rule,
            escape_data(&message),
        )
    }
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
