//! Runs the suite against recorded answers.
//!
//! The story, in the order of a run: [`run`] reads the command line and makes the trials of `gorgias-suite`, which is a
//! trial for every case and every workflow, and for every operation what each kind of trial asks of it; [`load`] reads the
//! recordings, and a test server plays them; a trial calls, compares what went over the wire and what came back, and fails
//! with what was expected and what came. What it has shown is kept apart from what was not verified, and why; at the end
//! that stands in a summary, and in whatever reports were asked for. That trials fail when they must is seen by putting
//! flaws into the product on purpose.
//!
//! With `--target stand-in` an account with state answers in place of the recordings, and with `--target sandbox` a real one, of
//! which nothing is asked that could change it.
//!
//! A recording is a file `<operation>/<case>.json` in a folder, such as `tags.list/by-name.json`.

mod access;
mod call;
mod claim;
mod difference;
mod exceptions;
mod failure;
mod faults;
mod flaws;
mod kind;
mod live;
mod options;
mod paging;
mod path;
mod product;
mod read;
mod record;
mod recordings;
mod refused;
mod refuses;
mod replay;
mod report;
mod run;
mod schema;
mod scripted;
mod shown;
mod stage;
pub mod stand_in;
mod subject;
mod summary;
mod trials;
pub mod workflow;

pub use failure::Failure;
pub use recordings::{Fault, LoadError, load};
pub use run::{EmptySelection, run};
