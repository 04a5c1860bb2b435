//! The scopes that an app needs for the tools that would be served.

use std::collections::BTreeSet;

use gorgias_tools::Selection;

use super::print;
use crate::{Error, settings::Settings};

/// Without it an app gets no token that outlives the first hours.
const OFFLINE: &str = "offline";

pub(super) fn run(settings: &Settings) -> Result<(), Error> {
    let selection = settings.selection()?;
    for scope in needed(&selection) {
        print(&format!("{scope}\n"));
    }
    let unknown = selection.tools().iter().filter(|tool| tool.operation.scope.is_none()).count();
    if unknown > 0 {
        eprintln!("gorgias-mcp: of {unknown} tools nobody knows the scope that they need");
    }
    Ok(())
}

/// All of them, in the order of the alphabet.
pub(super) fn needed(selection: &Selection) -> BTreeSet<&'static str> {
    let scopes = selection.tools().iter().filter_map(|tool| tool.operation.scope);
    scopes.chain([OFFLINE]).collect()
}
