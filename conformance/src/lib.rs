//! Runs the suite against recorded answers.
//!
//! The story, in the order of a run: [`run`] reads the command line and makes a trial of every case and every workflow
//! of `gorgias-suite`; [`load`] reads the recordings, and a test server plays them; a trial calls, compares what went
//! over the wire and what came back, and fails with what was expected and what came; at the end stands what was verified.
//!
//! A recording is a file `<operation>/<case>.json` in a folder, such as `tags.list/by-name.json`.

mod access;
mod call;
mod claim;
mod failure;
mod faults;
mod kind;
mod options;
mod paging;
mod path;
mod read;
mod recordings;
mod refused;
mod refuses;
mod replay;
mod run;
mod scripted;
mod shown;
mod stage;
mod subject;
mod summary;
mod trials;
pub mod workflow;

pub use failure::Failure;
pub use recordings::{Fault, LoadError, load};
pub use run::{EmptySelection, run};
