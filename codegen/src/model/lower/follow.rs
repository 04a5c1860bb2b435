//! Lists that go on growing, from words to the model.

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::FollowWords;
use crate::load::words::{At, Table};
use crate::model::fit::Fit;
use crate::model::follow::Follow;
use crate::model::{Field, IdKind, Operation, Place, Shape, Side, Type};
use crate::nearest::did_you_mean;
use crate::rules::Rule;

impl Lower<'_> {
    pub(super) fn follow(
        &mut self,
        words: Option<&FollowWords>,
        operation: &Operation,
    ) -> Option<Follow> {
        let words = words?;
        let Some(item) = self.model.followed(operation).cloned() else {
            let message = format!("`{}` has no pages that can be followed", operation.id);
            self.report(Diagnostic::new(Rule::Follow, words.span, message));
            return None;
        };
        let is_key = |lower: &Self, ty: &Type| match ty {
            Type::Int | Type::Text => true,
            Type::Named(at) => matches!(
                lower.model.ty(*at).shape,
                Shape::Id(IdKind::Int) | Shape::Id(IdKind::Text)
            ),
            _ => false,
        };
        let is_time = |_: &Self, ty: &Type| *ty == Type::Time;
        let by = self.field_of(&item.ty, &words.by, "a time", is_time);
        let key = self.field_of(&item.ty, &words.key, "an id, a text or a whole number", is_key);
        let fields: Vec<&Field> = operation.in_place(Place::Query).collect();
        let since = self.since(&fields, &words.since);
        let oldest_first = self.oldest_first(&fields, &words.oldest_first);
        Some(Follow { by: by?, key: key?, since: since?, oldest_first })
    }

    /// A field that everything that is listed has, of a kind.
    fn field_of(
        &mut self,
        item: &Type,
        name: &At<String>,
        wanted: &str,
        fits: impl Fn(&Self, &Type) -> bool,
    ) -> Option<String> {
        let fields = self.model.object(item).map(|object| object.fields.as_slice());
        let mut fields = fields.unwrap_or_default().iter().filter(|field| field.access.read);
        let Some(field) = fields.clone().find(|field| field.wire == name.value) else {
            let help = did_you_mean(&name.value, fields.by_ref().map(|field| field.wire.as_str()));
            let message = format!("{} has no field `{}`", self.model.describe(item), name.value);
            self.report(Diagnostic::new(Rule::UnknownField, name.span, message).maybe_help(help));
            return None;
        };
        if field.optional || field.ty.nullable || !fits(self, &field.ty.ty) {
            let message = format!("`{}` is not {wanted} that is always there", name.value);
            self.report(Diagnostic::new(Rule::Follow, name.span, message));
        }
        Some(name.value.clone())
    }

    fn since(&mut self, fields: &[&Field], name: &At<String>) -> Option<String> {
        let field = self.argument(fields, &name.value, name.span)?;
        if field.ty.ty != Type::Time {
            let taken = self.model.describe(&field.ty.ty);
            let message = format!("`{}` takes {taken}, and not a time", field.key);
            self.report(Diagnostic::new(Rule::Follow, name.span, message));
        }
        Some(field.key.clone())
    }

    fn oldest_first(
        &mut self,
        fields: &[&Field],
        words: &Table<At<String>>,
    ) -> Vec<(String, String)> {
        let mut arguments = Vec::new();
        for (name, value) in &words.0 {
            let Some(field) = self.argument(fields, &name.text, name.span) else { continue };
            let json = value.value.as_str().into();
            let misfits = Fit::field(&self.model, Side::Body, field, &json).into_iter();
            let misfit = misfits.chain(self.model.unlisted(&field.ty.ty, &json)).next();
            if let Some(misfit) = misfit {
                let message = format!("`{}` does not take it: {}", field.key, misfit.text());
                let wrong = Diagnostic::new(Rule::Follow, value.span, message);
                self.report(wrong.maybe_help(misfit.help));
            }
            arguments.push((field.key.clone(), value.value.clone()));
        }
        arguments
    }
}
