//! Checking: what can be said wrongly although every name leads somewhere.

mod names;
mod rust_names;
mod synonyms;
mod texts;
mod unions;
mod values;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::threads;

/// Everything that is wrong with a model.
pub(crate) fn check(model: &Model) -> Vec<Diagnostic> {
    let rules: [fn(&Model) -> Vec<Diagnostic>; 6] = [
        names::check,
        rust_names::check,
        synonyms::check,
        values::check,
        texts::check,
        unions::check,
    ];
    threads::each(&rules, |rule| rule(model)).into_iter().flatten().collect()
}
