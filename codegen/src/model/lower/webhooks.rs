//! Webhooks, from words to the model.

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{FactWords, TemplateWords, TriggerWords};
use crate::load::words::{List, Table, Texts};
use crate::load::yaml::Key;
use crate::model::names::variant;
use crate::model::webhook::{Fact, Templates, Trigger, Webhooks};
use crate::rules::Rule;

impl<'s> Lower<'s> {
    pub(super) fn lower_webhooks(&mut self) {
        let Some(words) = &self.spec.webhooks else { return };
        let triggers = words.triggers.0.iter().map(|(name, words)| self.trigger(name, words));
        let triggers = triggers.collect();
        self.model.webhooks = Some(Webhooks {
            sender: words.sender.value.clone(),
            about: words.about.clone(),
            source: Texts::of(Some(&words.source)),
            triggers,
            templates: words.templates.as_ref().map(templates),
            delivery: facts(words.delivery.as_ref()),
            signature: facts(words.signature.as_ref()),
            notes: List::of(words.notes.as_ref()),
        });
    }

    fn trigger(&mut self, name: &Key, words: &'s TriggerWords) -> Trigger {
        self.check_kebab("trigger", &name.text, name.span);
        let payload = self.resolve(&words.payload);
        if self.is_known(&words.payload) && self.model.object(&payload.ty).is_none() {
            let message = "what is sent is an object";
            let help = "name a type with `fields`";
            self.report(
                Diagnostic::new(Rule::TypeExpression, words.payload.span, message).help(help),
            );
        }
        if payload.nullable {
            let message = "what is sent is never null";
            let help = "take the `?` away";
            self.report(
                Diagnostic::new(Rule::TypeExpression, words.payload.span, message).help(help),
            );
        }
        Trigger {
            wire: name.text.clone(),
            rust: variant(&name.text),
            about: words.about.clone(),
            payload,
            notes: List::of(words.notes.as_ref()),
            span: name.span,
        }
    }
}

fn templates(words: &TemplateWords) -> Templates {
    let places = words.places.0.iter();
    Templates {
        syntax: words.syntax.clone(),
        places: places.map(|(name, about)| (name.text.clone(), about.clone())).collect(),
        roots: facts(Some(&words.roots)),
        notes: List::of(words.notes.as_ref()),
    }
}

fn facts(table: Option<&Table<FactWords>>) -> Vec<Fact> {
    let entries = table.into_iter().flat_map(|table| &table.0);
    let fact = |(name, words): &(Key, FactWords)| Fact {
        name: name.text.clone(),
        about: words.about.clone(),
        confidence: words.confidence,
        source: Texts::of(words.source.as_ref()),
    };
    entries.map(fact).collect()
}
