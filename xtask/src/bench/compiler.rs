//! The compiler without a command around it.

use super::report::Section;
use super::table;
use crate::error::Error;
use crate::say;
use crate::tree::Tree;

const HOW: &str = "From `cargo bench --package gorgias-codegen --bench compile`.";

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    say::aside("measuring the compiler");
    let bench = ["--package", "gorgias-codegen", "--bench", "compile"];
    Section::new("The compiler", &table(tree, &bench)?, HOW)
}
