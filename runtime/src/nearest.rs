//! What somebody may have meant who wrote a name that does not exist.

/// The nearest of the names, or all of them, as advice.
pub(crate) fn nearest<'n>(
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
    holder: &str,
) -> String {
    let likeness = |known: &&str| strsim::jaro_winkler(name, known);
    let nearest = known.clone().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest {
        Some(known) if likeness(&known) > 0.75 => format!("did you mean `{known}`?"),
        Some(_) => {
            let known: Vec<_> = known.map(|known| format!("`{known}`")).collect();
            format!("{holder} {}", known.join(", "))
        }
        None => format!("{holder} none"),
    }
}
