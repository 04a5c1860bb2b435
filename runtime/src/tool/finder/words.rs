//! Words of a text in a common form, so that `Closing` and `closed` are the same.

/// Words that stand in any request and tell nothing of it.
const EMPTY: &[&str] = &[
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but",
    "by", "can", "could", "did", "do", "does", "ever", "for", "from", "had", "has", "have", "he",
    "her", "his", "i", "if", "in", "into", "is", "it", "its", "just", "like", "may", "me", "my",
    "need", "not", "of", "on", "or", "our", "please", "shall", "she", "should", "so", "some",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
    "to", "us", "want", "was", "we", "were", "will", "with", "would", "yet", "you", "your",
];

/// Words that tell something only beside others, as in `hand over` and `how many`.
const FILLERS: &[&str] = &[
    "anyone", "anyth", "back", "com", "everyon", "everyth", "how", "off", "one", "out", "over",
    "someth", "up", "what", "when", "wher", "which", "who", "why", "www",
];

/// Whether a word, in its common form, tells something by itself.
pub(super) fn tells(word: &str) -> bool {
    !FILLERS.contains(&word)
}

/// The words of a text that tell something, in their order, each in its common form.
pub(super) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace("e-mail", "email").replace(['\'', '’'], "");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !EMPTY.contains(word)).map(common).collect()
}

/// The form that a word shares with its plural, its past and its gerund. It need not be a word itself.
pub(super) fn common(word: &str) -> String {
    // What is not made of Latin letters has other endings.
    if !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_owned();
    }
    let mut word = singular(word);
    for ending in ["ing", "ed"] {
        let stem = word.strip_suffix(ending).filter(|stem| is_stem(stem)).map(str::to_owned);
        if let Some(stem) = stem {
            word = undoubled(&stem).to_owned();
            break;
        }
    }
    match word.strip_suffix('e') {
        Some(stem) if stem.len() > 2 => stem.to_owned(),
        _ => word,
    }
}

fn singular(word: &str) -> String {
    if word.len() < 4 || ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hissing = ["sses", "shes", "ches", "xes", "zes"].iter().any(|it| word.ends_with(it));
    let ending = if hissing { "es" } else { "s" };
    word.strip_suffix(ending).unwrap_or(word).to_owned()
}

/// Whether there is enough of a word before its ending: not in `thing` and `need`.
fn is_stem(stem: &str) -> bool {
    stem.len() > 2 && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

/// Takes `stop` out of `stopp`, but leaves `call` and `miss`.
fn undoubled(stem: &str) -> &str {
    let mut last = stem.chars().rev();
    match (last.next(), last.next()) {
        (Some(one), Some(other)) if one == other && !"lsz".contains(one) => &stem[..stem.len() - 1],
        _ => stem,
    }
}
