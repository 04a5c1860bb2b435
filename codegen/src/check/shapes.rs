//! Shapes: of types that go both ways.

use crate::diagnostic::Diagnostic;
use crate::model::{Model, Shape};
use crate::rules::Rule;

/// Reports fields that cannot have one type, since answers and bodies hold the same object.
pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let both = model.types.iter().filter(|def| def.in_answers && def.in_bodies);
    let fields = both.filter_map(|def| match &def.shape {
        Shape::Object(object) => Some(object.fields.iter().map(move |field| (def, field))),
        _ => None,
    });
    let torn = fields.flatten().filter(|(_, field)| {
        field.access.read && field.access.writable() && *field.body_type() != field.ty
    });
    torn.map(|(def, field)| {
        let message = format!(
            "answers and bodies both hold `{}`, and `{}` is of two types there",
            def.name, field.wire
        );
        let help = format!("let bodies hold a draft: `of: {}`", def.name);
        Diagnostic::new(Rule::TwoShapes, field.span, message).help(help)
    })
    .collect()
}
