//! The tools that are served, and how a client gets at them: each by itself, or all through four that find, describe, read and write.

use gorgias_tools::{
    Finder, SYNONYMS, Selection, ToolError,
    tool::{Entrance, Fault, Tool, entrances, ranked},
};
use rmcp::model;
use serde_json::{Map, Value, json};

use super::{Asked, definition};
use crate::Error;

/// How clients get at the tools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Expose {
    /// Each is listed.
    #[default]
    All,
    /// Four are listed, through which all others are found and called.
    Search,
}

/// The tools that are served, in the order of the spec, and what a client is shown.
#[derive(Debug)]
pub struct Toolbox {
    selection: Selection,
    shown: Vec<model::Tool>,
    /// The four, and what finds the others through them; nothing where each is listed.
    entrances: Option<(Vec<model::Tool>, Finder)>,
}

/// Where a call leads.
pub(super) enum Way {
    /// To a tool.
    Tool(&'static Tool, Asked),
    /// To what there is to say of tools.
    Said(&'static str, Value),
}

/// How many tools are found unless something else is asked.
const FOUND: u64 = 5;

/// How many tools are found at most.
const MOST_FOUND: u64 = 20;

impl Toolbox {
    /// The tools of a selection, where these accounts are served.
    ///
    /// # Errors
    ///
    /// A schema in the table of tools is none.
    pub fn new(selection: Selection, accounts: &[String], expose: Expose) -> Result<Self, Error> {
        let tools = selection.tools();
        let shown =
            tools.iter().map(|tool| definition(tool, accounts)).collect::<Result<_, _>>()?;
        let entrances = match expose {
            Expose::All => None,
            Expose::Search => Some((listed(tools)?, Finder::new(tools, SYNONYMS))),
        };
        Ok(Self { selection, shown, entrances })
    }

    /// What may be called, and what it may do.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The tools, each as a client may be shown it.
    #[must_use]
    pub fn shown(&self) -> &[model::Tool] {
        &self.shown
    }

    /// What is listed.
    #[must_use]
    pub fn listed(&self) -> &[model::Tool] {
        self.entrances.as_ref().map_or(&self.shown, |(four, _)| four)
    }

    /// Whether tools have to be found.
    #[must_use]
    pub fn is_searched(&self) -> bool {
        self.entrances.is_some()
    }

    /// Where a call leads. Of what is left out nothing is said, not even that it is there.
    pub(super) fn way(&self, asked: Asked) -> Result<Way, ToolError> {
        let Some((four, finder)) = &self.entrances else {
            let tool = self
                .selection
                .find(&asked.name)
                .ok_or_else(|| self.unknown(&asked.name, &self.shown))?;
            return Ok(Way::Tool(tool, asked));
        };
        let is_listed = four.iter().any(|tool| tool.name == asked.name);
        let entrance = Entrance::named(&asked.name).filter(|_| is_listed);
        let entrance = entrance.ok_or_else(|| self.unknown(&asked.name, four))?;
        let arguments = &asked.arguments;
        match entrance {
            Entrance::Find => Ok(Way::Said(entrance.name(), self.found(finder, arguments)?)),
            Entrance::Describe => {
                let described = self.described(finder, text(arguments, "tool")?)?;
                Ok(Way::Said(entrance.name(), described))
            }
            Entrance::Read | Entrance::Write => {
                let name = text(arguments, "tool")?.to_owned();
                let tool = finder.through(entrance, &name)?;
                let arguments = inner(arguments.get("arguments"))?;
                Ok(Way::Tool(tool, Asked { name, arguments, ..asked }))
            }
        }
    }

    fn found(&self, finder: &Finder, arguments: &Map<String, Value>) -> Result<Value, ToolError> {
        let limit = match arguments.get("limit") {
            None | Some(Value::Null) => FOUND,
            Some(limit) => {
                let number = limit.as_u64().or_else(|| limit.as_str()?.parse().ok());
                let number = number.filter(|number| (1..=MOST_FOUND).contains(number));
                number
                    .ok_or_else(|| refused("limit", "is none", format!("give 1 to {MOST_FOUND}")))?
            }
        };
        let request = text(arguments, "request")?;
        let found = finder.find(request, usize::try_from(limit).unwrap_or_default());
        let tools = found.into_iter().map(|tool| {
            json!({
                "name": tool.name,
                "description": tool.description,
                "entrance": Entrance::to(tool).name(),
            })
        });
        Ok(json!({"tools": tools.collect::<Vec<_>>()}))
    }

    /// What a model has to know to call a tool here, where it may take more than the table says.
    fn described(&self, finder: &Finder, name: &str) -> Result<Value, ToolError> {
        let mut described = finder.describe(name)?;
        let shown = self.shown.iter().find(|tool| described["name"] == *tool.name);
        if let Some(shown) = shown {
            described["inputSchema"] = Value::from((*shown.input_schema).clone());
        }
        Ok(described)
    }

    fn unknown(&self, name: &str, listed: &[model::Tool]) -> ToolError {
        let names: Vec<_> = listed.iter().map(|tool| &*tool.name).collect();
        ToolError::Unknown { name: name.to_owned(), right: ranked(name, &names, "there is") }
    }
}

/// Those of the four that lead to anything.
fn listed(tools: &[&'static Tool]) -> Result<Vec<model::Tool>, Error> {
    let leads = |entrance: Entrance| match entrance {
        Entrance::Find | Entrance::Describe => true,
        Entrance::Read | Entrance::Write => tools.iter().any(|tool| Entrance::to(tool) == entrance),
    };
    let mut listed = Vec::new();
    for (entrance, definition) in Entrance::ALL.into_iter().zip(entrances()) {
        if leads(entrance) {
            let tool = serde_json::from_value(definition.clone());
            listed.push(tool.map_err(|cause| Error::Schema { tool: entrance.name(), cause })?);
        }
    }
    Ok(listed)
}

fn text<'a>(arguments: &'a Map<String, Value>, key: &'static str) -> Result<&'a str, ToolError> {
    match arguments.get(key) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(refused(key, "is no text", "give a text")),
        None => Err(refused(key, "is missing", "give a text")),
    }
}

/// The arguments of the tool itself; some clients give them as a text that holds JSON.
fn inner(given: Option<&Value>) -> Result<Map<String, Value>, ToolError> {
    let object = match given {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(arguments)) => Some(arguments.clone()),
        Some(Value::String(text)) => serde_json::from_str(text).ok(),
        Some(_) => None,
    };
    object.ok_or_else(|| {
        refused("arguments", "is no object", "give the tool's arguments by their names")
    })
}

fn refused(path: &str, why: &str, right: impl Into<String>) -> ToolError {
    ToolError::refused(Fault::new(path, why, right))
}
