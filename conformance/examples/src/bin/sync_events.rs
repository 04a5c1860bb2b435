//! Prints what has happened since it last ran: `sync_events checkpoint.txt`, now and then.
//!
//! The file holds where to go on. The first time, write a time into it, such as 2026-03-06T09:00:00Z.

use std::{error::Error, fs, process::ExitCode, time::Duration};

use gorgias_client::{Account, Checkpoint, Gorgias};
use gorgias_examples::{arguments, exit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let [file] = arguments("sync_events FILE")?;
    let from: Checkpoint =
        fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?.parse()?;
    let gorgias = Gorgias::new(Account::from_env()?);

    // Ten seconds are for events that turn up a little late.
    let lag = Duration::from_secs(10);
    let mut events = gorgias.events().list().limit(100).follow(from).lag(lag).until_now();
    while let Some(event) = events.try_next().await? {
        println!(
            "{} {} {} {}",
            event.created_datetime, event.r#type, event.object_type, event.object_id
        );
        // Kept after each event, so that none is lost whenever this ends.
        fs::write(&file, events.checkpoint().to_string())?;
    }
    Ok(())
}
