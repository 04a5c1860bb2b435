//! The account that is called, and what it has answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use clap::ValueEnum;
use gorgias_client::{Error, Reply, error, pace};
use gorgias_runtime::clock::{Clock, SystemClock};
use gorgias_runtime::transport::{Http, Limits, Transport};
use gorgias_runtime::{Account, Call, Retry, Runtime};
use gorgias_suite::{Operation, Reading, Wants};
use serde_json::{Map, Value};

use super::guard::ReadsOnly;
use super::{ANSWER, NEXT_PAGE, paging, readings};
use crate::call::object;
use crate::failure::Failure;
use crate::options::Target;
use crate::product::Product;

/// How fast an account may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pace {
    /// What is usual for who signs in so
    Usual,
    /// That of an API key
    ApiKey,
    /// That of an OAuth2 app
    Oauth2,
    /// That of an API key of an enterprise account
    ApiKeyEnterprise,
    /// That of an OAuth2 app of an enterprise account
    Oauth2Enterprise,
    /// As fast as it goes, for servers that have no limit
    Unlimited,
}

impl Pace {
    fn of(self, account: &Account) -> gorgias_client::Pace {
        match self {
            Self::Usual => pace::usual(account),
            Self::ApiKey => pace::API_KEY,
            Self::Oauth2 => pace::OAUTH2,
            Self::ApiKeyEnterprise => pace::API_KEY_ENTERPRISE,
            Self::Oauth2Enterprise => pace::OAUTH2_ENTERPRISE,
            Self::Unlimited => gorgias_client::Pace::unlimited(),
        }
    }
}

/// The account, called by all trials through one runtime, so that they keep to one pace together.
pub(crate) struct Live {
    runtime: Runtime,
    /// What makes the first call, once: who waits for an answer that cannot come wants to know it soon.
    first: Runtime,
    pace: gorgias_client::Pace,
    tokio: tokio::runtime::Runtime,
    /// What each operation was answered, by its name.
    answers: Mutex<BTreeMap<&'static str, Arc<OnceLock<Answered>>>>,
}

/// What became of the call of an operation.
pub(super) enum Answered {
    Reply(Reply),
    /// It was refused, or did not get through.
    Not(Error),
    /// It was not made, for this reason.
    Uncalled(String),
}

/// All trials together take their turns, and any of them may have to wait for all others.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// So much time goes into the answer to one call, and not into waiting.
const ONE: Duration = Duration::from_secs(60);

impl Live {
    /// The account of the environment's variables, there or at the address of the target.
    pub(crate) fn open(target: &Target, pace: Pace, product: &Product) -> Result<Self, String> {
        let account = Account::from_env();
        let account = match target {
            Target::Url(url) => account.and_then(|account| account.with_base_url(url)),
            _ => account,
        };
        let account = account.map_err(|error| format!("no account can be called: {error}"))?;
        let pace = pace.of(&account);
        let base = account.base_url().to_owned();
        let http = Http::new(Limits { whole: ONE, ..Limits::default() });
        // Plain http is on this machine, and must not leave it by a proxy.
        let http = if base.starts_with("http://") { http.direct() } else { http };
        Self::calling(product, account, pace, ReadsOnly { http: Arc::new(http), base }, SystemClock)
    }

    /// What calls an account at a pace.
    fn calling(
        product: &Product,
        account: Account,
        pace: gorgias_client::Pace,
        transport: impl Transport + Clone,
        clock: impl Clock,
    ) -> Result<Self, String> {
        let limits = Limits { whole: PATIENCE, ..Limits::default() };
        let waiting = pace.max_wait(PATIENCE);
        let first = product.runtime(account.clone(), transport.clone(), |builder| {
            builder.limits(limits).retry(Retry::never())
        });
        let runtime = product.runtime(account, transport, |builder| {
            builder.limits(limits).pace(waiting).clock(clock)
        });
        let tokio =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let tokio = tokio.map_err(|error| format!("no async runtime could be started: {error}"))?;
        Ok(Self { runtime, first, pace, tokio, answers: Mutex::default() })
    }

    /// Where the account is called.
    pub(crate) fn address(&self) -> &str {
        self.runtime.account().base_url()
    }

    /// Whether what answers is Gorgias itself.
    pub(crate) fn is_gorgias(&self) -> bool {
        let host = self.address().strip_prefix("https://").unwrap_or_default();
        host.split('/').next().is_some_and(|host| host.ends_with(".gorgias.com"))
    }

