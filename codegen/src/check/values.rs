//! Values: bounds, defaults, examples; and cases, without which nothing is tried.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::model::fit::{Fit, whole_text};
use crate::model::{Case, Field, Model, Operation, Shape, Side, Type, TypeDef, TypeRef, TypeUse};
use crate::rules::Rule;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (at, def) in model.types.iter().enumerate() {
        if let Shape::Object(object) = &def.shape {
            for field in &object.fields {
                check_field(model, field, &mut diagnostics);
            }
        }
        check_example(model, TypeRef(at), def, &mut diagnostics);
    }
    for operation in &model.operations {
        for arg in &operation.args {
            check_field(model, &arg.field, &mut diagnostics);
        }
        check_cases(operation, &mut diagnostics);
    }
    check_lines(model, &mut diagnostics);
    check_formats(model, &mut diagnostics);
    diagnostics
}

/// What was seen of a type has its form, and each form is shown once.
fn check_formats(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for format in &model.api.formats {
        for (at, (value, span)) in format.seen.iter().enumerate() {
            if format.seen.iter().take(at).any(|(earlier, _)| earlier == value) {
                let message = format!("`{value}` is listed twice");
                diagnostics.push(
                    Diagnostic::new(Rule::RepeatedValue, *span, message).help("keep one of them"),
                );
            }
            let Some(ty) = &format.ty else { continue };
            let mut fit = Fit::new(model, Side::Answer);
            fit.check(&TypeUse { ty: ty.clone(), nullable: false }, value);
            for misfit in fit.misfits {
                let message = format!("what was seen does not fit: {}", misfit.text());
                diagnostics.push(
                    Diagnostic::new(Rule::BadDefault, *span, message).maybe_help(misfit.help),
                );
            }
        }
    }
}

/// A server cannot tell two cases apart that send the same line, so it would give one the answer of the other, unless one of
/// them says that it comes after the other.
fn check_lines(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut sent: HashMap<String, (&Operation, &Case)> = HashMap::new();
    for operation in &model.operations {
        for case in &operation.cases {
            let earlier = sent.insert(case.sends.key(), (operation, case));
            diagnostics.extend(out_of_order(operation, case, earlier));
        }
    }
}

/// What is wrong with a case that comes after the last one of the same line, or says so.
fn out_of_order(
    operation: &Operation,
    case: &Case,
    earlier: Option<(&Operation, &Case)>,
) -> Option<Diagnostic> {
    match (&case.after, earlier) {
        (None, None) => None,
        (Some((after, span)), earlier) => {
            let last = earlier.filter(|(of, _)| of.id == operation.id).map(|(_, case)| case);
            let help = match last {
                None => "a case comes after one of the same operation that sends the same line"
                    .to_owned(),
                Some(last) if last.name != *after => format!("that is `{}`", last.name),
                Some(last) if last.sends.to_string() != case.sends.to_string() => {
                    format!("write the line word for word as `{}` has it", last.name)
                }
                Some(_) => return None,
            };
            let message = format!("`{after}` is not the last case before it that sends this line");
            Some(Diagnostic::new(Rule::CaseSends, *span, message).help(help))
        }
        (None, Some((of, last))) => {
            let message = format!("`{}/{}` sends the same line", of.id, last.name);
            let help = "give the cases arguments that differ, or say `after` if it is sent again";
            Some(Diagnostic::new(Rule::CaseSends, case.span, message).help(help))
        }
    }
}

fn check_field(model: &Model, field: &Field, diagnostics: &mut Vec<Diagnostic>) {
    let bounds = &field.bounds;
    if let (Some(min), Some(max)) = (bounds.min, bounds.max)
        && min > max
    {
        let message = format!("the minimum {min} of `{}` is above its maximum {max}", field.wire);
        diagnostics.push(Diagnostic::new(Rule::Bounds, field.span, message));
    }
    if (bounds.min.is_some() || bounds.max.is_some()) && !has_size(&field.ty.ty) {
        let message =
            format!("`{}` is {}, which has no bounds", field.wire, model.describe(&field.ty.ty));
        let help = "bounds are of numbers, texts and lists";
        diagnostics.push(Diagnostic::new(Rule::Bounds, field.span, message).help(help));
    }
    if let Some(pattern) = &bounds.pattern
        && let Err(error) = whole_text(pattern)
    {
        let message = format!("the pattern of `{}` cannot be read: {error}", field.wire);
        let help = "look-around and back references are not part of it";
        diagnostics.push(Diagnostic::new(Rule::Bounds, field.span, message).help(help));
    }
    if bounds.pattern.is_some() && field.ty.ty != Type::Text {
        let message =
            format!("`{}` is {}, which has no pattern", field.wire, model.describe(&field.ty.ty));
        diagnostics.push(Diagnostic::new(Rule::Bounds, field.span, message));
    }
    let values = [("default", &field.default), ("example", &field.example)];
    for ((what, value), span) in values.into_iter().zip(field.value_spans) {
        let Some(value) = value else { continue };
        for misfit in Fit::field(model, Side::Body, field, value) {
            let message = format!("the {what} does not fit: {}", misfit.text());
            diagnostics
                .push(Diagnostic::new(Rule::BadDefault, span, message).maybe_help(misfit.help));
        }
    }
}

fn has_size(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Int
            | Type::Number
            | Type::Text
            | Type::Email
            | Type::Url
            | Type::List(_)
            | Type::Value
    )
}

fn check_example(model: &Model, at: TypeRef, def: &TypeDef, diagnostics: &mut Vec<Diagnostic>) {
    let Some(example) = &def.example else { return };
    let mut fit = Fit::new(model, Side::Body);
    fit.check(&TypeUse { ty: Type::Named(at), nullable: false }, example);
    for misfit in fit.misfits {
        let message = format!("the example of `{}` does not fit: {}", def.name, misfit.text());
        diagnostics
            .push(Diagnostic::new(Rule::BadDefault, def.span, message).maybe_help(misfit.help));
    }
}

fn check_cases(operation: &Operation, diagnostics: &mut Vec<Diagnostic>) {
    if operation.accepted().next().is_none() {
        let message = format!("`{}` has no case that is accepted", operation.id);
        let help = "add one under `cases`, with its recording";
        diagnostics.push(Diagnostic::new(Rule::NoCases, operation.span, message).help(help));
    }
}
