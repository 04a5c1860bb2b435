//! Effects, and the conditions that they depend on, from words to the model.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lower, plain_field};
use crate::diagnostic::Diagnostic;
use crate::load::language::{ConditionWords, EffectEntry, OperationWords, TestWords};
use crate::load::words::At;
use crate::load::yaml::{Key, Node};
use crate::model::fit::Fit;
use crate::model::{
    Arg, Condition, Effect, EffectWord, Field, Path, Segment, Side, Test, Type, TypeUse, Verb,
};
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(super) fn effect(
        &mut self,
        words: &'s OperationWords,
        verb: Verb,
        span: Span,
        args: &[Arg],
    ) -> Effect {
        let mut effect = Effect { always: BTreeSet::new(), sometimes: Vec::new() };
        match &words.effect {
            None if verb == Verb::Get => {
                effect.always.insert(EffectWord::Reads);
            }
            None => {
                let message = format!("a {} does not say its effect", verb.as_str());
                let help = "write `effect: [writes]`, or `[reads]` if it changes nothing";
                self.report(Diagnostic::new(Rule::WriteWithoutEffect, span, message).help(help));
            }
            Some(entries) => {
                entries.0.iter().for_each(|entry| self.effect_entry(entry, args, &mut effect));
                if effect.always.is_empty() {
                    let message = "the effect does not say what every call does";
                    let help = "begin with `writes`, or `reads` if it changes nothing";
                    self.report(
                        Diagnostic::new(Rule::WriteWithoutEffect, span, message).help(help),
                    );
                }
            }
        }
        effect
    }

    fn effect_entry(&mut self, entry: &'s EffectEntry, args: &[Arg], effect: &mut Effect) {
        let Some(when) = &entry.when else {
            if !effect.always.insert(entry.effect) {
                let message = format!("`{}` is listed twice", entry.effect.as_str());
                self.report(Diagnostic::new(Rule::RepeatedValue, entry.span, message));
            }
            return;
        };
        let fields: Vec<&Field> = args.iter().map(|arg| &arg.field).collect();
        let condition = self.condition(when, &fields);
        effect.sometimes.push((entry.effect, condition));
    }

    fn condition(&mut self, words: &'s ConditionWords, fields: &[&Field]) -> Condition {
        let mut tests = Vec::new();
        for (name, test) in &words.all {
            let Some(field) = self.tested(fields, name) else { continue };
            tests.push((field.key.clone(), self.test(test, &field)));
        }
        Condition(tests)
    }

    /// The values of a condition are some that the argument can have; of an enum, some that are listed.
    fn check_literals(&mut self, nodes: &[Node], field: &Field) {
        for node in nodes {
            let json = node.to_json();
            if matches!(json, Value::Null | Value::Array(_) | Value::Object(_)) {
                let what = if json.is_null() { "null" } else { node.kind() };
                let message = format!("`{}` cannot be compared with {what}", field.key);
                let help = "write a text, a number or a boolean; there is `absent` for null, and `any` for a list";
                self.report(Diagnostic::new(Rule::ConditionValue, node.span, message).help(help));
                continue;
            }
            let unlisted = self.model.unlisted(&field.body_type().ty, &json);
            let misfits = Fit::field(&self.model, Side::Body, field, &json);
            for misfit in misfits.into_iter().chain(unlisted).take(1) {
                let message = format!("`{}` is never this: {}", field.key, misfit.text());
                self.report(
                    Diagnostic::new(Rule::ConditionValue, node.span, message)
                        .maybe_help(misfit.help),
                );
            }
        }
    }

    fn test(&mut self, words: &'s TestWords, field: &Field) -> Test {
        let values = |nodes: &[Node]| nodes.iter().map(Node::to_json).collect();
        if let TestWords::Is(nodes) | TestWords::Not(nodes) = words {
            self.check_literals(nodes, field);
        }
        match words {
            TestWords::Absent => Test::Absent,
            TestWords::Present => Test::Present,
            TestWords::Given => Test::Given,
            TestWords::Is(nodes) => Test::Is(values(nodes)),
            TestWords::Not(nodes) => Test::Not(values(nodes)),
            TestWords::Any(condition) => {
                let Some(fields) = self.fields_of_items(condition, field) else {
                    return Test::Any(Condition(Vec::new()));
                };
                Test::Any(self.condition(condition, &fields.iter().collect::<Vec<_>>()))
            }
        }
    }

    /// The fields of what a list holds, under the keys that they have on the wire.
    fn fields_of_items(&mut self, words: &ConditionWords, field: &Field) -> Option<Vec<Field>> {
        let ty = &field.body_type().ty;
        if let Type::List(item) = ty
            && let Some(object) = self.model.object(&item.ty)
        {
            let writable = object.fields.iter().filter(|field| Side::Body.of(field).is_some());
            let keyed = writable.map(|field| Field { key: field.wire.clone(), ..field.clone() });
            return Some(keyed.collect());
        }
        let what = self.model.describe(ty);
        let message = format!("`{}` is {what}, and `any` is of objects in a list", field.key);
        self.report(Diagnostic::new(Rule::ConditionValue, words.span, message));
        None
    }

    /// What a condition is about: an argument, or by a path of keys what is inside one.
    fn tested(&mut self, fields: &[&Field], name: &At<String>) -> Option<Field> {
        let is_argument = fields.iter().any(|it| it.key == name.value || it.wire == name.value);
        let path = Path::parse(&name.value).filter(|path| !is_argument && path.0.len() > 1);
        let Some(path) = path else {
            return self.argument(fields, &name.value, name.span).cloned();
        };
        let field = self.argument(fields, path.head(), name.span)?;
        let inside = Path(path.0.iter().skip(1).cloned().collect());
        let keys = path.0.iter().take_while(|segment| matches!(segment, Segment::Key(_)));
        let list = Path(keys.cloned().collect());
        if list != path {
            let message = format!("`{path}` leads to several values, and a test is of one");
            let help = format!("of an item in a list, write `{list}: {{ any: … }}`");
            let diagnostic = Diagnostic::new(Rule::UnknownField, name.span, message).help(help);
            self.report(diagnostic);
            return None;
        }
        match self.model.follow(Side::Body, field.body_type(), &inside) {
            Ok(found) => {
                let name = Key { text: name.value.clone(), span: name.span };
                let key = format!("{}.{inside}", field.key);
                Some(Field { key, ..plain_field(&name, one_of(found)) })
            }
            Err(lost) => {
                self.report(lost.at(name.span));
                None
            }
        }
    }
}

/// The one type of all that a path leads to; where they differ, anything can stand there.
fn one_of(types: Vec<TypeUse>) -> TypeUse {
    match <[TypeUse; 1]>::try_from(types) {
        Ok([one]) => one,
        Err(_) => TypeUse { ty: Type::Json, nullable: true },
    }
}