    /// What is going to be called for these trials, and how long that takes.
    pub(crate) fn estimate<'n>(&self, trials: impl Iterator<Item = &'n str> + Clone) -> String {
        let calls = calls(trials);
        let (address, time) = (self.address(), self.pace.least(calls).as_secs_f64().ceil());
        let time = match time {
            0.0 => "its limit lets all of them through at once".to_owned(),
            time => format!("its limit lets them through in {time} s"),
        };
        format!(
            "at most {calls} calls of {address}, each of which only reads: {time}, if nobody else calls"
        )
    }

    /// Makes a first call, so that it is said once, and not by every trial, that there is no account to be called.
    pub(crate) fn greet(&self, product: &Product) -> Result<(), String> {
        let Some((operation, reading)) =
            readings().find(|(_, reading)| matches!(reading.wants, Wants::Nothing))
        else {
            return Ok(());
        };
        let call = self.call(product, operation, reading, []).map_err(|failure| failure.what)??;
        let address = self.address();
        match self.wait(self.first.execute(call)) {
            // Its trial need not call again.
            Ok(reply) => drop(self.slot(operation).set(Answered::Reply(reply))),
            Err(error) => match error.kind() {
                error::Kind::Unauthorised(_)
                | error::Kind::NoToken(_)
                | error::Kind::Redirected { .. }
                | error::Kind::Transport(_) => {
                    return Err(format!("{address} cannot be called: {error}"));
                }
                _ => {}
            },
        }
        Ok(())
    }

    fn slot(&self, operation: &Operation) -> Arc<OnceLock<Answered>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(answers.entry(operation.id).or_default())
    }

    /// What an operation is answered. It is called once, whoever asks.
    pub(super) fn answer(
        &self,
        product: &Product,
        operation: &'static Operation,
        reading: &Reading,
    ) -> Result<Arc<OnceLock<Answered>>, Failure> {
        let slot = self.slot(operation);
        if slot.get().is_none() {
            // What a call needs is found before, since a list may be asked for by several at once.
            let call = self.call(product, operation, reading, [])?;
            slot.get_or_init(|| match call {
                Ok(call) => match self.wait(self.runtime.execute(call)) {
                    Ok(reply) => Answered::Reply(reply),
                    Err(error) => Answered::Not(error),
                },
                Err(reason) => Answered::Uncalled(reason),
            });
        }
        Ok(slot)
    }

    /// The call of an operation with these arguments beside those that it needs, or why it cannot be made.
    pub(super) fn call<const N: usize>(
        &self,
        product: &Product,
        operation: &'static Operation,
        reading: &Reading,
        more: [(&str, Value); N],
    ) -> Result<Result<Call, String>, Failure> {
        let mut args = match self.args(product, operation, reading)? {
            Ok(args) => args,
            Err(reason) => return Ok(Err(reason)),
        };
        args.extend(more.map(|(key, value)| (key.to_owned(), value)));
        let missing = || Failure::of_suite(operation.id, "an operation", "none");
        let descriptor = product.operation(operation.id).ok_or_else(missing)?;
        let call = Call::from_arguments(descriptor, args);
        Ok(Ok(call.map_err(|error| Failure::new(error.to_string(), "a call", "none"))?))
    }

    /// The arguments with which an operation is called of this account, or why there are none.
    pub(super) fn args(
        &self,
        product: &Product,
        operation: &'static Operation,
        reading: &Reading,
    ) -> Result<Result<Map<String, Value>, String>, Failure> {
        let mut args = object(reading.args)?;
        let (by, takes) = match &reading.wants {
            Wants::Nothing => return Ok(Ok(args)),
            Wants::Unlisted(keys) => {
                return Ok(Err(format!("no list shows what it needs: {}", keys.join(", "))));
            }
            Wants::Listed { by, takes } => (*by, *takes),
        };
        let list = readings().find(|(list, _)| list.id == by);
        let (list, listing) = list.ok_or_else(|| {
            Failure::of_suite(format!("{} wants `{by}`", operation.id), "a list", "none")
        })?;
        let answered = self.answer(product, list, listing)?;
        let reply = match answered.get() {
            Some(Answered::Reply(reply)) => reply,
            Some(Answered::Not(error)) => {
                return Ok(Err(format!(
                    "`{by}`, which shows what it needs, has no answer: {error}"
                )));
            }
            Some(Answered::Uncalled(reason)) => return Ok(Err(reason.clone())),
            None => return Ok(Err(format!("`{by}`, which shows what it needs, was not called"))),
        };
        match first(reply, takes) {
            Some(found) => {
                args.extend(found);
                Ok(Ok(args))
            }
            None => {
                let fields: Vec<_> = takes.iter().map(|(_, field)| format!("`{field}`")).collect();
                let fields = fields.join(" and ");
                Ok(Err(format!("`{by}` lists nothing that has the {fields} which it needs")))
            }
        }
    }

    pub(super) fn runtime(&self) -> Runtime {
        self.runtime.clone()
    }

    /// Does a piece of work to its end. How long that may take, the runtime decides.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.tokio.block_on(work)
    }
}

