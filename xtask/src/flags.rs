//! The grammar of the command line: every word that `cargo xtask` understands stands in this file.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lexopt::Arg;

use crate::error::Error;

/// What a command line asks for.
pub(crate) enum Request {
    /// To be told something.
    Help(String),
    /// To have something done in the repository at `root`.
    Run { root: PathBuf, command: Command },
}

/// Something that can be done.
pub(crate) enum Command {
    Generate(Generation),
    Check { format: CheckFormat },
    Ci { only: Option<StepKind> },
    Conformance { arguments: Vec<OsString> },
    Protocol,
    Serve { arguments: Vec<OsString> },
    Bench { only: Option<Measurement>, cold: bool, write: bool },
}

/// What `generate` does with what it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generation {
    Write,
    Compare,
    Watch,
}

/// How `check` shows what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CheckFormat {
    Human,
    Json,
    Github,
}

/// A kind of step of `ci`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepKind {
    Format,
    Generate,
    Regenerate,
    Lint,
    Test,
    Doc,
    Conformance,
    Package,
    Deny,
    Advisories,
}

/// The kinds of steps in the order in which they run: what is quick and what fails most comes first.
pub(crate) const STEPS: &[(&str, StepKind)] = &[
    ("format", StepKind::Format),
    ("generate", StepKind::Generate),
    ("regenerate", StepKind::Regenerate),
    ("lint", StepKind::Lint),
    ("test", StepKind::Test),
    ("doc", StepKind::Doc),
    ("conformance", StepKind::Conformance),
    ("package", StepKind::Package),
    ("deny", StepKind::Deny),
    ("advisories", StepKind::Advisories),
];

/// A kind of measurement of `bench`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measurement {
    Compiler,
    Commands,
    Generators,
    Calls,
    Server,
    Conformance,
    Serve,
}

/// The kinds of measurement in the order of the report.
pub(crate) const SECTIONS: &[(&str, Measurement)] = &[
    ("compiler", Measurement::Compiler),
    ("commands", Measurement::Commands),
    ("generators", Measurement::Generators),
    ("calls", Measurement::Calls),
    ("server", Measurement::Server),
    ("conformance", Measurement::Conformance),
    ("serve", Measurement::Serve),
];

const FORMATS: &[(&str, CheckFormat)] =
    &[("human", CheckFormat::Human), ("json", CheckFormat::Json), ("github", CheckFormat::Github)];

struct Word {
    name: &'static str,
    about: &'static str,
    detail: &'static str,
    options: &'static [Opt],
    /// What the command hands on unread, if it does.
    rest: Option<&'static str>,
    example: &'static str,
    build: fn(Given) -> Result<Command, Error>,
}

struct Opt {
    name: &'static str,
    value: Option<&'static str>,
    about: &'static str,
}

const ROOT: Opt = Opt {
    name: "root",
    value: Some("DIR"),
    about: "The repository to work on, if not the one xtask was built in",
};

