//! Where things stand: files, and the bytes in them that a value came from.

use std::ops::Range;
use std::sync::Arc;

/// A file larger than this is refused; a reader need not read further than one byte past it.
pub const MAX_SOURCE_BYTES: usize = 4 << 20;

/// A file that the compiler reads: `spec/**/*.yaml` or `conformance/recordings/**/*.json`.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path below the root of the repository, with `/` between its parts.
    pub path: String,
    /// What stands in the file; it need not be text.
    pub bytes: Vec<u8>,
}

/// A stretch of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    file: u32,
    start: u32,
    end: u32,
}

impl Span {
    pub(crate) fn new(file: usize, range: Range<usize>) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            file: narrow(file),
            start: narrow(range.start),
            end: narrow(range.end.max(range.start)),
        }
    }

    pub(crate) fn file(self) -> usize {
        self.file as usize
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from one; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// The lines around a span, and the span within them.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    pub(crate) first: usize,
    pub(crate) text: &'a str,
    pub(crate) range: Range<usize>,
}

/// The files of one run, sorted by path. What is not text has none.
#[derive(Debug, Clone)]
pub(crate) struct SourceMap {
    files: Arc<Vec<SourceFile>>,
}

#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: String,
    pub(crate) text: Option<String>,
}

impl SourceMap {
    pub(crate) fn new(sources: &[Source]) -> Self {
        let mut files: Vec<SourceFile> = sources
            .iter()
            .map(|source| SourceFile {
                path: source.path.clone(),
                text: (source.bytes.len() <= MAX_SOURCE_BYTES)
                    .then(|| std::str::from_utf8(&source.bytes).ok().map(without_mark))
                    .flatten(),
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files: Arc::new(files) }
    }

    pub(crate) fn files(&self) -> &[SourceFile] {
        &self.files
    }

    pub(crate) fn path(&self, span: Span) -> &str {
        self.files.get(span.file()).map_or("spec", |file| &file.path)
    }

    pub(crate) fn text(&self, span: Span) -> Option<&str> {
        self.files.get(span.file())?.text.as_deref()
    }

    /// The whole lines that a span touches; `None` for a file that is not text.
    pub(crate) fn lines(&self, span: Span) -> Option<Lines<'_>> {
        let text = self.text(span)?;
        let range = floor(text, span.range().start)..floor(text, span.range().end);
        let start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
        let end = text.get(range.end..)?.find('\n').map_or(text.len(), |at| range.end + at);
        Some(Lines {
            first: position(text, range.start).line,
            text: text.get(start..end)?,
            range: range.start - start..range.end - start,
        })
    }

    /// Where a span starts, in a line of text: `file:line`.
    pub(crate) fn place(&self, span: Span) -> String {
        format!("{}:{}", self.path(span), self.positions(span).0.line)
    }

    /// Where a span starts and ends.
    pub(crate) fn positions(&self, span: Span) -> (Position, Position) {
        let text = self.text(span).unwrap_or_default();
        (position(text, span.range().start), position(text, span.range().end))
    }
}

/// The text without the mark that some editors put before UTF-8; no editor counts it as a column.
fn without_mark(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()
}

/// The start of the character that an offset falls into.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..floor(text, offset)).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
    }
}
