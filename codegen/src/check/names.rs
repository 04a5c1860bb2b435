//! Names of tools, and what else must not be there twice: calls and addresses.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::model::names::is_tool_name;
use crate::model::{Model, Verb};
use crate::rules::Rule;
use crate::source::Span;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = tool_names(model);
    diagnostics.extend(calls(model));
    diagnostics.extend(addresses(model));
    diagnostics
}

/// Documents know an operation by its verb and its path, whatever the parameters are called.
fn calls(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: HashMap<(Verb, String), &str> = HashMap::new();
    for operation in &model.operations {
        let form = form(&operation.path);
        if let Some(earlier) = seen.insert((operation.verb, form), &operation.id) {
            let message = format!("`{}` and `{earlier}` make the same call", operation.id);
            diagnostics.push(
                Diagnostic::new(Rule::DuplicateName, operation.span, message)
                    .help("describe the call once; one tool can have several names as `aliases`"),
            );
        }
    }
    diagnostics
}

/// What a path has in common with all others that cannot be told from it.
fn form(path: &str) -> String {
    let mut pieces = path.split('{');
    let start = pieces.next().unwrap_or_default();
    let rest = pieces.map(|piece| piece.split_once('}').map_or(piece, |(_, behind)| behind));
    std::iter::once(start).chain(rest).collect::<Vec<_>>().join("{}")
}

/// An address leads to one operation, whatever the parameters are called.
fn addresses(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: HashMap<String, &str> = HashMap::new();
    for operation in &model.operations {
        for address in &operation.addresses {
            if let Some(earlier) = seen.insert(form(&address.path), &operation.id) {
                let message = format!("`{earlier}` has files with the same address");
                diagnostics.push(Diagnostic::new(Rule::DuplicateName, address.span, message));
            }
        }
    }
    diagnostics
}

fn tool_names(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for operation in &model.operations {
        let own = (operation.tool.name.as_str(), operation.tool.span);
        let aliases = operation.tool.aliases.iter().map(|alias| (alias.name.as_str(), alias.span));
        for (name, span) in std::iter::once(own).chain(aliases) {
            if !is_tool_name(name) {
                let message = format!("clients would refuse the tool name `{name}`");
                let help = "use 1 to 45 of the characters a-z, 0-9 and _";
                diagnostics.push(Diagnostic::new(Rule::ToolName, span, message).help(help));
            }
            if seen.insert(name, span).is_some() {
                let message = format!("two tools answer to `{name}`");
                diagnostics.push(Diagnostic::new(Rule::DuplicateName, span, message));
            }
        }
    }
    diagnostics
}
