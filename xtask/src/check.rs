//! `check`: says what is wrong with the spec.

use std::env;
use std::io::{self, IsTerminal as _};
use std::process::ExitCode;
use std::time::Instant;

use gorgias_codegen::{Diagnostics, Format};

use crate::error::{Error, counted};
use crate::flags::CheckFormat;
use crate::tree::Tree;
use crate::{progress, say};

/// Shows all that is wrong, where its reader looks.
pub(crate) fn run(tree: &Tree, format: CheckFormat) -> Result<ExitCode, Error> {
    let start = Instant::now();
    let sources = tree.sources()?;
    let diagnostics = progress::shown("checking the spec", || gorgias_codegen::check(&sources));
    match format {
        CheckFormat::Human => show(&diagnostics),
        CheckFormat::Json => say::line(diagnostics.render(Format::Json).trim_end())?,
        CheckFormat::Github => say::whole(with_newline(diagnostics.render(Format::Github)))?,
    }
    if !diagnostics.is_empty() {
        return Err(Error::WrongSpec {
            count: diagnostics.len(),
            consequence: "mend it and run `cargo xtask check` again",
        });
    }
    let files = counted(sources.len(), "file");
    say::aside(format_args!(
        "check: nothing wrong in {files}, {:.2} s",
        start.elapsed().as_secs_f64()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Shows diagnostics to a person.
pub(crate) fn show(diagnostics: &Diagnostics) {
    say::aside_whole(with_newline(diagnostics.render(Format::Human { color: color() })));
}

/// `NO_COLOR` counts when it is not empty: <https://no-color.org>.
fn color() -> bool {
    io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn with_newline(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
