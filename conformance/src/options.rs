//! The command line.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Parser, ValueEnum as _};
use gorgias_runtime::jiff::civil::Date;
use libtest_mimic::Arguments;

use crate::flaws::{self, Flaw};
use crate::live::Pace;

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

    /// What is called: `recordings`, `stand-in`, `sandbox` or an address
    #[arg(long, value_name = "TARGET", default_value = "recordings")]
    pub(crate) target: Target,

    /// How fast the account of a sandbox or an address may be called
    #[arg(long, value_name = "KIND", default_value = "usual")]
    pub(crate) pace: Pace,

    /// The folder of the recordings
    #[arg(long, value_name = "FOLDER", default_value = RECORDINGS, hide_default_value = true)]
    pub(crate) recordings: PathBuf,

    /// What workflows take for the day on which they run
    #[arg(long, value_name = "DATE", default_value = TODAY)]
    pub(crate) today: Date,

    /// A file of trials that are not run, or are expected to fail: lines `<trial> skip|fails <reason>`
    #[arg(long, value_name = "FILE")]
    pub(crate) exceptions: Option<PathBuf>,

    /// Writes what was tried as JUnit
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,

    /// Writes what was tried as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Writes what was tried as a page for people
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,

    /// Writes what is verified of every operation, by default into `conformance/ledger.json`; only of a whole run
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = LEDGER,
        requires = "date"
    )]
    pub(crate) ledger: Option<PathBuf>,

    /// The day that reports and the ledger carry
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<Date>,

    /// Prints what becomes of calls when something goes wrong, as a table in Markdown, and runs nothing
    #[arg(long)]
    pub(crate) faults_table: bool,

    /// Tries the product with this flaw, which is put in on purpose, to show how the suite tells of it
    #[arg(long, value_name = "NAME", value_parser = flaws::named, conflicts_with = "ledger")]
    pub(crate) flaw: Option<&'static Flaw>,

    /// Prints the flaws and the trials that find them, as a table in Markdown, and runs nothing
    #[arg(long)]
    pub(crate) flaws_table: bool,
}

/// What the suite calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A server that plays the recordings.
    Recordings,
    /// An account that keeps what it is told, and begins with what the recordings show.
    StandIn,
    /// The account of the environment's variables.
    Sandbox,
    /// The same account at another address.
    Url(String),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "recordings" => Ok(Self::Recordings),
            "stand-in" => Ok(Self::StandIn),
            "sandbox" => Ok(Self::Sandbox),
            url if url.contains("://") => Ok(Self::Url(url.to_owned())),
            _ => {
                Err("the targets are `recordings`, `stand-in`, `sandbox`, and an address such as \
                      `http://127.0.0.1:8080`"
                    .to_owned())
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recordings => "recordings",
            Self::StandIn => "stand-in",
            Self::Sandbox => "sandbox",
            Self::Url(url) => url,
        })
    }
}

impl Target {
    /// Whether an account is called by HTTP.
    pub(crate) fn is_live(&self) -> bool {
        matches!(self, Self::Sandbox | Self::Url(_))
    }
}

const EXIT_CODES: &str = "\
Examples:
  cargo xtask conformance                            everything
  cargo xtask conformance tags                       whatever has `tags` in its name
  cargo xtask conformance tags.list/by-name --exact  one trial
  cargo xtask conformance refuses                    what must not be sent
  cargo xtask conformance --list                     the names of all trials
  cargo xtask conformance --target stand-in          everything, against an account with state
  cargo xtask conformance --target sandbox           what only reads, against a real account
  cargo xtask conformance --html target/report.html  a page that shows what was verified
  cargo xtask conformance --ledger --date 2026-11-20 the ledger, as of that day

Kinds of trials:
  [call]      a case sends the right request, and its answer comes back whole
  [refuses]   a call with one thing wrong is refused before it is sent, and the place is named
  [faults]    what goes wrong ends in the right error, after the right number of attempts
  [paging]    the pages of a list are followed to its end, and no further
  [access]    a tool that is cut is neither listed nor called
  [workflow]  a piece of work can be done with tools alone
  [live]      what an account answers to a call that only reads is what is promised

Targets:
  recordings  a server that plays what is recorded
  stand-in    an account that keeps what it is told, and begins with what the recordings show
  sandbox     the account of GORGIAS_ACCOUNT_DOMAIN, with GORGIAS_USERNAME and GORGIAS_API_KEY, or else with
              GORGIAS_ACCESS_TOKEN, or with GORGIAS_REFRESH_TOKEN, GORGIAS_CLIENT_ID and GORGIAS_CLIENT_SECRET
  ADDRESS     the same at an address, such as http://127.0.0.1:8080 of `cargo xtask serve --stand-in`

A sandbox and an address are only read: what may change something is not sent. What a call needs, such as an id, comes from the
account's lists; where nothing is listed, the trial is not verified, and so it is when the account does not allow the call. All
trials keep to one pace together, that of `--pace`; how many calls there will be, and how long they take, is said first. Keys of
answers that the spec does not know are listed; they fail nothing.

Of many trials, each is shown as a dot; `--format pretty` names them.

Exit codes:
  0    everything that was selected is verified, but for the exceptions
  2    the command line is not understood
  3    the selection is empty, or all of it came to nothing: nothing is verified
  4    the suite cannot be run, or what it has shown cannot be written: a recording or a file of exceptions
       cannot be read, this machine gives no port, or the account cannot be called, for want of a variable, of a
       server that answers, or of the right credentials
  5    trials broke by the suite's own fault, and none failed: of what they try nothing is known
  101  a trial failed, or one passed that is expected to fail
";

const LEDGER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ledger.json");

const RECORDINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings");

/// The day after which nothing is recorded that the cases know of; any day would do.
const TODAY: &str = "2026-03-06";

impl Options {
    /// What runs one trial again in the same way.
    pub(crate) fn command(&self, trial: &str) -> String {
        let mut command = format!("cargo xtask conformance {trial} --exact");
        if self.target != Target::Recordings {
            command.push_str(&format!(" --target {}", self.target));
        }
        if let Some(pace) = self.pace.to_possible_value().filter(|_| self.pace != Pace::Usual) {
            command.push_str(&format!(" --pace {}", pace.get_name()));
        }
        if self.recordings != Path::new(RECORDINGS) {
            command.push_str(&format!(" --recordings {}", self.recordings.display()));
        }
        if let Some(exceptions) = &self.exceptions {
            command.push_str(&format!(" --exceptions {}", exceptions.display()));
        }
        if self.today.to_string() != TODAY {
            command.push_str(&format!(" --today {}", self.today));
        }
        if let Some(flaw) = self.flaw {
            command.push_str(&format!(" --flaw {}", flaw.name));
        }
        command
    }
}
