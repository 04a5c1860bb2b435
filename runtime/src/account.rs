//! An account: where it is, and who calls.

use std::{fmt, net::IpAddr};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::error::Error;

const DOMAIN: &str = "GORGIAS_ACCOUNT_DOMAIN";
const USERNAME: &str = "GORGIAS_USERNAME";
const KEY: &str = "GORGIAS_API_KEY";
const HOST: &str = ".gorgias.com";

/// An account of Gorgias and the user who calls it.
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
    base: Url,
    username: String,
    key: SecretString,
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
        let (username, key) = (username.into(), SecretString::from(key.into()));
        if username.is_empty() || username.contains(':') {
            return Err(Error::refused(
                "username",
                "is empty or holds a colon, which basic authentication has no room for",
                "give the e-mail address of the user who owns the key",
            ));
        }
        if key.expose_secret().is_empty() {
            return Err(Error::refused("key", "is empty", "give the user's API key"));
        }
        Ok(Self { base: base_of(domain)?, username, key })
    }

    /// The account that `GORGIAS_ACCOUNT_DOMAIN`, `GORGIAS_USERNAME` and `GORGIAS_API_KEY` name.
    ///
    /// # Errors
    ///
    /// A variable is missing or empty, or what they hold makes no account.
    pub fn from_env() -> Result<Self, Error> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// The same from variables that stand elsewhere, such as in a file.
    ///
    /// # Errors
    ///
    /// A variable is missing or empty, or what they hold makes no account.
    pub fn from_variables(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let read = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        match (read(DOMAIN), read(USERNAME), read(KEY)) {
            (Some(domain), Some(username), Some(key)) => {
                Self::new(&domain, username.trim(), key.trim())
            }
            (domain, username, key) => {
                let found = [(DOMAIN, domain), (USERNAME, username), (KEY, key)];
                let missing: Vec<_> = found
                    .into_iter()
                    .filter_map(|(name, value)| value.is_none().then_some(name))
                    .collect();
                Err(unset(&missing))
            }
        }
    }

    /// The same account behind another address: a proxy, or a server of a test.
    ///
    /// # Errors
    ///
    /// The address is neither https nor http on this machine, or holds more than a host and a path.
    pub fn with_base_url(self, url: &str) -> Result<Self, Error> {
        let refused = |why: &str| {
            Error::refused("base URL", why, "give an address such as `https://gorgias.example.com`")
        };
        let base = Url::parse(url).map_err(|error| refused(&format!("is no address: {error}")))?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(refused("holds credentials"));
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(refused("holds a query or a fragment"));
        }
        match base.scheme() {
            "https" => {}
            "http" if is_loopback(&base) => {}
            "http" => return Err(refused("would send the key unencrypted to another machine")),
            _ => return Err(refused("is neither https nor http")),
        }
        Ok(Self { base, ..self })
    }

    /// Where the account is, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Whether the account is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        is_loopback(&self.base)
    }

    /// The header that proves who calls, marked sensitive.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, Error> {
        let pair = SecretString::from(format!("{}:{}", self.username, self.key.expose_secret()));
        let basic = SecretString::from(format!("Basic {}", STANDARD.encode(pair.expose_secret())));
        let mut header = HeaderValue::from_str(basic.expose_secret()).map_err(|_| {
            Error::refused("key", "cannot stand in a header", "give the user's API key")
        })?;
        header.set_sensitive(true);
        Ok(header)
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("base_url", &self.base_url())
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

fn unset(names: &[&str]) -> Error {
    let (why, right) = match names {
        [_] => ("is not set", "set it in the environment"),
        _ => ("are not set", "set them in the environment"),
    };
    Error::refused(names.join("`, `"), why, right)
}

fn base_of(domain: &str) -> Result<Url, Error> {
    let given = domain.trim().to_ascii_lowercase();
    let host = given.strip_prefix("https://").unwrap_or(&given);
    let host = host.strip_suffix('/').unwrap_or(host);
    let name = host.strip_suffix(HOST).unwrap_or(host);
    let refused = || {
        Error::refused(
            "domain",
            format!("is `{domain}`, which is no account of Gorgias"),
            "give the first part of `<account>.gorgias.com`, or set the base URL of another host",
        )
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || name.len() > 63 || !name.chars().all(letters) {
        return Err(refused());
    }
    Url::parse(&format!("https://{name}{HOST}")).map_err(|_| refused())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}
