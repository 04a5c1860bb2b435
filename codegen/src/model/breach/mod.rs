//! Calls that must be refused before anything is sent: a case with one thing wrong in it.

mod sample;
mod site;
mod walk;
mod wrong;

use std::iter::repeat_n;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::path::{Step, put, steps_text, take};
use super::{Model, Operation};
use walk::Walk;

/// A call that breaks one rule.
#[derive(Debug)]
pub(crate) struct Breach {
    /// What sets it apart among those of its operation: `subject-too-long`.
    pub(crate) name: String,
    /// The case that it starts from, a place in [`Operation::cases`].
    pub(crate) case: usize,
    /// Arguments in place of those of the case, which has nothing else that could be wrong there.
    pub(crate) args: Rc<Map<String, Value>>,
    /// What is wrong.
    pub(crate) at: Vec<Step>,
    pub(crate) gives: Given,
    pub(crate) rule: Rule,
    /// Whether the client refuses it as well. What it does not, its types leave no way to say, or only tools know the rule.
    pub(crate) by_client: bool,
}

/// What stands where it is wrong.
#[derive(Debug, Clone)]
pub(crate) enum Given {
    Nothing,
    Json(Value),
    /// A text of so many characters, with this at its end.
    Text(usize, &'static str),
    /// A list of so many of these.
    Items(usize, Value),
}

/// The rule that is broken.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    /// It is there.
    Required,
    /// There is something of that name.
    Known,
    /// It is of a kind, or has its form: in words.
    Is(&'static str),
    AtLeast(i64),
    AtMost(i64),
    Matches(String),
    /// It is one of some texts, of which this is the first.
    OneOf(String),
}

impl Model {
    /// The calls of an operation and of its tool that must be refused, in the order of what is wrong in them.
    pub(crate) fn breaches(&self, operation: &Operation) -> Vec<Breach> {
        Walk::new(self, operation).all()
    }
}

impl Breach {
    /// The path to what is wrong, as callers write it.
    pub(crate) fn path(&self) -> String {
        steps_text(&self.at)
    }

    /// All of its arguments.
    fn arguments(&self, operation: &Operation) -> Map<String, Value> {
        let case = operation.cases.get(self.case).map(|case| case.args.clone());
        let mut whole = case.unwrap_or_default();
        whole.extend(self.args.iter().map(|(key, value)| (key.clone(), value.clone())));
        let Some((Step::Key(key), rest)) = self.at.split_first() else { return whole };
        match (self.gives.value(), rest) {
            (Some(value), []) => drop(whole.insert(key.clone(), value)),
            (None, []) => drop(whole.shift_remove(key)),
            (given, rest) => {
                if let Some(argument) = whole.get_mut(key) {
                    match given {
                        Some(value) => put(argument, rest, value),
                        None => take(argument, rest),
                    }
                }
            }
        }
        whole
    }
}

impl Given {
    fn value(&self) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Json(value) => Some(value.clone()),
            Self::Text(length, end) => {
                let fill = length.saturating_sub(end.len());
                Some(repeat_n('x', fill).chain(end.chars()).collect::<String>().into())
            }
            Self::Items(count, item) => Some(repeat_n(item.clone(), *count).collect()),
        }
    }
}
