//! The tokens that an account is called with, shared by all clones of it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::HeaderValue;
use jiff::Timestamp;
use url::Url;

use super::{
    App, TokenStore, Tokens,
    flight::{Flight, Renewal},
};
use crate::{blot::Blot, clock::Clock, error::Error, transport::Transport};

/// How an app calls an account: who it is, and where its tokens are.
///
/// ```
/// use gorgias_runtime::oauth2::{App, MemoryStore, OAuth2, Tokens};
///
/// let app = App::new("the app's id", "the app's secret")?;
/// let oauth2 = OAuth2::new(app, MemoryStore::default())
///     .starting_with(Tokens::from_refresh_token("the refresh token"));
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct OAuth2 {
    pub(super) app: App,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) start: Tokens,
}

impl OAuth2 {
    /// An app that calls with the tokens in a store.
    #[must_use]
    pub fn new(app: App, store: impl TokenStore) -> Self {
        Self { app, store: Arc::new(store), start: Tokens::default() }
    }

    /// What the app proves with, and the tokens that it begins with.
    pub(super) fn secrets(&self, blot: &mut Blot) {
        self.app.secrets(blot);
        self.start.secrets(blot);
    }

    /// The same with tokens for as long as the store has none. Their refresh token is also tried where the server refuses the
    /// stored one, so that giving another one mends a session that ended.
    #[must_use]
    pub fn starting_with(self, start: Tokens) -> Self {
        Self { start, ..self }
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2").field("app", &self.app).finish_non_exhaustive()
    }
}

/// The tokens in use.
#[derive(Clone)]
pub(in crate::account) struct Session {
    oauth2: OAuth2,
    state: Arc<Mutex<State>>,
}

/// What all clones of a session share.
#[derive(Default)]
pub(super) struct State {
    /// The tokens, as soon as there are any.
    pub(super) tokens: Option<Tokens>,
    /// Whether the store does not have them, because it failed.
    pub(super) unsaved: bool,
    /// The request for others, while it is under way.
    pub(super) flight: Option<Flight>,
}

impl Session {
    pub(in crate::account) fn new(oauth2: OAuth2) -> Self {
        Self { oauth2, state: Arc::default() }
    }

    /// A session of its own with the same beginning and another store.
    pub(in crate::account) fn with_store(&self, store: impl TokenStore) -> Self {
        Self::new(OAuth2 { store: Arc::new(store), ..self.oauth2.clone() })
    }

    /// What the app and its calls prove with.
    pub(in crate::account) fn secrets(&self, blot: &mut Blot) {
        self.oauth2.secrets(blot);
        if let Some(tokens) = &lock(&self.state).tokens {
            tokens.secrets(blot);
        }
    }

    pub(in crate::account) fn app(&self) -> &App {
        &self.oauth2.app
    }

    /// The header to call with, which is not the one that was refused. Whoever needs another token waits for the one request
    /// for it.
    pub(in crate::account) async fn authorization(
        &self,
        base: &Url,
        transport: &Arc<dyn Transport>,
        clock: &Arc<dyn Clock>,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Arc<Error>> {
        let flight = {
            let mut state = lock(&self.state);
            if let Some(header) = at_hand(&state, clock.date(), refused) {
                return Ok(header);
            }
            let begin = || {
                let renewal = Renewal {
                    oauth2: self.oauth2.clone(),
                    base: base.clone(),
                    transport: Arc::clone(transport),
                    clock: Arc::clone(clock),
                    refused: refused.cloned(),
                    state: Arc::downgrade(&self.state),
                };
                renewal.into_flight()
            };
            state.flight.get_or_insert_with(begin).clone()
        };
        flight.await
    }
}

/// The header of the tokens in use, unless it is the one that was refused.
fn at_hand(state: &State, now: Timestamp, refused: Option<&HeaderValue>) -> Option<HeaderValue> {
    let tokens = state.tokens.as_ref().filter(|_| !state.unsaved)?;
    tokens.header(now).filter(|header| Some(header) != refused)
}

/// A panic elsewhere does not make the tokens wrong.
pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
