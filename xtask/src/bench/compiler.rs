//! The compiler without a command around it.

use super::report::Section;
use crate::error::Error;
use crate::tree::Tree;
use crate::{process, say};

const HOW: &str = "From `cargo bench --package gorgias-codegen --bench compile`.";

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    say::aside("measuring the compiler");
    let mut bench = process::cargo();
    bench.current_dir(tree.root()).args([
        "bench",
        "--locked",
        "--package",
        "gorgias-codegen",
        "--bench",
        "compile",
    ]);
    Section::new("The compiler", &table(&mut bench)?, HOW)
}

/// The table that a benchmark prints among other things.
pub(super) fn table(bench: &mut std::process::Command) -> Result<String, Error> {
    let printed = process::output(bench)?;
    let table: String =
        printed.split_inclusive('\n').filter(|line| line.starts_with('|')).collect();
    if table.is_empty() { Err(Error::Bench { reason: printed }) } else { Ok(table) }
}
