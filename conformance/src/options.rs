//! The command line.

use std::path::{Path, PathBuf};

use clap::Parser;
use gorgias_runtime::jiff::civil::Date;
use libtest_mimic::Arguments;

/// Tries every tool, every operation and every workflow against recorded answers, without a network.
#[derive(Debug, Parser)]
#[command(
    name = "gorgias-conformance",
    override_usage = "cargo xtask conformance [OPTIONS] [FILTER]",
    help_template = "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
    after_help = EXIT_CODES
)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) libtest: Arguments,

    /// The folder of the recordings
    #[arg(long, value_name = "FOLDER", default_value = RECORDINGS, hide_default_value = true)]
    pub(crate) recordings: PathBuf,

    /// What workflows take for the day on which they run
    #[arg(long, value_name = "DATE", default_value = TODAY)]
    pub(crate) today: Date,

    /// Prints what becomes of calls when something goes wrong, as a table in Markdown, and runs nothing
    #[arg(long)]
    pub(crate) faults_table: bool,
}

const EXIT_CODES: &str = "\
Examples:
  cargo xtask conformance                            everything
  cargo xtask conformance tags                       whatever has `tags` in its name
  cargo xtask conformance tags.list/by-name --exact  one trial
  cargo xtask conformance refuses                    what must not be sent
  cargo xtask conformance --list                     the names of all trials

Kinds of trials:
  [call]      a case sends the right request, and its answer comes back whole
  [refuses]   a call with one thing wrong is refused before it is sent, and the place is named
  [workflow]  a piece of work can be done with tools alone

Exit codes:
  0    everything that was selected is verified
  2    the command line is not understood
  3    the selection is empty: nothing is verified
  4    the suite cannot be run: a recording cannot be read, or this machine gives no port
  101  a trial failed
";

const RECORDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings");

/// The day after which nothing is recorded that the cases know of; any day would do.
const TODAY: &str = "2026-03-06";

impl Options {
    /// What runs one trial again in the same way.
    pub(crate) fn command(&self, trial: &str) -> String {
        let mut command = format!("cargo xtask conformance {trial} --exact");
        if self.recordings != Path::new(RECORDINGS) {
            command.push_str(&format!(" --recordings {}", self.recordings.display()));
        }
        if self.today.to_string() != TODAY {
            command.push_str(&format!(" --today {}", self.today));
        }
        command
    }
}
