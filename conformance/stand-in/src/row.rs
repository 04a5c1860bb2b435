//! Things as they lie on a shelf: there may be very many of them, so that names which many have are there once.

use std::collections::HashSet;
use std::iter::Zip;
use std::slice;
use std::sync::Arc;

use serde_json::{Map, Value, map};

/// A thing in hand, or a part of one: other things stand in it by their keys.
pub(crate) type Kept = Map<String, Value>;

/// A thing as it lies on a shelf.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    names: Arc<[String]>,
    values: Box<[Value]>,
}

/// The names of the things of a shelf, each in its order: few orders, of many things.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(HashSet<Arc<[String]>>);

impl Names {
    /// A thing as it lies on the shelf.
    pub(crate) fn row(&mut self, thing: Kept) -> Row {
        let (names, values): (Vec<String>, Vec<Value>) = thing.into_iter().unzip();
        let names = match self.0.get(names.as_slice()) {
            Some(known) => Arc::clone(known),
            None => {
                let new: Arc<[String]> = names.into();
                self.0.insert(Arc::clone(&new));
                new
            }
        };
        Row { names, values: values.into() }
    }
}

impl Row {
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(self.names.iter().position(|known| known == name)?)
    }

    /// A copy in hand.
    pub(crate) fn kept(&self) -> Kept {
        self.names.iter().cloned().zip(self.values.iter().cloned()).collect()
    }
}

/// What of a thing is shown: of a whole one from its shelf, or of a part.
#[derive(Clone, Copy)]
pub(crate) enum Parts<'a> {
    Row(&'a Row),
    Kept(&'a Kept),
}

impl<'a> Parts<'a> {
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        match self {
            Self::Row(row) => row.get(name),
            Self::Kept(kept) => kept.get(name),
        }
    }

    pub(crate) fn iter(self) -> Iter<'a> {
        match self {
            Self::Row(row) => Iter::Row(row.names.iter().zip(&row.values)),
            Self::Kept(kept) => Iter::Kept(kept.iter()),
        }
    }
}

impl<'a> From<&'a Row> for Parts<'a> {
    fn from(row: &'a Row) -> Self {
        Self::Row(row)
    }
}

impl<'a> From<&'a Kept> for Parts<'a> {
    fn from(kept: &'a Kept) -> Self {
        Self::Kept(kept)
    }
}

/// Names and values, in their order.
#[derive(Clone)]
pub(crate) enum Iter<'a> {
    Row(Zip<slice::Iter<'a, String>, slice::Iter<'a, Value>>),
    Kept(map::Iter<'a>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a Value);

    fn next(&mut self) -> Option<(&'a str, &'a Value)> {
        match self {
            Self::Row(entries) => entries.next().map(|(name, value)| (name.as_str(), value)),
            Self::Kept(entries) => entries.next().map(|(name, value)| (name.as_str(), value)),
        }
    }
}
