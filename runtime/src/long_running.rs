//! Work that goes on after the answer that began it, and how to follow it.
//!
//! This is what a caller needs to ask until the work has ended. How often to ask, and when to give up, is for who has a clock.

use crate::operation::Operation;

/// How to follow work that goes on after the answer.
#[derive(Debug)]
pub struct LongRunning {
    /// The operation that says how the work stands.
    pub poll: &'static Operation,
    /// Its arguments, and the paths at which the answer that began the work has their values.
    pub with: &'static [(&'static str, &'static str)],
    /// The work has ended when what `poll` answers has at each of these paths one of these texts.
    pub ended: &'static [(&'static str, &'static [&'static str])],
    /// It has ended well when these hold; a part of `ended`.
    pub good: &'static [(&'static str, &'static [&'static str])],
    /// The path at which what `poll` answers says how much is done.
    pub progress: Option<&'static str>,
    /// The operation that stops the work; it takes the same arguments.
    pub cancel: Option<&'static Operation>,
}
