//! The binary: how it is started, and how large it is.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use crate::{
    Outcome,
    table::{Limit, Row},
};

const PATH: &str = env!("CARGO_BIN_EXE_gorgias-mcp");

/// It with all tools, in front of an account at this address.
pub(crate) fn start(arguments: &[&str], url: &str) -> Outcome<Child> {
    let mut command = Command::new(PATH);
    command.arg("--write").args(arguments).env_clear().envs([
        ("GORGIAS_ACCOUNT_DOMAIN", "acme"),
        ("GORGIAS_USERNAME", "ana@example.com"),
        ("GORGIAS_API_KEY", "key"),
        ("GORGIAS_MCP_BASE_URL", url),
    ]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command.spawn()?)
}

pub(crate) fn measure() -> Outcome<()> {
    let bytes = fs::metadata(PATH)?.len();
    Row {
        what: "binary",
        figures: vec![bytes as f64 / 1e6],
        unit: "MB",
        limit: Limit::AtMost(12.0),
        peer: None,
    }
    .print();
    Ok(())
}
