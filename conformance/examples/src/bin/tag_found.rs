//! Puts a tag on each ticket in which some words stand: `tag_found "late parcel" shipping`.

use std::{error::Error, process::ExitCode};

use gorgias_client::{Account, Gorgias, InlineView};
use gorgias_examples::{arguments, exit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let [words, tag] = arguments("tag_found WORDS TAG")?;
    let gorgias = Gorgias::new(Account::from_env()?);

    // The search is a view that is not kept; that is what 0 stands for.
    let search = gorgias.views().search_items(0).view(InlineView::new().search(words.as_str()));
    let mut tickets = search.stream();
    while let Some(ticket) = tickets.try_next().await? {
        if ticket.tags.iter().any(|known| known.name == tag) {
            continue;
        }
        gorgias.ticket_tags().add(ticket.id).names([tag.as_str()]).await?;
        println!("{} {}", ticket.id, ticket.subject.unwrap_or_default());
    }
    Ok(())
}
