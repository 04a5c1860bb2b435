//! What a step gives to a tool, held against what the tool takes.

use super::known::{Known, Scope, refers};
use crate::diagnostic::Diagnostic;
use crate::load::yaml::{self, Node};
use crate::model::fit::Fit;
use crate::model::lower::{Lower, plain_field};
use crate::model::{Field, Operation, Projection, Side, Type, TypeUse};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

/// The argument of tools that asks for another projection.
const FIELDS: &str = "fields";

impl Lower<'_> {
    /// Reports arguments that the tool would refuse, as far as one can know.
    pub(super) fn check_arguments(
        &mut self,
        with: Option<&Node>,
        call: Span,
        operation: usize,
        scope: &Scope,
    ) {
        let entries = match with.map(|with| (&with.value, with.span)) {
            None => &[][..],
            Some((yaml::Value::Map(entries), _)) => entries,
            Some((_, span)) => {
                self.report(Diagnostic::new(Rule::WrongKind, span, "expected a map of arguments"));
                return;
            }
        };
        let operation = &self.model.operations[operation];
        let (tool, shows) = (operation.tool.name.clone(), operation.tool.shows.clone());
        let fields = taken(operation);
        for (key, value) in entries {
            if let Some(field) = fields.iter().find(|field| field.key == key.text) {
                let field = self.as_told(field, &fields, entries);
                self.check_given(value, &field, scope);
            } else if key.text == FIELDS && matches!(shows, Projection::Paths(_)) {
                let ty = TypeUse { ty: Type::Text, nullable: false };
                self.check_given(value, &plain_field(key, ty), scope);
            } else {
                let names = fields.iter().map(|field| field.key.as_str());
                let help = did_you_mean(&key.text, names);
                let message = format!("`{tool}` has no argument `{}`", key.text);
                self.report(
                    Diagnostic::new(Rule::UnknownField, key.span, message).maybe_help(help),
                );
            }
        }
        for field in fields.iter().filter(|field| !field.optional) {
            if !entries.iter().any(|(key, _)| key.text == field.key) {
                let message = format!("`{tool}` needs the argument `{}`", field.key);
                let span = with.map_or(call, |with| with.span);
                self.report(Diagnostic::new(Rule::CaseArguments, span, message));
            }
        }
    }

    /// A field as the text beside it tells it, where that is written out.
    fn as_told(&self, field: &Field, among: &[Field], entries: &[(yaml::Key, Node)]) -> Field {
        let ty = field.body_type();
        let text = self.model.teller(&ty.ty, among.iter()).and_then(|by| {
            let given = entries.iter().find(|(key, _)| key.text == by.key || key.text == by.wire);
            match given.map(|(_, node)| (&node.value, refers(node))) {
                Some((yaml::Value::Text(text), false)) => Some(text.as_str()),
                _ => None,
            }
        });
        match self.model.told(&ty.ty, text) {
            Some(variant) => Field { ty: variant.in_place_of(ty), writes: None, ..field.clone() },
            None => field.clone(),
        }
    }

    fn check_given(&mut self, node: &Node, field: &Field, scope: &Scope) {
        if refers(node) {
            return self.check_referring(node, field.body_type(), scope);
        }
        for misfit in Fit::field(&self.model, Side::Body, field, &node.to_json()) {
            self.would_refuse(node.nearest(&misfit.path).span, &misfit.text(), misfit.help);
        }
    }

    /// A value of which parts are taken from elsewhere.
    fn check_referring(&mut self, node: &Node, ty: &TypeUse, scope: &Scope) {
        if !refers(node) {
            let mut fit = Fit::new(&self.model, Side::Body);
            fit.check(ty, &node.to_json());
            for misfit in fit.misfits {
                self.would_refuse(node.nearest(&misfit.path).span, &misfit.text(), misfit.help);
            }
            return;
        }
        if let Some(why) = self.unlike(node, &Known::Type(ty.clone()), scope) {
            return self.would_refuse(node.span, &why, None);
        }
        match (&node.value, &ty.ty) {
            (yaml::Value::List(items), Type::List(item)) => {
                items.iter().for_each(|node| self.check_referring(node, item, scope));
            }
            (yaml::Value::Map(entries), Type::Map(value)) => {
                entries.iter().for_each(|(_, node)| self.check_referring(node, value, scope));
            }
            (yaml::Value::Map(entries), ty) => self.check_members(entries, ty, scope),
            _ => {}
        }
    }

    fn check_members(&mut self, entries: &[(yaml::Key, Node)], ty: &Type, scope: &Scope) {
        let Some(object) = self.model.object(ty) else { return };
        let (open, name) = (object.open, self.model.describe(ty));
        let writable = object.fields.iter().filter(|field| field.access.writable());
        let fields: Vec<Field> = writable.cloned().collect();
        for (key, node) in entries {
            match fields.iter().find(|field| field.wire == key.text) {
                Some(field) => {
                    let field = self.as_told(field, &fields, entries);
                    self.check_given(node, &field, scope);
                }
                None if open => {}
                None => {
                    let names = fields.iter().map(|field| field.wire.as_str());
                    let why = format!("{name} has no field `{}`", key.text);
                    self.would_refuse(key.span, &why, did_you_mean(&key.text, names));
                }
            }
        }
        for field in fields.iter().filter(|field| !field.optional) {
            if let Some((first, _)) = entries.first()
                && !entries.iter().any(|(key, _)| key.text == field.wire)
            {
                self.would_refuse(first.span, &format!("{name} needs `{}`", field.wire), None);
            }
        }
    }

    fn would_refuse(&mut self, span: Span, why: &str, help: Option<String>) {
        let message = format!("the tool would refuse this: {why}");
        self.report(Diagnostic::new(Rule::CaseArguments, span, message).maybe_help(help));
    }
}

/// What a tool takes by name: the arguments of its operation, and its filters.
fn taken(operation: &Operation) -> Vec<Field> {
    let arguments = operation.args.iter().map(|arg| &arg.field);
    let filters = operation.tool.scan.iter().flat_map(|scan| &scan.filters);
    arguments.chain(filters.map(|filter| &filter.field)).cloned().collect()
}
