//! The one request for other tokens that everybody waits for.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, Weak},
};

use futures_util::future::{FutureExt, Shared};
use http::HeaderValue;
use url::Url;

use super::{
    OAuth2, Tokens,
    grant::Grant,
    session::{State, lock},
};
use crate::{
    Secret,
    blot::Blot,
    clock::Clock,
    error::{Error, Kind},
    trace,
    transport::{Cause, Transport},
};

/// A request under way. All who wait for it drive it, and it is not lost when one of them goes.
pub(super) type Flight = Shared<Pin<Box<dyn Future<Output = Outcome> + Send>>>;
type Outcome = Result<HeaderValue, Arc<Error>>;

/// What it takes to get other tokens.
pub(super) struct Renewal {
    pub(super) oauth2: OAuth2,
    pub(super) base: Url,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) refused: Option<HeaderValue>,
    /// The state holds the flight, so the flight must not hold the state.
    pub(super) state: Weak<Mutex<State>>,
}

impl Renewal {
    /// The renewal under way. Where tokio runs it goes on even if everybody who waits for it goes: a server may have replaced
    /// the refresh token by then, and the answer alone tells the other one.
    pub(super) fn into_flight(self) -> Flight {
        let flight = self.renew().boxed().shared();
        if let Ok(tokio) = tokio::runtime::Handle::try_current() {
            drop(tokio.spawn(flight.clone()));
        }
        flight
    }

    async fn renew(self) -> Outcome {
        let _landing = Landing(&self);
        trace::renewing();
        let header = self.header().await;
        trace::renewed(header.as_ref().err());
        header.map_err(|error| Arc::new(error.blotted(&self.secrets())))
    }

    /// What a server or a store may repeat of all that it was sent.
    fn secrets(&self) -> Blot {
        let mut blot = Blot::default();
        self.oauth2.secrets(&mut blot);
        self.note(|state| {
            if let Some(tokens) = &state.tokens {
                tokens.secrets(&mut blot);
            }
        });
        if let Some(refused) = &self.refused {
            blot.header(refused);
        }
        blot
    }

    /// The header of tokens that the store has, or else of those that the server gives.
    async fn header(&self) -> Result<HeaderValue, Error> {
        self.save_what_is_not().await?;
        let stored = self.oauth2.store.load().await.map_err(|cause| unusable("read", &cause))?;
        let known = stored.unwrap_or_else(|| self.oauth2.start.clone());
        let header = known.header(self.clock.date());
        if let Some(header) = header.filter(|header| Some(header) != self.refused.as_ref()) {
            self.note(|state| state.tokens = Some(known));
            return Ok(header);
        }
        let tokens = self.refresh(&known).await?;
        // It is used even if it lives so shortly that it should be refreshed again.
        let header = tokens.any_header().ok_or_else(no_refresh_token)?;
        self.note(|state| {
            state.tokens = Some(tokens);
            state.unsaved = true;
        });
        self.save_what_is_not().await?;
        Ok(header)
    }

    /// Asks with the refresh token that is known, and where the server does not take it with the one from the beginning.
    async fn refresh(&self, known: &Tokens) -> Result<Tokens, Error> {
        let start = self.oauth2.start.refresh_token();
        let token = known.refresh_token().or(start).ok_or_else(no_refresh_token)?;
        match self.ask(known, token).await {
            Err(error) if matches!(error.kind(), Kind::Unprocessable(_)) => {
                match start.filter(|start| *start != token) {
                    Some(start) => self.ask(known, start).await,
                    None => Err(error),
                }
            }
            outcome => outcome,
        }
    }

    async fn ask(&self, known: &Tokens, token: &Secret<String>) -> Result<Tokens, Error> {
        let (app, now) = (&self.oauth2.app, self.clock.date());
        let grant = Grant::Refresh(token);
        let granted = grant.ask(app, &self.base, self.transport.as_ref(), now).await?;
        Ok(granted.tokens.following(known, token))
    }

    /// Puts tokens into the store that it does not have. As long as it does not take them calls fail: a restart would lose
    /// them, and somebody has to know.
    async fn save_what_is_not(&self) -> Result<(), Error> {
        let state = self.state.upgrade();
        let unsaved = state.and_then(|state| {
            let state = lock(&state);
            state.tokens.clone().filter(|_| state.unsaved)
        });
        let Some(tokens) = unsaved else { return Ok(()) };
        self.oauth2.store.save(&tokens).await.map_err(|cause| unusable("written", &cause))?;
        self.note(|state| state.unsaved = false);
        Ok(())
    }

    /// Changes what all clones of the session share, if there is one left.
    fn note(&self, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.state.upgrade() {
            change(&mut lock(&state));
        }
    }
}

/// Lets the next flight begin as soon as this one ends, be it by a panic of the store or of the transport.
struct Landing<'a>(&'a Renewal);

impl Drop for Landing<'_> {
    fn drop(&mut self) {
        self.0.note(|state| state.flight = None);
    }
}

fn unusable(what: &str, cause: &Cause) -> Error {
    let why = format!("cannot be {what}: {cause}");
    Error::refused(
        "token store",
        why,
        "see to the store; tokens that it does not have are lost with a restart",
    )
}

fn no_refresh_token() -> Error {
    Error::refused(
        "refresh token",
        "is missing",
        "send the person to the account again, and ask for the scope `offline`",
    )
}
