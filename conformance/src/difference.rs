//! Where two values differ, path by path.

use gorgias_fixture::differing;
use serde_json::Value;

/// Nobody reads more of them.
const MOST: usize = 20;

/// Longer values are shown by their beginning.
const SHOWN: usize = 80;

/// Each path at which two values differ, and what is there.
pub(crate) fn differences(expected: &Value, came: &Value) -> Vec<String> {
    let mut found = Vec::new();
    differing("", Some(expected), Some(came), &mut |path, expected, came| {
        let path = if path.is_empty() { "." } else { path };
        found.push(format!("{path}: expected {}, came {}", shown(expected), shown(came)));
    });
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    if more > 0 {
        found.push(format!("and {more} more"));
    }
    found
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn differences_are_told_by_their_paths() {
        let check = |expected: Value, came: Value, told: &[&str]| {
            assert_eq!(differences(&expected, &came), told, "{expected} {came}");
        };
        check(json!({"a": 1, "b": [1]}), json!({"b": [1], "a": 1}), &[]);
        check(json!(1), json!("1"), &[".: expected 1, came \"1\""]);
        check(
            json!({"a": {"b": [1, 2]}, "c": null}),
            json!({"a": {"b": [1, 3, 4]}, "d": true}),
            &[
                "a.b[1]: expected 2, came 3",
                "a.b[2]: expected nothing, came 4",
                "c: expected null, came nothing",
                "d: expected nothing, came true",
            ],
        );
        let long = "x".repeat(200);
        let told = format!(".: expected 1, came \"{}…", &long[..79]);
        check(json!(1), json!(long), &[&told]);
        let many: Vec<_> = (0..30).collect();
        assert_eq!(differences(&json!(many), &json!([]))[20], "and 10 more");
    }
}
