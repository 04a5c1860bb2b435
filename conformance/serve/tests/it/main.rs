//! The command, as programs call it.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod command;
mod door;
mod programs;
mod served;
