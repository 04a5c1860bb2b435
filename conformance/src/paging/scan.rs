//! The filters that a tool applies itself: each keeps what it must, wherever on the pages that is, and says how far it has read.

use gorgias_runtime::tool::{Compare, Filter, Scan, types::Type};
use gorgias_suite::Operation;
use serde_json::{Map, Value, json};

use super::{CURSORS, List};
use crate::failure::{Failure, pretty};
use crate::scripted::{Scripted, Sent};
use crate::subject::tool;

/// Tries each filter of a list. What it is comes from the tool as it is generated, whatever is tried.
pub(super) fn run(list: &List<'_>, operation: &Operation) -> Result<(), Failure> {
    let Some(scan) = tool(operation).and_then(|tool| tool.scan.as_ref()) else { return Ok(()) };
    for filter in scan.filters {
        let scanned = Scanned { list, scan, filter, values: Values::of(filter)? };
        let result =
            scanned.keeps().and_then(|()| scanned.goes_on()).and_then(|()| scanned.stops());
        result.map_err(|failure| Failure {
            what: format!("the filter `{}` {}", filter.field.key(), failure.what),
            ..failure
        })?;
    }
    Ok(())
}

/// What is given for a filter, what it keeps then, and what it does not.
struct Values {
    given: Value,
    kept: Value,
    dropped: Value,
}

impl Values {
    fn of(filter: &Filter) -> Result<Self, Failure> {
        let of = |given: Value, kept: Value, dropped: Value| Ok(Self { given, kept, dropped });
        let [early, middle, late] =
            ["2026-01-01T09:00:00+00:00", "2026-02-01T09:00:00+00:00", "2026-03-01T09:00:00+00:00"];
        match (filter.by, filter.field.given()) {
            (Compare::Equals, Type::Enum(known)) => match known.values {
                [one, another, ..] => of(json!(one), json!(one), json!(another)),
                _ => Err(unknown(filter)),
            },
            (Compare::Equals, Type::List(Type::Int)) => of(json!([5, 7]), json!(7), json!(6)),
            (Compare::Equals, Type::Int) => of(json!(7), json!(7), json!(77)),
            (Compare::Equals, Type::Email) => {
                of(json!("ana@example.com"), json!("Ana@example.com"), json!("bo.ana@example.com"))
            }
            (Compare::Contains, Type::Text) => of(json!("ana"), json!("Joana Ruiz"), json!("An A")),
            (Compare::After, Type::Time) => of(json!(middle), json!(late), json!(middle)),
            (Compare::Before, Type::Time) => of(json!(middle), json!(early), json!(middle)),
            (Compare::After, Type::Int | Type::Number) => of(json!(3), json!(4), json!(3)),
            (Compare::Before, Type::Int | Type::Number) => of(json!(3), json!(2), json!(3)),
            (Compare::Presence, Type::Bool) => of(json!(false), json!(null), json!({"id": 12})),
            _ => Err(unknown(filter)),
        }
    }
}

fn unknown(filter: &Filter) -> Failure {
    let what = format!("nothing is known that `{}` keeps", filter.field.key());
    Failure::of_suite(what, "a way to compare", format!("{:?}", filter.by))
}

/// A filter over pages that are played.
struct Scanned<'t> {
    list: &'t List<'t>,
    scan: &'t Scan,
    filter: &'t Filter,
    values: Values,
}

