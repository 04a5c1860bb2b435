//! Texts: what a model reads to choose a tool, and what it costs.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::Diagnostic;
use crate::model::{Answer, Model, Operation, ToolMethod};
use crate::rules::Rule;
use crate::tokens;

/// Texts that share more than this part of their words say the same.
const ALIKE: f64 = 0.8;

pub(super) fn check(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for operation in &model.operations {
        check_text(model, operation, &mut diagnostics);
        check_schema(model, operation, &mut diagnostics);
        if operation.tool.method == ToolMethod::List && matches!(operation.answer, Answer::Value(_))
        {
            let message = format!("`{}` lists, but does not say how it pages", operation.id);
            let help =
                "write `pages: …`, or `returns: { list: …, under: … }` for a list in one piece";
            diagnostics
                .push(Diagnostic::new(Rule::ListWithoutPaging, operation.span, message).help(help));
        }
    }
    check_budgets(model, &mut diagnostics);
    check_alike(model, &mut diagnostics);
    diagnostics
}

fn check_text(model: &Model, operation: &Operation, diagnostics: &mut Vec<Diagnostic>) {
    for (what, text) in [("title", &operation.title), ("about", &operation.about)] {
        if text.trim().is_empty() {
            let message = format!("`{}` has no `{what}`", operation.id);
            diagnostics.push(Diagnostic::new(Rule::TextMissing, operation.span, message));
        }
    }
    let tokens = tokens::count(&operation.about);
    let most = model.api.budgets.text_tokens;
    if tokens > most {
        let message = format!("the text is {tokens} tokens long, over {most}");
        let help =
            "say what it does, when to use it and the trap that bites; move the rest to `notes`";
        diagnostics
            .push(Diagnostic::new(Rule::TextTooLong, operation.about_span, message).help(help));
    }
}

fn check_schema(model: &Model, operation: &Operation, diagnostics: &mut Vec<Diagnostic>) {
    let most = model.api.budgets.schema_bytes;
    for (what, schema) in
        [("input", &operation.tool.input_schema), ("output", &operation.tool.output_schema)]
    {
        let bytes = schema.to_string().len();
        if bytes > most {
            let message = format!("the {what} schema is {bytes} bytes long, over {most}");
            let help =
                if what == "input" { "name fewer arguments under `usual`" } else { "show less" };
            diagnostics.push(
                Diagnostic::new(Rule::SchemaTooLarge, operation.tool.span, message).help(help),
            );
        }
    }
    let (tokens, most) = (operation.tool.tokens, model.api.budgets.tool_tokens);
    if tokens > most {
        let message = format!("the tool costs {tokens} tokens, over {most}");
        let help = "name fewer arguments under `usual`, or shorten texts";
        diagnostics
            .push(Diagnostic::new(Rule::TokenBudget, operation.tool.span, message).help(help));
    }
}

fn check_budgets(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let tokens = |operation: &&Operation| operation.tool.tokens;
    let all: usize = model.operations.iter().map(|operation| tokens(&operation)).sum();
    if all > model.api.budgets.all_tokens {
        let message = format!("all tools cost {all} tokens, over {}", model.api.budgets.all_tokens);
        diagnostics.push(Diagnostic::new(Rule::TokenBudget, model.api.span, message));
    }
    for (at, preset) in model.api.presets.iter().enumerate() {
        let cost: usize = model
            .operations
            .iter()
            .filter(|operation| operation.tool.presets.contains(&at))
            .map(|operation| tokens(&operation))
            .sum();
        if let Some(most) = preset.tokens.filter(|most| cost > *most) {
            let message = format!("the tools of `{}` cost {cost} tokens, over {most}", preset.name);
            diagnostics.push(Diagnostic::new(Rule::TokenBudget, preset.span, message));
        }
    }
}

/// Two texts that share so much share one of the rarest words of each, so that only those are compared that do.
fn check_alike(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let texts: Vec<BTreeSet<String>> =
        model.operations.iter().map(|operation| words(&operation.about)).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for word in texts.iter().flatten() {
        *uses.entry(word).or_default() += 1;
    }
    let mut earlier_by_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, operation) in model.operations.iter().enumerate() {
        let mut rarest: Vec<&str> = texts[at].iter().map(String::as_str).collect();
        rarest.sort_by_key(|word| (uses[word], *word));
        rarest.truncate(rarest.len() - (rarest.len() as f64 * ALIKE) as usize + 1);
        let earlier: BTreeSet<usize> =
            rarest.iter().filter_map(|word| earlier_by_word.get(word)).flatten().copied().collect();
        match earlier.into_iter().find(|earlier| shared(&texts[at], &texts[*earlier]) > ALIKE) {
            Some(earlier) => {
                let message =
                    format!("this reads like the text of `{}`", model.operations[earlier].id);
                let help = "say when to use which of the two";
                diagnostics.push(
                    Diagnostic::new(Rule::TextsAlike, operation.about_span, message).help(help),
                );
            }
            None => {
                rarest.iter().for_each(|word| earlier_by_word.entry(word).or_default().push(at))
            }
        }
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The part of all words of two texts that is in both.
fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let both = one.intersection(other).count() as f64;
    let all = one.union(other).count() as f64;
    if all == 0.0 { 0.0 } else { both / all }
}
