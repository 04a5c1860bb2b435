//! Where tokens are kept, so that one that replaced another survives a restart.

mod file;

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

pub use self::file::FileStore;
use super::Tokens;
use crate::transport::Cause;

/// A store at work.
pub type Stored<'a, T> = Pin<Box<dyn Future<Output = Result<T, Cause>> + Send + 'a>>;

/// Where the tokens of one account are kept.
///
/// Tokens are loaded before they are refreshed, so processes that share a store take the tokens that another of them got.
pub trait TokenStore: Send + Sync + 'static {
    /// The tokens that were saved last, if any were.
    fn load(&self) -> Stored<'_, Option<Tokens>>;

    /// Keeps tokens in place of those before.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> Stored<'a, ()>;
}

/// Keeps tokens as long as the process runs. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Option<Tokens>>>);

impl TokenStore for MemoryStore {
    fn load(&self) -> Stored<'_, Option<Tokens>> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(ready(Ok(tokens)))
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> Stored<'a, ()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens.clone());
        Box::pin(ready(Ok(())))
    }
}
