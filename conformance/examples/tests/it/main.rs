//! The programs, as their users run them, against recorded answers.
#![expect(clippy::unwrap_used, reason = "a test says by panicking what it cannot do")]

mod attachments;
mod runs;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use gorgias_fixture::{Exchange, Fixture, Recording};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn recorded(name: &str) -> Exchange {
    let text = fs::read_to_string(here(&format!("../recordings/{name}.json"))).unwrap();
    Recording::parse(&text).unwrap().into_exchange(name)
}

/// A program in a folder, with an account in its environment that this server plays.
fn command(program: &str, account: &Fixture, folder: &Path) -> Command {
    let mut command = Command::new(match program {
        "add_note" => env!("CARGO_BIN_EXE_add_note"),
        "download_attachments" => env!("CARGO_BIN_EXE_download_attachments"),
        "export_tickets" => env!("CARGO_BIN_EXE_export_tickets"),
        "follow_job" => env!("CARGO_BIN_EXE_follow_job"),
        "sync_events" => env!("CARGO_BIN_EXE_sync_events"),
        "tag_found" => env!("CARGO_BIN_EXE_tag_found"),
        other => unreachable!("there is no program {other}"),
    });
    command
        .current_dir(folder)
        .env_remove("GORGIAS_ACCESS_TOKEN")
        .env_remove("GORGIAS_REFRESH_TOKEN")
        .env("GORGIAS_ACCOUNT_DOMAIN", "acme")
        .env("GORGIAS_USERNAME", "ana@example.com")
        .env("GORGIAS_API_KEY", "key")
        .env("GORGIAS_BASE_URL", account.url());
    command
}
