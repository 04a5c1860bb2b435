//! `gorgias-mcp`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    gorgias_mcp::main()
}
