//! What is wrong with a spec, said so that its keeper can mend it.

use crate::Source;

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: the source line with a caret; in colour if `true`.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {}

/// All that is wrong in one run, sorted by place.
#[derive(Debug)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    pub(crate) fn new(_sources: &[Source]) -> Self {
        Self { items: Vec::new() }
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

    /// The text of all diagnostics in a format.
    #[must_use]
    pub fn render(&self, _format: Format) -> String {
        String::new()
    }
}
