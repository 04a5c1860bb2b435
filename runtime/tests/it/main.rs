//! The runtime as generated code and its users see it.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod account;
mod answers;
mod authorization;
mod calls;
mod canaries;
mod cancellation;
mod crowd;
mod downloads;
mod errors;
#[cfg(feature = "tools")]
mod file_tools;
mod follow;
mod hand;
mod hooks;
mod issuer;
mod limits;
mod operations;
mod pace;
mod pages;
#[cfg(feature = "tools")]
mod prompts;
mod refresh;
mod retry;
mod saving;
mod secrets;
#[cfg(feature = "tools")]
mod select;
mod stage;
mod token_store;
mod told;
#[cfg(feature = "tools")]
mod tool_answers;
#[cfg(feature = "tools")]
mod tool_errors;
#[cfg(feature = "tools")]
mod tool_repairs;
#[cfg(feature = "tools")]
mod tool_waits;
#[cfg(feature = "tools")]
mod tools;
mod traces;
mod types;
mod unlisted;
mod uploads;
mod webhooks;
mod wire;
mod work;
