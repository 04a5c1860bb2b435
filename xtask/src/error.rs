//! Why a command failed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a command failed: what happened, where, and what to do.
#[derive(Debug)]
pub(crate) enum Error {
    /// The command line is not one that `flags` knows.
    Usage(String),
    /// The operating system refused something.
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    /// A path that cannot be part of the tree.
    Path { path: String, reason: &'static str },
    /// There is nothing to compile.
    NoSpec { path: PathBuf },
    /// The spec is wrong, and the diagnostics have been shown.
    WrongSpec { count: usize, consequence: &'static str },
    /// Generated files are not what the spec makes.
    Stale { count: usize },
    /// Another program could not be started.
    NotStarted { program: String, source: io::Error },
    /// Another program failed, and has said why.
    Failed { command: String },
    /// It is not clear which Rust is the oldest that packages promise.
    Package { packages: String, reason: String },
    /// The server could not be tried with programs of others.
    Protocol { reason: String },
    /// A benchmark said something that is no table.
    Bench { reason: String },
}

impl Error {
    /// `map_err` for what the operating system refuses.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// 2 says that the command line was wrong, 1 that its work failed.
    pub(crate) fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_)) { 2 } else { 1 }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Io { doing, path, source } => {
                write!(f, "failed to {doing} {}: {source}", path.display())
            }
            Self::Path { path, reason } => write!(f, "{path:?} cannot be used: {reason}"),
            Self::NoSpec { path } => write!(
                f,
                "there is no spec: {} holds no .yaml file; restore it, or name another repository with --root",
                path.display()
            ),
            Self::WrongSpec { count, consequence } => {
                let are = if *count == 1 { "is" } else { "are" };
                write!(f, "{} {are} wrong in the spec; {consequence}", counted(*count, "thing"))
            }
            Self::Stale { count } => {
                let are = if *count == 1 { "is" } else { "are" };
                let files = counted(*count, "generated file");
                write!(
                    f,
                    "{files} {are} not what the spec makes; run `cargo xtask generate` and commit what it writes"
                )
            }
            Self::NotStarted { program, source } => {
                write!(f, "{program} could not be started: {source}")
            }
            Self::Failed { command } => write!(f, "`{command}` failed"),
            Self::Package { packages, reason } => {
                write!(f, "{packages} cannot be tried with the oldest Rust: {reason}")
            }
            Self::Protocol { reason } => write!(f, "the protocol could not be tried: {reason}"),
            Self::Bench { reason } => write!(f, "the benchmark gave no figures: {reason}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::NotStarted { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
