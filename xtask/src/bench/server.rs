//! What the server of tools costs whoever runs it.

use super::report::Section;
use super::table;
use crate::error::Error;
use crate::tree::Tree;
use crate::{conformance, say};

const HOW: &str = "\
From `cargo bench --manifest-path conformance/Cargo.toml --package gorgias-mcp --bench server`, of the binary as `cargo install` builds
it. The clients of the calls over HTTP and the test server that answers them run on the same cores. The whole call is all that lies
between a client's message and its answer, but for HTTP; its own work is what of it the parsing of what the account says does not
explain, and less than nothing where a call that builds only what it shows takes less than a parser that builds everything. Instructions
are those that callgrind counts. A limit is held against the best of several figures, since others use the machine meanwhile. The peer
is the fullest public server of this API, in TypeScript, measured on another day with 112 tools.";

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    say::aside("measuring the server of tools");
    let bench =
        ["--manifest-path", conformance::MANIFEST, "--package", "gorgias-mcp", "--bench", "server"];
    Section::new("The server of tools", &table(tree, &bench)?, HOW)
}
