//! Conditions on arguments: when a call has an effect.

use serde_json::Value;

/// Arguments by their key, and what all of them must be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition(pub(crate) Vec<(String, Test)>);

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    /// It is not given, or null.
    Absent,
    /// It is given, and not null.
    Present,
    /// It is one of these.
    Is(Vec<Value>),
    /// It is none of these, or not given.
    Not(Vec<Value>),
    /// It is a list, and of one item all this holds.
    Any(Condition),
}
