//! The account as all trials find it: with what the recordings show of a real one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use gorgias_fixture::{Answer, Body, Exchange, ManualClock, Received, Responder as _};
use gorgias_runtime::jiff::civil::Date;
use gorgias_runtime::operation::{Method, Operation};
use gorgias_runtime::transport::Transport;
use gorgias_runtime::{Retry, Runtime};
use gorgias_stand_in::{Account, GORGIAS};

use super::rehearsal::Rehearsal;
use super::transport::{Cursor, Prepared};
use crate::failure::Failure;
use crate::recordings::{Recorded, recorded};
use crate::replay::{Replay, places};

/// The account as all trials find it.
pub struct Seeded {
    /// An account with nothing in it.
    empty: Account,
    /// One with all that the recordings show.
    full: Account,
    /// In the order in which the suite has their cases.
    exchanges: Arc<Vec<Exchange>>,
    recorded: BTreeMap<String, Recorded>,
    /// What the real account refused, or had elsewhere: what it was asked, and what it said.
    refusals: Arc<Vec<Exchange>>,
    /// The ids of things that calls made there; here they are other ones.
    made: BTreeSet<i64>,
}

impl Seeded {
    /// Reads the recordings of a folder, on the day on which workflows are to run.
    ///
    /// # Errors
    ///
    /// They cannot be learned from.
    pub fn open(folder: &Path, today: Date) -> Result<Self, String> {
        let recorded = recorded(folder)
            .map_err(|error| format!("the recordings cannot be learned from\n{error}"))?;
        let clock = ManualClock::new();
        let account = Account::new(GORGIAS)?.clock(clock, &format!("{today}T09:00:00Z"))?;
        let places = places();
        let refused = refused();
        let is_refused = |exchange: &Exchange| refused.contains(exchange.name.as_str());
        let mut exchanges: Vec<Exchange> = recorded.iter().map(|it| it.exchange.clone()).collect();
        exchanges.sort_by_key(|exchange| places.get(exchange.name.as_str()).copied());
        let seeded = Self {
            refusals: Arc::new(exchanges.iter().filter(|it| is_refused(it)).cloned().collect()),
            made: exchanges.iter().filter_map(made).collect(),
            recorded: recorded.into_iter().map(|it| (it.exchange.name.clone(), it)).collect(),
            exchanges: Arc::new(exchanges),
            empty: account.clone(),
            full: account,
        };
        seeded.learn(&seeded.full, seeded.exchanges.iter());
        Ok(seeded)
    }

    /// A server before the account. What the account answers to the requests that were recorded stands in place of their answers.
    pub(crate) fn replay(&self) -> Result<Replay, String> {
        let answered = self.recorded.values().map(|recorded| self.answered(recorded)).collect();
        Replay::before(Arc::new(self.full.clone()), answered)
    }

    /// A recording with what the account answers. What a real one refuses stays as it was recorded, and so do forms, of which
    /// recordings do not keep the text that was sent.
    fn answered(&self, recorded: &Recorded) -> Recorded {
        let exchange = &recorded.exchange;
        if self.is_refused(exchange) || matches!(exchange.body, Some(Body::Form(_))) {
            return recorded.clone();
        }
        let request = received(exchange);
        let Answer { status, headers, body } = self.expecting(Some(&request)).answer(&request);
        let text = || String::from_utf8_lossy(&body).into();
        let answer = serde_json::from_slice(&body).unwrap_or_else(|_| text());
        let answer = (!body.is_empty()).then_some(answer);
        let exchange = Exchange { status, headers, answer, ..exchange.clone() };
        Recorded { exchange, ..recorded.clone() }
    }

    pub(super) fn recorded(&self, name: &str) -> Option<&Recorded> {
        self.recorded.get(name)
    }

    pub(super) fn was_made(&self, id: i64) -> bool {
        self.made.contains(&id)
    }

    /// What calls an account with all that the recordings show, and with whatever a request names, if it is to be taken.
    pub(super) fn prepared_for(&self, request: Option<&Received>) -> Result<Runtime, Failure> {
        runtime(self.expecting(request))
    }

