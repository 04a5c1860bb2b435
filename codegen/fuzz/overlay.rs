//! What the fuzzer and the replay of its corpus share: an input is laid over the valid spec of `tests/base/`, and what
//! must hold for any spec is held to it.

use gorgias_codegen::{Format, Source, compile};

/// Nothing panics, all that is wrong can be shown in every form, and a wrong spec, and only that, makes nothing.
pub(crate) fn hold(base: &[Source], input: &[u8]) {
    let sources = overlaid(base, input);
    match compile(&sources) {
        Ok(outputs) => assert!(!outputs.is_empty()),
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty());
            for format in [Format::Human { color: false }, Format::Json, Format::Github] {
                assert!(!diagnostics.render(format).is_empty());
            }
        }
    }
}

/// The base with the files that an input gives: each after a line `-- path`.
fn overlaid(base: &[Source], input: &[u8]) -> Vec<Source> {
    let mut sources = base.to_vec();
    let mut rest = input;
    while let Some((path, text, after)) = section(rest) {
        sources.retain(|source| source.path != path);
        sources.push(Source { path, bytes: text.to_owned() });
        rest = after;
    }
    sources
}

/// The path and the text of the first section, and what follows it.
fn section(input: &[u8]) -> Option<(String, &[u8], &[u8])> {
    let input = input.strip_prefix(b"-- ")?;
    let line = input.iter().position(|byte| *byte == b'\n')?;
    let path = String::from_utf8(input[..line].to_owned()).ok()?;
    let text = &input[line + 1..];
    let end = text.windows(4).position(|window| window == b"\n-- ").map_or(text.len(), |at| at + 1);
    Some((path, &text[..end], &text[end..]))
}
