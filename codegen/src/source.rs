//! Where things stand: files, and the bytes in them that a value came from.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

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

/// What is shown of the lines around a span, at most; nobody reads a longer one.
const MAX_SHOWN_BYTES: usize = 2000;

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
    /// Made for the first diagnostic; without it each of many would read the file from its start.
    marks: OnceLock<Marks>,
}

/// Where lines start, and how many characters lie before each block of bytes.
#[derive(Debug)]
struct Marks {
    lines: Vec<usize>,
    characters: Vec<usize>,
}

const BLOCK: usize = 1024;

impl Marks {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut characters = Vec::new();
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            characters.push(count);
            count += characters_in(block);
        }
        Self { lines, characters }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.characters.len().saturating_sub(1));
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.characters.get(block).copied().unwrap_or_default() + characters_in(rest)
    }
}

/// The characters that start in a stretch of UTF-8.
fn characters_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

impl SourceFile {
    fn position(&self, offset: usize) -> Position {
        let text = self.text.as_deref().unwrap_or_default();
        let offset = floor(text, offset);
        let marks = self.marks.get_or_init(|| Marks::of(text));
        let line = marks.lines.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|at| marks.lines.get(at)).copied();
        let before = |offset| marks.characters_before(text, offset);
        Position {
            line: line.max(1),
            column: before(offset) - before(start.unwrap_or_default()) + 1,
        }
    }
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
                marks: OnceLock::new(),
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

    /// The whole lines that a span touches; `None` for a file that is not text, and for lines that are too long to show.
    pub(crate) fn lines(&self, span: Span) -> Option<Lines<'_>> {
        let text = self.text(span)?;
        let range = floor(text, span.range().start)..floor(text, span.range().end);
        let from = floor(text, range.start.saturating_sub(MAX_SHOWN_BYTES));
        let to = floor(text, range.end + MAX_SHOWN_BYTES);
        let line_start = text.get(from..range.start)?.rfind('\n').map(|at| from + at + 1);
        let line_end = text.get(range.end..to)?.find('\n').map(|at| range.end + at);
        let start = line_start.or_else(|| (from == 0).then_some(0))?;
        let end = line_end.or_else(|| (to == text.len()).then_some(to))?;
        if end - start > MAX_SHOWN_BYTES {
            return None;
        }
        let first = self.files.get(span.file())?.position(range.start).line;
        Some(Lines {
            first,
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
        let file = self.files.get(span.file());
        let at = |offset| file.map_or(Position { line: 1, column: 1 }, |it| it.position(offset));
        (at(span.range().start), at(span.range().end))
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
