//! The runtime as generated code and its users see it.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod account;
mod answers;
mod calls;
mod errors;
#[cfg(feature = "tools")]
mod file_tools;
mod operations;
mod pages;
mod secrets;
mod stage;
mod told;
#[cfg(feature = "tools")]
mod tools;
mod types;
mod wire;
