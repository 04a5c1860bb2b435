//! `Cargo.toml`.

use std::fmt::Write;

use super::FOLDER;
use crate::Output;
use crate::emit::rust::manifest::{Audience, manifest};
use crate::model::Model;

pub(super) fn emit(model: &Model) -> Output {
    let resources = model.resources.iter().map(|resource| resource.name.as_str());
    let default = ["rustls"].into_iter().chain(resources.clone());
    let default = default.fold(String::new(), |mut list, feature| {
        let _ = writeln!(list, "    \"{feature}\",");
        list
    });
    let features = resources.fold(String::new(), |mut list, feature| {
        let _ = writeln!(list, "{feature} = []");
        list
    });
    let description = format!("A typed client of the {} API.", model.api.name);
    let own = format!(
        "\
# A feature per resource brings its operations; the types and the table of operations are always there.
[features]
default = [
{default}]
rustls = [\"gorgias-runtime/rustls\"]
native-tls = [\"gorgias-runtime/native-tls\"]
{features}
[dependencies]
gorgias-runtime.workspace = true
serde = {{ workspace = true, features = [\"derive\"] }}
"
    );
    manifest("gorgias-client", FOLDER, &description, Audience::Everybody, &own)
}
