//! The variables of the environment.

use std::{collections::BTreeMap, env, ffi::OsString};

use gorgias_runtime::{Secret, tool::nearest};

use crate::Error;

const PREFIX: &str = "GORGIAS_MCP_";

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