const WORDS: &[Word] = &[
    Word {
        name: "generate",
        about: "Write everything that follows from the spec",
        detail: "Writes only files whose content changed and deletes what is no longer generated. A wrong spec changes nothing.",
        options: &[
            Opt {
                name: "check",
                value: None,
                about: "Write nothing; show a diff and fail if something would change",
            },
            Opt {
                name: "watch",
                value: None,
                about: "Go on after each save; what is wrong is shown and changes nothing",
            },
        ],
        rest: None,
        example: "cargo xtask generate --check",
        build: |given| match (given.has("check"), given.has("watch")) {
            (false, false) => Ok(Command::Generate(Generation::Write)),
            (true, false) => Ok(Command::Generate(Generation::Compare)),
            (false, true) => Ok(Command::Generate(Generation::Watch)),
            (true, true) => Err(Error::Usage(
                "--check writes nothing and --watch writes; give one of them".to_owned(),
            )),
        },
    },
    Word {
        name: "check",
        about: "Say what is wrong with the spec",
        detail: "For people on standard error, for programs on standard output. Fails if anything is wrong.",
        options: &[Opt {
            name: "format",
            value: Some("FORMAT"),
            about: "human (default), json or github",
        }],
        rest: None,
        example: "cargo xtask check --format json",
        build: |given| {
            let format = match given.value("format") {
                None => CheckFormat::Human,
                Some(word) => choose("format", word, FORMATS)?,
            };
            Ok(Command::Check { format })
        },
    },
    Word {
        name: "ci",
        about: "Run every check that a change must pass",
        detail: "Goes on after a failing step and lists the failing ones at the end. Installs cargo-deny once if it is missing.",
        options: &[Opt {
            name: "only",
            value: Some("STEP"),
            about: "format, generate, regenerate, lint, test, doc, conformance, package, deny or advisories",
        }],
        rest: None,
        example: "cargo xtask ci --only lint",
        build: |given| {
            let only = given.value("only").map(|word| choose("step", word, STEPS)).transpose()?;
            Ok(Command::Ci { only })
        },
    },
    Word {
        name: "conformance",
        about: "Run every tool against recorded answers",
        detail: "Everything after the word goes to gorgias-conformance; `conformance -- --help` lists what it understands.",
        options: &[],
        rest: Some("ARGUMENTS"),
        example: "cargo xtask conformance tags",
        build: |given| Ok(Command::Conformance { arguments: given.rest }),
    },
    Word {
        name: "protocol",
        about: "Hold gorgias-mcp to the official conformance suite and inspector of MCP",
        detail: "Tries a build with the suite's fixtures and the build for use. Needs npm, and installs the rest below target/.",
        options: &[],
        rest: None,
        example: "cargo xtask protocol",
        build: |_| Ok(Command::Protocol),
    },
    Word {
        name: "serve",
        about: "Serve a local Gorgias: an account with state, or recorded answers",
        detail: "Everything after the word goes to gorgias-serve; `serve -- --help` lists what it understands.",
        options: &[],
        rest: Some("ARGUMENTS"),
        example: "cargo xtask serve --stand-in --port 8080",
        build: |given| Ok(Command::Serve { arguments: given.rest }),
    },
    Word {
        name: "bench",
        about: "Measure the compiler, the commands, the client and the server, beside their limits",
        detail: "Prints tables. Run it on a quiet machine. Installs progenitor once, and needs valgrind to count instructions.",
        options: &[
            Opt {
                name: "only",
                value: Some("WHAT"),
                about: "compiler, commands, generators (beside progenitor), calls (beside reqwest), server, conformance or serve",
            },
            Opt { name: "cold", value: None, about: "Also build xtask from nothing with two jobs" },
            Opt { name: "write", value: None, about: "Write what was measured to BENCHMARKS.md" },
        ],
        rest: None,
        example: "cargo xtask bench --only calls --write",
        build: |given| {
            let only = given
                .value("only")
                .map(|word| choose("measurement", word, SECTIONS))
                .transpose()?;
            Ok(Command::Bench { only, cold: given.has("cold"), write: given.has("write") })
        },
    },
];

/// What stood on the command line after its word.
#[derive(Default)]
struct Given {
    options: Vec<(&'static str, String)>,
    rest: Vec<OsString>,
}

impl Given {
    fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The last one counts, as a person who edits the end of a line expects.
    fn value(&self, name: &str) -> Option<&str> {
        self.options.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, Error> {
    let mut line = lexopt::Parser::from_args(arguments);
    let mut root = default_root();
    loop {
        match line.next().map_err(usage)? {
            None | Some(Arg::Short('h') | Arg::Long("help")) => {
                return Ok(Request::Help(overview()));
            }
            Some(Arg::Long("root")) => root = line.value().map_err(usage)?.into(),
            Some(Arg::Value(word)) => {
                let word = text(&word)?;
                if word == "help" {
                    return Ok(Request::Help(overview()));
                }
                let word = choose("command", &word, &words())?;
                return parse_command(line, word, root);
            }
            Some(unknown) => return Err(unknown_option(unknown, &[], "cargo xtask --help")),
        }
    }
}

fn parse_command(
    mut line: lexopt::Parser,
    word: &Word,
    mut root: PathBuf,
) -> Result<Request, Error> {
    let mut given = Given::default();
    if word.rest.is_some() {
        given.rest = line.raw_args().map_err(usage)?.collect();
        match given.rest.first().and_then(|first| first.to_str()) {
            Some("-h" | "--help") => return Ok(Request::Help(help(word))),
            Some("--") => drop(given.rest.remove(0)),
            _ => {}
        }
    }
    while let Some(argument) = line.next().map_err(usage)? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(help(word))),
            Arg::Long("root") => root = line.value().map_err(usage)?.into(),
            Arg::Long(name) => match word.options.iter().find(|option| option.name == name) {
                Some(Opt { name, value: None, .. }) => given.options.push((name, String::new())),
                Some(Opt { name, value: Some(_), .. }) => {
                    let value = line.value().map_err(usage)?;
                    given.options.push((name, text(&value)?));
                }
                None => return Err(unknown_option(Arg::Long(name), word.options, &see(word))),
            },
            unknown => return Err(unknown_option(unknown, word.options, &see(word))),
        }
    }
    Ok(Request::Run { root, command: (word.build)(given)? })
}

