//! An account: where it is, and who calls.

pub(crate) mod address;
mod environment;
mod header;
pub mod oauth2;

use std::{fmt, sync::Arc};

use http::HeaderValue;
use url::Url;

use self::oauth2::{OAuth2, Session, TokenStore};
use crate::{blot::Blot, clock::Clock, error::Error, transport::Transport};

/// An account of Gorgias and who calls it: a user by an API key, or an app by tokens.
///
/// ```
/// use gorgias_runtime::Account;
///
/// let account = Account::new("acme", "ana@example.com", "the key")?;
/// assert_eq!(account.base_url(), "https://acme.gorgias.com");
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Account {
    /// Where it is by its domain.
    home: Url,
    /// Where it is called; mostly the same.
    base: Url,
    caller: Caller,
}

/// With what one signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// The API key of a user.
    Key,
    /// A token, be it given or got by an app.
    Token,
}

/// Who calls.
#[derive(Clone)]
enum Caller {
    User { username: String, header: HeaderValue },
    Token(HeaderValue),
    App(Session),
}

impl Account {
    /// An account by its domain, a user's e-mail address and that user's API key.
    ///
    /// `acme`, `acme.gorgias.com` and `https://acme.gorgias.com/` are the same domain.
    ///
    /// # Errors
    ///
    /// The domain is none of Gorgias, or the user name or the key cannot be sent.
    pub fn new(
        domain: &str,
        username: impl Into<String>,
        key: impl Into<String>,
    ) -> Result<Self, Error> {
        let (username, key) = (username.into(), key.into());
        if username.is_empty() || username.contains(':') {
            return Err(Error::refused(
                "username",
                "is empty or holds a colon, which basic authentication has no room for",
                "give the e-mail address of the user who owns the key",
            ));
        }
        let header = (!key.is_empty()).then(|| header::basic(&username, &key)).flatten();
        let header =
            header.ok_or_else(|| Error::refused("key", "is empty", "give the user's API key"))?;
        Self::at(domain, Caller::User { username, header })
    }

    /// An account by its domain and an access token, which is used until the server refuses it.
    ///
    /// ```
    /// let account = gorgias_runtime::Account::bearer("acme", "swordfish")?;
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The domain is none of Gorgias, or the token cannot be sent.
    pub fn bearer(domain: &str, token: impl Into<String>) -> Result<Self, Error> {
        let header = header::bearer(&token.into()).ok_or_else(|| {
            Error::refused(
                "access token",
                "is empty or has characters that no token has",
                "give it as the server gave it",
            )
        })?;
        Self::at(domain, Caller::Token(header))
    }

    /// An account by its domain, and an app that calls it with tokens and refreshes them. [`oauth2`] tells how an app gets
    /// them.
    ///
    /// ```
    /// use gorgias_runtime::{Account, oauth2::{App, FileStore, OAuth2}};
    ///
    /// let app = App::new("the app's id", "the app's secret")?;
    /// let account = Account::oauth2("acme", OAuth2::new(app, FileStore::new("acme.tokens.json")))?;
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The domain is none of Gorgias.
    pub fn oauth2(domain: &str, oauth2: OAuth2) -> Result<Self, Error> {
        Self::at(domain, Caller::App(Session::new(oauth2)))
    }

    fn at(domain: &str, caller: Caller) -> Result<Self, Error> {
        let home = address::of_domain(domain)?;
        Ok(Self { base: home.clone(), home, caller })
    }

    /// The account that `GORGIAS_ACCOUNT_DOMAIN` names. Who calls say `GORGIAS_USERNAME` and `GORGIAS_API_KEY`, or
    /// `GORGIAS_ACCESS_TOKEN`, or `GORGIAS_REFRESH_TOKEN` with `GORGIAS_CLIENT_ID` and `GORGIAS_CLIENT_SECRET`. It is called behind
    /// `GORGIAS_BASE_URL` if that is set, as behind [another address](Self::with_base_url).
    ///
    /// # Errors
    ///
    /// A variable is missing or empty, they say in more than one way who calls, or what they hold makes no account.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// The same from variables that stand elsewhere, such as in a file.
    ///
    /// # Errors
    ///
    /// A variable is missing or empty, they say in more than one way who calls, or what they hold makes no account.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        environment::account(lookup)
    }

    /// The same account behind another address: a proxy, or a server of a test.
    ///
    /// # Errors
    ///
    /// The address is neither https nor http on this machine, or holds more than a host and a path.
    pub fn with_base_url(self, url: &str) -> Result<Self, Error> {
        Ok(Self { base: address::of_base_url(url)?, ..self })
    }

    /// The same account with another place for its tokens, such as a file for those that began in the environment. An
    /// account whose caller needs no tokens that change stays as it is.
    ///
    /// ```no_run
    /// use gorgias_runtime::{Account, oauth2::FileStore};
    ///
    /// let account = Account::from_env()?.with_token_store(FileStore::new("acme.tokens.json"));
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn with_token_store(mut self, store: impl TokenStore) -> Self {
        if let Caller::App(session) = &mut self.caller {
            *session = session.with_store(store);
        }
        self
    }

    /// Where the account is, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        address::shown(&self.base)
    }

    /// With what one signs in.
    ///
    /// ```
    /// use gorgias_runtime::{Account, Credentials};
    ///
    /// assert_eq!(Account::bearer("acme", "swordfish")?.credentials(), Credentials::Token);
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        match &self.caller {
            Caller::User { .. } => Credentials::Key,
            Caller::Token(_) | Caller::App(_) => Credentials::Token,
        }
    }

    /// Whether the account is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        address::is_loopback(&self.base)
    }

    /// Whether an address is on the host of the account.
    pub(crate) fn is_at(&self, url: &Url) -> bool {
        url.origin() == self.base.origin() || url.origin() == self.home.origin()
    }

    /// The path of an address on the host of the account, as the API knows it.
    pub(crate) fn path_of<'u>(&self, url: &'u Url) -> &'u str {
        let prefix = self.base.path().trim_end_matches('/');
        let is_behind = url.origin() == self.base.origin();
        url.path().strip_prefix(prefix).filter(|_| is_behind).unwrap_or(url.path())
    }

    /// Whether a header that the server refused may be replaced by another one.
    pub(crate) fn is_renewable(&self) -> bool {
        matches!(self.caller, Caller::App(_))
    }

    /// What proves who calls: a server may repeat it.
    pub(crate) fn secrets(&self) -> Blot {
        let mut blot = Blot::default();
        match &self.caller {
            Caller::User { header, .. } | Caller::Token(header) => blot.header(header),
            Caller::App(session) => session.secrets(&mut blot),
        }
        blot
    }

    /// The header that proves who calls, marked sensitive. A token that is about to expire by this clock is refreshed first,
    /// through this transport; so is the one that the server refused.
    pub(crate) async fn authorization(
        &self,
        transport: &Arc<dyn Transport>,
        clock: &Arc<dyn Clock>,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Arc<Error>> {
        match &self.caller {
            Caller::User { header, .. } | Caller::Token(header) => Ok(header.clone()),
            Caller::App(session) => {
                session.authorization(&self.base, transport, clock, refused).await
            }
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Account");
        shown.field("base_url", &self.base_url());
        match &self.caller {
            Caller::User { username, .. } => shown.field("username", username),
            Caller::Token(_) => &mut shown,
            Caller::App(session) => shown.field("app", session.app()),
        };
        shown.finish_non_exhaustive()
    }
}
