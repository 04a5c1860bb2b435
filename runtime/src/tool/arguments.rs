//! From what a caller gives to what a call needs: everything is checked, and all faults are told at once.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{
    Shows, Tool,
    check::Check,
    error::Fault,
    projection::Projection,
    repair::{AS_JSON, Repair, json},
    scan::{Applied, Resume},
    told::Told,
    types::{Field, Type},
    waiting::WAIT,
};
use crate::{
    limit::{Bounds, Limit, breaches},
    nearest::nearest,
    operation::Answer,
};

/// The argument that chooses what is shown.
const FIELDS: &str = "fields";
/// The argument that holds the rarely used ones.
const MORE: &str = "more";
/// The arguments of paging, which are the same for every list.
pub(super) const CURSOR: &str = "cursor";
const LIMIT: &str = "limit";

/// A call as the caller means it.
pub(super) struct Asked {
    /// What the operation gets.
    pub(super) arguments: Map<String, Value>,
    /// What is filtered here.
    pub(super) filters: Vec<Applied>,
    pub(super) limit: Option<usize>,
    pub(super) cursor: Option<String>,
    /// What is shown unless the caller asks otherwise.
    pub(super) shows: &'static Shows,
    /// What the caller asks to be shown.
    pub(super) shown: Option<Projection>,
    /// How long to wait for the end of what is begun.
    pub(super) wait: Option<Duration>,
    /// What came garbled.
    pub(super) repairs: Vec<Repair>,
}

impl Asked {
    pub(super) fn read(
        tool: &'static Tool,
        shows: &'static Shows,
        given: Map<String, Value>,
    ) -> Result<Self, Vec<Fault>> {
        let mut check = Check::default();
        let mut given = gathered(tool, given, &mut check);
        let mut shown = None;
        if let Some(ty) = tool.answer.as_ref().filter(|_| tool.takes_fields()) {
            if let Some(fields) = given.shift_remove(FIELDS).filter(|fields| !fields.is_null()) {
                shown = Some(check.within(FIELDS, |check| fields_asked(ty, &fields, check)));
            }
        }
        let filters = filters(tool, &mut given, &mut check);
        let wait = wait(tool, &mut given, &mut check);
        let mut arguments = arguments(tool, given, &mut check);
        let limit = arguments.get(LIMIT).and_then(Value::as_u64);
        let cursor = match tool.operation.answer {
            Answer::Pages(_) => arguments.remove(CURSOR),
            _ => None,
        };
        let cursor = cursor.and_then(|cursor| cursor.as_str().map(str::to_owned));
        if let Some((why, right)) = cursor.as_deref().and_then(|it| misfit(it, &filters)) {
            check.within(CURSOR, |check| check.fault(why, right));
        }
        if check.faults.is_empty() {
            Ok(Self {
                arguments,
                filters,
                limit: limit.and_then(|limit| usize::try_from(limit).ok()),
                cursor,
                shows,
                shown,
                wait,
                repairs: check.repairs,
            })
        } else {
            Err(check.faults)
        }
    }
}

/// What is wrong with a cursor that stopped in the middle of a page of another size, and what would be right.
fn misfit(cursor: &str, filters: &[Applied]) -> Option<(&'static str, &'static str)> {
    match (Resume::is_within(cursor)?, filters) {
        (true, []) => Some(("is of a call with filters", "give the same filters again")),
        (false, [_, ..]) => Some(("is of a call without filters", "give none, or no cursor")),
        _ => None,
    }
}

/// The arguments with those that stand in `more`.
fn gathered(tool: &Tool, mut given: Map<String, Value>, check: &mut Check) -> Map<String, Value> {
    if tool.argument(MORE).is_some() {
        return given;
    }
    let more = match given.shift_remove(MORE) {
        Some(Value::String(text)) => match json(&text) {
            Some(more) => check.within(MORE, |check| {
                check.repaired(AS_JSON);
                more
            }),
            None => Value::String(text),
        },
        Some(more) => more,
        None => Value::Null,
    };
    match more {
        Value::Null => {}
        Value::Object(more) => merge(&mut given, more, check),
        _ => check.within(MORE, |check| {
            check.fault("is no object", "give the further arguments by their names");
        }),
    }
    given
}

