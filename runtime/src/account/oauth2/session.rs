//! The tokens that an account is called with, shared by all clones of it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::HeaderValue;
use url::Url;

use super::{
    App, Clock, SystemClock, TokenStore, Tokens,
    flight::{Flight, Renewal},
};
use crate::{error::Error, transport::Transport};

/// How an app calls an account: who it is, where its tokens are, and by which clock they expire.
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
    pub(super) clock: Arc<dyn Clock>,
}

impl OAuth2 {
    /// An app that calls with the tokens in a store.
    #[must_use]
    pub fn new(app: App, store: impl TokenStore) -> Self {
        let (store, clock) = (Arc::new(store), Arc::new(SystemClock));
        Self { app, store, start: Tokens::default(), clock }
    }

    /// The same with tokens for as long as the store has none. Their refresh token is also tried where the server refuses the
    /// stored one, so that giving another one mends a session that ended.
    #[must_use]
    pub fn starting_with(self, start: Tokens) -> Self {
        Self { start, ..self }
    }

    /// The same by another clock.
    #[must_use]
    pub fn by_clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
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

    pub(in crate::account) fn app(&self) -> &App {
        &self.oauth2.app
    }

    /// The header to call with, which is not the one that was refused. Whoever needs another token waits for the one request
    /// for it.
    pub(in crate::account) async fn authorization(
        &self,
        base: &Url,
        transport: &Arc<dyn Transport>,
        refused: Option<&HeaderValue>,
    ) -> Result<HeaderValue, Arc<Error>> {
        let flight = {
            let mut state = lock(&self.state);
            if let Some(header) = self.at_hand(&state, refused) {
                return Ok(header);
            }
            let begin =
                || Renewal::new(&self.oauth2, base, transport, refused, &self.state).into_flight();
            state.flight.get_or_insert_with(begin).clone()
        };
        flight.await
    }

    fn at_hand(&self, state: &State, refused: Option<&HeaderValue>) -> Option<HeaderValue> {
        let tokens = state.tokens.as_ref().filter(|_| !state.unsaved)?;
        tokens.header(self.oauth2.clock.date()).filter(|header| Some(header) != refused)
    }
}

/// A panic elsewhere does not make the tokens wrong.
pub(super) fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
