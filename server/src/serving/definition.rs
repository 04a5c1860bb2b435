//! A tool as clients are shown it.

use std::sync::Arc;

use gorgias_tools::tool::Tool;
use rmcp::model::{self, JsonObject, ToolAnnotations};
use serde_json::{Map, Value, json};

use super::repeats;
use crate::Error;

/// The argument that says which account is meant, where there are several.
pub const ACCOUNT: &str = "account";

/// Another name for it, which is understood and not shown.
pub const ACCOUNT_DOMAIN: &str = "accountDomain";

/// What a client is shown of a tool, where these accounts are served. The same tool and accounts make the same bytes.
///
/// # Errors
///
/// A schema in the table of tools is none.
pub fn definition(tool: &'static Tool, accounts: &[String]) -> Result<model::Tool, Error> {
    let mut input = schema(tool, tool.input_schema)?;
    if accounts.len() > 1 {
        choose_account(&mut input, accounts);
    }
    if repeats::is_guarded(tool) {
        allow_repeat(&mut input);
    }
    let output = schema(tool, tool.output_schema)?;
    let hints = ToolAnnotations::with_title(tool.title)
        .read_only(tool.hints.read_only)
        .destructive(tool.hints.destructive)
        .idempotent(tool.hints.idempotent)
        .open_world(tool.hints.open_world);
    Ok(model::Tool::new(tool.name, tool.description, Arc::new(input))
        .with_title(tool.title)
        .with_raw_output_schema(Arc::new(output))
        .with_annotations(hints))
}

fn schema(tool: &'static Tool, text: &str) -> Result<JsonObject, Error> {
    serde_json::from_str(text).map_err(|cause| Error::Schema { tool: tool.name, cause })
}

/// The account comes first, since it decides what the other arguments mean.
fn choose_account(input: &mut JsonObject, accounts: &[String]) {
    let mut properties = Map::new();
    properties.insert(ACCOUNT.to_owned(), json!({"type": "string", "enum": accounts}));
    if let Some(Value::Object(others)) = input.get_mut("properties") {
        properties.append(others);
    }
    input.insert("properties".to_owned(), properties.into());
    let mut required = vec![Value::from(ACCOUNT)];
    if let Some(Value::Array(others)) = input.get_mut("required") {
        required.append(others);
    }
    input.insert("required".to_owned(), required.into());
}

/// It comes last, since it is rarely used. What it does is told with the answer that makes it useful.
fn allow_repeat(input: &mut JsonObject) {
    if let Some(Value::Object(properties)) = input.get_mut("properties") {
        properties.insert(repeats::ALLOW_REPEAT.to_owned(), json!({"type": "boolean"}));
    }
}
