//! The tools that are served.

use gorgias_tools::{
    Selection,
    tool::{Tool, ranked},
};
use rmcp::model;

use super::definition;
use crate::Error;

/// The tools that are served, in the order of the spec, and what a client is shown of each.
#[derive(Debug)]
pub struct Toolbox {
    selection: Selection,
    shown: Vec<model::Tool>,
}

impl Toolbox {
    /// The tools of a selection, where these accounts are served.
    ///
    /// # Errors
    ///
    /// A schema in the table of tools is none.
    pub fn new(selection: Selection, accounts: &[String]) -> Result<Self, Error> {
        let tools = selection.tools().iter();
        let shown = tools.map(|tool| definition(tool, accounts)).collect::<Result<_, _>>()?;
        Ok(Self { selection, shown })
    }

    /// What may be called, and what it may do.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// What clients are shown.
    #[must_use]
    pub fn shown(&self) -> &[model::Tool] {
        &self.shown
    }

    /// The tool of a name, or what may have been meant. Of what is left out nothing is said, not even that it is there.
    pub(super) fn find(&self, name: &str) -> Result<&'static Tool, String> {
        self.selection.find(name).ok_or_else(|| {
            let names: Vec<_> = self.selection.tools().iter().map(|tool| tool.name).collect();
            ranked(name, &names, "there is")
        })
    }
}
