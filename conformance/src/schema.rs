//! Whether a value is what a JSON Schema says, by the words that the schemas of tools have.

use serde_json::Value;

use crate::path::below;

/// What of a value a schema forbids, with its place, if anything is forbidden.
pub(crate) fn breach(schema: &Value, value: &Value) -> Option<String> {
    at(schema, value, String::new())
}

/// What the schema of a tool's arguments forbids of one: to be given at all, or its value, if that has no parts. Of what is
/// rarely used, only the names stand there, in the text of `more`.
pub(crate) fn breach_of_argument(schema: &Value, name: &str, value: &Value) -> Option<String> {
    let known = &schema["properties"];
    let drawer = known["more"]["description"].as_str().unwrap_or_default();
    match known.get(name) {
        Some(schema) if !(value.is_array() || value.is_object() || value.is_null()) => {
            at(schema, value, name.to_owned())
        }
        Some(_) => None,
        None if drawer.split([' ', ',', ';', '.']).any(|word| word == name) => None,
        None => Some(told(name, "anything at all")),
    }
}

fn at(schema: &Value, value: &Value, path: String) -> Option<String> {
    let words = match schema {
        Value::Bool(true) => return None,
        Value::Object(words) => words,
        _ => return Some(told(&path, "anything at all")),
    };
    words.iter().find_map(|(word, says)| match word.as_str() {
        "type" => (!types(says).any(|ty| is(ty, value)))
            .then(|| told(&path, &format!("what is not {says}"))),
        "enum" => {
            let known = says.as_array().is_some_and(|known| known.contains(value));
            (!known).then(|| told(&path, "what is none of its values"))
        }
        "anyOf" => {
            let mut ways = says.as_array().into_iter().flatten();
            let fits = ways.any(|way| at(way, value, path.clone()).is_none());
            (!fits).then(|| told(&path, &format!("what fits none of {says}")))
        }
        "items" => {
            let mut items = value.as_array().into_iter().flatten().enumerate();
            items.find_map(|(index, item)| at(says, item, format!("{path}[{index}]")))
        }
        "properties" => {
            let mut known = says.as_object().into_iter().flatten();
            known.find_map(|(key, schema)| at(schema, value.get(key)?, below(&path, key)))
        }
        "additionalProperties" => {
            let known = &schema["properties"];
            let mut others = value.as_object().into_iter().flatten();
            others.find_map(|(key, value)| match known.get(key) {
                Some(_) => None,
                None => at(says, value, below(&path, key)),
            })
        }
        "required" => {
            let mut required = says.as_array().into_iter().flatten().filter_map(Value::as_str);
            let missing = required.find(|key| value.is_object() && value.get(key).is_none());
            missing.map(|key| told(&below(&path, key), "nothing to be there"))
        }
        "minimum" | "minLength" | "minItems" => {
            (size(word, value)? < says.as_f64()?).then(|| told(&path, &format!("less than {says}")))
        }
        "maximum" | "maxLength" | "maxItems" => {
            (size(word, value)? > says.as_f64()?).then(|| told(&path, &format!("more than {says}")))
        }
        "description" | "format" => None,
        unknown => Some(told(&path, &format!("something by `{unknown}`, which is not known here"))),
    })
}

fn told(path: &str, what: &str) -> String {
    if path.is_empty() { what.to_owned() } else { format!("at `{path}` {what}") }
}

fn types(says: &Value) -> impl Iterator<Item = &str> {
    let one = std::slice::from_ref(says);
    says.as_array().map_or(one, Vec::as_slice).iter().filter_map(Value::as_str)
}

fn is(ty: &str, value: &Value) -> bool {
    match ty {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

/// What a limit is about: a number, characters or items.
fn size(word: &str, value: &Value) -> Option<f64> {
    let count = |count: usize| count as f64;
    match word {
        "minLength" | "maxLength" => value.as_str().map(|text| count(text.chars().count())),
        "minItems" | "maxItems" => value.as_array().map(|items| count(items.len())),
        _ => value.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_schema_forbids_is_found_with_its_place() {
        let check = |schema: Value, value: Value, expected: Option<&str>| {
            assert_eq!(breach(&schema, &value).as_deref(), expected, "{schema} {value}");
        };
        let tag = json!({
            "type": "object", "required": ["id"], "additionalProperties": false,
            "properties": {
                "id": {"type": "integer", "minimum": 1},
                "names": {"type": "array", "maxItems": 2, "items": {"type": "string", "minLength": 2}},
                "of": {"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]},
            },
        });
        check(tag.clone(), json!({"id": 1, "names": ["vip"], "of": null}), None);
        check(tag.clone(), json!([]), Some("what is not \"object\""));
        check(tag.clone(), json!({}), Some("at `id` nothing to be there"));
        check(tag.clone(), json!({"id": 1.5}), Some("at `id` what is not \"integer\""));
        check(tag.clone(), json!({"id": 0}), Some("at `id` less than 1"));
        check(
            tag.clone(),
            json!({"id": 1, "names": [1]}),
            Some("at `names[0]` what is not \"string\""),
        );
        check(tag.clone(), json!({"id": 1, "names": ["x"]}), Some("at `names[0]` less than 2"));
        check(
            tag.clone(),
            json!({"id": 1, "names": ["aa", "bb", "cc"]}),
            Some("at `names` more than 2"),
        );
        check(tag.clone(), json!({"id": 1, "later": 1}), Some("at `later` anything at all"));
        check(
            tag,
            json!({"id": 1, "of": "c"}),
            Some(r#"at `of` what fits none of [{"enum":["a","b"]},{"type":"null"}]"#),
        );
        check(json!({"type": ["string", "null"]}), json!(null), None);
        check(
            json!({"oneOf": []}),
            json!(1),
            Some("something by `oneOf`, which is not known here"),
        );
        check(
            json!({"additionalProperties": {"type": "string"}}),
            json!({"a": 1}),
            Some("at `a` what is not \"string\""),
        );
    }
}
