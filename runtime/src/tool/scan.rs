//! Filters that the API does not have, applied here over some pages, openly.

use std::fmt;

use serde_json::{Value, json};

use super::{listing::Listing, projection::Projection, types::Field};
use crate::{Call, Error, Page, Runtime, Time, path::Path};

/// Filters, and how far they are applied.
#[derive(Debug, Clone)]
pub struct Scan {
    /// So many pages are read for one answer, at most.
    pub pages: u32,
    /// So many things are on a page when filters are applied.
    pub page: u32,
    /// So many things are answered if nobody says a `limit`.
    pub limit: u32,
    /// The filters.
    pub filters: &'static [Filter],
}

/// A filter, and what it keeps.
#[derive(Debug, Clone)]
pub struct Filter {
    /// What a caller gives.
    pub field: Field,
    /// Where the value stands that is compared with it.
    pub keeps: &'static str,
    /// How the two are compared.
    pub by: Compare,
}

/// How what is found is compared with what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The same; of texts, in any case.
    Equals,
    /// Later or more.
    After,
    /// Earlier or less.
    Before,
    /// A part of the text, in any case.
    Contains,
    /// Whether there is something at all.
    Presence,
}

/// A filter with what was given for it.
pub(super) struct Applied {
    pub(super) filter: &'static Filter,
    pub(super) given: Value,
}

/// Where a list goes on: in the middle of a page, if the answer was full.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Resume {
    pub(super) skip: usize,
    pub(super) cursor: Option<String>,
    /// Whether it is of a scan, whose pages are of another size.
    scans: bool,
}

/// How cursors begin that stop in the middle of a page: of a scan, and without filters.
const MARKS: [(&str, bool); 2] = [("scan:", true), ("skip:", false)];

impl Resume {
    /// In the middle of a page that was read without filters.
    pub(super) fn within(skip: usize, cursor: Option<String>) -> Self {
        Self { skip, cursor, scans: false }
    }

    /// Reads a cursor; the API's own begins a page.
    pub(super) fn read(cursor: &str) -> Self {
        let marked = MARKS.iter().find_map(|(mark, scans)| {
            let (skip, cursor) = cursor.strip_prefix(mark)?.split_once(':')?;
            Some((skip.parse().ok()?, cursor, *scans))
        });
        match marked {
            Some((skip, cursor, scans)) => {
                let cursor = Some(cursor.to_owned()).filter(|cursor| !cursor.is_empty());
                Self { skip, cursor, scans }
            }
            None => Self { skip: 0, cursor: Some(cursor.to_owned()), scans: false },
        }
    }

    /// Whether a cursor stopped in the middle of a page, and then whether that was a page of a scan.
    pub(super) fn is_within(cursor: &str) -> Option<bool> {
        MARKS.iter().find(|(mark, _)| cursor.starts_with(mark)).map(|(_, scans)| *scans)
    }
}

impl fmt::Display for Resume {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cursor = self.cursor.as_deref().unwrap_or_default();
        let mark = if self.scans { "scan" } else { "skip" };
        write!(f, "{mark}:{}:{cursor}", self.skip)
    }
}

impl Scan {
    /// Reads pages until there are enough things, enough pages, or no more.
    pub(super) async fn run(
        &self,
        runtime: &Runtime,
        call: &Call,
        filters: &[Applied],
        shown: &Projection,
        wanted: usize,
        from: Resume,
    ) -> Result<Listing, Error> {
        let filters: Vec<_> = filters.iter().map(Applied::bound).collect();
        let (mut kept, mut places, mut items, mut pages) = (Vec::new(), Vec::new(), 0, 0);
        let mut here = Resume { scans: true, ..from };
        let next_cursor = loop {
            let mut call = call.clone();
            call.set("limit", self.page);
            if let Some(cursor) = &here.cursor {
                call.follow(cursor);
            }
            let page: Page<Value> = runtime.execute(call).await?.decode()?;
            pages += 1;
            let found = page.data.len();
            let mut rest = page.data.into_iter().enumerate().skip(here.skip);
            for (at, item) in rest.by_ref() {
                items += 1;
                here.skip = at;
                if filters.iter().all(|filter| filter.keeps(&item)) {
                    kept.push(shown.show(item));
                    places.push(here.clone());
                }
                here.skip += 1;
                if kept.len() >= wanted {
                    break;
                }
            }
            let full = kept.len() >= wanted;
            match page.next_cursor {
                _ if full && here.skip < found => break Some(here.to_string()),
                None => break None,
                Some(next) if full || pages >= self.pages => break Some(next),
                Some(next) => {
                    here = Resume { skip: 0, cursor: Some(next), scans: true };
                }
            }
        };
        let complete = next_cursor.is_none();
        let scanned = json!({"items": items, "pages": pages, "complete": complete});
        Ok(Listing { items: kept, next_cursor, places, beside: Some(("scanned", scanned)) })
    }
}

/// A filter that is ready to be asked often.
struct Bound<'a> {
    path: Path,
    by: Compare,
    given: &'a Value,
    time: Option<Time>,
    folded: Option<String>,
}

impl Applied {
    fn bound(&self) -> Bound<'_> {
        let text = self.given.as_str();
        Bound {
            path: Path::parse(self.filter.keeps).unwrap_or_default(),
            by: self.filter.by,
            given: &self.given,
            time: text.and_then(|text| text.parse().ok()),
            folded: text.map(str::to_lowercase),
        }
    }
}

impl Bound<'_> {
    fn keeps(&self, item: &Value) -> bool {
        let found = self.path.values(item);
        if self.by == Compare::Presence {
            return found.iter().any(|value| is_something(value)) == (*self.given == true);
        }
        found.into_iter().any(|value| match self.by {
            Compare::Equals => self.equals(value),
            Compare::After => self.is_passed_by(value),
            Compare::Before => self.passes(value),
            Compare::Contains => self.is_within(value),
            Compare::Presence => false,
        })
    }

    fn equals(&self, found: &Value) -> bool {
        match (&self.folded, found) {
            (Some(given), Value::String(found)) => found.to_lowercase() == *given,
            _ => match self.given {
                Value::Array(given) => given.contains(found),
                given => given == found,
            },
        }
    }

    fn is_passed_by(&self, found: &Value) -> bool {
        match (&self.time, moment(found)) {
            (Some(given), Some(found)) => found > *given,
            _ => found.as_f64() > self.given.as_f64() && self.given.is_number(),
        }
    }

    fn passes(&self, found: &Value) -> bool {
        match (&self.time, moment(found)) {
            (Some(given), Some(found)) => found < *given,
            _ => found.is_number() && found.as_f64() < self.given.as_f64(),
        }
    }

    fn is_within(&self, found: &Value) -> bool {
        let found = found.as_str().map(str::to_lowercase);
        match (&self.folded, found) {
            (Some(given), Some(found)) => found.contains(given.as_str()),
            _ => false,
        }
    }
}

fn moment(value: &Value) -> Option<Time> {
    value.as_str()?.parse().ok()
}

/// Whether a value says something: live answers also have `{}` and `""` where there is nothing.
fn is_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
