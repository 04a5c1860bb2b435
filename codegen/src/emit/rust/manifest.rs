//! `Cargo.toml` of a generated crate.

use super::source::GENERATED;
use crate::emit::Output;

/// The manifest of a crate of the product: who it is, then what is its own.
pub(crate) fn manifest(crate_name: &str, folder: &str, description: &str, own: &str) -> Output {
    let text = format!(
        "\
# {GENERATED}
[package]
name = \"{crate_name}\"
description = \"{description}\"
workspace = \"../../conformance\"
edition.workspace = true
license.workspace = true
publish.workspace = true
rust-version.workspace = true
version.workspace = true

{own}
[lints]
workspace = true
"
    );
    Output { path: format!("{folder}/Cargo.toml"), text }
}
