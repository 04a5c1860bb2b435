//! Synonyms: they stand for words that tools are found by.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::nearest::did_you_mean;
use crate::rules::Rule;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let texts = model.operations.iter().flat_map(|operation| {
        [&operation.tool.name, &operation.title, &operation.about].map(|text| text.to_lowercase())
    });
    let texts: Vec<String> = texts.collect();
    let known: BTreeSet<&str> = texts.iter().flat_map(|text| words(text)).collect();
    let mut diagnostics = Vec::new();
    for synonym in &model.api.synonyms {
        let meant = synonym.meant.to_lowercase();
        let Some(strange) = words(&meant).find(|word| !known.contains(word)) else { continue };
        let message = format!("no tool says `{strange}`, so nothing is found by it");
        let help = did_you_mean(strange, known.iter().copied())
            .unwrap_or_else(|| "take a word of a tool's name, title or text".to_owned());
        diagnostics.push(Diagnostic::new(Rule::IdleSynonym, synonym.span, message).help(help));
    }
    diagnostics
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
