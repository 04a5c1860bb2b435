//! The compiler: load → model → check → emit.
//!
//! It is a pure function: texts in, texts and diagnostics out. Only `xtask` touches the disk.

mod diagnostic;

pub use diagnostic::{Diagnostic, Diagnostics, Format};

/// A file larger than this is refused; a reader need not read further than one byte past it.
pub const MAX_SOURCE_BYTES: usize = 4 << 20;

/// A file that the compiler reads: `spec/**/*.yaml` or `conformance/recordings/**/*.json`.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path below the root of the repository, with `/` between its parts.
    pub path: String,
    /// What stands in the file; it need not be text.
    pub bytes: Vec<u8>,
}

/// A file that the compiler writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The path below the root of the repository, with `/` between its parts.
    pub path: String,
    /// The whole of the file.
    pub text: String,
}

/// What is wrong with the spec, if anything is.
#[must_use]
pub fn check(sources: &[Source]) -> Diagnostics {
    Diagnostics::new(sources)
}

/// Everything that is generated from the spec, sorted by path.
///
/// # Errors
///
/// What is wrong with the spec: a wrong spec generates nothing.
pub fn compile(sources: &[Source]) -> Result<Vec<Output>, Diagnostics> {
    let diagnostics = check(sources);
    if diagnostics.is_empty() { Ok(Vec::new()) } else { Err(diagnostics) }
}
