//! Where a text is cut before its tokens are counted.

use unicode_general_category::{GeneralCategory, get_general_category};

/// What the pattern of `o200k_base` tells apart in a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter that cannot follow a lower-case one in a word: upper or title case.
    Upper,
    Lower,
    /// A letter without case, which goes with either.
    Caseless,
    /// An accent and its like: goes with letters, and is a symbol where no word is.
    Mark,
    Number,
    LineEnd,
    Space,
    Symbol,
}

impl Kind {
    fn of(character: char) -> Self {
        use GeneralCategory as Category;
        match character {
            'a'..='z' => return Self::Lower,
            'A'..='Z' => return Self::Upper,
            '0'..='9' => return Self::Number,
            '\r' | '\n' => return Self::LineEnd,
            _ if character.is_whitespace() => return Self::Space,
            _ if character.is_ascii() => return Self::Symbol,
            _ => {}
        }
        match get_general_category(character) {
            Category::UppercaseLetter | Category::TitlecaseLetter => Self::Upper,
            Category::LowercaseLetter => Self::Lower,
            Category::ModifierLetter | Category::OtherLetter => Self::Caseless,
            Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark => {
                Self::Mark
            }
            Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => {
                Self::Number
            }
            _ => Self::Symbol,
        }
    }

    fn begins_word(self) -> bool {
        matches!(self, Self::Upper | Self::Caseless | Self::Mark)
    }

    fn ends_word(self) -> bool {
        matches!(self, Self::Lower | Self::Caseless | Self::Mark)
    }
}

/// Where the first piece of a text ends: a word, a number, symbols or white space. No token reaches over that place.
///
/// This is the published pattern by hand, its alternatives in their order. A regular expression would take longer to
/// compile than all tools of a spec take to count.
pub(super) fn piece_end(text: &str) -> usize {
    word_end(text)
        .or_else(|| number_end(text))
        .or_else(|| symbols_end(text))
        .unwrap_or_else(|| space_end(text))
}

/// One character that is neither letter, number nor line end may lead a word, and `'s` and its like may close it.
fn word_end(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let kind = Kind::of(first);
    let start = match kind {
        Kind::Number | Kind::LineEnd => return None,
        Kind::Upper | Kind::Lower | Kind::Caseless => 0,
        Kind::Mark | Kind::Space | Kind::Symbol => first.len_utf8(),
    };
    let capitals = run(text, start, Kind::begins_word);
    let word = run(text, capitals, Kind::ends_word);
    let caseless =
        text[start..capitals].char_indices().rfind(|(_, letter)| Kind::of(*letter).ends_word());
    // Where no lower-case letter ends the word, a caseless one does, and only where there is none either, a capital.
    let end = if word > capitals {
        word
    } else if let Some((at, letter)) = caseless {
        start + at + letter.len_utf8()
    } else if kind == Kind::Mark {
        start
    } else if capitals > start {
        capitals
    } else {
        return None;
    };
    Some(end + contraction(&text[end..]))
}

/// The length of the `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d` that `text` starts with, or 0.
fn contraction(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('\'') else { return 0 };
    let ending = match rest.chars().next() {
        // The long s is an s to whoever ignores case.
        Some(letter @ ('s' | 'S' | 'ſ' | 't' | 'T' | 'm' | 'M' | 'd' | 'D')) => letter.len_utf8(),
        _ => match rest.get(..2) {
            Some(two)
                if ["re", "ve", "ll"].iter().any(|ending| two.eq_ignore_ascii_case(ending)) =>
            {
                2
            }
            _ => return 0,
        },
    };
    1 + ending
}

/// Three digits at most.
fn number_end(text: &str) -> Option<usize> {
    let digits =
        text.char_indices().take_while(|(_, digit)| Kind::of(*digit) == Kind::Number).take(3);
    digits.last().map(|(at, digit)| at + digit.len_utf8())
}

/// One space may lead symbols, and line ends and slashes follow them.
fn symbols_end(text: &str) -> Option<usize> {
    let start = usize::from(text.starts_with(' '));
    let symbols = run(text, start, |kind| matches!(kind, Kind::Symbol | Kind::Mark));
    let closing = text[symbols..].trim_start_matches(['\r', '\n', '/']);
    (symbols > start).then_some(text.len() - closing.len())
}

/// Up to the last line end if there is one; else all but the last space, which leads what follows.
fn space_end(text: &str) -> usize {
    let end = text.len() - text.trim_start().len();
    let space = &text[..end];
    match (space.rfind(['\r', '\n']), space.char_indices().next_back()) {
        (Some(line_end), _) => line_end + 1,
        (None, Some((last, _))) if last > 0 && end < text.len() => last,
        _ => end,
    }
}

/// Where the characters from `start` on stop being of a wanted kind.
fn run(text: &str, start: usize, wanted: impl Fn(Kind) -> bool) -> usize {
    text[start..]
        .find(|character| !wanted(Kind::of(character)))
        .map_or(text.len(), |length| start + length)
}
