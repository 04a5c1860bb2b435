//! As much of a long text as is worth showing.

use std::borrow::Cow;

/// The beginning of a text, so many bytes of it at most, up to the end of a line or of a word if there is one near.
pub(crate) fn beginning(text: &str, longest: usize) -> &str {
    if text.len() <= longest {
        return text;
    }
    let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let kept = &text[..end];
    let near = |at: &usize| *at > end - end / 8;
    let end = kept.rfind('\n').filter(near).or_else(|| kept.rfind(' ').filter(near));
    end.map_or(kept, |end| &kept[..end])
}

/// The text itself, or its beginning and an ellipsis.
pub(crate) fn shortened(text: &str, longest: usize) -> Cow<'_, str> {
    let shown = beginning(text, longest);
    if shown.len() < text.len() { format!("{shown}…").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_with_a_line_or_a_word_or_else_with_a_letter() {
        let cases = [
            ("", 0, ""),
            ("whole", 5, "whole"),
            ("abcdef", 5, "abcde…"),
            ("one two three four five", 19, "one two three four…"),
            ("one two thirteen\nfour", 17, "one two thirteen…"),
            ("one twothreefourfive", 15, "one twothreefou…"),
            ("aaaaé", 5, "aaaa…"),
            ("é", 1, "…"),
        ];
        for (text, longest, expected) in cases {
            assert_eq!(shortened(text, longest), expected, "{text}");
        }
    }
}
