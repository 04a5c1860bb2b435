//! What to paste into the settings of a client, so that it starts this server. Secrets are named and not shown.

use std::env;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::print;
use crate::{Error, settings::Flags};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The client
    #[arg(value_enum, value_name = "CLIENT")]
    client: Client,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Client {
    /// claude_desktop_config.json
    ClaudeDesktop,
    /// A command to run
    ClaudeCode,
    /// .cursor/mcp.json
    Cursor,
    /// .vscode/mcp.json
    Vscode,
}

/// The variables that name an account, and what people put there.
const ACCOUNT: [(&str, &str, &str); 3] = [
    ("GORGIAS_ACCOUNT_DOMAIN", "domain", "the first part of <account>.gorgias.com"),
    ("GORGIAS_USERNAME", "username", "the e-mail address of the user who owns the key"),
    ("GORGIAS_API_KEY", "api-key", "the user's API key"),
];

pub(super) fn run(options: &Options, flags: &Flags) -> Result<(), Error> {
    if flags.http.is_some() {
        let right = "leave it out: a client that starts its server speaks to it by pipes";
        return Err(Error::setting("--http", "is for servers that run by themselves", right));
    }
    let program = env::current_exe().map_err(Error::machine("find the own program"))?;
    let (program, arguments) = (program.display().to_string(), flags.as_arguments());
    // Accounts of a file have names of their own for what they need, and that of a demo needs nothing.
    let needed = if flags.config.is_some() || flags.is_demo() { &[][..] } else { &ACCOUNT[..] };
    print(&match options.client {
        Client::ClaudeDesktop | Client::Cursor => {
            let server = json!({"command": program, "args": arguments, "env": asked(needed)});
            format!("{:#}\n", json!({"mcpServers": {"gorgias": server}}))
        }
        Client::ClaudeCode => command(&program, &arguments, needed),
        Client::Vscode => format!("{:#}\n", vscode(&program, &arguments, needed)),
    });
    Ok(())
}

/// The variables, with what belongs there in words.
fn asked(needed: &[(&str, &str, &str)]) -> Map<String, Value> {
    let entry =
        |(name, _, about): &(&str, _, &str)| ((*name).to_owned(), format!("<{about}>").into());
    needed.iter().map(entry).collect()
}

fn command(program: &str, arguments: &[String], needed: &[(&str, &str, &str)]) -> String {
    let mut words = vec!["claude mcp add gorgias".to_owned()];
    // The shell puts in what its own environment has.
    words.extend(needed.iter().map(|(name, ..)| format!("--env {name}=\"${name}\"")));
    words.push("--".to_owned());
    words.push(quoted(program));
    words.extend(arguments.iter().map(|argument| quoted(argument)));
    format!("{}\n", words.join(" "))
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// It asks for the values when it starts the server, and keeps them to itself.
fn vscode(program: &str, arguments: &[String], needed: &[(&str, &str, &str)]) -> Value {
    let env = needed
        .iter()
        .map(|(name, id, _)| ((*name).to_owned(), format!("${{input:gorgias-{id}}}").into()));
    let env: Map<String, Value> = env.collect();
    let inputs = needed.iter().map(|(_, id, about)| {
        json!({
            "type": "promptString",
            "id": format!("gorgias-{id}"),
            "description": format!("Gorgias: {about}"),
            "password": *id == "api-key",
        })
    });
    let inputs: Vec<_> = inputs.collect();
    let server = json!({"type": "stdio", "command": program, "args": arguments, "env": env});
    json!({"inputs": inputs, "servers": {"gorgias": server}})
}
