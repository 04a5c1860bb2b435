//! Writes all tickets but those in the trash as JSON, one in a line: `export_tickets > tickets.jsonl`.

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use gorgias_client::{Account, Gorgias, TicketOrder, serde_json};
use gorgias_examples::{arguments, exit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let [] = arguments("export_tickets")?;
    let gorgias = Gorgias::new(Account::from_env()?);

    // In this order a ticket that is made meanwhile comes last, and moves no other to another page.
    let oldest_first = TicketOrder::CreatedDatetimeAsc;
    let mut tickets =
        gorgias.tickets().list().trashed(false).order_by(oldest_first).limit(100).stream();
    let mut out = io::stdout().lock();
    while let Some(ticket) = tickets.try_next().await? {
        serde_json::to_writer(&mut out, &ticket)?;
        writeln!(out)?;
    }
    Ok(())
}
