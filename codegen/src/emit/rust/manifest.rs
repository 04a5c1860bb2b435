//! `Cargo.toml` of a generated crate.

use super::source::GENERATED;
use crate::emit::Output;

/// Who a generated crate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Whoever adds it to a project.
    Everybody,
    /// The product itself.
    Product,
}

/// The manifest of a crate of the product: who it is, then what is its own.
pub(crate) fn manifest(
    crate_name: &str,
    folder: &str,
    description: &str,
    audience: Audience,
    own: &str,
) -> Output {
    let publish = match audience {
        Audience::Everybody => {
            format!("documentation = \"https://docs.rs/{crate_name}\"\npublish = true")
        }
        Audience::Product => "publish.workspace = true".to_owned(),
    };
    let text = format!(
        "\
# {GENERATED}
[package]
name = \"{crate_name}\"
description = \"{description}\"
workspace = \"../../conformance\"
edition.workspace = true
license.workspace = true
{publish}
rust-version.workspace = true
version.workspace = true

# What is tested here are the examples in its documentation.
[lib]
test = false

{own}
[lints]
workspace = true
"
    );
    Output { path: format!("{folder}/Cargo.toml"), text }
}
