//! The forms that texts of some types have.

use serde_json::Value;

use crate::model::Type;

/// Whether a value is of a type that holds no others.
pub(super) fn scalar_fits(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Text, Value::String(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Number, Value::Number(_)) => true,
        (Type::Int, Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Type::Value, Value::String(_) | Value::Number(_) | Value::Bool(_)) => true,
        (Type::Time, Value::String(text)) => is_time(text),
        (Type::Date, Value::String(text)) => is_date(text),
        (Type::Email, Value::String(text)) => {
            text.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
        }
        (Type::Url, Value::String(text)) => text.contains("://"),
        (Type::Uuid, Value::String(text)) => is_uuid(text),
        _ => false,
    }
}

/// `2026-01-05`.
fn is_date(text: &str) -> bool {
    matches(text, "dddd-dd-dd")
}

/// A date, `T` or a space, a time with or without a fraction, with or without an offset.
fn is_time(text: &str) -> bool {
    let Some((moment, rest)) = text.split_at_checked(19) else { return false };
    if !matches(&moment.replace(' ', "T"), "dddd-dd-ddTdd:dd:dd") {
        return false;
    }
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    rest.is_empty()
        || rest == "Z"
        || rest.strip_prefix(['+', '-']).is_some_and(|offset| matches(offset, "dd:dd"))
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// Whether a text has a form in which `d` stands for a digit.
fn matches(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text
            .chars()
            .zip(form.chars())
            .all(|(c, wanted)| if wanted == 'd' { c.is_ascii_digit() } else { c == wanted })
}
