//! The accounts that are served: each with a name, a pace and places of its own, so that none feels another's faults.

use std::{sync::Arc, time::Duration};

use gorgias_runtime::tool::nearest;
use gorgias_tools::{Runtime, tool::Fault};
use serde_json::{Map, Value};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{ACCOUNT, ACCOUNT_DOMAIN};

/// An account and what is needed to call it.
#[derive(Debug)]
pub struct Desk {
    name: String,
    runtime: Runtime,
    places: Semaphore,
    deadline: Duration,
}

impl Desk {
    /// An account under a name, which serves so many calls at once and gives each so much time.
    #[must_use]
    pub fn new(name: String, runtime: Runtime, at_once: usize, deadline: Duration) -> Self {
        Self { name, runtime, places: Semaphore::new(at_once), deadline }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What calls it.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// How long a call may take, and wait for its place.
    pub(super) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// A place among the calls at once, as soon as there is one. Places are never closed.
    pub(super) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    /// Whether somebody may mean this account by a name: its own, or its domain in any form.
    fn is_called(&self, name: &str) -> bool {
        let host = |url: &str| -> String {
            let host = url.split_once("://").map_or(url, |(_, host)| host);
            host.trim_end_matches('/').to_ascii_lowercase()
        };
        let own = host(self.runtime.account().base_url());
        let asked = host(name.trim());
        self.name.eq_ignore_ascii_case(&asked)
            || own == asked
            || own == format!("{asked}.gorgias.com")
    }
}

/// All accounts that are served: at least one.
#[derive(Debug)]
pub struct Desks {
    first: Arc<Desk>,
    others: Vec<Arc<Desk>>,
}

impl Desks {
    /// One account, or several.
    #[must_use]
    pub fn new(first: Desk, others: Vec<Desk>) -> Self {
        Self { first: Arc::new(first), others: others.into_iter().map(Arc::new).collect() }
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Desk>> + Clone {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.iter().map(|desk| desk.name())
    }

    /// Whether a call has to say which one it means.
    #[must_use]
    pub fn are_several(&self) -> bool {
        !self.others.is_empty()
    }

    /// The one that a call means, by an argument that is taken out. Where there is one account no tool has that argument, so it
    /// is left to be told as unknown.
    pub(super) fn choose(&self, arguments: &mut Map<String, Value>) -> Result<&Arc<Desk>, Fault> {
        if !self.are_several() {
            return Ok(&self.first);
        }
        let given = [ACCOUNT, ACCOUNT_DOMAIN].map(|key| (key, arguments.shift_remove(key)));
        let mut given = given.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let (key, value) = given.next().unwrap_or((ACCOUNT, Value::Null));
        if given.any(|(_, other)| other != value) {
            let right = format!("give `{ACCOUNT}` alone");
            return Err(Fault::new(key, "is given twice, with two values", right));
        }
        let Value::String(name) = value else {
            let names: Vec<_> = self.names().map(|name| format!("`{name}`")).collect();
            let why = if value.is_null() { "is missing" } else { "is no text" };
            return Err(Fault::new(key, why, format!("give one of {}", names.join(", "))));
        };
        let found = self.iter().find(|desk| desk.is_called(&name));
        found.ok_or_else(|| {
            Fault::new(
                key,
                "is no account that is served",
                nearest(&name, self.names(), "there is"),
            )
        })
    }
}
