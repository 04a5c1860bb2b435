//! From a request to what it asks for: which operation it calls, and with which arguments.

use gorgias_fixture::{Line, Received};
use serde_json::{Map, Value, json};

use crate::api::{Api, Body, Operation};
use crate::refusal::{Fault, Refusal};
use crate::table::Deed;
use crate::types::{Field, Shape, Type};

/// The operation that a request calls, and its place.
pub(crate) fn route<'a>(
    api: &'a Api,
    method: &str,
    path: &[String],
) -> Result<(usize, &'a Operation), Refusal> {
    let there = api.operations.iter().enumerate().filter(|(_, it)| it.matches(path).is_some());
    let there: Vec<_> = there.collect();
    // To ask for the head of an answer is to ask for the answer.
    let method = if method == "HEAD" { "GET" } else { method };
    let called = there.iter().filter(|(_, operation)| operation.method == method);
    match called.max_by_key(|(_, operation)| operation.plainness()) {
        Some(found) => Ok(*found),
        None if there.is_empty() => Err(Refusal::missing()),
        None => Err(Refusal::new(405, "The method is not allowed for the requested URL.")),
    }
}

/// The parameters of the query that the operation knows, each as what it stands for. Others mean nothing.
pub(crate) fn query(
    api: &Api,
    operation: &Operation,
    line: &Line,
) -> Result<Map<String, Value>, Refusal> {
    let (mut query, mut faults) = (Map::new(), Map::new());
    for field in &operation.query {
        let value = match line.query.get(&field.name) {
            Some(texts) => value(api, operation, field, texts).map(Some),
            None if !field.optional => Err(Fault::new("Missing data for required field.")),
            None => Ok(field.default.clone()),
        };
        match value {
            Ok(Some(value)) => drop(query.insert(field.name.clone(), value)),
            Ok(None) => {}
            Err(fault) => drop(faults.insert(field.name.clone(), fault.into_value())),
        }
    }
    if faults.is_empty() {
        return Ok(query);
    }
    Err(Refusal::invalid("Invalid parameters.", Fault::Fields(faults)))
}

fn value(
    api: &Api,
    operation: &Operation,
    field: &Field,
    texts: &[String],
) -> Result<Value, Fault> {
    let value = match (&field.ty.ty, texts) {
        (Type::List(item), texts) => {
            Value::Array(texts.iter().map(|text| read(api, &item.ty, text)).collect())
        }
        (ty, [.., text]) => read(api, ty, text),
        (_, []) => Value::Null,
    };
    if let Some(fault) = api.types.misfit_with(&field.ty, &value) {
        return Err(fault);
    }
    let number = value.as_i64();
    let small = number.zip(field.min).is_some_and(|(number, min)| number < min);
    let large = number.zip(field.max).is_some_and(|(number, max)| number > max);
    if small || large {
        let (min, max) = (field.min.unwrap_or(i64::MIN), field.max.unwrap_or(i64::MAX));
        return Err(Fault::new(format!("Must be between {min} and {max}.")));
    }
    let sorts =
        matches!(&operation.does, Deed::List { order: Some(order), .. } if *order == field.name);
    let listed = api.values(&field.ty.ty);
    if sorts && listed.is_some_and(|listed| !listed.iter().any(|it| value == it.as_str())) {
        return Err(Fault::new("Not a valid order."));
    }
    Ok(value)
}

/// What a text of a query stands for; a text that does not stand for the type stays one.
fn read(api: &Api, ty: &Type, text: &str) -> Value {
    let number = || text.parse::<i64>().map_or_else(|_| json!(text), Value::from);
    match ty {
        Type::Int | Type::Number => number(),
        Type::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => json!(true),
            "false" | "0" => json!(false),
            _ => json!(text),
        },
        Type::Named(at) => match api.types.shape_of(*at) {
            Shape::Id { text: false, .. } => number(),
            _ => json!(text),
        },
        _ => json!(text),
    }
}

/// The body of a request, and the parts of its form.
pub(crate) fn body(
    operation: &Operation,
    request: &Received,
) -> Result<(Value, Option<Value>), Refusal> {
    if matches!(operation.body, Body::Form) {
        return Ok((Value::Null, request.form()));
    }
    // What nobody asked for is not read.
    if request.body.is_empty() || matches!(operation.body, Body::None) {
        return Ok((Value::Null, None));
    }
    match request.json() {
        Some(json) => Ok((json, None)),
        None => Err(Refusal::new(400, "The body is not valid JSON.")),
    }
}
