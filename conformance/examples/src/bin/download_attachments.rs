//! Saves the attachments of a ticket that are not in a folder yet: `download_attachments 847291 attachments`

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use gorgias_client::{Account, Gorgias, TicketId};
use gorgias_examples::{arguments, exit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let [ticket, folder] = arguments("download_attachments TICKET FOLDER")?;
    let gorgias = Gorgias::new(Account::from_env()?);
    for path in save_attachments(&gorgias, ticket.parse()?, Path::new(&folder)).await? {
        println!("{}", path.display());
    }
    Ok(())
}

/// Saves what is not there yet, and gives the paths.
async fn save_attachments(
    gorgias: &Gorgias,
    ticket: TicketId,
    folder: &Path,
) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut saved = Vec::new();
    let mut messages = gorgias.messages().list().ticket_id(ticket).stream();
    while let Some(message) = messages.try_next().await? {
        for (at, attachment) in message.attachments.iter().flatten().enumerate() {
            let name = attachment.name.as_deref().unwrap_or_default();
            let path = folder.join(format!("{}-{}-{}", message.id, at + 1, harmless(name)));
            if !path.exists() {
                gorgias.open(&attachment.url).await?.save(&path).await?;
                saved.push(path);
            }
        }
    }
    Ok(saved)
}

/// The name that somebody gave to a file, as one that leads nowhere: it may be a path, or hold what a system takes for something else.
fn harmless(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_. ()".contains(c);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    // The end of a name tells what the file is.
    let skipped = plain.chars().count().saturating_sub(60);
    plain.chars().skip(skipped).collect::<String>().trim_end_matches(['.', ' ']).to_owned()
}
