//! The accounts that are served: those of the file, or else the one that the environment names.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use gorgias_runtime::{
    Account, Pace, Runtime, RuntimeBuilder,
    oauth2::{App, FileStore, OAuth2},
    transport::{Http, Limits, Transport},
};
use gorgias_tools::pace;

use super::{AT_ONCE, DEADLINE, Environment, Flags, MAX_WAIT, file::File};
use crate::{
    Error, demo,
    log::Log,
    serving::{Desk, Desks},
    wire::Watched,
};

/// The largest file that is saved into the folder for files, in bytes: nobody looks on while a model fills a disk.
const LARGEST_DOWNLOAD: u64 = 32 << 20;

/// An account as the file describes it.
#[derive(Debug)]
pub(crate) struct Described {
    pub(super) name: String,
    /// Where the description stands, for errors.
    place: String,
    domain: Option<String>,
    username: Option<String>,
    api_key_env: Option<String>,
    access_token_env: Option<String>,
    tokens: Option<PathBuf>,
    client_id: Option<String>,
    client_secret_env: Option<String>,
    enterprise: bool,
    base_url: Option<String>,
}

impl Described {
    pub(super) fn read(name: String, file: &mut File) -> Result<Self, Error> {
        let place = format!("[accounts.{name}] of {}", file.path().display());
        let stands = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 64 || !name.chars().all(stands) {
            let right = "take up to 64 letters, digits, `-` and `_`";
            return Err(Error::setting(place, "has a name that a model may get wrong", right));
        }
        let tokens = file.path_of("tokens", None)?;
        Ok(Self {
            name,
            place,
            domain: file.text("domain", None)?,
            username: file.text("username", None)?,
            api_key_env: file.text("api_key_env", None)?,
            access_token_env: file.text("access_token_env", None)?,
            tokens,
            client_id: file.text("client_id", None)?,
            client_secret_env: file.text("client_secret_env", None)?,
            enterprise: file.flag("enterprise", None)?.unwrap_or_default(),
            base_url: file.text("base_url", None)?,
        })
    }

    fn account(&self, environment: &Environment) -> Result<(Account, Pace), Error> {
        let domain = self.domain.as_deref().unwrap_or(&self.name);
        let secret = |key: &str, name: &str| {
            let secret = environment.secret(&format!("{key} in {}", self.place), name)?;
            Ok::<_, Error>(secret.reveal().clone())
        };
        match (&self.api_key_env, &self.access_token_env, &self.tokens) {
            (Some(key), None, None) => {
                let username = self.needed("username", self.username.as_ref())?;
                let account = Account::new(domain, username, secret("api_key_env", key)?)?;
                let pace = if self.enterprise { pace::API_KEY_ENTERPRISE } else { pace::API_KEY };
                Ok((account, pace))
            }
            (None, Some(token), None) => {
                let account = Account::bearer(domain, secret("access_token_env", token)?)?;
                Ok((account, self.pace_of_apps()))
            }
            (None, None, Some(tokens)) => {
                let oauth2 = OAuth2::new(self.app(environment)?, FileStore::new(tokens));
                let account = Account::oauth2(domain, oauth2)?;
                Ok((account, self.pace_of_apps()))
            }
            _ => Err(Error::setting(
                &self.place,
                "must say in one way who calls",
                "give `username` and `api_key_env`, or `access_token_env`, or `tokens`, `client_id` and `client_secret_env`",
            )),
        }
    }

    /// What is needed to ask for tokens: where the account is, the app, and where its tokens go.
    pub(crate) fn login(&self, environment: &Environment) -> Result<Login<'_>, Error> {
        let tokens = self.tokens.as_deref();
        let tokens = tokens.ok_or_else(|| {
            let right = "name the file that is to hold them";
            Error::setting(format!("tokens in {}", self.place), "is missing", right)
        })?;
        Ok(Login {
            name: &self.name,
            domain: self.domain.as_deref().unwrap_or(&self.name),
            app: self.app(environment)?,
            tokens,
            base_url: self.base_url.as_deref(),
        })
    }

    fn app(&self, environment: &Environment) -> Result<App, Error> {
        let id = self.needed("client_id", self.client_id.as_ref())?;
        let name = self.needed("client_secret_env", self.client_secret_env.as_ref())?;
        let secret = environment.secret(&format!("client_secret_env in {}", self.place), name)?;
        Ok(App::new(id, secret.reveal())?)
    }

    fn needed<'v>(&self, key: &str, value: Option<&'v String>) -> Result<&'v str, Error> {
        value.map(String::as_str).ok_or_else(|| {
            Error::setting(format!("{key} in {}", self.place), "is missing", "give it")
        })
    }

    fn pace_of_apps(&self) -> Pace {
        if self.enterprise { pace::OAUTH2_ENTERPRISE } else { pace::OAUTH2 }
    }
}

