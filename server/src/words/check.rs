//! Trying an account: each resource is read once, in the least way there is.

use std::collections::BTreeSet;

use gorgias_tools::{Runtime, Selection, Tool, ToolError};
use rmcp::model;
use serde_json::{Map, Value, json};

use super::{block_on, print};
use crate::{Error, serving::Toolbox, settings::Settings};

/// Reads each resource of each account, and says in a line how that went.
pub(super) fn run(settings: &Settings) -> Result<(), Error> {
    let toolbox = settings.toolbox()?;
    let desks = settings.desks()?;
    block_on(async {
        let mut all_well = true;
        for desk in desks.iter() {
            print(&format!("{}, {}\n", desk.name(), desk.runtime().account().base_url()));
            all_well &= check(&toolbox, desk.runtime()).await;
        }
        if all_well { Ok(()) } else { Err(Error::Failed) }
    })
}

async fn check(toolbox: &Toolbox, runtime: &Runtime) -> bool {
    let selection = toolbox.selection();
    let mut seen = BTreeSet::new();
    let mut all_well = true;
    for (tool, shown) in selection.tools().iter().zip(toolbox.shown()) {
        let resource = tool.operation.id.split('.').next().unwrap_or_default();
        let Some(least) = least(tool, shown).filter(|_| !seen.contains(resource)) else { continue };
        seen.insert(resource);
        let well = read(selection, runtime, tool, least).await;
        let said = well.as_ref().err().map(|error| format!(": {error}")).unwrap_or_default();
        let word = if well.is_ok() { "ok" } else { "no" };
        print(&format!("  {word}  {resource}{said}\n"));
        all_well &= well.is_ok();
    }
    all_well
}

async fn read(
    selection: &Selection,
    runtime: &Runtime,
    tool: &Tool,
    arguments: Map<String, Value>,
) -> Result<(), ToolError> {
    selection.call(runtime, tool.name, arguments).await.map(drop)
}

/// The arguments of the smallest call of a tool, if it only reads and needs none of a caller.
fn least(tool: &Tool, shown: &model::Tool) -> Option<Map<String, Value>> {
    let needs = shown.input_schema.get("required").and_then(Value::as_array);
    let needs_none = needs.is_none_or(|keys| keys.iter().all(|key| key == crate::serving::ACCOUNT));
    let takes_limit =
        shown.input_schema.get("properties").is_some_and(|keys| keys.get("limit").is_some());
    let arguments = if takes_limit { json!({"limit": 1}) } else { json!({}) };
    arguments.as_object().cloned().filter(|_| tool.hints.read_only && needs_none)
}