/// Of the things in a list the first that has all of these fields, as arguments.
fn first(reply: &Reply, takes: &[(&str, &str)]) -> Option<Vec<(String, Value)>> {
    let answer = crate::read::answer(reply);
    let items = crate::read::payload(reply, &answer).as_array()?;
    items.iter().find_map(|item| {
        let found = takes.iter().map(|(argument, field)| {
            let value = item.get(field).filter(|value| !value.is_null())?;
            Some(((*argument).to_owned(), value.clone()))
        });
        found.collect()
    })
}

/// How many calls trials of these names make.
fn calls<'n>(trials: impl Iterator<Item = &'n str> + Clone) -> u32 {
    let mut once = BTreeSet::new();
    let mut pages = 0;
    for (operation, reading) in readings() {
        let is_tried =
            |what: &str| trials.clone().any(|it| it == format!("{}/{what}", operation.id));
        let (answer, next) = (is_tried(ANSWER), is_tried(NEXT_PAGE));
        if answer {
            once.insert(operation.id);
        }
        if next {
            pages += paging::CALLS;
        }
        match reading.wants {
            Wants::Listed { by, .. } if answer || next => drop(once.insert(by)),
            _ => {}
        }
        // Nothing is called without what it needs, and the first of those that need nothing is called anyway.
        if matches!(reading.wants, Wants::Unlisted(_)) {
            once.remove(operation.id);
        }
    }
    let greeted = readings().find(|(_, reading)| matches!(reading.wants, Wants::Nothing));
    once.extend(greeted.map(|(operation, _)| operation.id));
    u32::try_from(once.len()).unwrap_or(u32::MAX) + pages
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use gorgias_runtime::clock::Sleep;
    use gorgias_runtime::http::HeaderMap;
    use gorgias_runtime::jiff::Timestamp;
    use gorgias_runtime::transport::{Exchange, Request, Response};

    use super::*;

    /// A clock that whoever waits moves on, and a server that keeps when it was called by it.
    #[derive(Clone)]
    struct Server {
        begun: Instant,
        passed: Arc<Mutex<Duration>>,
        called: Arc<Mutex<Vec<Duration>>>,
    }

    impl Server {
        fn passed(&self) -> Duration {
            *self.passed.lock().unwrap()
        }
    }

    impl Clock for Server {
        fn now(&self) -> Instant {
            self.begun + self.passed()
        }

        fn date(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn sleep(&self, time: Duration) -> Sleep {
            let passed = Arc::clone(&self.passed);
            Box::pin(async move { *passed.lock().unwrap() += time })
        }
    }

    impl Transport for Server {
        fn send(&self, _: Request) -> Exchange<'_> {
            self.called.lock().unwrap().push(self.passed());
            let body = r#"{"data": [{"id": 1, "ticket_id": 1, "slug": "a"}], "meta": {}}"#.into();
            let answer = Response { status: 200, headers: HeaderMap::new(), body };
            Box::pin(std::future::ready(Ok(answer)))
        }
    }

    #[test]
    fn all_trials_keep_to_one_pace_and_it_is_said_before() {
        let begun = Instant::now();
        let server = Server { begun, passed: Arc::default(), called: Arc::default() };
        let account = Account::new("acme", "ana@example.com", "key").unwrap();
        let product = Product::sound();
        let (time, clock) = (pace::API_KEY, server.clone());
        let live = Live::calling(&product, account, time, server.clone(), clock).unwrap();
        let names: Vec<_> = readings().map(|(it, _)| format!("{}/{ANSWER}", it.id)).collect();
        let said = live.estimate(names.iter().map(String::as_str));
        for (operation, reading) in readings() {
            live.answer(&product, operation, reading).unwrap();
        }
        let called = server.called.lock().unwrap().clone();
        // Forty calls fill the bucket of the account, and it leaks two in a second.
        for (at, time) in called.iter().enumerate() {
            let level = at as f64 + 1.0 - time.as_secs_f64() * 2.0;
            assert!(level <= 40.0, "call {at} at {time:?}");
        }
        let seconds = called.last().unwrap().as_secs_f64().ceil();
        let expected = format!(
            "at most {} calls of https://acme.gorgias.com, each of which only reads: its limit lets them through in {seconds} s, if \
             nobody else calls",
            called.len()
        );
        assert_eq!(said, expected);
        assert!(live.is_gorgias());
    }
}
