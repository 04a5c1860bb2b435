//! The compiler without a command around it.

use super::report::Section;
use super::table;
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
