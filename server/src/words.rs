//! The command line: a word says what is to be done, and no word means to serve.

mod call;
mod check;
mod login;
mod scopes;
mod serve;
mod snippet;
mod tools;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::{
    Error,
    settings::{Environment, Flags, SECRETS, Settings, unknown_variables},
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
    /// Show the tools that would be served, and what they cost a model
    Tools(tools::Options),
    /// Call a tool as a client would, and print its answer
    Call(call::Options),
    /// Try the account: the credentials, and whether each resource can be read
    Check,
    /// Print what makes a client start this server with these flags
    Config(snippet::Options),
    /// Print the scopes that an app needs for the tools that would be served
    Scopes,
    /// Allow an app to act for an account, in a browser, and keep its tokens
    Login(login::Options),
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
  gorgias-mcp --demo call list_all_gorgias_tickets           try a tool, without an account
  gorgias-mcp check                                          try the account
  gorgias-mcp --preset agent config claude-desktop           what to paste into a client's settings

Exit codes:
  0  it ended as it was told to
  1  it could not do what it was told to
  2  what it was told cannot be right
";

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

/// Writes to standard output. Whoever closes it does not want more.
fn print(text: &str) {
    use std::io::Write;
    drop(std::io::stdout().lock().write_all(text.as_bytes()));
}

/// Runs work that is over by itself.
fn block_on<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Error::machine("start a thread"))?;
    let ended = runtime.block_on(work);
    runtime.shutdown_background();
    ended
}

fn run(line: Line) -> Result<(), Error> {
    let environment = Environment::of_process();
    let command = Line::command();
    let flags = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
    let known: Vec<_> = flags.chain(SECRETS).collect();
    unknown_variables(&environment, &known)?;
    let word = line.word.unwrap_or(Word::Serve);
    if let Word::Config(options) = &word {
        return snippet::run(options, &line.flags);
    }
    let settings = Settings::read(line.flags, environment)?;
    match word {
        Word::Serve => serve::run(&settings),
        Word::Tools(options) => tools::run(&settings, &options),
        Word::Call(options) => call::run(&settings, options),
        Word::Check => check::run(&settings),
        Word::Scopes => scopes::run(&settings),
        Word::Login(options) => login::run(&settings, &options),
        Word::Config(_) => Ok(()),
    }
}
