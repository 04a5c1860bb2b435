//! The corpus of the fuzzer in `fuzz/`, replayed: what it once found, and one input for each part of the compiler that it
//! reached.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

#[path = "../fuzz/overlay.rs"]
mod overlay;
mod sources;

use std::fs;
use std::path::Path;

#[test]
fn holds_for_the_whole_corpus() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let base = sources::tree(&here.join("tests/base"));
    let mut inputs: Vec<_> = fs::read_dir(here.join("fuzz/corpus/spec"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    for input in inputs {
        println!("{}", input.display());
        overlay::hold(&base, &fs::read(&input).unwrap());
    }
}
