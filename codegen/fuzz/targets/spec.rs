//! Any text in place of files of a valid spec. `overlay` says what must hold, and a test holds the corpus to it.

#![no_main]

#[path = "../overlay.rs"]
mod overlay;
#[path = "../../tests/sources/mod.rs"]
mod sources;

use std::path::Path;
use std::sync::LazyLock;

use gorgias_codegen::Source;

static BASE: LazyLock<Vec<Source>> =
    LazyLock::new(|| sources::tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/base")));

libfuzzer_sys::fuzz_target!(|input: &[u8]| overlay::hold(&BASE, input));
