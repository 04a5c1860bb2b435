//! Drafts, from words to the model: the fields that they pick, add and replace.

use std::collections::HashSet;

use super::Declared;
use super::fields::Meaning;
use crate::diagnostic::Diagnostic;
use crate::load::language::{DraftWords, TypeWords};
use crate::load::words::{At, Names};
use crate::model::lower::Lower;
use crate::model::{Field, ObjectDef, Places, Purpose, Shape, TypeRef};
use crate::nearest::did_you_mean;
use crate::rules::Rule;

impl<'s> Lower<'s> {
    /// Fills a draft after the object that it picks from, which may be a draft too.
    pub(super) fn fill_draft(
        &mut self,
        at: usize,
        declared: &[Declared<'s>],
        filled: &mut HashSet<usize>,
    ) {
        let mut way: Vec<(usize, &'s DraftWords)> = Vec::new();
        let mut next = Some(at);
        while let Some(at) = next
            && let TypeWords::Draft(words) = declared[at].words
        {
            if !filled.insert(at) {
                if way.iter().any(|(earlier, _)| *earlier == at) {
                    let message = format!("`{}` is a draft of itself", declared[at].name.text);
                    let span = declared[at].name.span;
                    self.report(Diagnostic::new(Rule::Recursion, span, message));
                }
                break;
            }
            way.push((at, words));
            let base = words.of.as_ref().and_then(|of| self.names.get(&of.value));
            next = base.map(|base| base.0);
        }
        for (at, words) in way.into_iter().rev() {
            let draft = self.draft(words);
            if draft.open && !words.open.unwrap_or_default() {
                self.lost.insert(TypeRef(at));
            }
            self.model.types[at].shape = Shape::Object(draft);
        }
    }

    /// The fields that a draft picks, adds and replaces. A draft of what is not known is open, so that only the name that
    /// leads nowhere is reported, and not everything that it would have led to.
    pub(in crate::model::lower) fn draft(&mut self, words: &'s DraftWords) -> ObjectDef {
        let base = words.of.as_ref().and_then(|of| self.base(of));
        let lost = words.of.is_some() && base.is_none_or(|base| self.lost.contains(&base));
        let purpose = words.purpose.as_ref().map(|purpose| purpose.value);
        let picked = base.map(|base| self.pick(base, purpose, words)).unwrap_or_default();
        let meaning = match purpose {
            Some(Purpose::Read) => Meaning::Answer,
            _ => Meaning::Draft,
        };
        let own = self.fields(words.fields.as_ref(), meaning);
        let mut fields = picked;
        for field in own {
            match fields.iter_mut().find(|picked| picked.wire == field.wire) {
                Some(picked) => *picked = field,
                None => fields.push(field),
            }
        }
        for required in words.required.iter().flat_map(|list| &list.0) {
            if meaning == Meaning::Answer {
                let message =
                    format!("`required` says nothing of `{}` in an answer", required.value);
                let help = "what is not `optional` is always there";
                self.report(Diagnostic::new(Rule::IdleWord, required.span, message).help(help));
                continue;
            }
            match fields.iter_mut().find(|field| field.wire == required.value) {
                Some(field) => field.optional = false,
                None if lost => {}
                None => {
                    let help = did_you_mean(
                        &required.value,
                        fields.iter().map(|field| field.wire.as_str()),
                    );
                    let message = format!("the draft has no field `{}` to require", required.value);
                    self.report(
                        Diagnostic::new(Rule::UnknownField, required.span, message)
                            .maybe_help(help),
                    );
                }
            }
        }
        ObjectDef { fields, open: lost || words.open.unwrap_or_default(), draws: Vec::new() }
    }

    fn base(&mut self, of: &At<String>) -> Option<TypeRef> {
        let Some(base) = self.names.get(&of.value).copied() else {
            self.unknown_type(&of.value, of.span);
            return None;
        };
        self.used.insert(base);
        if !self.is_object(base) {
            let message = format!("`{}` is no object, so a draft cannot pick from it", of.value);
            self.report(Diagnostic::new(Rule::TypeExpression, of.span, message));
            return None;
        }
        Some(base)
    }

    fn pick(
        &mut self,
        base: TypeRef,
        purpose: Option<Purpose>,
        words: &'s DraftWords,
    ) -> Vec<Field> {
        let Shape::Object(object) = &self.model.types[base.0].shape else { return Vec::new() };
        let names: Vec<String> = object.fields.iter().map(|field| field.wire.clone()).collect();
        let mut picked: Vec<Field> = object
            .fields
            .iter()
            .filter(|field| match purpose {
                Some(Purpose::Create) => field.access.create,
                Some(Purpose::Update) => field.access.update,
                Some(Purpose::Read) => field.access.read,
                None => field.access.writable(),
            })
            .cloned()
            .map(|field| match purpose {
                Some(Purpose::Read) => Field { writes: None, access: Places::ANSWERS, ..field },
                _ => Field {
                    ty: field.body_type().clone(),
                    writes: None,
                    optional: true,
                    access: Places::ALL,
                    ..field
                },
            })
            .collect();
        for named in words.only.iter().chain(&words.without).flat_map(|list| &list.0) {
            if !names.contains(&named.value) {
                let message =
                    format!("`{}` has no field `{}`", self.model.types[base.0].name, named.value);
                let help = did_you_mean(&named.value, names.iter().map(String::as_str));
                self.report(
                    Diagnostic::new(Rule::UnknownField, named.span, message).maybe_help(help),
                );
            }
        }
        let named = |list: &Option<Names>, field: &Field| {
            list.as_ref().is_some_and(|list| list.0.iter().any(|name| name.value == field.wire))
        };
        picked.retain(|field| {
            (words.only.is_none() || named(&words.only, field)) && !named(&words.without, field)
        });
        picked
    }
}
