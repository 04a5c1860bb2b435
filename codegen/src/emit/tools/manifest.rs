//! `Cargo.toml`.

use super::FOLDER;
use crate::emit::Output;
use crate::emit::rust::manifest::{Audience, manifest};
use crate::model::Model;

pub(super) fn emit(model: &Model) -> Output {
    let description = format!("The {} API as tools for assistants.", model.api.name);
    let own = "\
[features]
default = [\"rustls\"]
rustls = [\"gorgias-runtime/rustls\"]
native-tls = [\"gorgias-runtime/native-tls\"]

[dependencies]
# For its table of operations.
gorgias-client.workspace = true
gorgias-runtime = { workspace = true, features = [\"tools\"] }
";
    manifest("gorgias-tools", FOLDER, &description, Audience::Product, own)
}
