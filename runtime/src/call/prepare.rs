//! From arguments to a request line and a body.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::{Call, NO_OBJECT, Prepared};
use crate::{
    error::Error,
    file::Upload,
    limit,
    operation::{self, BodyField, Param, Place},
    transport::Body,
};

/// What a path keeps as it is: the unreserved characters of RFC 3986.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A query may also hold these, and an order such as `usage:desc,name:asc` stays readable.
const IN_QUERY: &AsciiSet = &IN_PATH.remove(b':').remove(b',');

pub(super) fn prepare(call: &Call) -> Result<Prepared, Error> {
    let (path, extra) = match &call.extra {
        Some(extra) => (extra.path.as_deref(), extra.query.as_slice()),
        None => (None, &[][..]),
    };
    let mut target = path.unwrap_or(call.operation.path).to_owned();
    let mut query = Query(String::new());
    for param in call.operation.params {
        let value = call.get(param.arg).filter(|value| !value.is_null());
        match param.place {
            Place::Path => fill(&mut target, param, value)?,
            Place::Query => query.add(param, value)?,
        }
    }
    for (key, value) in extra {
        query.add_all(key, key, items(value))?;
    }
    target.push_str(&query.0);
    let body = body(call)?;
    match limit::breaches(call.operation, |arg| call.get(arg)).into_iter().next() {
        Some(breach) => Err(Error::refused(breach.path, breach.why, breach.right)),
        None => Ok(Prepared { method: call.operation.method, target, body }),
    }
}

fn missing(field: &str) -> Error {
    Error::refused(field, "is missing", "give it a value")
}

fn fill(target: &mut String, param: &Param, value: Option<&Value>) -> Result<(), Error> {
    let value = value.ok_or_else(|| missing(param.arg))?;
    let text = scalar(param.arg, value, "give a text or a number")?;
    // Encoding does not help against dots: servers and proxies resolve `%2e%2e` like `..`.
    if matches!(&*text, "" | "." | "..") {
        return Err(Error::refused(
            param.arg,
            format!("is `{text}`, which would change the path"),
            "give the id of something",
        ));
    }
    let hole = format!("{{{}}}", param.wire);
    *target = target.replace(&hole, &utf8_percent_encode(&text, IN_PATH).to_string());
    Ok(())
}

/// What goes into a query: each item of a list by itself, and nothing for null.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        Value::Null => &[],
        value => std::slice::from_ref(value),
    }
}

struct Query(String);

impl Query {
    fn add(&mut self, param: &Param, value: Option<&Value>) -> Result<(), Error> {
        let items = value.map(items).unwrap_or_default();
        if items.is_empty() && param.required {
            return Err(missing(param.arg));
        }
        self.add_all(param.wire, param.arg, items)
    }

    fn add_all(&mut self, key: &str, name: &str, items: &[Value]) -> Result<(), Error> {
        const RIGHT: &str = "give a text, a number, true or false, or a list of such";
        for item in items {
            self.push(key, &scalar(name, item, RIGHT)?);
        }
        Ok(())
    }

    fn push(&mut self, key: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.extend(utf8_percent_encode(key, IN_QUERY));
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, IN_QUERY));
    }
}

fn scalar<'v>(field: &str, value: &'v Value, right: &str) -> Result<Cow<'v, str>, Error> {
    let found = match value {
        Value::String(text) => return Ok(Cow::Borrowed(text)),
        Value::Number(number) => return Ok(Cow::Owned(plain(number))),
        Value::Bool(truth) => return Ok(Cow::Borrowed(if *truth { "true" } else { "false" })),
        Value::Null => "null",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Err(Error::refused(field, format!("holds {found}, which has no form in an address"), right))
}

/// A number without the `.0` that JSON gives to a whole one that is kept as a fraction.
fn plain(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(fraction) if number.is_f64() => fraction.to_string(),
        _ => number.to_string(),
    }
}

fn body(call: &Call) -> Result<Option<Body>, Error> {
    match call.operation.body {
        operation::Body::None => Ok(None),
        operation::Body::Fields(fields) => {
            for field in fields.iter().filter(|field| field.required) {
                call.get(field.arg).ok_or_else(|| missing(field.arg))?;
            }
            json(&Fields { call, fields }).map(Some)
        }
        operation::Body::Whole { arg, required, .. } => match call.get(arg) {
            Some(value) => whole(value, call.extra_fields()).map(Some),
            None if required => Err(missing(arg)),
            None if !call.extra_fields().is_empty() => Err(no_object(call.extra_fields())),
            None => Ok(None),
        },
        operation::Body::Form { arg } => form(arg, call.files()).map(Some),
    }
}

/// A body that is one argument, with keys that this does not have.
fn whole(value: &Value, extra: &[(String, Value)]) -> Result<Body, Error> {
    if extra.is_empty() {
        return json(value);
    }
    let Value::Object(mut whole) = value.clone() else { return Err(no_object(extra)) };
    for (key, value) in extra {
        if whole.insert(key.clone(), value.clone()).is_some() {
            return Err(Error::refused(key, "stands in the body already", "set it there"));
        }
    }
    json(&whole)
}

fn no_object(extra: &[(String, Value)]) -> Error {
    let key = extra.first().map_or("", |(key, _)| key);
    Error::refused(key, NO_OBJECT, "set it in what is sent")
}

fn form(arg: &str, files: &[Upload]) -> Result<Body, Error> {
    if files.is_empty() {
        return Err(Error::refused(arg, "is missing", "give at least 1 file"));
    }
    for (at, file) in files.iter().enumerate() {
        if let Some([field, why, right]) = file.fault() {
            return Err(Error::refused(format!("{arg}[{at}].{field}"), why, right));
        }
    }
    Ok(Body::Form(files.to_vec()))
}

fn json(value: &impl Serialize) -> Result<Body, Error> {
    let bytes = serde_json::to_vec(value).map_err(|error| {
        Error::refused("body", format!("has no form in JSON: {error}"), "give JSON")
    })?;
    Ok(Body::Json(bytes.into()))
}

/// The fields of a body that are set, in the order of the descriptor, and those that it does not have.
struct Fields<'c> {
    call: &'c Call,
    fields: &'static [BodyField],
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in self.fields {
            if let Some(value) = self.call.get(field.arg) {
                map.serialize_entry(field.wire, value)?;
            }
        }
        for (key, value) in self.call.extra_fields() {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}
