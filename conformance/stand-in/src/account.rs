//! The account that stands in for a real one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use gorgias_fixture::{Answer, Clock, Line, Received, Responder, SystemClock};
use jiff::Timestamp;
use serde_json::Value;

use crate::api::Api;
use crate::ask;
use crate::call::{Asked, Call};
use crate::deeds::Done;
use crate::key::Key;
use crate::moment;
use crate::refusal::Refusal;
use crate::seed::{Seed, SeedError};
use crate::state::State;

/// An account that keeps what it is told. It stands behind a server that asks it for answers.
///
/// ```
/// use gorgias_fixture::{Received, Responder};
/// use gorgias_stand_in::{Account, GORGIAS};
///
/// let account = Account::new(GORGIAS)?;
/// let request = |method: &str, target: &str, body: &'static str| Received {
///     method: method.to_owned(),
///     target: target.to_owned(),
///     headers: Vec::new(),
///     body: body.into(),
/// };
/// let made = account.answer(&request("POST", "/api/tags", r#"{"name": "vip"}"#));
/// assert_eq!(made.status, 201);
/// assert_eq!(account.answer(&request("GET", "/api/tags/1", "")).status, 200);
/// # Ok::<(), String>(())
/// ```
pub struct Account {
    api: Arc<Api>,
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
    /// The time at which the clock began.
    start: Timestamp,
    /// The scopes of tokens; who calls with another token, or with a key, may do everything.
    tokens: BTreeMap<String, Vec<String>>,
}

impl Account {
    /// An account with nothing in it, of the API that a table describes.
    ///
    /// # Errors
    ///
    /// The text is no table.
    pub fn new(table: &str) -> Result<Self, String> {
        Ok(Self::of(Arc::new(Api::parse(table)?)))
    }

    /// The same of a table that was read before.
    #[must_use]
    pub fn of(api: Arc<Api>) -> Self {
        Self {
            state: Mutex::new(State::new(&api)),
            api,
            clock: Arc::new(SystemClock::new()),
            start: Timestamp::now(),
            tokens: BTreeMap::new(),
        }
    }

    /// Tells the time by a clock that begins at a moment, such as `2026-03-06T09:00:00Z`.
    ///
    /// # Errors
    ///
    /// The text is no time.
    pub fn clock(mut self, clock: impl Clock, start: &str) -> Result<Self, String> {
        self.start = start.parse().map_err(|error| format!("`{start}` is no time: {error}"))?;
        self.clock = Arc::new(clock);
        Ok(self)
    }

    /// Puts into it what a seed holds.
    ///
    /// # Errors
    ///
    /// The seed holds what the API does not have.
    pub fn seeded(mut self, mut seed: Seed) -> Result<Self, SeedError> {
        self.tokens.append(&mut seed.tokens);
        self.with_call(ELSEWHERE, |call| call.plant(seed))?;
        Ok(self)
    }

    /// Learns from an answer of a real account what is in that: what is known already stays as it is.
    pub fn learn(&self, operation: &str, target: &str, answer: &Value) {
        self.with_call(ELSEWHERE, |call| call.learn(operation, target, answer));
    }

    /// Takes away a thing of the kind that an operation makes or reads.
    pub fn forget(&self, operation: &str, id: i64) {
        self.with_call(ELSEWHERE, |call| call.forget(operation, &Key::Number(id)));
    }

    /// Makes sure that there is what a request names, so that it is not refused for want of it.
    pub fn expect(&self, request: &Received) {
        self.with_call(ELSEWHERE, |call| call.expect(request));
    }

