//! The recordings, played by one server for all trials of a process, or an account in their place.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gorgias_fixture::{CALLER, Fixture, Received, Responder, Setup};
use gorgias_runtime::http::HeaderValue;
use gorgias_runtime::http::header::AUTHORIZATION;
use gorgias_runtime::transport::{Exchange, Failure as Broken, Http, Limits, Request, Transport};
use gorgias_runtime::{Account, Retry, Runtime};

use crate::failure::Failure;
use crate::product::Product;
use crate::recordings::{Recorded, recorded};
use crate::subject::account;

/// The server, and what it plays.
pub(crate) struct Replay {
    recorded: BTreeMap<String, Recorded>,
    account: Account,
    http: Arc<Http>,
    fixture: Fixture,
    tokio: tokio::runtime::Runtime,
    product: Product,
}

/// Nothing on this machine takes as long; a trial that hangs must end all the same.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

impl Replay {
    /// Reads the recordings and starts the server; says what hinders it.
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        let mut recorded = recorded(folder)
            .map_err(|error| format!("the recordings cannot be played\n{error}"))?;
        let places = places();
        // Of several that answer the same request, the server gives the first one first.
        recorded.sort_by_key(|it| places.get(it.exchange.name.as_str()).copied());
        let exchanges = recorded.iter().map(|recorded| recorded.exchange.clone()).collect();
        Self::start(recorded, Fixture::setup(exchanges))
    }

    /// Starts a server that asks an account for its answers. What stands in place of the recordings is what is answered to them.
    pub(crate) fn before(
        account: Arc<dyn Responder>,
        answered: Vec<Recorded>,
    ) -> Result<Self, String> {
        Self::start(answered, Fixture::setup(Vec::new()).responder(account))
    }

    fn start(recorded: Vec<Recorded>, setup: Setup) -> Result<Self, String> {
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| format!("no async runtime could be started: {error}"))?;
        let fixture = tokio
            .block_on(setup.start())
            .map_err(|error| format!("the test server could not be started: {error}"))?;
        let account = account().map_err(|failure| failure.to_string())?;
        let account = account
            .with_base_url(&fixture.url())
            .map_err(|error| format!("the test server cannot be called: {error}"))?;
        let limits = Limits { connect: PATIENCE, whole: PATIENCE, ..Limits::default() };
        Ok(Self {
            recorded: recorded.into_iter().map(|it| (it.exchange.name.clone(), it)).collect(),
            account,
            http: Arc::new(Http::new(limits).direct()),
            fixture,
            tokio,
            product: Product::sound(),
        })
    }

    /// What is tried.
    pub(crate) fn product(&self) -> &Product {
        &self.product
    }

    /// From here on this is tried.
    pub(crate) fn put_in_place(&mut self, product: Product) {
        self.product = product;
    }

    /// What calls the server in a caller's name.
    pub(crate) fn runtime(&self, caller: &str) -> Runtime {
        let caller = HeaderValue::try_from(self.named(caller)).ok();
        let named = Named { http: Arc::clone(&self.http), caller };
        // What is recorded is played once.
        self.product.runtime(self.account.clone(), named, |builder| builder.retry(Retry::never()))
    }

    /// What the server got from a caller.
    pub(crate) fn received(&self, caller: &str) -> Vec<Received> {
        self.fixture.received_from(&self.named(caller))
    }

    /// A caller of its own for each flaw, so that none sees what is left of another's sequences.
    fn named(&self, caller: &str) -> String {
        format!("{}{caller}", self.product.flaw())
    }

    /// Does a piece of work to its end, which must come.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let ended = self.tokio.block_on(async { tokio::time::timeout(PATIENCE, work).await });
        ended.map_err(|_| {
            let expected = format!("an end within {} s", PATIENCE.as_secs());
            Failure::new("the trial does not end", expected, "nothing")
        })
    }

    pub(crate) fn recorded(&self, name: &str) -> Option<&Recorded> {
        self.recorded.get(name)
    }

    /// All recordings, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Recorded> {
        self.recorded.values()
    }

    /// The recordings that answered something.
    pub(crate) fn used(&self) -> Vec<&Recorded> {
        self.fixture.used().iter().filter_map(|name| self.recorded(name)).collect()
    }

    /// The names of the recordings that answered nothing.
    pub(crate) fn unused(&self) -> Vec<String> {
        self.fixture.unused()
    }
}

/// Where each case stands in the suite.
pub(crate) fn places() -> BTreeMap<&'static str, usize> {
    let cases = gorgias_suite::operations().flat_map(|operation| operation.cases);
    cases.enumerate().map(|(at, case)| (case.id, at)).collect()
}

/// What is wrong with how a request holds its credentials, if anything is: they would show in logs.
fn careless(request: &Request) -> Option<&'static str> {
    match request.headers.get(AUTHORIZATION) {
        None => Some("the request has no credentials"),
        Some(proof) if !proof.is_sensitive() => Some("the credentials are not marked sensitive"),
        Some(_) => None,
    }
}

/// Puts the caller's name on every request. All callers share the connections.
struct Named {
    http: Arc<Http>,
    caller: Option<HeaderValue>,
}

impl Transport for Named {
    fn send(&self, mut request: Request) -> Exchange<'_> {
        if let Some(what) = careless(&request) {
            let refused = Broken::NotSent { cause: what.into() };
            return Box::pin(std::future::ready(Err(refused)));
        }
        if let Some(caller) = &self.caller {
            request.headers.insert(CALLER, caller.clone());
        }
        self.http.send(request)
    }
}
