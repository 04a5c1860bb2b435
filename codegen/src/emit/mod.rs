//! Emitting: a file or a folder for each output, ending in code that reads like what it writes; `rust` is what the three
//! crates share.

mod client;
mod openapi;
mod rust;
mod stand_in;
mod suite;
mod tools;
mod tools_json;

use serde::Serialize;

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

/// What an emitter makes, in parts that are independent of each other, so that threads can share them.
struct Parts {
    /// Files of the API as a whole, what takes longest first.
    whole: &'static [fn(&Model) -> Vec<Output>],
    /// Files of which each resource has one.
    of_resource: &'static [fn(&Model, usize) -> Output],
}

const ALL: [&Parts; 7] = [
    &client::PARTS,
    &tools::PARTS,
    &suite::PARTS,
    &openapi::PARTS,
    &stand_in::PARTS,
    &tools_json::PARTS,
    &SCHEMA,
];

const SCHEMA: Parts = Parts {
    whole: &[|_| vec![Output { path: "spec/schema.json".to_owned(), text: load::schema() }]],
    of_resource: &[],
};

/// A part, and what it is of.
enum Part {
    Whole(fn(&Model) -> Vec<Output>),
    OfResource(fn(&Model, usize) -> Output, usize),
}

/// Every output, sorted by path.
pub(crate) fn emit(model: &Model) -> Vec<Output> {
    let whole = ALL.iter().flat_map(|parts| parts.whole).map(|emit| Part::Whole(*emit));
    let resources = 0..model.resources.len();
    let of_resources = resources.flat_map(|at| {
        let emitters = ALL.iter().flat_map(|parts| parts.of_resource);
        emitters.map(move |emit| Part::OfResource(*emit, at))
    });
    let parts: Vec<Part> = whole.chain(of_resources).collect();
    let outputs = threads::each(&parts, |part| match part {
        Part::Whole(emit) => emit(model),
        Part::OfResource(emit, at) => vec![emit(model, *at)],
    });
    let mut outputs: Vec<Output> = outputs.into_iter().flatten().collect();
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    outputs
}

fn json_file(path: &str, value: &impl Serialize) -> Output {
    // Reading an error back fails, which is what the reader of a document that cannot be written needs.
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|error| error.to_string());
    Output { path: path.to_owned(), text: format!("{text}\n") }
}
