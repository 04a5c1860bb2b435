//! The serving core without a client around it, by a clock that stands still until a test moves it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use gorgias_fixture::{Clock as _, Exchange, Fault, Fixture, ManualClock, Rule};
use gorgias_mcp::{
    log::{Format, Log},
    serving::{
        Asked, Calls, Confirm, Desk, Desks, Expose, Manners, Outcome, Person, Reading, Toolbox,
    },
};
use gorgias_runtime::{
    clock::{Clock, Sleep},
    jiff::Timestamp,
};
use gorgias_tools::{Account, Narrowing, Runtime, pace};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::stage::recordings;

/// The clock of the tests, as the server asks for the time.
#[derive(Clone)]
pub(crate) struct Hand {
    start: Instant,
    pub(crate) manual: ManualClock,
    /// Waits up to this long end at once.
    hasty: Duration,
}

impl Hand {
    pub(crate) fn new() -> Self {
        Self::hasty(Duration::ZERO)
    }

    /// A clock by which waits of up to this long end at once.
    pub(crate) fn hasty(hasty: Duration) -> Self {
        Self { start: Instant::now(), manual: ManualClock::new(), hasty }
    }
}

impl Clock for Hand {
    fn now(&self) -> Instant {
        self.start + self.manual.now()
    }

    fn date(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.manual.now()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        if time <= self.hasty { Box::pin(std::future::ready(())) } else { self.manual.sleep(time) }
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The core, in front of a test server for each account.
pub(crate) struct Core {
    pub(crate) fixtures: Vec<Fixture>,
    pub(crate) calls: Arc<Calls>,
    pub(crate) clock: Hand,
    written: Written,
}

/// How long a call may take here.
pub(crate) const DEADLINE: Duration = Duration::from_secs(120);

impl Core {
    pub(crate) async fn of(names: &[&str], rules: Vec<Rule>, confirm: Confirm) -> Self {
        Self::serving(vec![(recordings(names), rules)], confirm).await
    }

    pub(crate) async fn serving(
        accounts: Vec<(Vec<Exchange>, Vec<Rule>)>,
        confirm: Confirm,
    ) -> Self {
        Self::by_clock(Hand::new(), accounts, confirm).await
    }

    pub(crate) async fn by_clock(
        clock: Hand,
        accounts: Vec<(Vec<Exchange>, Vec<Rule>)>,
        confirm: Confirm,
    ) -> Self {
        let written = Written::default();
        let (mut fixtures, mut desks) = (Vec::new(), Vec::new());
        for (number, (exchanges, rules)) in accounts.into_iter().enumerate() {
            let setup = Fixture::setup(exchanges).clock(clock.manual.clone());
            let setup = rules.into_iter().fold(setup, |setup, rule| setup.rule(rule));
            let fixture = setup.start().await.unwrap();
            let account = Account::new("acme", "ana@example.com", "key").unwrap();
            let account = account.with_base_url(&fixture.url()).unwrap();
            let runtime =
                Runtime::builder(account).clock(clock.clone()).pace(pace::API_KEY).build();
            desks.push(Desk::new(format!("shop-{number}"), runtime, 1, DEADLINE));
            fixtures.push(fixture);
        }
        let desks = Desks::new(desks.remove(0), desks);
        let selection = gorgias_tools::select(&Narrowing::new().write(true)).unwrap();
        let names: Vec<_> = desks.names().map(str::to_owned).collect();
        let toolbox = Toolbox::new(selection, &names, Expose::All).unwrap();
        let log = Arc::new(Log::to(Format::Text, written.clone()));
        let calls = Calls::new(
            toolbox,
            desks,
            Manners { confirm, ..Manners::default() },
            clock.clone(),
            log,
        )
        .unwrap();
        Self { fixtures, calls: Arc::new(calls), clock, written }
    }

    /// Makes a call for which nobody can be asked.
    pub(crate) async fn call(&self, name: &str, arguments: Value) -> Outcome {
        self.call_for(Person::Nobody, name, arguments).await
    }

    pub(crate) async fn call_for(&self, person: Person, name: &str, arguments: Value) -> Outcome {
        self.calls.call(asked(name, &arguments), person, CancellationToken::new()).await
    }

    /// Begins a call, and gives what it becomes and what gives it up.
    pub(crate) fn begin(
        &self,
        name: &str,
        arguments: &Value,
    ) -> (tokio::task::JoinHandle<Outcome>, CancellationToken) {
        let (calls, asked, given_up) =
            (Arc::clone(&self.calls), asked(name, arguments), CancellationToken::new());
        let token = given_up.clone();
        (tokio::spawn(async move { calls.call(asked, Person::Nobody, token).await }), given_up)
    }

    /// Ends when the first account has got so many requests.
    pub(crate) async fn has_got(&self, requests: usize) {
        while self.fixtures[0].received().len() < requests {
            tokio::task::yield_now().await;
        }
    }

    /// How the calls ended, in the words of the log.
    pub(crate) fn words(&self) -> Vec<String> {
        let log = String::from_utf8(self.written.0.lock().unwrap().clone()).unwrap();
        log.lines().map(|line| line.split(' ').nth(3).unwrap().to_owned()).collect()
    }

    /// All that was logged.
    pub(crate) fn log(&self) -> String {
        String::from_utf8(self.written.0.lock().unwrap().clone()).unwrap()
    }
}

fn asked(name: &str, arguments: &Value) -> Asked {
    let arguments = arguments.as_object().unwrap().clone();
    Asked { name: name.to_owned(), arguments, progress: None }
}

/// What a client is told, as JSON.
pub(crate) fn told(outcome: Outcome) -> Value {
    match outcome.told(Reading::Data) {
        Ok(response) => serde_json::to_value(rmcp::model::ServerResult::from(response)).unwrap(),
        Err(error) => serde_json::to_value(error).unwrap(),
    }
}

const GET: &str = "get_single_gorgias_tag_by_id";

#[tokio::test]
async fn a_call_has_its_time_and_no_more() {
    let never = Rule::new(Fault::Latency(2 * DEADLINE));
    let core = Core::of(&["tags.get/plain"], vec![never], Confirm::Never).await;
    let (call, _) = core.begin(GET, &json!({"id": 501}));
    core.has_got(1).await;
    core.clock.manual.advance(DEADLINE);
    assert!(matches!(call.await.unwrap(), Outcome::Late { sent: true, .. } | Outcome::Failed(_)));
}

#[tokio::test]
async fn who_waits_for_a_place_has_not_sent_anything() {
    let never = Rule::new(Fault::Latency(2 * DEADLINE));
    let core = Core::of(&["tags.get/plain"], vec![never], Confirm::Never).await;
    let (_first, _) = core.begin(GET, &json!({"id": 501}));
    core.has_got(1).await;
    let (second, _) = core.begin(GET, &json!({"id": 501}));
    // The server's wait, and of each call its own and that of its request.
    core.clock.manual.asleep(4).await;
    core.clock.manual.advance(DEADLINE);
    assert!(matches!(second.await.unwrap(), Outcome::Late { sent: false, .. }));
    assert_eq!(core.fixtures[0].received().len(), 1);
    assert!(core.log().contains(" late 120000ms waited=120000ms\n"), "{}", core.log());
}

#[tokio::test]
async fn a_wait_for_the_limit_is_logged() {
    let core = Core::of(&["tags.get/plain"], Vec::new(), Confirm::Never).await;
    // So many calls fill the bucket of the account.
    for _ in 0..38 {
        core.call(GET, json!({"id": 501})).await;
    }
    let (call, _) = core.begin(GET, &json!({"id": 501}));
    // The server's wait, the bound of the wait for a turn, and that wait.
    core.clock.manual.asleep(3).await;
    core.clock.manual.advance(Duration::from_millis(500));
    assert!(matches!(call.await.unwrap(), Outcome::Answered(..)));
    let log = core.log();
    let last = log.lines().last().unwrap();
    assert!(last.ends_with(" ok 500ms waited=500ms"), "{last}");
}

#[tokio::test]
async fn one_account_does_not_feel_the_faults_of_another() {
    let never = Rule::new(Fault::Latency(2 * DEADLINE));
    let accounts = vec![
        (recordings(&["tags.get/plain"]), vec![never]),
        (recordings(&["tags.get/plain"]), vec![]),
    ];
    let core = Core::serving(accounts, Confirm::Never).await;
    // It has one place, and that is taken.
    let (_stuck, _) = core.begin(GET, &json!({"account": "shop-0", "id": 501}));
    core.has_got(1).await;
    let outcome = core.call(GET, json!({"account": "shop-1", "id": 501})).await;
    assert!(matches!(outcome, Outcome::Answered(..)), "{outcome:?}");
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_leaves_its_place() {
    let never = Rule::new(Fault::Latency(2 * DEADLINE)).first(1);
    let core = Core::of(&["tags.get/plain"], vec![never], Confirm::Never).await;
    let (first, given_up) = core.begin(GET, &json!({"id": 501}));
    core.has_got(1).await;
    given_up.cancel();
    assert!(matches!(first.await.unwrap(), Outcome::Cancelled));
    assert!(matches!(core.call(GET, json!({"id": 501})).await, Outcome::Answered(..)));
    assert_eq!(core.words(), ["cancelled", "ok"]);
}

#[tokio::test]
async fn a_call_is_logged_without_what_is_in_it() {
    let core = Core::of(&["tags.get/plain"], Vec::new(), Confirm::Never).await;
    for (name, arguments) in [
        (GET, json!({"id": 501})),
        (GET, json!({"id": "canary"})),
        ("canary", json!({"canary": "canary"})),
    ] {
        core.call(name, arguments).await;
    }
    assert_eq!(
        core.log(),
        "1970-01-01T00:00:00Z get_single_gorgias_tag_by_id account=shop-0 ok 0ms waited=0ms\n\
         1970-01-01T00:00:00Z get_single_gorgias_tag_by_id account=shop-0 refused 0ms waited=0ms\n\
         1970-01-01T00:00:00Z - account=- unknown 0ms waited=0ms\n"
    );
}

#[tokio::test]
async fn what_is_left_of_the_limit_stands_beside_an_answer() {
    let core = Core::of(&["tags.get/plain"], Vec::new(), Confirm::Never).await;
    for remaining in [39, 38] {
        let told = told(core.call(GET, json!({"id": 501})).await);
        assert_eq!(
            told["_meta"],
            json!({"ratelimit-limit": 40, "ratelimit-remaining": remaining, "ratelimit-reset": 1}),
        );
    }
}

#[tokio::test]
async fn who_waits_for_work_is_told_how_far_it_is() {
    let names = ["jobs.create/update-tickets", "jobs.get/running", "jobs.get/done"];
    let clock = Hand::hasty(Duration::from_secs(10));
    let core = Core::by_clock(clock, vec![(recordings(&names), Vec::new())], Confirm::Never).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let arguments = json!({
        "type": "updateTicket",
        "params": {"ticket_ids": [4101, 4103, 4104], "updates": {"status": "closed"}},
        "wait": 30,
    });
    let progress = Arc::clone(&told);
    let asked = Asked {
        progress: Some(Arc::new(move |done| progress.lock().unwrap().push(done))),
        ..asked("create_a_gorgias_job", &arguments)
    };
    let outcome = core.calls.call(asked, Person::Nobody, CancellationToken::new()).await;
    let outcome = self::told(outcome);
    assert_eq!(outcome["structuredContent"]["work"]["ended"], true, "{outcome}");
    assert_eq!(*told.lock().unwrap(), [Some(1), Some(3)]);
}
