//! Showing the tools that would be served: to people, or as the programs of several vendors take them.

use clap::{Args, ValueEnum};
use gorgias_tools::{Deed, Tool};
use rmcp::model;
use serde_json::{Value, json};

use super::print;
use crate::{Error, serving::Toolbox, settings::Settings};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Print JSON, as clients of MCP are shown it
    #[arg(long)]
    json: bool,

    /// Print JSON in the form of a vendor
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<Form>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// The items of `tools/list`
    Mcp,
    /// `tools` of a chat completion
    Openai,
    /// `tools` of a message
    Anthropic,
    /// `tools` of a content generation
    Gemini,
}

pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Error> {
    let toolbox = settings.toolbox()?;
    match options.format.or(options.json.then_some(Form::Mcp)) {
        Some(form) => print(&format!("{:#}\n", in_form(form, toolbox.listed()))),
        None => print(&for_people(&toolbox)),
    }
    Ok(())
}

fn in_form(form: Form, tools: &[model::Tool]) -> Value {
    let parameters = |tool: &model::Tool| Value::from((*tool.input_schema).clone());
    match form {
        Form::Mcp => json!(tools),
        Form::Openai => tools
            .iter()
            .map(|tool| {
                let (name, description) = (&tool.name, &tool.description);
                let parameters = parameters(tool);
                json!({
                    "type": "function",
                    "function": {"name": name, "description": description, "parameters": parameters},
                })
            })
            .collect(),
        Form::Anthropic => tools
            .iter()
            .map(|tool| {
                let (name, description) = (&tool.name, &tool.description);
                json!({"name": name, "description": description, "input_schema": parameters(tool)})
            })
            .collect(),
        Form::Gemini => {
            let declared = tools.iter().map(|tool| {
                let (name, description) = (&tool.name, &tool.description);
                json!({
                    "name": name,
                    "description": description,
                    "parametersJsonSchema": parameters(tool),
                })
            });
            json!([{"functionDeclarations": declared.collect::<Vec<_>>()}])
        }
    }
}

fn for_people(toolbox: &Toolbox) -> String {
    let tools = toolbox.selection().tools();
    let width = tools.iter().map(|tool| tool.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for tool in tools {
        let (name, tokens, title) = (tool.name, tool.tokens, tool.title);
        text.push_str(&format!("{name:width$}  {tokens:>5}  {:32}  {title}\n", deeds(tool)));
    }
    let tokens: u32 = tools.iter().map(|tool| tool.tokens).sum();
    text.push_str(&format!("{} tools, which cost a model {tokens} tokens\n", tools.len()));
    text
}

/// What a tool does to the world, and what only some of its calls do in brackets.
fn deeds(tool: &Tool) -> String {
    let certain: Vec<_> = tool.effect.certain().iter().map(|deed| deed.as_str()).collect();
    let possible = tool.effect.possible();
    let sometimes: Vec<_> = possible
        .iter()
        .map(|deed: &Deed| deed.as_str())
        .filter(|deed| !certain.contains(deed))
        .collect();
    match sometimes.is_empty() {
        true => certain.join(" "),
        false => format!("{} [{}]", certain.join(" "), sometimes.join(" ")),
    }
}
