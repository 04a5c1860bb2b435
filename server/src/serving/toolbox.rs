//! The tools that are served.

use gorgias_tools::tool::{self, Tool};
use rmcp::model;

use super::{Desks, definition};
use crate::Error;

/// The tools that are served, in the order of the spec, and what a client is shown of each.
#[derive(Debug)]
pub struct Toolbox {
    tools: Vec<&'static Tool>,
    shown: Vec<model::Tool>,
}

impl Toolbox {
    /// These tools, for these desks.
    ///
    /// # Errors
    ///
    /// A schema in the table of tools is none.
    pub fn new(tools: Vec<&'static Tool>, desks: &Desks) -> Result<Self, Error> {
        let shown = tools.iter().map(|tool| definition(tool, desks)).collect::<Result<_, _>>()?;
        Ok(Self { tools, shown })
    }

    /// The tools.
    #[must_use]
    pub fn tools(&self) -> &[&'static Tool] {
        &self.tools
    }

    /// What clients are shown.
    #[must_use]
    pub fn shown(&self) -> &[model::Tool] {
        &self.shown
    }

    /// The tool of a name; aliases lead to it too.
    pub(super) fn find(&self, name: &str) -> Option<&'static Tool> {
        tool::find(&self.tools, name)
    }
}
