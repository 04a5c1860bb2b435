//! What somebody may have meant who wrote a name that does not exist.

use crate::excerpt::beginning;

/// So many bytes of a name are compared: it may be any text, and the work grows with its length times that of each known one.
const COMPARED: usize = 100;

/// The nearest of the names, or all of them behind a word for who holds them, as advice.
pub(crate) fn nearest<'n>(
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
    holder: &str,
) -> String {
    let name = beginning(name, COMPARED);
    let alike = known.clone().map(|known| (strsim::jaro_winkler(name, known), known));
    match alike.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
        Some((likeness, known)) if likeness > 0.75 => format!("did you mean `{known}`?"),
        Some(_) => {
            let known: Vec<_> = known.map(|known| format!("`{known}`")).collect();
            format!("{holder} {}", known.join(", "))
        }
        None => format!("{holder} none"),
    }
}

/// All names, or as many of them as somebody reads, with the nearest first, as advice.
#[cfg(feature = "tools")]
pub(crate) fn ranked(name: &str, known: &[&str], holder: &str) -> String {
    const SHOWN: usize = 10;
    let name = beginning(name, COMPARED);
    let alike = known.iter().map(|known| (strsim::jaro_winkler(name, known), known));
    let mut names: Vec<_> = alike.collect();
    // A name of the same likeness stays where it was.
    names.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let shown: Vec<_> = names.iter().take(SHOWN).map(|(_, name)| format!("`{name}`")).collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(SHOWN) {
        _ if names.is_empty() => format!("{holder} none"),
        0 => format!("{holder} {shown}"),
        more => format!("{holder} {shown} and {more} more"),
    }
}
