//! From a folder of recordings to exchanges.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use gorgias_fixture::{Exchange, Recording};

/// What is wrong with a folder of recordings: all of it, sorted by file.
#[derive(Debug)]
pub struct LoadError {
    faults: Vec<Fault>,
}

/// What is wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file or the folder.
    pub path: PathBuf,
    /// What is wrong with it, and in which line if it could be read.
    pub message: String,
}

/// Loads all recordings of a folder, sorted by name; a name is `<operation>/<case>`.
///
/// # Errors
///
/// Every file that cannot be read or is no recording, and the folder itself if it is not there.
pub fn load(folder: &Path) -> Result<Vec<Exchange>, LoadError> {
    let (mut exchanges, mut faults) = (Vec::new(), Vec::new());
    for operation in entries(folder, &mut faults) {
        if !operation.is_dir() {
            faults.push(Fault::new(
                &operation,
                "is not in the folder of an operation",
            ));
            continue;
        }
        for case in entries(&operation, &mut faults) {
            match read(&operation, &case) {
                Ok(exchange) => exchanges.push(exchange),
                Err(message) => faults.push(Fault::new(&case, message)),
            }
        }
    }
    if faults.is_empty() {
        Ok(exchanges)
    } else {
        Err(LoadError { faults })
    }
}

fn read(operation: &Path, case: &Path) -> Result<Exchange, String> {
    if case.extension().is_none_or(|extension| extension != "json") {
        return Err("is no recording: expected <operation>/<case>.json".to_owned());
    }
    let (Some(operation), Some(case_name)) = (name(operation.file_name()), name(case.file_stem()))
    else {
        return Err("has a name that is not text".to_owned());
    };
    let text = fs::read_to_string(case).map_err(|error| format!("cannot be read: {error}"))?;
    let recording = Recording::parse(&text).map_err(|error| error.to_string())?;
    Ok(recording.into_exchange(format!("{operation}/{case_name}")))
}

fn name(part: Option<&std::ffi::OsStr>) -> Option<&str> {
    part.and_then(|part| part.to_str())
}

/// What stands in a folder, sorted, without what is hidden.
fn entries(folder: &Path, faults: &mut Vec<Fault>) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<Vec<_>>>()
    });
    match listed {
        Ok(mut paths) => {
            paths.retain(|path| !name(path.file_name()).is_some_and(|name| name.starts_with('.')));
            paths.sort();
            paths
        }
        Err(error) => {
            faults.push(Fault::new(folder, format!("cannot be listed: {error}")));
            Vec::new()
        }
    }
}

impl Fault {
    fn new(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            message: message.into(),
        }
    }
}

impl LoadError {
    /// Each thing that is wrong.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl std::error::Error for LoadError {}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Fault { path, message }) in self.faults.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{}: {message}", path.display())?;
        }
        Ok(())
    }
}