fn merge(whole: &mut Map<String, Value>, more: Map<String, Value>, check: &mut Check) {
    for (key, value) in more {
        match whole.get_mut(&key) {
            Some(there) => check.within(&key, |check| merge_value(there, value, check)),
            None => {
                whole.insert(key, value);
            }
        }
    }
}

/// Objects are merged key by key and lists item by item; of two other values, neither is preferred.
fn merge_value(there: &mut Value, value: Value, check: &mut Check) {
    match (there, value) {
        (Value::Object(there), Value::Object(value)) => merge(there, value, check),
        (Value::Array(there), Value::Array(items)) => {
            for (at, item) in items.into_iter().enumerate() {
                match there.get_mut(at) {
                    Some(there) => {
                        check.within(&format!("[{at}]"), |check| merge_value(there, item, check));
                    }
                    None => there.push(item),
                }
            }
        }
        (there, value) if *there == value => {}
        _ => check.given_twice(),
    }
}

fn fields_asked(ty: &'static Type, fields: &Value, check: &mut Check) -> Projection {
    Projection::asked(ty, fields, check).unwrap_or_else(|| {
        check.fault(
            "names nothing",
            "give `all`, or paths with commas between: `id, customer.email`",
        );
        Projection::Whole(Vec::new())
    })
}

/// Takes out what is filtered here.
fn filters(tool: &'static Tool, given: &mut Map<String, Value>, check: &mut Check) -> Vec<Applied> {
    let mut applied = Vec::new();
    for filter in tool.scan.iter().flat_map(|scan| scan.filters) {
        let key = filter.field.key;
        if let Some(value) = given.shift_remove(key).filter(|value| !value.is_null()) {
            let given =
                check.within(key, |check| check.field(&filter.field, &Told::default(), value));
            applied.push(Applied { filter, given });
        }
    }
    applied
}

/// Takes out how long to wait.
fn wait(tool: &Tool, given: &mut Map<String, Value>, check: &mut Check) -> Option<Duration> {
    static SECONDS: Field =
        Field::new(WAIT, Type::Int).limits(&[Limit::Value(Bounds::at_least(0))]);
    let wait = tool.takes_wait().then(|| given.shift_remove(WAIT))?;
    let wait = wait.filter(|wait| !wait.is_null())?;
    let seconds = check.within(WAIT, |check| check.field(&SECONDS, &Told::default(), wait));
    seconds.as_u64().map(Duration::from_secs)
}

/// What is left belongs to the operation.
fn arguments(
    tool: &'static Tool,
    given: Map<String, Value>,
    check: &mut Check,
) -> Map<String, Value> {
    let told = Told::by(tool.arguments.iter(), &given);
    let mut arguments = Map::new();
    for (key, value) in given {
        match tool.arguments.iter().find(|field| field.is_called(&key)) {
            // In an address null is silence: the first page has no cursor.
            Some(field) if value.is_null() && tool.is_in_address(field) => {}
            Some(field) if check.is_silence(field, &value) => {}
            Some(field) => check.within(&key, |check| {
                let value = check.field(field, &told, value);
                check.put(&mut arguments, field.key, value);
            }),
            None => check.within(&key, |check| {
                let right = nearest(&key, tool.keys(), "it takes");
                check.fault("is no argument of this tool", right);
            }),
        }
    }
    for field in tool.arguments {
        if field.required && !arguments.contains_key(field.key) {
            check.missing(field);
        }
    }
    check.beyond(breaches(tool.operation, |arg| arguments.get(arg)));
    arguments
}

impl Tool {
    fn argument(&self, key: &str) -> Option<&'static Field> {
        self.arguments.iter().find(|field| field.key == key)
    }

    /// Whether a caller can say what is shown; an argument of the operation that is called so comes first.
    pub(super) fn takes_fields(&self) -> bool {
        self.answer.is_some() && self.argument(FIELDS).is_none()
    }

    fn is_in_address(&self, field: &Field) -> bool {
        let mut params = self.operation.params.iter();
        params.any(|param| param.arg == field.key)
    }

    /// The names of everything that it takes.
    fn keys(&self) -> impl Iterator<Item = &'static str> + Clone {
        let filters = self.scan.as_ref().map_or(&[][..], |scan| scan.filters);
        let own = self.arguments.iter().map(Field::key);
        own.chain(filters.iter().map(|filter| filter.field.key))
            .chain(self.takes_fields().then_some(FIELDS))
            .chain(self.takes_wait().then_some(WAIT))
    }
}
