//! Names in generated Rust: what each item puts into one name space.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::model::names::{TAKEN, TAKEN_MODULES, TAKEN_TYPES};
use crate::model::webhook::{RECEIVING, Trigger, Webhooks};
use crate::model::{Field, Model, Operation, Owner, Place, Resource, Shape, TypeDef};
use crate::rules::Rule;
use crate::source::Span;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut clashes = Clashes::default();
    clashes.of_crate(model);
    for at in 0..model.resources.len() {
        clashes.of_resource(model, at);
    }
    if let Some(webhooks) = &model.webhooks {
        clashes.of_webhooks(model, webhooks);
    }
    for operation in &model.operations {
        let arguments = operation.args.iter().filter(|arg| arg.place != Place::Path);
        clashes.fields(&operation.id, arguments.map(|arg| &arg.field));
    }
    for def in &model.types {
        clashes.of_type(def);
    }
    clashes.diagnostics
}

/// A name in Rust, what it comes from, and where that stands.
type Origin<'m> = (String, &'m str, Span);

fn type_names(model: &Model) -> impl Iterator<Item = Origin<'_>> {
    model.types.iter().map(|def| (def.name.clone(), def.name.as_str(), def.span))
}

fn builder(operation: &Operation) -> Origin<'_> {
    (operation.builder(), &operation.id, operation.span)
}

fn handle(resource: &Resource) -> Origin<'_> {
    (resource.handle(), &resource.name, resource.span)
}

fn module(resource: &Resource) -> Origin<'_> {
    (resource.module.clone(), &resource.name, resource.span)
}

#[derive(Default)]
struct Clashes {
    diagnostics: Vec<Diagnostic>,
}

impl Clashes {
    fn of_crate(&mut self, model: &Model) {
        const CRATE: &str = "the crate";
        let bodies = model.types.iter().filter(|def| def.two_sided);
        let bodies = bodies.map(|def| (def.body_name(), def.name.as_str(), def.span));
        self.space(CRATE, type_names(model).chain(bodies));
        self.taken(TAKEN, type_names(model));
        self.taken(TAKEN_TYPES, type_names(model));
        self.taken(TAKEN, model.resources.iter().map(handle));
        self.taken(TAKEN, model.operations.iter().map(builder));
        self.taken(TAKEN_MODULES, model.resources.iter().map(module));
        let types = model.types.iter();
        self.space(CRATE, types.map(|def| (def.constant(), def.name.as_str(), def.span)));
        let constants = model.operations.iter().flat_map(|operation| {
            let work = operation.long_running.as_ref().map(|_| operation.work_constant());
            let names = std::iter::once(operation.constant()).chain(work);
            names.map(|name| (name, operation.id.as_str(), operation.span))
        });
        self.space(CRATE, constants);
        self.space(CRATE, model.resources.iter().map(module));
    }

    fn of_resource(&mut self, model: &Model, at: usize) {
        let resource = &model.resources[at];
        let operations = || model.operations.iter().filter(|operation| operation.resource == at);
        let methods = operations();
        let methods = methods.map(|it| (it.rust.clone(), it.id.as_str(), it.span));
        self.space(&resource.name, methods);
        let structs = std::iter::once(handle(resource)).chain(operations().map(builder));
        self.space(&resource.name, structs.chain(type_names(model)));
    }

    fn of_webhooks(&mut self, model: &Model, webhooks: &Webhooks) {
        let triggers = webhooks.triggers.iter();
        let triggers = triggers.map(|it| (it.rust.clone(), it.wire.as_str(), it.span));
        self.space("the triggers", triggers);
        let sent = model.types.iter().filter(|def| def.owner == Owner::Webhooks);
        let sent = sent.map(|def| (def.name.clone(), def.name.as_str(), def.span));
        self.taken(&[Trigger::ENUM], sent.clone());
        self.taken(&RECEIVING, sent);
    }

    fn of_type(&mut self, def: &TypeDef) {
        match &def.shape {
            Shape::Object(object) => self.fields(&def.name, &object.fields),
            Shape::Enum(values) => {
                let values = values.values.iter();
                let values = values.map(|it| (it.rust.clone(), it.wire.as_str(), it.span));
                self.space(&def.name, values);
            }
            Shape::Union(union) => {
                let variants = union.variants.iter();
                let variants = variants.map(|it| (it.rust.clone(), it.wire.as_str(), def.span));
                self.space(&def.name, variants);
            }
            Shape::Id(_) => {}
        }
    }

    fn fields<'m>(&mut self, of: &str, fields: impl IntoIterator<Item = &'m Field>) {
        let fields = fields.into_iter();
        self.space(of, fields.map(|it| (it.rust.clone(), it.wire.as_str(), it.span)));
    }

    /// Reports names that generated code has for things of its own.
    fn taken<'m>(&mut self, taken: &[&str], names: impl Iterator<Item = Origin<'m>>) {
        for (rust, _, span) in names.filter(|(rust, ..)| taken.contains(&rust.as_str())) {
            let rust = rust.trim_start_matches("r#");
            let message = format!("`{rust}` is what generated Rust calls something of its own");
            self.diagnostics.push(
                Diagnostic::new(Rule::RustCollision, span, message).help("give it another name"),
            );
        }
    }

    /// Reports names of the spec that are different there, but one identifier in Rust.
    fn space<'m>(&mut self, space: &str, names: impl Iterator<Item = Origin<'m>>) {
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
