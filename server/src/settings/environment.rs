//! The variables of the environment.

use std::{collections::BTreeMap, env, ffi::OsString, fs, path::Path};

use gorgias_runtime::{Secret, tool::nearest};

use super::house::{BEARER, SECRET_PATH};
use crate::Error;

const PREFIX: &str = "GORGIAS_MCP_";

/// Variables that are no flags, since a command line shows what stands in it.
pub const SECRETS: [&str; 2] = [BEARER, SECRET_PATH];

/// The variables of the environment. `Debug` shows their names.
#[derive(Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of this process that are text.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |(name, value): (OsString, OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(env::vars_os().filter_map(text).collect())
    }

    /// These, and those of a file that are not among them.
    pub(super) fn over_file(self, path: &Path) -> Result<Self, Error> {
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(Error::machine(format!("read {shown}")))?;
        let mut variables = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let place = || format!("{shown}:{}", at + 1);
            let Some((name, value)) = variable(line).map_err(|why| {
                // The line itself is not repeated: it may hold a secret.
                Error::setting(place(), why, "write each as `NAME=value`")
            })?
            else {
                continue;
            };
            if name.starts_with(PREFIX) && !SECRETS.contains(&name) {
                let right = "set it in the environment itself, or give the flag";
                return Err(Error::setting(place(), "sets a flag, which this file cannot", right));
            }
            variables.insert(name.to_owned(), value.to_owned());
        }
        variables.extend(self.0);
        Ok(Self(variables))
    }

    /// What a variable holds; one that is empty holds nothing.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The secret in a variable that a setting names.
    pub(super) fn secret(&self, setting: &str, variable: &str) -> Result<Secret<String>, Error> {
        let found = self.get(variable).map(str::to_owned).map(Secret::from);
        found.ok_or_else(|| {
            let why = format!("names the variable {variable}, which is not set");
            Error::setting(setting, why, "set it in the environment of this process")
        })
    }
}

/// What a line of a file sets, if it sets anything.
fn variable(line: &str) -> Result<Option<(&str, &str)>, &'static str> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("sets no variable")?;
    let (name, value) = (name.trim(), value.trim());
    let stands = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(stands) {
        return Err("has a name that no variable has");
    }
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let inside = quoted.strip_suffix(quote).ok_or("has a quote that does not end")?;
            return Ok(Some((name, inside)));
        }
    }
    Ok(Some((name, value)))
}

/// Refuses variables that begin as ours do and are none: whoever mistypes a limit must not be left without it.
///
/// # Errors
///
/// There is one.
pub fn unknown_variables(environment: &Environment, known: &[&str]) -> Result<(), Error> {
    let mut ours = environment.0.keys().filter(|name| name.starts_with(PREFIX));
    match ours.find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let right = nearest(name, known.iter().copied(), "there is");
            Err(Error::setting(name, "is nothing that can be set", right))
        }
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
