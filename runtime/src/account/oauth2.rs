//! Apps that act for an account: how one is allowed to, and the tokens it calls with.
//!
//! An [`Authorization`] sends a person to the account and takes them back with [`Tokens`], which go to a [`TokenStore`]. An
//! [`Account`](crate::Account) made with [`OAuth2`] takes them from there, refreshes them before they expire and when the
//! server refuses them, and puts the new ones back. However many calls need a new token, one of them is asked for.
//!
//! ```no_run
//! use gorgias_runtime::{Account, Runtime, oauth2::*, transport::{Http, Limits}};
//!
//! # async fn example(callback: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let app = App::new("the app's id", "the app's secret")?;
//! let scopes = ["offline", "tickets:read"];
//! let authorization = Authorization::new("acme", app.clone(), "https://app.example.com/back", scopes)?;
//! println!("Please open {}", authorization.url());
//!
//! // The browser comes back to `https://app.example.com/back?code=…&state=…`.
//! let code = authorization.code(callback)?;
//! let tokens = authorization.exchange(code, &Http::new(Limits::default())).await?;
//! let store = FileStore::new("acme.tokens.json");
//! store.save(&tokens).await?;
//! let runtime = Runtime::new(Account::oauth2("acme", OAuth2::new(app, store))?);
//! # Ok(())
//! # }
//! ```

mod app;
mod authorization;
mod flight;
mod grant;
mod random;
mod session;
mod store;
mod tokens;

pub(super) use self::session::Session;
pub use self::{
    app::{App, ClientAuthentication},
    authorization::{Authorization, Code, Pending},
    session::OAuth2,
    store::{FileStore, MemoryStore, Stored, TokenStore},
    tokens::Tokens,
};
pub use crate::clock::{Clock, SystemClock};
