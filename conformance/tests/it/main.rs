//! The runner: its recordings, what must not be sent, its workflows, and its command line.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod access;
mod command;
mod live;
mod load;
mod refuses;
mod reports;
mod workflow;
