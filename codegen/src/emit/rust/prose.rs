//! Documentation, from the texts of the spec.

use crate::model::long_running::Standing;
use crate::model::webhook::Trigger;
use crate::model::{Bounds, Field, Model, Operation, Type, TypeDef, TypeUse};
use crate::series::series;

/// So many characters fit beside `///` and its indentation.
const WIDTH: usize = 100;

/// A type: what it is, and what a programmer must know.
pub(crate) fn of_type(def: &TypeDef) -> String {
    with_notes(&about_type(def), &def.notes)
}

/// A type: what it is, or else its name.
pub(crate) fn about_type(def: &TypeDef) -> String {
    if def.about.is_empty() { format!("The type {}.", def.name) } else { def.about.clone() }
}

/// An operation: what it does, and what a programmer must know.
pub(crate) fn of_operation(operation: &Operation) -> String {
    let about = if operation.about.is_empty() {
        format!("{}.", operation.title)
    } else {
        operation.about.clone()
    };
    with_notes(&about, &operation.notes)
}

/// A trigger: what has happened, and the type of what is sent then.
pub(crate) fn of_trigger(model: &Model, trigger: &Trigger) -> String {
    let about = line(&trigger.about);
    let sent = match &trigger.payload.ty {
        Type::Named(at) => format!(" It sends a [`{}`].", model.ty(*at).name),
        _ => String::new(),
    };
    let first = paragraph(&format!("{about}{sent}"));
    noted(first, &trigger.notes)
}

/// How to follow the work of an operation, if it goes on after the answer.
pub(crate) fn following(model: &Model, operation: &Operation) -> Option<String> {
    let work = operation.long_running.as_ref()?;
    let method = |at: usize| {
        let operation = &model.operations[at];
        let resource = &model.resources[operation.resource];
        format!("`{}().{}`", resource.module, operation.rust)
    };
    let with = work.with.iter().map(|(_, path)| format!("`{path}`"));
    let mut text = format!(
        "The work goes on after the answer, which has `.finished()` to wait for its end. That asks {} with the answer's {} \
         until {}; it went well if {}.",
        method(work.poll),
        series(with, "and"),
        stands(&work.ended),
        stands(&work.good),
    );
    if let Some(progress) = &work.progress {
        text.push_str(&format!(" `{progress}` says how much is done."));
    }
    if let Some(cancel) = work.cancel {
        text.push_str(&format!(" {} stops it.", method(cancel)));
    }
    Some(paragraph(&text))
}

/// What who asks about the work of another operation is told, too.
pub(crate) fn asking(model: &Model, operation: &Operation) -> Option<String> {
    let begins = model.asks_about(operation)?;
    let resource = &model.resources[begins.resource];
    let text = format!(
        "With `.finished()` it asks again and again, until the work has ended that `{}().{}` has begun.",
        resource.module, begins.rust,
    );
    Some(paragraph(&text))
}

fn stands(standing: &Standing) -> String {
    let tests = standing.iter().map(|(path, values)| {
        let values = values.iter().map(|value| format!("`{value}`"));
        format!("`{path}` is {}", series(values, "or"))
    });
    series(tests, "and")
}

/// What refusals mean to the caller of an operation, if it says so itself.
pub(crate) fn errors(operation: &Operation) -> Option<String> {
    let told = operation.refusals.iter();
    let told = told.map(|refusal| format!("{}: {}", refusal.status, refusal.hint));
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| with_notes("# Errors", &told))
}

/// A field: its own text, else that of its type, else its name.
pub(crate) fn of_field(model: &Model, field: &Field, ty: &TypeUse) -> String {
    let mut about = match &ty.ty {
        _ if !field.about.is_empty() => field.about.clone(),
        Type::Named(at) if !model.ty(*at).about.is_empty() => model.ty(*at).about.clone(),
        _ => format!("The field `{}`.", field.wire),
    };
    for limit in limits(&field.bounds, &ty.ty) {
        about.push(' ');
        about.push_str(&limit);
    }
    with_notes(&about, &field.notes)
}

/// An argument: as a field, with what happens without it.
pub(crate) fn of_argument(model: &Model, field: &Field, ty: &TypeUse) -> String {
    let about = of_field(model, field, ty);
    match &field.default {
        Some(default) => {
            let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
            let (first, rest) = about.split_once("\n\n").unwrap_or((&about, ""));
            let first =
                line(&format!("{} Unless it is given, `{default}`.", first.replace('\n', " ")));
            if rest.is_empty() { first } else { format!("{first}\n\n{rest}") }
        }
        None => about,
    }
}

/// One paragraph of the spec, safe for rustdoc.
pub(crate) fn line(text: &str) -> String {
    paragraph(&markdown(text))
}

/// One paragraph that is written for rustdoc.
pub(crate) fn paragraph(text: &str) -> String {
    wrapped(text, "")
}

/// A text of the spec, and what else is to know.
pub(crate) fn with_notes(about: &str, notes: &[String]) -> String {
    noted(line(about), notes)
}

fn noted(mut text: String, notes: &[String]) -> String {
    if !notes.is_empty() {
        text.push('\n');
    }
    for note in notes {
        text.push_str("\n- ");
        text.push_str(&wrapped(&markdown(note), "  "));
    }
    text
}

fn limits(bounds: &Bounds, ty: &Type) -> Vec<String> {
    let many = |number: i64| match (ty, number) {
        (Type::Int | Type::Number, number) => number.to_string(),
        (Type::List(_), 1) => "one item".to_owned(),
        (Type::List(_), number) => format!("{number} items"),
        (_, 1) => "one character".to_owned(),
        (_, number) => format!("{number} characters"),
    };
    let range = match (bounds.min, bounds.max) {
        (Some(min), Some(max)) => Some(format!("From {min} to {}.", many(max))),
        (Some(min), None) => Some(format!("At least {}.", many(min))),
        (None, Some(max)) => Some(format!("At most {}.", many(max))),
        (None, None) => None,
    };
    let pattern = bounds.pattern.iter().map(|pattern| format!("It matches `{pattern}`."));
    range.into_iter().chain(pattern).collect()
}

/// A text in which rustdoc finds no links and no HTML outside of code.
fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut code = false;
    for c in text.trim().chars() {
        code ^= c == '`';
        if !code && matches!(c, '[' | ']' | '<' | '>' | '*') {
            safe.push('\\');
        }
        safe.push(if c == '\n' { ' ' } else { c });
    }
    safe
}

/// Lines of a width, all but the first behind an indentation.
fn wrapped(text: &str, indentation: &str) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 32);
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines.push('\n');
            lines.push_str(indentation);
            width = indentation.len();
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += length;
    }
    lines
}
