//! The typed client, through its public face: what it reads, and what it sends.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod clock;
mod complaints;
mod files;
mod follow;
mod reading;
mod recorded;
mod sending;
mod stage;
mod work;
