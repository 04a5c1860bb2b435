//! Runs what is generated against recorded answers.
//!
//! A recording is a file `<operation>/<case>.json` in a folder, such as `tags.list/by-name.json`; [`load`] reads them
//! all into what the test server plays.

mod recordings;

pub use recordings::{Fault, LoadError, load};
