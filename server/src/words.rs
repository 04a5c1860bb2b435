//! The command line: a word says what is to be done, and no word means to serve.

mod serve;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::{
    Error,
    settings::{Environment, Flags, Settings, unknown_variables},
};

/// Serves the Gorgias helpdesk to AI assistants, by the Model Context Protocol.
#[derive(Debug, Parser)]
#[command(name = "gorgias-mcp", version, after_help = ENVIRONMENT)]
struct Line {
    #[command(subcommand)]
    word: Option<Word>,

    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Word {
    /// Serve tools to clients; so does no word at all
    Serve,
}

const ENVIRONMENT: &str = "\
Environment:
  GORGIAS_ACCOUNT_DOMAIN, GORGIAS_USERNAME, GORGIAS_API_KEY  the account, and who calls it
  GORGIAS_ACCESS_TOKEN                                       an app's token, in place of user name and key
  GORGIAS_MCP_BEARER                                         what HTTP clients have to bring
  GORGIAS_MCP_SECRET_PATH                                    the same as a path, /mcp/<secret>
  GORGIAS_MCP_<FLAG>                                         any flag: GORGIAS_MCP_AT_ONCE is --at-once

Examples:
  gorgias-mcp                                                serve whoever started the process; nothing is changed
  gorgias-mcp --preset agent --write --no-customer-messages  an agent's tools, and no word to a customer
  gorgias-mcp --http 127.0.0.1:8080                          serve clients on this machine by HTTP

Exit codes:
  0  it ended as it was told to
  1  it could not do what it was told to
  2  what it was told cannot be right
";

/// Variables that are no flags, since a command line shows what stands in it.
const VARIABLES: [&str; 2] = ["GORGIAS_MCP_BEARER", "GORGIAS_MCP_SECRET_PATH"];

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Nobody listens where this fails.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !matches!(error, Error::Failed) {
                eprintln!("gorgias-mcp: {error}");
            }
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(line: Line) -> Result<(), Error> {
    let environment = Environment::of_process();
    let command = Line::command();
    let flags = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
    let known: Vec<_> = flags.chain(VARIABLES).collect();
    unknown_variables(&environment, &known)?;
    let settings = Settings::read(line.flags, environment)?;
    match line.word.unwrap_or(Word::Serve) {
        Word::Serve => serve::run(&settings),
    }
}
