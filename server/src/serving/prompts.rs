//! The pieces of work that a client's user can ask a model for: those of which all tools are served.

use gorgias_tools::{PROMPTS, Selection, tool};
use rmcp::{
    ErrorData,
    model::{GetPromptRequestParams, GetPromptResult, Prompt, PromptArgument, PromptMessage, Role},
};

use super::repeatable;

/// The pieces of work that are offered.
#[derive(Debug)]
pub(super) struct Prompts(Vec<&'static tool::Prompt>);

impl Prompts {
    pub(super) fn of(selection: &Selection) -> Self {
        let is_served =
            |prompt: &&tool::Prompt| prompt.tools.iter().all(|name| selection.find(name).is_some());
        Self(PROMPTS.iter().filter(is_served).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn listed(&self) -> Vec<Prompt> {
        self.0.iter().map(|prompt| listed(prompt)).collect()
    }

    /// What a model is told to do.
    pub(super) fn get(&self, asked: GetPromptRequestParams) -> Result<GetPromptResult, ErrorData> {
        let Some(prompt) = self.0.iter().find(|prompt| prompt.name == asked.name) else {
            let names = self.0.iter().map(|prompt| prompt.name);
            let right = tool::nearest(&repeatable(&asked.name), names, "there is");
            return Err(ErrorData::invalid_params(
                format!("there is no such prompt: {right}"),
                None,
            ));
        };
        let text = prompt.text(&asked.arguments.unwrap_or_default()).map_err(|faults| {
            let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
            ErrorData::invalid_params(faults.join("; "), None)
        })?;
        let message = PromptMessage::new_text(Role::User, text);
        Ok(GetPromptResult::new(vec![message]).with_description(prompt.title))
    }
}

fn listed(prompt: &tool::Prompt) -> Prompt {
    let arguments = prompt.inputs.iter().map(|input| {
        let argument = PromptArgument::new(input.name).with_required(input.required);
        if input.about.is_empty() { argument } else { argument.with_description(input.about) }
    });
    Prompt::new(prompt.name, Some(prompt.about), Some(arguments.collect())).with_title(prompt.title)
}
