//! The server as its clients see it: the binary, over pipes and over HTTP, against the test server.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says by panicking what it cannot do"
)]

mod command;
mod configuring;
mod confirming;
mod core;
mod demo;
mod hostile;
mod http;
mod listing;
mod logging;
mod login;
mod progress;
mod repeating;
mod scripts;
mod stage;
mod words;
mod workflows;
