//! What is to be served, and to whom: said by flags, by variables of the environment that begin with `GORGIAS_MCP_`, and by a
//! configuration file, in that order of weight.

mod account;
mod environment;
mod file;
mod flags;
mod house;

use std::{sync::Arc, time::Duration};

use gorgias_runtime::{clock::SystemClock, tool::ranked};
use gorgias_tools::{Selection, Terms, tool::Folder};

pub(crate) use self::account::Described;
pub use self::{
    environment::{Environment, SECRETS, unknown_variables},
    flags::{Asking, Exposing, Flags, Written},
};
use self::{file::File, house::house};
use crate::{
    Error, demo, http,
    log::{Format, Log},
    serving::{Calls, Confirm, Desks, Expose, Manners, Toolbox},
};

/// How long a call may take unless something else is said.
const DEADLINE: Duration = Duration::from_secs(120);

/// How long a call may wait for work to end. Many clients give up soon after.
const PATIENCE: Duration = Duration::from_secs(50);

/// How long a call may wait for its turn unless something else is said.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// How many calls of an account run at once unless something else is said.
const AT_ONCE: usize = 8;

/// All that was said, read and weighed.
#[derive(Debug)]
pub struct Settings {
    flags: Flags,
    accounts: Vec<Described>,
    environment: Environment,
}

impl Settings {
    /// Weighs the flags, which hold the variables of the environment, against the file that they name.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds what it must not.
    pub fn read(flags: Flags, environment: Environment) -> Result<Self, Error> {
        let mut file = match &flags.config {
            Some(path) => File::read(path)?,
            None => File::default(),
        };
        let accounts = file.accounts()?;
        let flags = flags.over(&mut file)?;
        file.end()?;
        if flags.is_demo() && flags.base_url.is_some() {
            let right = "leave out one of the two";
            return Err(Error::setting(
                "--base-url",
                "is for calls, and `--demo` makes none",
                right,
            ));
        }
        let environment = match &flags.env_file {
            Some(path) => environment.over_file(path)?,
            None => environment,
        };
        Ok(Self { flags, accounts, environment })
    }

    /// Where the log goes, and how it is written.
    #[must_use]
    pub fn log(&self) -> Arc<Log> {
        let format = match self.flags.log {
            Some(Written::Json) => Format::Json,
            Some(Written::Text) | None => Format::Text,
        };
        Arc::new(Log::new(format))
    }

    /// Where it is served by HTTP, if it is not served to whoever started the process.
    pub(crate) fn house(&self) -> Result<Option<http::House>, Error> {
        house(&self.flags, &self.environment)
    }

    /// Which tools are served, and what they may do.
    ///
    /// # Errors
    ///
    /// A word means nothing, words contradict each other, or they leave nothing.
    pub fn selection(&self) -> Result<Selection, Error> {
        let selection = gorgias_tools::select(&self.flags.narrowing())?;
        if selection.tools().is_empty() {
            let names = ["--methods", "--topics", "--preset", "--exclude"].join("`, `");
            return Err(Error::setting(
                names,
                "leave no tool",
                "ask for less at once, or for `--write`",
            ));
        }
        Ok(selection)
    }

    /// The tools, as clients are shown them. It takes no account to look at them.
    ///
    /// # Errors
    ///
    /// There is nothing to serve.
    pub fn toolbox(&self) -> Result<Toolbox, Error> {
        let names: Vec<_> = self.accounts.iter().map(|account| account.name.clone()).collect();
        let expose = match self.flags.expose {
            Some(Exposing::All) | None => Expose::All,
            Some(Exposing::Search) => Expose::Search,
        };
        Toolbox::new(self.selection()?, &names, expose)
    }

    /// The account of a name, or the only one. It is one that exists.
    pub(crate) fn described(&self, name: Option<&str>) -> Result<&Described, Error> {
        if self.flags.is_demo() {
            let right = "leave it out, or try another command";
            return Err(Error::setting("--demo", "has nobody who could allow anything", right));
        }
        let names = self.accounts.iter().map(|account| account.name.as_str());
        match (name, &self.accounts[..]) {
            (None, [only]) => Ok(only),
            (None, []) => Err(Error::setting(
                "--config",
                "names no file with an account",
                "write one, with `[accounts.NAME]`, `tokens`, `client_id` and `client_secret_env`",
            )),
            (None, _) => Err(Error::setting(
                "ACCOUNT",
                "is missing",
                ranked("", &Vec::from_iter(names), "there is"),
            )),
            (Some(name), all) => all.iter().find(|account| account.name == name).ok_or_else(|| {
                let right = ranked(name, &Vec::from_iter(names), "there is");
                Error::setting(name, "is no account of the file", right)
            }),
        }
    }

    /// The variables of the environment.
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The accounts, by the clock of this machine.
    ///
    /// # Errors
    ///
    /// There is none, or one that cannot be called.
    pub fn desks(&self) -> Result<Desks, Error> {
        let log = self.log();
        let desks = account::desks(&self.accounts, &self.flags, &self.environment, &log)?;
        if self.flags.is_demo() {
            log.say(demo::NOTICE);
        }
        Ok(desks)
    }

    /// On what terms tools are called.
    fn terms(&self) -> Result<Terms, Error> {
        let mut terms = Terms::new();
        if let Some(Ok(bytes)) = self.flags.max_answer.map(usize::try_from) {
            terms = terms.largest(bytes);
        }
        if let Some(folder) = &self.flags.files_dir {
            terms = terms.files(Folder::open(folder)?);
        }
        // Whoever waits for work to end needs time for the answer.
        let deadline = self.flags.deadline.map_or(DEADLINE, Duration::from_secs);
        Ok(terms.patience(PATIENCE.min(deadline * 4 / 5)))
    }

    /// What makes the calls.
    ///
    /// # Errors
    ///
    /// There is no account, or there is nothing to serve.
    pub fn calls(&self) -> Result<Calls, Error> {
        let toolbox = self.toolbox()?;
        let desks = self.desks()?;
        let confirm = match self.flags.confirm {
            Some(Asking::Auto) | None => Confirm::Auto,
            Some(Asking::Always) => Confirm::Always,
            Some(Asking::Never) => Confirm::Never,
        };
        let terms = self.terms()?;
        Calls::new(toolbox, desks, Manners { confirm, terms }, SystemClock, self.log())
    }
}
