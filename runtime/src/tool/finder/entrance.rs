//! The four fixed tools: they are all that is listed where tools are found and not listed.

use std::sync::LazyLock;

use serde_json::Value;

use crate::tool::Tool;

/// A fixed tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entrance {
    /// Finds tools.
    Find,
    /// Describes one.
    Describe,
    /// Calls one that changes nothing.
    Read,
    /// Calls one that changes something.
    Write,
}

static DEFINITIONS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("entrances.json")).unwrap_or_default());

/// The definitions of the fixed tools, as MCP lists tools: `[{name, title, description, inputSchema, annotations}]`.
#[must_use]
pub fn entrances() -> &'static [Value] {
    DEFINITIONS.as_array().map_or(&[], Vec::as_slice)
}

impl Entrance {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Find, Self::Describe, Self::Read, Self::Write];

    /// The name under which it is listed and called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Find => "find_gorgias_tools",
            Self::Describe => "describe_gorgias_tool",
            Self::Read => "read_gorgias",
            Self::Write => "write_gorgias",
        }
    }

    /// The fixed tool of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entrance| entrance.name() == name)
    }

    /// The one through which a tool is called.
    #[must_use]
    pub const fn to(tool: &Tool) -> Self {
        if tool.hints.read_only { Self::Read } else { Self::Write }
    }
}