    fn with_call<T>(&self, base: &str, work: impl FnOnce(&mut Call<'_>) -> T) -> T {
        let now = moment::written(self.start, self.clock.now());
        let state = &mut self.state();
        work(&mut Call { api: &self.api, state, now: &now, caller: None, base })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, request: &Received) -> Result<(u16, Done), Refusal> {
        let line = Line::read(&request.target);
        let (at, operation) = ask::route(&self.api, &request.method, &line.path)?;
        if let Some(scope) = self.lacking(request, operation.scope.as_deref()) {
            return Err(Refusal::new(403, format!("Missing scope: {scope}")));
        }
        let (body, form) = ask::body(operation, request)?;
        let asked = Asked {
            operation,
            at,
            path: operation.matches(&line.path).unwrap_or_default(),
            query: ask::query(&self.api, operation, &line)?,
            body,
            form,
            target: &request.target,
        };
        let scheme = request.header("x-forwarded-proto").unwrap_or("http");
        let base = request.header("host").map(|host| format!("{scheme}://{host}"));
        let done = self.with_call(base.as_deref().unwrap_or(ELSEWHERE), |call| {
            call.caller = call.caller_of(request);
            call.run(&asked)
        })?;
        Ok((operation.success, done))
    }

    /// The scope that a call needs and its token does not have.
    fn lacking<'s>(&self, request: &Received, scope: Option<&'s str>) -> Option<&'s str> {
        let (scheme, token) = request.header("authorization")?.split_once(' ')?;
        let granted = self.tokens.get(token.trim())?;
        let has = |scope: &str| granted.iter().any(|granted| granted == scope);
        scope.filter(|scope| scheme.eq_ignore_ascii_case("bearer") && !has(scope))
    }
}

/// The address of an account that was called by none.
const ELSEWHERE: &str = "https://stand-in.gorgias.com";

/// A copy goes its own way: what one is told, the other does not know.
impl Clone for Account {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            state: Mutex::new(self.state().clone()),
            clock: Arc::clone(&self.clock),
            start: self.start,
            tokens: self.tokens.clone(),
        }
    }
}

impl Responder for Account {
    fn answer(&self, request: &Received) -> Answer {
        match self.call(request) {
            Ok((status, done)) => answer(status, done),
            Err(refusal) => {
                let mut headers = vec![json_type()];
                headers.extend(refusal.location.clone().map(|to| ("location".to_owned(), to)));
                let body = Bytes::from(refusal.body().to_string());
                Answer { status: refusal.status, headers, body }
            }
        }
    }

    fn methods(&self, target: &str) -> Vec<String> {
        let path = Line::read(target).path;
        let there = self.api.operations.iter().filter(|it| it.matches(&path).is_some());
        there.map(|operation| operation.method.clone()).collect()
    }
}

fn json_type() -> (String, String) {
    ("content-type".to_owned(), "application/json".to_owned())
}

fn answer(status: u16, done: Done) -> Answer {
    let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let (status, headers, body) = match done {
        Done::Nothing => (status, Vec::new(), Bytes::new()),
        Done::Json(text) => (status, vec![json_type()], text.into()),
        Done::Csv(text) => (status, header("content-type", "text/csv; charset=utf-8"), text.into()),
        Done::Redirect(to) => (status, header("location", &to), Bytes::new()),
        Done::File(kind, content) => (200, header("content-type", &kind), content.into()),
    };
    Answer { status, headers, body }
}

impl Call<'_> {
    /// The user who calls: the one whose e-mail address signs in, or else the first there is.
    fn caller_of(&mut self, request: &Received) -> Option<Key> {
        let kind = self.api.callers()?;
        let name = signed_in(request);
        for field in self.api.object_of(kind).fields.iter().filter(|field| field.unique) {
            let value = Value::from(name.as_deref().unwrap_or_default());
            if let Some(key) = self.state.shelves[kind].owner(&field.name, &value) {
                return Some(key.clone());
            }
        }
        if let Some(first) = self.state.shelves[kind].keys().next() {
            return Some(first.clone());
        }
        let mut made = serde_json::Map::new();
        made.insert(
            "email".to_owned(),
            name.unwrap_or_else(|| "bot@example.com".to_owned()).into(),
        );
        made.insert("name".to_owned(), "Stand-in".into());
        Some(self.make(kind, &made))
    }
}

/// The name of whoever signs in with a name and a key.
fn signed_in(request: &Received) -> Option<String> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let (scheme, credentials) = request.header("authorization")?.split_once(' ')?;
    let bytes = STANDARD.decode(credentials.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (name, _) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| name.to_owned())
}
