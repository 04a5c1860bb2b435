//! Checking: what can be said wrongly although every name leads somewhere.

mod names;
mod texts;
mod values;

use crate::diagnostic::Diagnostic;
use crate::model::Model;

/// Everything that is wrong with a model. The texts' tokens are counted on the way, and kept in the model.
pub(crate) fn check(model: &mut Model) -> Vec<Diagnostic> {
    texts::count_tokens(model);
    let mut diagnostics = Vec::new();
    for rule in [names::check, values::check, texts::check] {
        diagnostics.extend(rule(model));
    }
    diagnostics
}
