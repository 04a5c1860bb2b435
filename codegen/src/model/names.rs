//! Names: of the spec, of Rust, and of tools.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Keywords of every edition; the first five cannot be raw identifiers.
const KEYWORDS: &[&str] = &[
    "self", "Self", "super", "crate", "_", "abstract", "as", "async", "await", "become", "box",
    "break", "const", "continue", "do", "dyn", "else", "enum", "extern", "false", "final", "fn",
    "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
const NEVER_RAW: usize = 5;

/// What generated code calls things of its own; a type or a builder of that name would hide them.
pub(crate) const TAKEN: &[&str] = &[
    "Account",
    "BTreeMap",
    "Box",
    "Call",
    "Checkpoint",
    "Date",
    "Default",
    "Deserialize",
    "Error",
    "FileAnswer",
    "Follow",
    "Gorgias",
    "Into",
    "IntoIterator",
    "Items",
    "Moment",
    "None",
    "Operation",
    "Option",
    "OrNull",
    "Page",
    "Pages",
    "Patch",
    "Reply",
    "Result",
    "Runtime",
    "Scalar",
    "Secret",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Time",
    "Value",
    "Vec",
];

/// What the client exports beside its types; a builder may be called so.
pub(crate) const TAKEN_TYPES: &[&str] = &[
    "Cancellation",
    "CheckpointError",
    "Download",
    "Hook",
    "Pace",
    "Progress",
    "Retry",
    "Started",
    "Unlisted",
    "Upload",
    "Work",
];

/// What stands beside the modules of resources in generated crates, or beside their methods on the client.
pub(crate) const TAKEN_MODULES: &[&str] = &[
    "bytes",
    "call",
    "error",
    "given",
    "http",
    "jiff",
    "lib",
    "limit",
    "limits",
    "new",
    "open",
    "operation",
    "operations",
    "pace",
    "r#mod",
    "request",
    "runtime",
    "serde_json",
    "shared",
    "tool",
    "transport",
    "types",
    "webhooks",
    "with_runtime",
];

/// The methods of every builder, so that no setter can have their names.
const METHODS: &[&str] = &[
    "blank",
    "extra_field",
    "extra_query",
    "finished",
    "follow",
    "new",
    "open",
    "pages",
    "send_raw",
    "stream",
    "with",
    "with_files",
];

/// A field or a method: `created_datetime[gte]` is `created_datetime_gte`, `type` is `r#type`.
pub(crate) fn snake(name: &str) -> String {
    let spaced: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    escape(&leading(&spaced.to_snake_case(), "n"))
}

/// A type or a variant: `usage:asc,name:asc` is `UsageAscNameAsc`, `24h` is `N24h`.
pub(crate) fn pascal(name: &str) -> String {
    let spaced: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    escape(&leading(&spaced.to_upper_camel_case(), "N"))
}

/// A variant of an open enum or a union, which has `Unknown` for what is not listed.
pub(crate) fn variant(name: &str) -> String {
    let variant = pascal(name);
    if variant == "Unknown" { format!("{variant}_") } else { variant }
}

/// What sets a field: the field's own name, unless every builder has a method of that name.
pub(crate) fn setter(rust: &str) -> String {
    if METHODS.contains(&rust) { format!("{rust}_") } else { rust.to_owned() }
}

/// A static: `TicketTag` is `TICKET_TAG`, `delete-many` is `DELETE_MANY`.
pub(crate) fn constant(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// The key that a tool shows for a key of the API: other characters than letters, digits, `_` and `-` become one `_`.
pub(crate) fn portable_key(name: &str) -> String {
    let mut key = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '_' || c == '-' {
            key.push(c);
        } else if !key.ends_with('_') {
            key.push('_');
        }
    }
    key.trim_end_matches('_').to_owned()
}

fn leading(name: &str, prefix: &str) -> String {
    if name.chars().next().is_none_or(|c| c.is_ascii_digit()) {
        format!("{prefix}{name}")
    } else {
        name.to_owned()
    }
}

fn escape(name: &str) -> String {
    match KEYWORDS.iter().position(|keyword| *keyword == name) {
        Some(at) if at < NEVER_RAW => format!("{name}_"),
        Some(_) => format!("r#{name}"),
        None => name.to_owned(),
    }
}

/// `tags`, `by-name`: what files and trials are called. A constant of Rust cannot begin with a digit.
pub(crate) fn is_kebab(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// `last_word`: what workflows keep things under.
pub(crate) fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `Tag`: what types are called.
pub(crate) fn is_pascal(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// What clients accept as the name of a tool.
pub(crate) fn is_tool_name(name: &str) -> bool {
    (1..=45).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// What model vendors accept as the key of an argument.
pub(crate) fn is_portable_key(key: &str) -> bool {
    (1..=64).contains(&key.len())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_rust() {
        let check = |name: &str, expected_snake: &str, expected_pascal: &str| {
            assert_eq!(
                (snake(name).as_str(), pascal(name).as_str()),
                (expected_snake, expected_pascal),
                "{name}"
            );
        };
        check("id", "id", "Id");
        check("type", "r#type", "Type");
        check("self", "self_", "Self_");
        check("created_datetime[gte]", "created_datetime_gte", "CreatedDatetimeGte");
        check("usage:asc,name:asc", "usage_asc_name_asc", "UsageAscNameAsc");
        check("delete-many", "delete_many", "DeleteMany");
        check("24h", "n24h", "N24h");
        check("*", "n", "N");
        check("facebook-mention", "facebook_mention", "FacebookMention");
        check("self_service", "self_service", "SelfService");
    }

    #[test]
    fn names_make_way_for_those_of_every_builder_and_enum() {
        assert_eq!((variant("unknown").as_str(), variant("open").as_str()), ("Unknown_", "Open"));
        assert_eq!((setter("stream").as_str(), setter("r#type").as_str()), ("stream_", "r#type"));
        assert_eq!(setter("extra_field"), "extra_field_");
    }

    #[test]
    fn keys_become_portable() {
        let check = |name: &str, expected: &str| assert_eq!(portable_key(name), expected);
        check("created_datetime[gte]", "created_datetime_gte");
        check("order_by", "order_by");
        check("a.b c", "a_b_c");
    }
}
