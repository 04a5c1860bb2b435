//! The compiler: load → model → check → emit.
//!
//! It is a pure function: texts in, texts and diagnostics out. Only `xtask` touches the disk.

mod check;
mod diagnostic;
mod emit;
mod load;
mod model;
mod nearest;
mod rules;
mod series;
mod source;
mod threads;
mod tokens;

pub use diagnostic::{Diagnostic, Diagnostics, Format};
pub use emit::Output;
pub use rules::Rule;
pub use source::{MAX_SOURCE_BYTES, Source};

use model::Model;
use source::SourceMap;

/// What is wrong with the spec, if anything is.
#[must_use]
pub fn check(sources: &[Source]) -> Diagnostics {
    understand(sources).1
}

/// Everything that is generated from the spec, sorted by path.
///
/// # Errors
///
/// What is wrong with the spec: a wrong spec generates nothing.
pub fn compile(sources: &[Source]) -> Result<Vec<Output>, Diagnostics> {
    let (model, diagnostics) = understand(sources);
    match model {
        Some(model) if diagnostics.is_empty() => Ok(emit::emit(&model)),
        _ => Err(diagnostics),
    }
}

fn understand(sources: &[Source]) -> (Option<Model>, Diagnostics) {
    let map = SourceMap::new(sources);
    let (spec, mut diagnostics) = load::load(sources, &map);
    let (model, lost) = model::lower(&spec, &map);
    diagnostics.extend(lost);
    diagnostics.extend(model.iter().flat_map(check::check));
    // What is not found may stand in a file that could not be read.
    if spec.incomplete {
        diagnostics.retain(|diagnostic| !diagnostic.is_lookup());
    }
    // What seems unused may only be used where something else is wrong.
    if diagnostics.iter().any(|diagnostic| !diagnostic.is_absence()) {
        diagnostics.retain(|diagnostic| !diagnostic.is_absence());
    }
    (model, Diagnostics::new(map, diagnostics))
}
