//! An app as it is registered, and how it proves to be that app.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::{account::header, blot::Blot, error::Error};

/// An app: the id and the secret that registering it gave.
///
/// ```
/// use gorgias_runtime::oauth2::App;
///
/// let app = App::new("the app's id", "swordfish")?;
/// assert!(!format!("{app:?}").contains("swordfish"));
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct App {
    id: String,
    secret: SecretString,
    proof: ClientAuthentication,
}

/// How an app proves who it is when it asks for tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// In a header, by HTTP Basic.
    #[default]
    Basic,
    /// In the form that asks for the tokens.
    Form,
}

impl App {
    /// An app by its id and its secret.
    ///
    /// # Errors
    ///
    /// One of them is empty, or the id holds a colon.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        let (id, secret) = (id.into(), SecretString::from(secret.into()));
        let right = "give it as registering the app gave it";
        if id.is_empty() || id.contains(':') {
            let why = "is empty or holds a colon, which basic authentication has no room for";
            return Err(Error::refused("client id", why, right));
        }
        if secret.expose_secret().is_empty() {
            return Err(Error::refused("client secret", "is empty", right));
        }
        Ok(Self { id, secret, proof: ClientAuthentication::default() })
    }

    /// The same app with another way to prove who it is.
    #[must_use]
    pub fn with_authentication(self, proof: ClientAuthentication) -> Self {
        Self { proof, ..self }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn secret(&self) -> &str {
        self.secret.expose_secret()
    }

    pub(super) fn secrets(&self, blot: &mut Blot) {
        if let Some(header) = header::basic(&self.id, self.secret()) {
            blot.header(&header);
        }
    }

    /// The header that proves who the app is. Id and secret stand in it as they are: so public clients send them, not
    /// encoded as RFC 6749 has it.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        match self.proof {
            ClientAuthentication::Basic => header::basic(&self.id, self.secret()),
            ClientAuthentication::Form => None,
        }
    }

    /// The fields of the form that prove it.
    pub(super) fn fields(&self) -> Vec<(&str, &str)> {
        match self.proof {
            ClientAuthentication::Basic => Vec::new(),
            ClientAuthentication::Form => {
                vec![("client_id", &self.id), ("client_secret", self.secret())]
            }
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .field("proof", &self.proof)
            .finish_non_exhaustive()
    }
}
