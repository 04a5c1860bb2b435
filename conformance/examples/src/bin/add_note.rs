//! Notes something on a ticket that only colleagues see: `add_note 4110 "The carrier has been asked."`

use std::{error::Error, process::ExitCode};

use gorgias_client::{Account, Channel, Gorgias, TicketId};
use gorgias_examples::{arguments, exit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let [ticket, text] = arguments("add_note TICKET TEXT")?;
    let ticket: TicketId = ticket.parse()?;
    let gorgias = Gorgias::new(Account::from_env()?);

    // On any other channel, an agent's message goes to the customer.
    let note = gorgias.messages().create(ticket, Channel::InternalNote, true);
    let note = note.public(false).body_text(text).await?;
    println!("note {} is on ticket {ticket}", note.id);
    Ok(())
}
