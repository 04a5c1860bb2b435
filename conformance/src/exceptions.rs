//! Trials that are not run, or are expected to fail, each with its reason: a file of lines `<trial> skip|fails <reason>`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What is known of some trials before they are run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Exceptions(BTreeMap<String, Exception>);

/// What is known of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Exception {
    /// It is not run, for this reason.
    Skip(String),
    /// It fails, for this reason; if it does not, that is a failure.
    Fails(String),
}

impl Exceptions {
    /// Reads a file; says where it is not understood.
    pub(crate) fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(file)
            .map_err(|error| format!("{}: cannot be read: {error}", file.display()))?;
        Self::parse(&text).map_err(|(line, said)| format!("{}:{line}: {said}", file.display()))
    }

    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut exceptions = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let said = |said: &str| (at + 1, said.to_owned());
            let (trial, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let rest = rest.trim_start();
            let (word, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let reason = reason.trim().to_owned();
            let exception = match word {
                "skip" => Exception::Skip(reason.clone()),
                "fails" => Exception::Fails(reason.clone()),
                _ => return Err(said("after the trial comes `skip` or `fails`, then the reason")),
            };
            if reason.is_empty() {
                return Err(said("there is no reason: say why, in the same line"));
            }
            if exceptions.insert(trial.to_owned(), exception).is_some() {
                return Err(said("the trial has another line before this one"));
            }
        }
        Ok(Self(exceptions))
    }

    pub(crate) fn of(&self, trial: &str) -> Option<&Exception> {
        self.0.get(trial)
    }

    /// Those of no trial that there is.
    pub(crate) fn strangers<'t>(&self, trials: impl Iterator<Item = &'t str>) -> Vec<&str> {
        let known: Vec<_> = trials.collect();
        self.0.keys().map(String::as_str).filter(|trial| !known.contains(trial)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_has_a_trial_a_word_and_a_reason() {
        let read = Exceptions::parse("# known\n\ntags.list/one  skip  Not yet.\na fails b c\n");
        let expected = [
            ("tags.list/one", Exception::Skip("Not yet.".to_owned())),
            ("a", Exception::Fails("b c".to_owned())),
        ];
        let expected = expected.map(|(trial, exception)| (trial.to_owned(), exception));
        let read = read.unwrap();
        assert_eq!(read, Exceptions(expected.into()));
        assert_eq!(read.strangers(["a", "b"].into_iter()), ["tags.list/one"]);

        let check = |text: &str, line: usize, part: &str| {
            let (at, said) = Exceptions::parse(text).unwrap_err();
            assert!(at == line && said.contains(part), "{text}: {at}: {said}");
        };
        check("a", 1, "`skip` or `fails`");
        check("\na pass because", 2, "`skip` or `fails`");
        check("a skip", 1, "no reason");
        check("a skip b\na fails b", 2, "another line");
    }
}
