//! What a call does to the world, also by its arguments.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// One thing that a call can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// It looks.
    Reads,
    /// It changes something.
    Writes,
    /// It changes something that cannot be brought back.
    Destroys,
    /// A customer may get a message.
    ReachesCustomer,
}

/// What a tool does: always, and under conditions.
#[derive(Debug, Clone)]
pub struct Effect {
    always: &'static [Deed],
    sometimes: &'static [(Deed, Condition)],
}

/// Arguments, or by a path such as `customer.email` what is inside one, and what all of them must be.
#[derive(Debug)]
pub struct Condition(pub &'static [(&'static str, Test)]);

/// What an argument must be.
#[derive(Debug)]
pub enum Test {
    /// It is not given, or null.
    Absent,
    /// It is given, and not null.
    Present,
    /// It is given, be it null.
    Given,
    /// It is one of these.
    Is(&'static [Literal]),
    /// It is none of these, or not given.
    Not(&'static [Literal]),
    /// It is a list, and of one item all this holds.
    Any(Condition),
}

/// A value to compare with.
#[derive(Debug, Clone, Copy)]
pub enum Literal {
    /// A text.
    Text(&'static str),
    /// A whole number.
    Int(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Bool(bool),
}

impl Deed {
    /// The word for it: `reaches-customer`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
            Self::Destroys => "destroys",
            Self::ReachesCustomer => "reaches-customer",
        }
    }

    /// What a call does, as the end of a sentence.
    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "changes something",
            Self::Destroys => "changes something for good",
            Self::ReachesCustomer => "may reach a customer",
        }
    }
}

impl Effect {
    /// What every call does.
    #[must_use]
    pub const fn always(deeds: &'static [Deed]) -> Self {
        Self { always: deeds, sometimes: &[] }
    }

    /// The same, and what a call does if its arguments are so.
    #[must_use]
    pub const fn sometimes(self, deeds: &'static [(Deed, Condition)]) -> Self {
        Self { sometimes: deeds, ..self }
    }

    /// Everything that some call can do.
    #[must_use]
    pub fn possible(&self) -> BTreeSet<Deed> {
        let sometimes = self.sometimes.iter().map(|(deed, _)| *deed);
        self.always.iter().copied().chain(sometimes).collect()
    }

    /// What every call does, whatever its arguments are.
    #[must_use]
    pub fn certain(&self) -> &'static [Deed] {
        self.always
    }

    /// The arguments that make a call do something which not every call does.
    pub(super) fn goes_by(&self, deed: Deed, arguments: &Map<String, Value>) -> Vec<&'static str> {
        let mut paths = Vec::new();
        let holding = self.sometimes.iter().filter(|(done, condition)| {
            *done == deed && !self.always.contains(&deed) && condition.holds(arguments)
        });
        for (path, _) in holding.flat_map(|(_, Condition(tests))| *tests) {
            if !paths.contains(path) {
                paths.push(*path);
            }
        }
        paths
    }

    /// What a call with these arguments does. Doubt counts as doing it.
    pub(super) fn of(&self, arguments: &Map<String, Value>) -> BTreeSet<Deed> {
        let holding = self.sometimes.iter().filter(|(_, condition)| condition.holds(arguments));
        self.always.iter().copied().chain(holding.map(|(deed, _)| *deed)).collect()
    }
}

impl Condition {
    fn holds(&self, arguments: &Map<String, Value>) -> bool {
        self.0.iter().all(|(path, test)| test.holds(at(arguments, path)))
    }
}

fn at<'v>(arguments: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('.');
    let argument = arguments.get(keys.next()?)?;
    keys.try_fold(argument, |value, key| value.get(key))
}

impl Test {
    fn holds(&self, argument: Option<&Value>) -> bool {
        let given = argument.filter(|value| !value.is_null());
        let is_one = |literals: &[Literal]| {
            given.is_some_and(|value| literals.iter().any(|literal| literal.is(value)))
        };
        match self {
            Self::Absent => given.is_none(),
            Self::Present => given.is_some(),
            Self::Given => argument.is_some(),
            Self::Is(literals) => is_one(literals),
            Self::Not(literals) => !is_one(literals),
            Self::Any(condition) => given.and_then(Value::as_array).is_some_and(|items| {
                let mut items = items.iter().filter_map(Value::as_object);
                items.any(|item| condition.holds(item))
            }),
        }
    }
}

impl Literal {
    fn is(self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value == text,
            Self::Int(number) => value == number,
            Self::Number(number) => value == number,
            Self::Bool(truth) => value == truth,
        }
    }
}