fn default_root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

fn words() -> Vec<(&'static str, &'static Word)> {
    WORDS.iter().map(|word| (word.name, word)).collect()
}

fn see(word: &Word) -> String {
    format!("cargo xtask {} --help", word.name)
}

fn overview() -> String {
    let mut text = String::from("The commands people type, from any folder of the repository.\n\n");
    text += "Usage: cargo xtask [--root DIR] COMMAND\n\nCommands:\n";
    text += &columns(WORDS.iter().map(|word| (word.name.to_owned(), word.about)));
    text += "\nOptions:\n";
    text += &columns([(spelled(&ROOT), ROOT.about)]);
    text += "\nExample: cargo xtask generate\n`cargo xtask COMMAND --help` says more about one of them.\n";
    text
}

fn help(word: &Word) -> String {
    let options = if word.options.is_empty() { "" } else { " [OPTIONS]" };
    let rest = word.rest.map(|rest| format!(" [{rest}…]")).unwrap_or_default();
    let root = if word.rest.is_some() { " [--root DIR]" } else { "" };
    let mut text = format!("{}.\n\n{}\n\n", word.about, word.detail);
    let _ = writeln!(text, "Usage: cargo xtask{root} {}{options}{rest}", word.name);
    text += "\nOptions:\n";
    text +=
        &columns(word.options.iter().chain([&ROOT]).map(|option| (spelled(option), option.about)));
    let _ = writeln!(text, "\nExample: {}", word.example);
    text
}

fn spelled(option: &Opt) -> String {
    option
        .value
        .map_or_else(|| format!("--{}", option.name), |value| format!("--{} {value}", option.name))
}

fn columns(rows: impl IntoIterator<Item = (String, &'static str)>) -> String {
    rows.into_iter().fold(String::new(), |mut text, (left, right)| {
        let _ = writeln!(text, "  {left:<16}  {right}");
        text
    })
}

/// Finds a word among those that are known, or says which one was perhaps meant.
fn choose<T: Copy>(what: &str, word: &str, known: &[(&str, T)]) -> Result<T, Error> {
    if let Some((_, found)) = known.iter().find(|(name, _)| *name == word) {
        return Ok(*found);
    }
    let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
    let hint = did_you_mean(word, &names)
        .map_or_else(|| one_of(&names), |name| format!("did you mean `{name}`?"));
    Err(Error::Usage(format!("there is no {what} `{word}`; {hint}")))
}

fn unknown_option(argument: Arg<'_>, options: &[Opt], see: &str) -> Error {
    let (what, word) = match argument {
        Arg::Short(letter) => ("option", format!("-{letter}")),
        Arg::Long(name) => ("option", format!("--{name}")),
        Arg::Value(value) => ("argument", value.to_string_lossy().into_owned()),
    };
    let known: Vec<_> =
        options.iter().map(|option| option.name).chain([ROOT.name, "help"]).collect();
    let hint = did_you_mean(word.trim_start_matches('-'), &known)
        .map_or_else(|| format!("see `{see}`"), |name| format!("did you mean `--{name}`?"));
    Error::Usage(format!("there is no {what} `{word}` here; {hint}"))
}

fn did_you_mean<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|name| (strsim::damerau_levenshtein(word, name), *name));
    near.min().filter(|(distance, name)| *distance <= name.len().div_ceil(3)).map(|(_, name)| name)
}

fn one_of(names: &[&str]) -> String {
    format!("there are {}", names.join(", "))
}

fn text(word: &OsString) -> Result<String, Error> {
    word.to_str().map(str::to_owned).ok_or_else(|| Error::Usage(format!("{word:?} is not Unicode")))
}

fn usage(error: lexopt::Error) -> Error {
    Error::Usage(format!("{error}; see `cargo xtask --help`"))
}
