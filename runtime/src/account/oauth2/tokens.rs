//! What an app calls with.

use http::HeaderValue;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Secret, account::header, blot::Blot};

/// So long before a token expires it is refreshed, so that none expires on its way to the server.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// What an app calls an account with. `Debug` shows no token; what serde writes holds them in clear, for stores.
///
/// ```
/// use gorgias_runtime::oauth2::Tokens;
///
/// let tokens = Tokens::from_refresh_token("swordfish");
/// assert!(!format!("{tokens:?}").contains("swordfish"));
/// assert!(serde_json::to_string(&tokens)?.contains("swordfish"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tokens {
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<Secret<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Secret<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usable_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

impl Tokens {
    /// A refresh token alone: the first call gets an access token with it.
    #[must_use]
    pub fn from_refresh_token(token: impl Into<String>) -> Self {
        Self { refresh_token: Some(token.into().into()), ..Self::default() }
    }

    /// As an answer gives them, to a request that was made at a moment.
    pub(super) fn granted(
        access_token: Secret<String>,
        refresh_token: Option<Secret<String>>,
        lifetime: Option<SignedDuration>,
        scope: Option<String>,
        now: Timestamp,
    ) -> Self {
        // A token of a short life would else be refreshed for every call.
        let usable = lifetime.map(|whole| whole.saturating_sub(MARGIN.min(whole / 4)));
        let usable_until = usable.and_then(|usable| now.checked_add(usable).ok());
        Self { access_token: Some(access_token), refresh_token, usable_until, scope }
    }

    /// What calls are made with.
    #[must_use]
    pub fn access_token(&self) -> Option<&Secret<String>> {
        self.access_token.as_ref()
    }

    /// What another access token is got with. There is one only where the scope `offline` was granted.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&Secret<String>> {
        self.refresh_token.as_ref()
    }

    /// Until when the access token is used: a little shorter than the server takes it. Nothing is known where the server said
    /// nothing; then it is used until the server refuses it.
    #[must_use]
    pub fn usable_until(&self) -> Option<Timestamp> {
        self.usable_until
    }

    /// The scopes that were granted, with spaces between them, as far as the server told them.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    pub(super) fn secrets(&self, blot: &mut Blot) {
        for token in [&self.access_token, &self.refresh_token].into_iter().flatten() {
            blot.secret(token.reveal());
        }
    }

    /// The header to call with, if the access token may be used at a moment.
    pub(super) fn header(&self, now: Timestamp) -> Option<HeaderValue> {
        let usable = self.usable_until.is_none_or(|until| now < until);
        usable.then(|| self.any_header()).flatten()
    }

    /// The header to call with, whether or not the access token may still be used.
    pub(super) fn any_header(&self) -> Option<HeaderValue> {
        header::bearer(self.access_token()?.reveal())
    }

    /// What was granted, with what earlier tokens have and the answer left out.
    pub(super) fn following(mut self, earlier: &Self, used: &Secret<String>) -> Self {
        self.refresh_token.get_or_insert_with(|| used.clone());
        self.scope = self.scope.or_else(|| earlier.scope.clone());
        self
    }
}
