//! Where in arguments something can be put wrong: in those of a case, or in what is made for want of one.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::model::Operation;
use crate::model::path::{Step, lookup, put};

/// A place in arguments that are right.
#[derive(Clone)]
pub(super) struct Site<'m> {
    operation: &'m Operation,
    /// The case whose arguments they are.
    pub(super) case: usize,
    /// Those of them that were made.
    pub(super) args: Rc<Map<String, Value>>,
    pub(super) at: Vec<Step>,
    /// What it is called in the names of breaches.
    name: String,
}

impl<'m> Site<'m> {
    /// The arguments of the first case.
    pub(super) fn root(operation: &'m Operation) -> Self {
        Self { operation, case: 0, args: Rc::default(), at: Vec::new(), name: String::new() }
    }

    /// The place under a key.
    pub(super) fn under(&self, key: &str) -> Self {
        self.named(key).below(key)
    }

    /// The place of the first item of a list.
    pub(super) fn item(&self) -> Self {
        let mut site = self.named("item");
        site.at.push(Step::Index(0));
        site
    }

    /// The place of a value of a map.
    pub(super) fn entry(&self, key: &str) -> Self {
        self.named("value").below(key)
    }

    /// The place under a key that is no part of a name.
    pub(super) fn astray(&self, key: &str) -> Self {
        self.clone().below(key)
    }

    fn below(mut self, key: &str) -> Self {
        self.at.push(Step::Key(key.to_owned()));
        self
    }

    /// The same place, with a part more in its name.
    pub(super) fn named(&self, part: &str) -> Self {
        let part = kebab(part);
        let name = if self.name.is_empty() { part } else { format!("{}.{part}", self.name) };
        let Self { operation, case, ref args, ref at, .. } = *self;
        Self { operation, case, args: Rc::clone(args), at: at.clone(), name }
    }

    /// The name of what is wrong here.
    pub(super) fn name(&self, what: &str) -> String {
        if self.name.is_empty() { what.to_owned() } else { format!("{}-{what}", self.name) }
    }

    /// The same place in the arguments of another.
    pub(super) fn among(self, other: &Self) -> Self {
        Self { case: other.case, args: Rc::clone(&other.args), ..self }
    }

    /// What is there.
    pub(super) fn value(&self) -> Option<&Value> {
        let (first, rest) = self.at.split_first()?;
        let Step::Key(key) = first else { return None };
        lookup(self.args.get(key).or_else(|| self.given_by_case(key))?, rest)
    }

    fn given_by_case(&self, key: &str) -> Option<&'m Value> {
        self.operation.cases.get(self.case)?.args.get(key)
    }

    /// The same place where it serves: here, or in another case.
    pub(super) fn found(&self, serves: impl Fn(&Self) -> bool) -> Option<Self> {
        if serves(self) {
            return Some(self.clone());
        }
        let cases = 0..self.operation.cases.len();
        let cases = cases.filter(|_| self.args.is_empty());
        cases.map(|case| Self { case, ..self.clone() }).find(serves)
    }

    /// The same place with a value that was made for it.
    pub(super) fn made(mut self, value: Value) -> Self {
        let Some(Step::Key(key)) = self.at.first() else { return self };
        let whole = self.args.get(key).or_else(|| self.given_by_case(key));
        let mut whole = whole.cloned().unwrap_or_default();
        put(&mut whole, &self.at[1..], value);
        Rc::make_mut(&mut self.args).insert(key.clone(), whole);
        self
    }
}

/// A key as a part of a name.
fn kebab(key: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let kebab: String = key.chars().map(letter).collect();
    kebab.trim_matches('-').to_owned()
}