    fn expecting(&self, request: Option<&Received>) -> Prepared {
        let account = self.full.clone();
        let cursor = request.and_then(|request| {
            account.expect(request);
            Cursor::of(request, &account)
        });
        Prepared { cursor, ..self.prepared(account) }
    }

    /// An account with nothing but what was shown in a rehearsal.
    pub(super) fn after(&self, rehearsal: &Rehearsal) -> Prepared {
        let account = self.empty.clone();
        let played = rehearsal.played();
        self.learn(&account, played.iter().copied());
        for exchange in &played {
            account.expect(&received(exchange));
        }
        // What is made on the way is not there before.
        for exchange in played {
            if let (Some(operation), Some(id)) = (operation_of(exchange), made(exchange)) {
                account.forget(operation.id, id);
            }
        }
        self.prepared(account)
    }

    /// The status with which the account itself answers a request.
    pub(super) fn status_of(&self, request: &Received) -> u16 {
        self.full.clone().answer(request).status
    }

    /// What plays the recordings, and what calls it.
    pub(super) fn rehearsal(&self) -> Result<(Rehearsal, Runtime), Failure> {
        let rehearsal = Rehearsal::of(Arc::clone(&self.exchanges));
        let runtime = runtime(rehearsal.clone())?;
        Ok((rehearsal, runtime))
    }

    /// Lets an account learn what a real one answered: from what was only read first, since what changed something shows how things
    /// were afterwards. What was made by a call is not there before.
    fn learn<'e>(&self, account: &Account, exchanges: impl Iterator<Item = &'e Exchange> + Clone) {
        for reads in [true, false] {
            for exchange in exchanges.clone().filter(|it| !self.is_refused(it)) {
                let Some(operation) = operation_of(exchange) else { continue };
                let counts =
                    operation.reads_only == reads && (reads || operation.method != Method::Post);
                if let (true, Some(answer)) = (counts, &exchange.answer) {
                    account.learn(operation.id, &exchange.target, answer);
                }
            }
        }
    }

    fn is_refused(&self, exchange: &Exchange) -> bool {
        self.refusals.iter().any(|refusal| refusal.name == exchange.name)
    }

    fn prepared(&self, account: Account) -> Prepared {
        let refusals = Arc::clone(&self.refusals);
        Prepared { account: Mutex::new(account), refusals, cursor: None }
    }
}

pub(super) fn runtime(transport: impl Transport) -> Result<Runtime, Failure> {
    let address = "https://stand-in.example.com";
    let account = gorgias_runtime::Account::new("stand-in", "suite@example.com", "suite")
        .and_then(|account| account.with_base_url(address))
        .map_err(|error| Failure::new(error.to_string(), address, "an address of no account"))?;
    Ok(Runtime::builder(account).transport(transport).retry(Retry::never()).build())
}

fn operation_of(exchange: &Exchange) -> Option<&'static Operation> {
    let (id, _) = exchange.name.split_once('/')?;
    gorgias_client::operations::ALL.iter().copied().find(|operation| operation.id == id)
}

/// The cases whose requests the real account refused.
fn refused() -> BTreeSet<&'static str> {
    let cases = gorgias_suite::operations().flat_map(|operation| operation.cases);
    cases.filter(|case| case.refused.is_some()).map(|case| case.id).collect()
}

/// The id of what a call made.
fn made(exchange: &Exchange) -> Option<i64> {
    let operation = operation_of(exchange).filter(|it| it.method == Method::Post)?;
    let id = exchange.answer.as_ref()?.get("id")?.as_i64();
    id.filter(|_| !operation.reads_only)
}

/// A recorded request, as a server would get it.
pub(super) fn received(exchange: &Exchange) -> Received {
    let body = match &exchange.body {
        Some(Body::Json(json)) => json.to_string(),
        Some(Body::Form(_)) | None => String::new(),
    };
    Received {
        method: exchange.method.clone(),
        target: exchange.target.clone(),
        headers: Vec::new(),
        body: body.into(),
    }
}
