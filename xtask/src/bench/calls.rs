//! The client beside the same calls by hand.

use super::report::Section;
use super::table;
use crate::error::Error;
use crate::tree::Tree;
use crate::{conformance, say};

const HOW: &str = "\
From `cargo bench --manifest-path conformance/Cargo.toml --profile plain --bench calls`. By hand means reqwest and
serde, as a person would write the call, into the same types, asking the same server on loopback in the same run. The ratio of times
is the median over rounds in which both sides take turns; instructions are those that callgrind counts; allocations are those of the
calling thread.";

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    say::aside("measuring calls by the client beside calls by hand");
    let bench = [
        "--manifest-path",
        conformance::MANIFEST,
        "--package",
        "gorgias-conformance",
        "--profile",
        "plain",
        "--bench",
        "calls",
    ];
    Section::new("The client beside the same calls by hand", &table(tree, &bench)?, HOW)
}
