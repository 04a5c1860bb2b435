//! How an account behaves, from words to the model. A call can work on things of any file, so this comes when all
//! operations are known.

mod fields;
mod said;
mod shape;

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{ApiFile, JournalWords, KeepingWords};
use crate::load::words::At;
use crate::model::behaviour::{Deed, Journal, Keeping, Thing};
use crate::model::{Field, Shape, TypeRef};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(in crate::model::lower) fn lower_behaviour(&mut self, api: &'s ApiFile) {
        self.check_fields_behave();
        let Some(words) = &api.keeping else { return };
        self.model.things = self.model.things_by_path();
        self.model.api.keeping = self.keeping(words);
        for resource in &self.spec.resources {
            for (name, words) in &resource.operations.0 {
                let id = format!("{}.{}", resource.name.value, name.text);
                let found = self.model.operations.iter().position(|operation| operation.id == id);
                let Some(at) = found else { continue };
                let deed = match &words.does {
                    Some(words) => self.said(at, words),
                    None => self.shown(at, name.span),
                };
                self.model.operations[at].deed = deed;
            }
        }
        for (at, filter) in self.model.sifted_lists() {
            if let Some(Deed::List { picks, .. }) = &mut self.model.operations[at].deed {
                picks.push(filter);
            }
        }
        self.check_picks();
    }

    fn keeping(&mut self, words: &KeepingWords) -> Option<Keeping> {
        for name in [&words.made, &words.changed, &words.address] {
            let mut fields = self.model.things.iter().flat_map(|thing| self.fields_of(thing.ty));
            if !fields.any(|field| field.wire == name.value) {
                let message = format!("nothing that is kept has a field `{}`", name.value);
                self.report(Diagnostic::new(Rule::Deed, name.span, message));
            }
        }
        let journal = words.journal.as_ref().and_then(|journal| self.journal(journal));
        Some(Keeping {
            made: words.made.value.clone(),
            changed: words.changed.value.clone(),
            address: words.address.value.clone(),
            journal,
        })
    }

    fn journal(&mut self, words: &JournalWords) -> Option<Journal> {
        let of = self.thing_of(&words.of)?;
        for name in [&words.what, &words.kind, &words.id, &words.who] {
            self.field_named(of, name);
        }
        let mut calls = Vec::new();
        for (name, called) in words.calls.iter().flat_map(|calls| &calls.0) {
            let name = At { value: name.text.clone(), span: name.span };
            if let Some(of) = self.thing_of(&name) {
                calls.push((of, called.value.clone()));
            }
        }
        Some(Journal {
            of,
            what: words.what.value.clone(),
            kind: words.kind.value.clone(),
            id: words.id.value.clone(),
            who: words.who.value.clone(),
            calls,
        })
    }

    fn fields_of(&self, ty: TypeRef) -> &[Field] {
        match &self.model.ty(ty).shape {
            Shape::Object(object) => &object.fields,
            _ => &[],
        }
    }

    /// The type of a kind of thing that is kept.
    fn thing_of(&mut self, name: &At<String>) -> Option<TypeRef> {
        let found = self.names.get(&name.value).copied();
        let found = found.filter(|ty| self.model.thing(*ty).is_some());
        if found.is_none() {
            let things = self.model.things.iter();
            let things = things.map(|thing| self.model.ty(thing.ty).name.as_str());
            let help = did_you_mean(&name.value, things);
            let message = format!("`{}` is no type of things that are kept", name.value);
            let help = help.unwrap_or_else(|| {
                "it is one that a call reads, changes or makes, and that has an id".to_owned()
            });
            self.report(Diagnostic::new(Rule::Deed, name.span, message).help(help));
        }
        found
    }

    /// Whether a thing has a field.
    fn field_named(&mut self, ty: TypeRef, name: &At<String>) -> Option<Field> {
        let fields = self.fields_of(ty);
        let found = fields.iter().find(|field| field.wire == name.value).cloned();
        if found.is_none() {
            let help = did_you_mean(&name.value, fields.iter().map(|field| field.wire.as_str()));
            let message = format!("`{}` has no field `{}`", self.model.ty(ty).name, name.value);
            self.report(Diagnostic::new(Rule::UnknownField, name.span, message).maybe_help(help));
        }
        found
    }

    fn no_deed(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::new(Rule::Deed, span, message.into()).help(help));
    }
}

impl Thing {
    /// Where all of them are listed or made, as in `/api/tags`.
    pub(super) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}
