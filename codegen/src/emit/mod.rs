//! Emitting: a file or a folder for each output, ending in code that reads like what it writes; `rust` is what the three
//! crates share.

mod client;
mod openapi;
mod rust;
mod stand_in;
mod suite;
mod tools;
mod tools_json;

use crate::load;
use crate::model::Model;
use crate::threads;

/// A file that the compiler writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The path below the root of the repository, with `/` between its parts.
    pub path: String,
    /// The whole of the file.
    pub text: String,
}

/// Every output, sorted by path.
pub(crate) fn emit(model: &Model) -> Vec<Output> {
    let emitters: [fn(&Model) -> Vec<Output>; 6] =
        [client::emit, openapi::emit, stand_in::emit, suite::emit, tools::emit, tools_json::emit];
    let mut outputs = vec![Output { path: "spec/schema.json".to_owned(), text: load::schema() }];
    outputs.extend(threads::each(&emitters, |emit| emit(model)).into_iter().flatten());
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    outputs
}
