//! Several things in one sentence.

/// `a, b and c`, with another word before the last than `and` if need be.
pub(crate) fn series(parts: impl IntoIterator<Item = String>, before_last: &str) -> String {
    let mut parts: Vec<String> = parts.into_iter().collect();
    match parts.pop() {
        Some(last) if parts.is_empty() => last,
        Some(last) => format!("{} {before_last} {last}", parts.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_has_a_word_before_it() {
        let check = |parts: &[&str], expected: &str| {
            assert_eq!(series(parts.iter().map(|part| (*part).to_owned()), "or"), expected);
        };
        check(&["a", "b", "c"], "a, b or c");
        check(&["a", "b"], "a or b");
        check(&["a"], "a");
        check(&[], "");
    }
}
