//! From a folder of recordings to exchanges.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use gorgias_fixture::{Exchange, Origin, Recording};
use gorgias_runtime::operation::Answer;
use serde_json::{Value, json};

/// A recording: what is played, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recorded {
    /// What is played, under the name `<operation>/<case>`.
    pub(crate) exchange: Exchange,
    pub(crate) origin: Origin,
    /// The day on which it was recorded, if it is live.
    pub(crate) date: Option<String>,
}

impl Recorded {
    /// The answer that an operation makes of it: the body, or of a file where it is.
    pub(crate) fn answer(&self, answer: &Answer) -> Value {
        let mut headers = self.exchange.headers.iter();
        let location = headers.find(|(name, _)| name.eq_ignore_ascii_case("location"));
        match (answer, location) {
            (Answer::File, Some((_, location))) => json!({"url": location}),
            _ => self.exchange.answer.clone().unwrap_or_default(),
        }
    }
}

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
    /// The line and the column, both from 1, where it could be read so far.
    pub place: Option<(usize, usize)>,
    /// What is wrong with it, and where in the JSON.
    pub message: String,
}

/// Loads all recordings of a folder, sorted by name; a name is `<operation>/<case>`.
///
/// # Errors
///
/// Every file that cannot be read or is no recording, and the folder itself if it is not there.
pub fn load(folder: &Path) -> Result<Vec<Exchange>, LoadError> {
    Ok(recorded(folder)?.into_iter().map(|recorded| recorded.exchange).collect())
}

/// The same with where each of them comes from.
pub(crate) fn recorded(folder: &Path) -> Result<Vec<Recorded>, LoadError> {
    let (mut recorded, mut faults) = (Vec::new(), Vec::new());
    for operation in entries(folder, &mut faults) {
        if !operation.is_dir() {
            faults.push(Fault::new(&operation, "is not in the folder of an operation"));
            continue;
        }
        for case in entries(&operation, &mut faults) {
            match read(&operation, &case) {
                Ok(recording) => recorded.push(recording),
                Err(fault) => faults.push(fault),
            }
        }
    }
    if faults.is_empty() { Ok(recorded) } else { Err(LoadError { faults }) }
}

fn read(operation: &Path, case: &Path) -> Result<Recorded, Fault> {
    let fault = |message: &str| Fault::new(case, message);
    if case.extension().is_none_or(|extension| extension != "json") {
        return Err(fault("is no recording: expected <operation>/<case>.json"));
    }
    let (Some(operation), Some(stem)) = (name(operation.file_name()), name(case.file_stem()))
    else {
        return Err(fault("has a name that is not text"));
    };
    let text =
        fs::read_to_string(case).map_err(|error| fault(&format!("cannot be read: {error}")))?;
    match Recording::parse(&text) {
        Ok(recording) => Ok(Recorded {
            origin: recording.origin,
            date: recording.date.clone(),
            exchange: recording.into_exchange(format!("{operation}/{stem}")),
        }),
        Err(error) => {
            Err(Fault { place: Some((error.line, error.column)), ..fault(&error.message) })
        }
    }
}

fn name(part: Option<&std::ffi::OsStr>) -> Option<&str> {
    part.and_then(|part| part.to_str())
}

/// What stands in a folder, sorted, without what is hidden.
fn entries(folder: &Path, faults: &mut Vec<Fault>) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>());
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
        Self { path: path.to_owned(), place: None, message: message.into() }
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
        for (at, fault) in self.faults.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

#[cfg(test)]
mod tests {
    use gorgias_runtime::operation::Paging;

    use super::*;

    #[test]
    fn an_answer_is_the_body_or_where_a_file_is() {
        let check = |answer: Answer, response: Value, expected: Value| {
            let request = json!({"method": "GET", "target": "/a"});
            let text = json!({"origin": "documented", "request": request, "response": response});
            let exchange = Recording::parse(&text.to_string()).unwrap().into_exchange("it");
            let recorded = Recorded { exchange, origin: Origin::Documented, date: None };
            assert_eq!(recorded.answer(&answer), expected, "{response}");
        };
        let elsewhere = json!({"status": 307, "headers": {"Location": "https://example.com/a?b"}});
        check(Answer::File, elsewhere.clone(), json!({"url": "https://example.com/a?b"}));
        check(Answer::Value, elsewhere, Value::Null);
        let csv = json!({"status": 201, "headers": {"content-type": "text/csv"}, "body": "a,b\n"});
        check(Answer::Csv, csv, json!("a,b\n"));
        check(Answer::Pages(Paging::Cursor), json!({"status": 200, "body": [1]}), json!([1]));
    }
}
