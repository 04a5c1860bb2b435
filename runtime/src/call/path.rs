//! Paths that a caller writes out. The credentials go where they lead, so that they must stay within the account.

use percent_encoding::percent_decode_str;

/// What stands in a path of RFC 3986 beside letters and digits.
const MARKS: &str = "-._~!$&'()*+,;=:@/%";

/// Why a path is none, and what would be right.
pub(super) fn fault(path: &str) -> Option<(String, &'static str)> {
    let stranger = path.chars().find(|c| !c.is_ascii_alphanumeric() && !MARKS.contains(*c));
    if path.contains("://") || path.starts_with("//") {
        Some(("leads to another host".to_owned(), "give the path alone, such as `/api/tickets`"))
    } else if !path.starts_with('/') {
        Some(("has no slash at its beginning".to_owned(), "write `/api/tickets`"))
    } else if path.contains('?') {
        Some(("holds a query".to_owned(), "set its keys one by one, with `query`"))
    } else if let Some(stranger) = stranger {
        let why = format!("holds {stranger:?}, which no path does");
        Some((why, "percent-encode what is not a part of the path itself"))
    } else if path.split('%').skip(1).any(encodes_nothing) {
        let why = "has a `%` that encodes nothing";
        Some((why.to_owned(), "write `%25` for the sign itself"))
    } else if path.split('/').skip(1).any(changes_the_path) {
        let why = "has `.` or `..` for a part, or a control character in one";
        Some((why.to_owned(), "write the path that is meant"))
    } else {
        None
    }
}

/// Whether what follows a `%` are not two hexadecimal digits.
fn encodes_nothing(rest: &str) -> bool {
    rest.len() < 2 || !rest.chars().take(2).all(|c| c.is_ascii_hexdigit())
}

/// Servers and proxies resolve `%2e%2e` like `..`, and some take an encoded slash for a slash.
fn changes_the_path(part: &str) -> bool {
    let decoded = percent_decode_str(part).decode_utf8_lossy();
    let is_dots = |part: &str| matches!(part, "." | "..");
    decoded.chars().any(char::is_control) || decoded.split(['/', '\\']).any(is_dots)
}
