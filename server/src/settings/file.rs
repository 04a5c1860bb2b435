//! The configuration file. What stands in it is never repeated: somebody may have written a secret there.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use clap::ValueEnum;
use gorgias_runtime::tool::nearest;
use toml::{Table, Value};

use super::account::Described;
use crate::Error;

/// Keys that somebody may think of who wants to write a secret down, and where it belongs instead.
const SECRETS: &[(&str, &str)] = &[
    ("access_token", "or a token file, and name that as `access_token_env`"),
    ("api_key", "or a token file, and name that as `api_key_env`"),
    ("bearer", "and start the server with it as `GORGIAS_MCP_BEARER`"),
    ("client_secret", "or a token file, and name that as `client_secret_env`"),
    ("key", "or a token file, and name that as `api_key_env`"),
    ("password", "or a token file, and name that as `api_key_env`"),
    ("refresh_token", "or a token file, and name that as `tokens`"),
    ("secret_path", "and start the server with it as `GORGIAS_MCP_SECRET_PATH`"),
    ("token", "or a token file, and name that as `access_token_env`"),
];

/// A table of the file, of which each key is taken out as it is understood.
#[derive(Debug, Default)]
pub(super) struct File {
    path: PathBuf,
    /// The table's own name, unless it is the whole file.
    name: Option<String>,
    table: Table,
    known: Vec<&'static str>,
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let shown = path.display().to_string();
        let text = fs::read_to_string(path).map_err(Error::machine(format!("read {shown}")))?;
        let table = text.parse::<Table>().map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.map_or(1, |before| before.matches('\n').count() + 1);
            // The parser's own sentence would show the line.
            Error::setting(format!("{shown}:{line}"), "is no TOML", error.message())
        })?;
        Ok(Self { path: path.to_owned(), table, ..Self::default() })
    }

    /// The accounts, by name in the order of the alphabet.
    pub(super) fn accounts(&mut self) -> Result<Vec<Described>, Error> {
        let tables = match self.take("accounts") {
            None => return Ok(Vec::new()),
            Some(Value::Table(tables)) => tables,
            Some(_) => return Err(self.wrong("accounts", "a table for each: `[accounts.acme]`")),
        };
        let mut accounts = Vec::new();
        for (name, table) in tables {
            let table = match table {
                Value::Table(table) => table,
                _ => return Err(self.wrong("accounts", "a table for each: `[accounts.acme]`")),
            };
            let name_in_file = format!("accounts.{name}");
            let mut table = Self {
                path: self.path.clone(),
                name: Some(name_in_file),
                table,
                known: Vec::new(),
            };
            accounts.push(Described::read(name, &mut table)?);
            table.end()?;
        }
        Ok(accounts)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn text(
        &mut self,
        key: &'static str,
        said: Option<String>,
    ) -> Result<Option<String>, Error> {
        let found = match self.take(key) {
            None => None,
            Some(Value::String(text)) => Some(text),
            Some(_) => return Err(self.wrong(key, "a text")),
        };
        Ok(said.or(found))
    }

    /// A path, which the file means from where it stands.
    pub(super) fn path_of(
        &mut self,
        key: &'static str,
        said: Option<PathBuf>,
    ) -> Result<Option<PathBuf>, Error> {
        let found = self.text(key, None)?;
        let folder = self.path.parent().unwrap_or_else(|| Path::new(""));
        Ok(said.or(found.map(|path| folder.join(path))))
    }

    pub(super) fn words(
        &mut self,
        key: &'static str,
        said: Option<Vec<String>>,
    ) -> Result<Option<Vec<String>>, Error> {
        let found = match self.take(key) {
            None => None,
            Some(Value::Array(items)) => {
                let texts = items.into_iter().map(|item| match item {
                    Value::String(text) => Some(text),
                    _ => None,
                });
                let texts = texts.collect::<Option<_>>();
                Some(texts.ok_or_else(|| self.wrong(key, "a list of texts"))?)
            }
            Some(_) => return Err(self.wrong(key, "a list of texts")),
        };
        Ok(said.or(found))
    }

    pub(super) fn flag(
        &mut self,
        key: &'static str,
        said: Option<bool>,
    ) -> Result<Option<bool>, Error> {
        let found = match self.take(key) {
            None => None,
            Some(Value::Boolean(flag)) => Some(flag),
            Some(_) => return Err(self.wrong(key, "`true` or `false`")),
        };
        Ok(said.or(found))
    }

    pub(super) fn number(
        &mut self,
        key: &'static str,
        least: u64,
        said: Option<u64>,
    ) -> Result<Option<u64>, Error> {
        let found = match self.take(key) {
            None => None,
            Some(Value::Integer(number)) => {
                let number = u64::try_from(number).ok().filter(|number| *number >= least);
                let right = format!("a whole number, {least} or more");
                Some(number.ok_or_else(|| self.wrong(key, &right))?)
            }
            Some(_) => return Err(self.wrong(key, "a whole number")),
        };
        Ok(said.or(found))
    }

    /// A text with a form of its own.
    pub(super) fn parsed<T: FromStr>(
        &mut self,
        key: &'static str,
        right: &str,
        said: Option<T>,
    ) -> Result<Option<T>, Error> {
        let found =
            self.text(key, None)?.map(|text| text.parse().map_err(|_| self.wrong(key, right)));
        Ok(said.or(found.transpose()?))
    }

    /// One word of a few.
    pub(super) fn choice<T: ValueEnum>(
        &mut self,
        key: &'static str,
        said: Option<T>,
    ) -> Result<Option<T>, Error> {
        let Some(text) = self.text(key, None)? else { return Ok(said) };
        let found = T::from_str(&text, false).map_err(|_| {
            let words = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let words: Vec<_> = words.map(|word| format!("`{}`", word.get_name())).collect();
            self.wrong(key, &format!("one of {}", words.join(", ")))
        })?;
        Ok(said.or(Some(found)))
    }

    /// Refuses what nobody took out.
    pub(super) fn end(self) -> Result<(), Error> {
        let Some((key, _)) = self.table.iter().next() else { return Ok(()) };
        let place = self.place(key);
        if let Some((_, right)) = SECRETS.iter().find(|(secret, _)| key == secret) {
            let right = format!("put it into a variable of the environment {right}");
            return Err(Error::setting(place, "would be a secret in a file", right));
        }
        let right = nearest(key, self.known.iter().copied(), "there is");
        Err(Error::setting(place, "is nothing that can be set", right))
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.table.remove(key)
    }

    fn wrong(&self, key: &str, right: &str) -> Error {
        Error::setting(self.place(key), "is not what it must be", format!("give {right}"))
    }

    /// Where a key stands: `api_key in [accounts.acme] of gorgias.toml`.
    fn place(&self, key: &str) -> String {
        let path = self.path.display();
        match &self.name {
            Some(name) => format!("{key} in [{name}] of {path}"),
            None => format!("{key} in {path}"),
        }
    }
}
