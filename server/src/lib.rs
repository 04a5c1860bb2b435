//! `gorgias-mcp` serves the tools of the Gorgias API to assistants, by the Model Context Protocol.
//!
//! The way through: `words` reads the command line, [`settings`] say what is to be served and to whom, and
//! [`serving`] does it: a [`Server`](serving::Server) lists tools and answers calls, and knows nothing of how clients reach
//! it. `stdio` and `http` are the two ways to reach it. Standard output belongs to the protocol; whatever else is said goes to
//! standard error.

mod demo;
mod error;
#[cfg(feature = "fixtures")]
mod fixtures;
mod http;
pub mod log;
pub mod serving;
pub mod settings;
mod stdio;
mod wire;
mod words;

pub use crate::error::Error;
pub use crate::words::main;
