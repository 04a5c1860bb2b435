//! Names: of tools, of Rust.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::model::names::{TAKEN, TAKEN_MODULES, TAKEN_TYPES, is_tool_name};
use crate::model::webhook::{RECEIVING, Trigger};
use crate::model::{Model, Owner, Place, Shape, Verb};
use crate::rules::Rule;
use crate::source::Span;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = tool_names(model);
    diagnostics.extend(calls(model));
    diagnostics.extend(addresses(model));
    diagnostics.extend(rust_names(model));
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

/// The names that each generated Rust item puts into one name space.
fn rust_names(model: &Model) -> Vec<Diagnostic> {
    let mut clashes = Clashes::default();
    let types = || model.types.iter().map(|def| (def.name.clone(), def.name.as_str(), def.span));
    let bodies = model.types.iter().filter(|def| def.two_sided);
    let bodies = bodies.map(|def| (def.body_name(), def.name.as_str(), def.span));
    clashes.space("the crate", types().chain(bodies));
    let resources = || model.resources.iter();
    let builders = model.operations.iter().map(|operation| (operation.builder(), operation.span));
    let type_names = || model.types.iter().map(|def| (def.name.clone(), def.span));
    clashes.taken(TAKEN, type_names());
    clashes.taken(TAKEN_TYPES, type_names());
    clashes.taken(TAKEN, resources().map(|resource| (resource.handle(), resource.span)));
    clashes.taken(TAKEN, builders);
    let modules = resources().map(|resource| (resource.module.clone(), resource.span));
    clashes.taken(TAKEN_MODULES, modules);
    let types_constants = model.types.iter();
    clashes.space(
        "the crate",
        types_constants.map(|def| (def.constant(), def.name.as_str(), def.span)),
    );
    let operations = model.operations.iter();
    let constants = operations.flat_map(|operation| {
        let work = operation.long_running.as_ref().map(|_| operation.work_constant());
        let names = std::iter::once(operation.constant()).chain(work);
        names.map(|name| (name, operation.id.as_str(), operation.span))
    });
    clashes.space("the crate", constants);
    clashes.space(
        "the crate",
        resources()
            .map(|resource| (resource.module.clone(), resource.name.as_str(), resource.span)),
    );
    for (at, resource) in model.resources.iter().enumerate() {
        let operations =
            || model.operations.iter().filter(move |operation| operation.resource == at);
        clashes.space(
            &resource.name,
            operations()
                .map(|operation| (operation.rust.clone(), operation.id.as_str(), operation.span)),
        );
        let builders = operations()
            .map(|operation| (operation.builder(), operation.id.as_str(), operation.span));
        let handle = std::iter::once((resource.handle(), resource.name.as_str(), resource.span));
        clashes.space(&resource.name, handle.chain(builders).chain(types()));
    }
    if let Some(webhooks) = &model.webhooks {
        let triggers = webhooks.triggers.iter();
        clashes.space(
            "the triggers",
            triggers.map(|trigger| (trigger.rust.clone(), trigger.wire.as_str(), trigger.span)),
        );
        let sent = model.types.iter().filter(|def| def.owner == Owner::Webhooks);
        let sent = sent.map(|def| (def.name.clone(), def.span));
        clashes.taken(&[Trigger::ENUM], sent.clone());
        clashes.taken(&RECEIVING, sent);
    }
    for operation in &model.operations {
        let fields =
            operation.args.iter().filter(|arg| arg.place != Place::Path).map(|arg| &arg.field);
        clashes.space(
            &operation.id,
            fields.map(|field| (field.rust.clone(), field.wire.as_str(), field.span)),
        );
    }
    for def in &model.types {
        match &def.shape {
            Shape::Object(object) => {
                let fields = object.fields.iter();
                clashes.space(
                    &def.name,
                    fields.map(|field| (field.rust.clone(), field.wire.as_str(), field.span)),
                );
            }
            Shape::Enum(values) => {
                let values = values.values.iter();
                clashes.space(
                    &def.name,
                    values.map(|value| (value.rust.clone(), value.wire.as_str(), value.span)),
                );
            }
            Shape::Union(union) => {
                let variants = union.variants.iter();
                clashes.space(
                    &def.name,
                    variants.map(|variant| (variant.rust.clone(), variant.wire.as_str(), def.span)),
                );
            }
            Shape::Id(_) => {}
        }
    }
    clashes.diagnostics
}

#[derive(Default)]
struct Clashes {
    diagnostics: Vec<Diagnostic>,
}

impl Clashes {
    /// Reports names that generated code has for things of its own.
    fn taken(&mut self, taken: &[&str], names: impl Iterator<Item = (String, Span)>) {
        for (rust, span) in names.filter(|(rust, _)| taken.contains(&rust.as_str())) {
            let rust = rust.trim_start_matches("r#");
            let message = format!("`{rust}` is what generated Rust calls something of its own");
            self.diagnostics.push(
                Diagnostic::new(Rule::RustCollision, span, message).help("give it another name"),
            );
        }
    }

    /// Reports names of the spec that are different there, but one identifier in Rust.
    fn space<'a>(&mut self, space: &str, names: impl Iterator<Item = (String, &'a str, Span)>) {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (rust, name, span) in names {
            match seen.get(&rust) {
                Some(earlier) if *earlier != name => {
                    let message = format!(
                        "`{earlier}` and `{name}` of `{space}` both become `{rust}` in Rust"
                    );
                    self.diagnostics.push(
                        Diagnostic::new(Rule::RustCollision, span, message)
                            .help("give one of them another name"),
                    );
                }
                Some(_) => {}
                None => {
                    seen.insert(rust, name);
                }
            }
        }
    }
}
