//! What somebody may have meant.

/// Says `did you mean …?` if one of the names is near.
pub(crate) fn did_you_mean<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(wrong, names).map(|name| format!("did you mean `{name}`?"))
}

/// The same of names that `spec/gorgias.yaml` lists under a word; if none is near, says where that is.
pub(crate) fn did_you_mean_listed<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
    word: &str,
) -> String {
    did_you_mean(wrong, names).unwrap_or_else(|| {
        format!("`spec/gorgias.yaml` lists the {word}; if it is new, add it there")
    })
}

/// The name that is nearest, unless all are far.
pub(crate) fn nearest<'a>(
    wrong: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let score = strsim::jaro_winkler(&wrong.to_lowercase(), &name.to_lowercase());
        if score >= 0.77 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}
