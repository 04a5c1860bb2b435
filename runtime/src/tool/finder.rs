//! Finding tools by what somebody wants to do: for models that are not shown all tools at once.
//!
//! The [`Index`](index::Index) ranks tools by the words of a request. The [`words`] are cut from texts and brought to a common form. An
//! [`Entrance`] is one of the four fixed tools through which a model finds, describes and calls the others.

mod entrance;
mod index;
mod words;

use serde_json::{Value, json};

pub use self::entrance::{Entrance, entrances};
use self::index::Index;
use super::{Fault, Tool, ToolError, find};
use crate::{excerpt::beginning, nearest::nearest};

/// Words of tools' texts, each with what people say for it: `("tag", &["label"])`.
pub type Synonyms = &'static [(&'static str, &'static [&'static str])];

/// Finds tools by what somebody wants to do. The same request finds the same tools in the same order, always.
///
/// ```
/// use gorgias_runtime::tool::Finder;
///
/// let finder = Finder::new(&[], &[]);
/// assert!(finder.find("close the ticket", 5).is_empty());
/// ```
#[derive(Debug)]
pub struct Finder {
    tools: Vec<&'static Tool>,
    index: Index,
}

/// So many bytes of a request are read: the work for a word that nobody knows grows with its length times that of each known one.
const REQUEST: usize = 500;

impl Finder {
    /// A finder among some tools; none but these are ever found or described.
    #[must_use]
    pub fn new(tools: &[&'static Tool], synonyms: Synonyms) -> Self {
        Self { tools: tools.to_vec(), index: Index::new(tools, synonyms) }
    }

    /// The tools that fit a request best, the best first.
    #[must_use]
    pub fn find(&self, request: &str, limit: usize) -> Vec<&'static Tool> {
        let ranked = self.index.ranked(beginning(request, REQUEST)).into_iter().take(limit);
        ranked.filter_map(|at| self.tools.get(at).copied()).collect()
    }

    /// What a model has to know to call a tool, as data: `{name, title, description, entrance, effect, inputSchema}`.
    ///
    /// # Errors
    ///
    /// There is no such tool.
    pub fn describe(&self, name: &str) -> Result<Value, ToolError> {
        let tool = self.tool(name)?;
        let effect: Vec<_> = tool.effect.possible().into_iter().map(|deed| deed.as_str()).collect();
        let schema: Value = serde_json::from_str(tool.input_schema).unwrap_or_default();
        Ok(json!({
            "name": tool.name,
            "title": tool.title,
            "description": tool.description,
            "entrance": Entrance::to(tool).name(),
            "effect": effect,
            "inputSchema": schema,
        }))
    }

    /// The tool of a name, if it may be called through an entrance: what changes nothing through the one, all else through the
    /// other, so that a client can approve them apart.
    ///
    /// # Errors
    ///
    /// There is no such tool, or it is to be called through the other entrance.
    pub fn through(&self, entrance: Entrance, name: &str) -> Result<&'static Tool, ToolError> {
        let tool = self.tool(name)?;
        let right = Entrance::to(tool);
        if right == entrance {
            return Ok(tool);
        }
        let why = if right == Entrance::Read { "changes nothing" } else { "changes something" };
        let right = format!("call it through `{}`", right.name());
        Err(ToolError::refused(Fault::new("tool", why, right)))
    }

    fn tool(&self, name: &str) -> Result<&'static Tool, ToolError> {
        find(&self.tools, name).ok_or_else(|| ToolError::Unknown {
            name: name.to_owned(),
            right: self.instead_of(name),
        })
    }

    /// What may have been meant by a name, without reciting all that there is.
    fn instead_of(&self, name: &str) -> String {
        let alike = self.find(name, 5);
        nearest(name, alike.iter().map(|tool| tool.name), "there is")
    }
}
