//! Calling a tool from the command line, on the way that the calls of clients go.

use std::io::{self, Read};

use clap::Args;
use rmcp::model::CallToolResponse;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{block_on, print};
use crate::{
    Error,
    serving::{Asked, Person, Reading},
    settings::Settings,
};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The tool
    name: String,

    /// Its arguments, as a JSON object; `-` reads them from standard input
    #[arg(long, value_name = "JSON", default_value = "{}")]
    args: String,
}

pub(super) fn run(settings: &Settings, options: Options) -> Result<(), Error> {
    let arguments = arguments(&options.args)?;
    let asked = Asked { name: options.name, arguments, progress: None };
    let calls = settings.calls()?;
    let outcome =
        block_on(async { Ok(calls.call(asked, Person::Nobody, CancellationToken::new()).await) })?;
    let said = match outcome.told(Reading::Data) {
        Ok(CallToolResponse::Complete(result)) if result.is_error != Some(true) => {
            let answer = result.structured_content.unwrap_or_default();
            print(&format!("{answer:#}\n"));
            return Ok(());
        }
        Ok(CallToolResponse::Complete(result)) => {
            let texts = result.content.iter().filter_map(|part| part.as_text());
            texts.map(|text| text.text.as_str()).collect::<Vec<_>>().join("\n")
        }
        Ok(_) => "it asks for more than a command line can give".to_owned(),
        Err(error) => error.message.into_owned(),
    };
    eprintln!("{said}");
    Err(Error::Failed)
}

fn arguments(given: &str) -> Result<Map<String, Value>, Error> {
    let mut text = given.to_owned();
    if given == "-" {
        text.clear();
        let read = io::stdin().lock().read_to_string(&mut text);
        read.map_err(Error::machine("read standard input"))?;
    }
    serde_json::from_str(&text).map_err(|error| {
        let why = format!("is no JSON object: {error}");
        Error::setting("--args", why, "give the arguments by their names, as `{\"limit\": 5}`")
    })
}
