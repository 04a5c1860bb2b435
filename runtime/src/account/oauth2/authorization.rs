//! How a person allows an app to act for their account.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{
    App, Clock, SystemClock, Tokens,
    grant::{Grant, Granted},
    random,
};
use crate::{
    Secret,
    account::address,
    error::{Error, Kind},
    excerpt::shortened,
    transport::Transport,
};

/// The way of one person to the account, where they allow an app what it asks for, and back.
///
/// ```
/// use gorgias_runtime::oauth2::{App, Authorization};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let app = App::new("the app's id", "the app's secret")?;
/// let back = "https://app.example.com/back";
/// let begin = || Authorization::new("acme", app.clone(), back, ["offline", "tickets:read"]);
/// let authorization = begin()?;
/// assert!(authorization.url().starts_with("https://acme.gorgias.com/oauth/authorize?response_type=code&"));
///
/// // The person may come back to another process: what that one must know goes into their session.
/// let session = serde_json::to_string(&authorization.pending())?;
/// let later = begin()?.resume(serde_json::from_str(&session)?);
/// assert_eq!(later.url(), authorization.url());
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct Authorization {
    base: Url,
    app: App,
    redirect_uri: String,
    scopes: Vec<String>,
    pending: Pending,
}

/// What proves that a person who comes back is the one who left: random texts that belong into their session and
/// nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    state: Secret<String>,
    nonce: Secret<String>,
}

/// A code that a person brought back, to be exchanged for tokens once.
#[derive(Debug)]
pub struct Code(Secret<String>);

impl Authorization {
    /// Begins. The address to come back to must be registered with the app; without the scope `offline` there is no refresh
    /// token.
    ///
    /// # Errors
    ///
    /// The domain is none of Gorgias, the address to come back to is none, or a scope is missing or cannot be one.
    pub fn new(
        domain: &str,
        app: App,
        redirect_uri: &str,
        scopes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, Error> {
        let scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
        if let Some(wrong) = scopes.iter().find(|scope| !is_scope(scope)) {
            let why = format!("holds `{wrong}`, which can be none");
            return Err(Error::refused("scopes", why, "give each one by itself: `tickets:read`"));
        }
        if scopes.is_empty() {
            return Err(Error::refused("scopes", "are missing", "give what the app needs"));
        }
        let pending = Pending { state: random::text()?.into(), nonce: random::text()?.into() };
        let redirect_uri = checked(redirect_uri)?;
        Ok(Self { base: address::of_domain(domain)?, app, redirect_uri, scopes, pending })
    }

    /// The same behind another address: a proxy, or a server of a test.
    ///
    /// # Errors
    ///
    /// The address is neither https nor http on this machine, or holds more than a host and a path.
    pub fn with_base_url(self, url: &str) -> Result<Self, Error> {
        Ok(Self { base: address::of_base_url(url)?, ..self })
    }

    /// The same for a person who left earlier.
    #[must_use]
    pub fn resume(self, pending: Pending) -> Self {
        Self { pending, ..self }
    }

    /// What the session of the person has to hold until they come back.
    #[must_use]
    pub fn pending(&self) -> Pending {
        self.pending.clone()
    }

    /// Where the person's browser goes. It is for that browser alone, since it holds what proves that they are the one.
    #[must_use]
    pub fn url(&self) -> String {
        let url = format!("{}/oauth/authorize?", address::shown(&self.base));
        let length = url.len();
        let mut query = form_urlencoded::Serializer::for_suffix(url, length);
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", self.app.id())
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("state", self.pending.state.reveal())
            .append_pair("nonce", self.pending.nonce.reveal());
        query.finish()
    }

    /// The code that the person brings back, out of the address that their browser came to, or its query alone.
    ///
    /// # Errors
    ///
    /// It is not the person who left, they did not allow it, or there is no code.
    pub fn code(&self, callback: &str) -> Result<Code, Error> {
        let query = callback.split_once('?').map_or(callback, |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let find = |name: &str| {
            let found = pairs.iter().find(|(key, value)| key == name && !value.is_empty());
            found.map(|(_, value)| value.as_ref())
        };
        let again = "send the person to the account again";
        if !find("state").is_some_and(|state| random::same(state, self.pending.state.reveal())) {
            let why = "is not the one that the person left with; somebody else may have made up the address";
            return Err(Error::refused("state", why, again));
        }
        if let Some(error) = find("error") {
            let described = find("error_description").map(|it| format!(": {it}"));
            let said = format!("{error}{}", described.unwrap_or_default());
            let why = format!("was not given ({})", shortened(&said, 200));
            return Err(Error::refused("code", why, again));
        }
        let code = find("code").ok_or_else(|| Error::refused("code", "is missing", again))?;
        Ok(Code(code.to_owned().into()))
    }

    /// Exchanges a code for tokens.
    ///
    /// # Errors
    ///
    /// The server did not give them, or gave them to somebody else.
    pub async fn exchange(&self, code: Code, transport: &dyn Transport) -> Result<Tokens, Error> {
        self.exchange_at(&SystemClock, code, transport).await
    }

    /// The same by another clock.
    ///
    /// # Errors
    ///
    /// The server did not give them, or gave them to somebody else.
    pub async fn exchange_at(
        &self,
        clock: &dyn Clock,
        code: Code,
        transport: &dyn Transport,
    ) -> Result<Tokens, Error> {
        let grant = Grant::Code { code: &code.0, redirect_uri: &self.redirect_uri };
        let granted = grant.ask(&self.app, &self.base, transport, clock.date()).await;
        granted
            .and_then(|granted| self.checked(granted))
            .map_err(|cause| Error::of_account(None, Kind::NoToken(cause.into()), false))
    }

    /// The tokens, if the answer does not say that they are of another authorization. It came from the server itself, so
    /// that OpenID Connect asks for no look at the signature.
    fn checked(&self, granted: Granted) -> Result<Tokens, Error> {
        let Some(id_token) = granted.id_token else { return Ok(granted.tokens) };
        let nonce = nonce(id_token.reveal());
        if nonce.is_some_and(|nonce| random::same(&nonce, self.pending.nonce.reveal())) {
            return Ok(granted.tokens);
        }
        let why = "in the answer is not the one that the person left with";
        Err(Error::refused("nonce", why, "send the person to the account again"))
    }
}

/// The nonce in a token that says who the person is.
fn nonce(id_token: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(id_token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims.get("nonce")?.as_str().map(str::to_owned)
}

/// What RFC 6749 lets a scope be.
fn is_scope(scope: &str) -> bool {
    !scope.is_empty() && scope.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')
}

fn checked(redirect_uri: &str) -> Result<String, Error> {
    let refused = |why: &str| {
        Error::refused("redirect URI", why, "give the address that is registered with the app")
    };
    let url =
        Url::parse(redirect_uri).map_err(|error| refused(&format!("is no address: {error}")))?;
    if url.fragment().is_some() {
        return Err(refused("holds a fragment, which no browser brings back"));
    }
    // As it was given: servers compare it letter by letter.
    Ok(redirect_uri.to_owned())
}