/// What is needed to ask a person for tokens.
pub(crate) struct Login<'a> {
    pub(crate) name: &'a str,
    pub(crate) domain: &'a str,
    pub(crate) app: App,
    pub(crate) tokens: &'a Path,
    pub(crate) base_url: Option<&'a str>,
}

/// The accounts of the file, or else the one that the environment names; of a demo, accounts that are made up, under the names of
/// the file.
pub(super) fn desks(
    described: &[Described],
    flags: &Flags,
    environment: &Environment,
    log: &Arc<Log>,
) -> Result<Desks, Error> {
    let furnishing = Furnishing { flags, log };
    let mut desks = Vec::with_capacity(described.len());
    for one in described {
        desks.push(match flags.is_demo() {
            true => furnishing.demo(one.name.clone())?,
            false => {
                let (account, pace) = one.account(environment)?;
                let base = one.base_url.as_ref().or(flags.base_url.as_ref());
                furnishing.real(one.name.clone(), account, base, pace)?
            }
        });
    }
    let mut desks = desks.into_iter();
    let first = match desks.next() {
        Some(first) => first,
        None if flags.is_demo() => furnishing.demo(demo::NAME.to_owned())?,
        None => furnishing.of_environment(environment)?,
    };
    Ok(Desks::new(first, desks.collect()))
}

/// What the desks of all accounts have in common.
struct Furnishing<'a> {
    flags: &'a Flags,
    log: &'a Arc<Log>,
}

impl Furnishing<'_> {
    fn of_environment(&self, environment: &Environment) -> Result<Desk, Error> {
        let account = Account::from_variables(|name| environment.get(name).map(str::to_owned))?;
        let has_key = environment.get("GORGIAS_API_KEY").is_some();
        let pace = if has_key { pace::API_KEY } else { pace::OAUTH2 };
        let name = environment.get("GORGIAS_ACCOUNT_DOMAIN").unwrap_or_default().to_owned();
        self.real(name, account, self.flags.base_url.as_ref(), pace)
    }

    fn real(
        &self,
        name: String,
        account: Account,
        base_url: Option<&String>,
        pace: Pace,
    ) -> Result<Desk, Error> {
        let account = match base_url {
            Some(url) => account.with_base_url(url)?,
            None => account,
        };
        let is_local = account.base_url().starts_with("http://");
        let mut builder = Runtime::builder(account);
        if self.is_watched() {
            let http = Http::new(self.limits());
            // Plain http is for this machine alone, and goes past every proxy.
            builder = self.watched(builder, if is_local { http.direct() } else { http });
        }
        Ok(self.desk(name, builder, pace))
    }

    /// It is held to the pace of a real one, so that a demo shows what that is like.
    fn demo(&self, name: String) -> Result<Desk, Error> {
        let account =
            Account::new(demo::NAME, demo::CALLER, demo::NAME)?.with_base_url(demo::ADDRESS)?;
        let builder = Runtime::builder(account);
        let shop = demo::account()?;
        let builder = match self.is_watched() {
            true => self.watched(builder, shop),
            false => builder.transport(shop),
        };
        Ok(self.desk(name, builder, pace::API_KEY))
    }

    fn is_watched(&self) -> bool {
        self.flags.debug_http == Some(true)
    }

    fn watched(&self, builder: RuntimeBuilder, transport: impl Transport) -> RuntimeBuilder {
        builder.transport(Watched::new(transport, Arc::clone(self.log)))
    }

    fn deadline(&self) -> Duration {
        self.flags.deadline.map_or(DEADLINE, Duration::from_secs)
    }

    fn limits(&self) -> Limits {
        let usual = Limits::default();
        Limits { whole: usual.whole.min(self.deadline()), file: LARGEST_DOWNLOAD, ..usual }
    }

    fn desk(&self, name: String, builder: RuntimeBuilder, pace: Pace) -> Desk {
        let deadline = self.deadline();
        let max_wait = self.flags.max_wait.map_or(MAX_WAIT, Duration::from_secs).min(deadline);
        let runtime = builder.limits(self.limits()).pace(pace.max_wait(max_wait)).build();
        let at_once = self.flags.at_once.and_then(|calls| usize::try_from(calls).ok());
        let at_once = at_once.unwrap_or(AT_ONCE).min(tokio::sync::Semaphore::MAX_PERMITS);
        Desk::new(name, runtime, at_once, deadline)
    }
}