impl Scanned<'_> {
    /// What is kept on the first page and on the third comes in one answer, and what is dropped never does.
    fn keeps(&self) -> Result<(), Failure> {
        let (kept, sent) = self.shown(&self.pages(), &Map::new())?;
        self.same(
            &kept,
            &[1, 3, 5],
            &json!(null),
            &json!({"items": 6, "pages": 3, "complete": true}),
        )?;
        let first = self.first(&sent)?;
        let follow = CURSORS.iter().map(|cursor| first.with([("cursor", *cursor)]));
        let expected: Vec<_> = std::iter::once(first.clone()).chain(follow).collect();
        let told = |sent: &[Sent]| sent.iter().map(Sent::line).collect::<Vec<_>>().join("\n");
        super::same("asks for other pages", &told(&expected), &told(&sent))
    }

    /// An answer that is full leads on to what comes next, and to all of it.
    fn goes_on(&self) -> Result<(), Failure> {
        let pages = self.pages();
        let two = Map::from_iter([("limit".to_owned(), json!(2))]);
        let (full, _) = self.shown(&pages, &two)?;
        let scanned = json!({"items": 3, "pages": 1, "complete": false});
        self.same(&full, &[1, 3], &full["next_cursor"], &scanned)?;
        let mut on = two;
        on.insert("cursor".to_owned(), full["next_cursor"].clone());
        let (rest, _) = self.shown(&pages, &on)?;
        let scanned = json!({"items": 3, "pages": 3, "complete": true});
        self.same(&rest, &[5], &json!(null), &scanned).map_err(|failure| Failure {
            what: "does not go on where it stopped".to_owned(),
            ..failure
        })
    }

    /// Where so many pages hold nothing, the caller learns that, and where to go on.
    fn stops(&self) -> Result<(), Failure> {
        let most = self.scan.pages as usize;
        let cursors: Vec<_> = (1..=most).map(|at| format!("after-{at}")).collect();
        let pages = cursors.iter().map(|next| self.page(&[(0, false)], Some(next)));
        let pages: Vec<_> = pages.chain([self.page(&[(1, true)], None)]).collect();
        let (none, _) = self.shown(&pages, &Map::new())?;
        let scanned = json!({"items": most, "pages": most, "complete": false});
        self.same(&none, &[], &json!(cursors.last()), &scanned)
    }

    /// Three pages, the second of which is empty; what has an odd id is kept.
    fn pages(&self) -> [Value; 3] {
        let [second, third] = CURSORS;
        [
            self.page(&[(1, true), (2, false), (3, true), (4, false)], Some(second)),
            self.page(&[], Some(third)),
            self.page(&[(5, true), (6, false)], None),
        ]
    }

    /// A page of things with these ids, and whether each is kept.
    fn page(&self, things: &[(u32, bool)], next: Option<&str>) -> Value {
        let things = things.iter().map(|(id, is_kept)| {
            let Values { kept, dropped, .. } = &self.values;
            let mut thing = json!({"id": id});
            let value = if *is_kept { kept } else { dropped };
            put_at(&mut thing, self.filter.keeps, value.clone());
            thing
        });
        json!({"data": things.collect::<Value>(), "meta": {"next_cursor": next}})
    }

    /// What the tool answers, and what it asked for. Whatever it asks for, the first page is the one of its cursor.
    fn shown(
        &self,
        pages: &[Value],
        more: &Map<String, Value>,
    ) -> Result<(Value, Vec<Sent>), Failure> {
        let mut args = more.clone();
        args.insert(self.filter.field.key().to_owned(), self.values.given.clone());
        args.insert("fields".to_owned(), json!("id"));
        let scripted: Scripted = self.list.scripted(pages);
        let shown = self.list.shown(&scripted, args)?;
        Ok((shown, scripted.sent()))
    }

    fn first<'s>(&self, sent: &'s [Sent]) -> Result<&'s Sent, Failure> {
        let size = format!("limit={}", self.scan.page);
        let first = sent.first().filter(|sent| sent.query == [size.clone()]);
        first.ok_or_else(|| Failure::new("asks for another first page", size, format!("{sent:?}")))
    }

    fn same(
        &self,
        shown: &Value,
        ids: &[u32],
        next: &Value,
        scanned: &Value,
    ) -> Result<(), Failure> {
        let result: Value = ids.iter().map(|id| json!({"id": id})).collect();
        let expected = json!({"result": result, "next_cursor": next, "scanned": scanned});
        super::same("shows something else", &pretty(&expected), &pretty(shown))
    }
}

/// Puts a value at a path of keys, with whatever objects lead there.
fn put_at(into: &mut Value, path: &str, value: Value) {
    let place = path.split('.').fold(into, |here, key| {
        if here.is_null() {
            *here = json!({});
        }
        &mut here[key]
    });
    *place = value;
}
