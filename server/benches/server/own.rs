//! What a call costs by itself: its arguments are put right and checked, a request is made, and of the answer, which stands ready,
//! a projection is shown, in words and as data. That the body of the answer is parsed is measured apart and taken off. A call builds
//! of a body only what it shows, so that both together may take less than the parsing alone; what it takes to read through the body and
//! build nothing, which nobody can spare, stands beside them.

use std::{
    env, fs,
    hint::black_box,
    io,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use gorgias_mcp::{
    log::{Format, Log},
    serving::{
        Asked, Calls, Desk, Desks, Expose, Manners, Outcome as Answer, Person, Reading, Toolbox,
    },
};
use gorgias_runtime::{
    Account, Pace, Page, Runtime,
    bytes::Bytes,
    clock::SystemClock,
    http::{HeaderMap, HeaderValue, header::CONTENT_TYPE},
    transport::{Exchange, Request, Response, Transport},
};
use gorgias_tools::Narrowing;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    Outcome,
    table::{self, Limit, Row},
};

/// So many tickets are on the page: what a model sees unless it asks for more.
const TICKETS: usize = 30;

/// Each round does all works, one right after the other.
const ROUNDS: usize = 61;
const CALLS: u32 = 50;

/// What a run takes beside its work is in both counts, so their difference is the work alone.
const FEW: u32 = 50;
const MANY: u32 = 150;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Work {
    /// A whole call.
    Call,
    /// The body of its answer, read through.
    Skim,
    /// The body of its answer, parsed.
    Parse,
}

impl Work {
    const ALL: [Self; 3] = [Self::Call, Self::Skim, Self::Parse];

    fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Skim => "skim",
            Self::Parse => "parse",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.name() == name)
    }
}

pub(crate) fn measure() -> Outcome<()> {
    let bench = Bench::new()?;
    let mut times = Work::ALL.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for (work, times) in Work::ALL.into_iter().zip(&mut times) {
            times.push(bench.time(work)? * 1e6);
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    let [called, skimmed, parsed] = times;
    // The best of the one beside the best of the other, and so with what is usual: others do not disturb both alike.
    let own = [0, ROUNDS / 2].map(|at| called[at] - parsed[at]).to_vec();
    let own_work = format!("a call's own work, for a page of {TICKETS} tickets");
    let row = |what, figures, limit| Row { what, figures, unit: "µs", limit, peer: None }.print();
    row(&own_work, own, Limit::AtMost(100.0));
    row("the whole call", called, Limit::None);
    row("the page alone, parsed", parsed, Limit::None);
    row("the page alone, read through", skimmed, Limit::None);
    let what = "the whole call, in instructions";
    match count(Work::Call)? {
        Some(call) => {
            Row { what, figures: vec![call], unit: "k", limit: Limit::None, peer: None }.print();
        }
        None => table::not_measured(what, "there is no valgrind"),
    }
    Ok(())
}

/// Does the work so often and nothing else, under valgrind.
pub(crate) fn repeat(work: Work, times: u32) -> Outcome<()> {
    let bench = Bench::new()?;
    (0..times).try_for_each(|_| bench.run(work))
}

/// The thousands of instructions of a work; none where valgrind is not installed.
fn count(work: Work) -> Outcome<Option<f64>> {
    let [few, many] = [FEW, MANY].map(|times| counted(work, times));
    let (Some(few), Some(many)) = (few?, many?) else { return Ok(None) };
    Ok(Some((many - few) / f64::from(MANY - FEW) / 1000.0))
}

/// The instructions of a process that does the work so often.
fn counted(work: Work, times: u32) -> Outcome<Option<f64>> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(env::current_exe()?);
    valgrind.args(["repeat", work.name(), &times.to_string()]).stdin(Stdio::null());
    let output = match valgrind.output() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said.lines().find_map(|line| line.split_once("Collected :"));
    let counted = counted.and_then(|(_, count)| count.trim().parse().ok());
    let counted = counted.filter(|_| output.status.success());
    counted.map(Some).ok_or_else(|| format!("valgrind failed: {said}").into())
}

struct Bench {
    calls: Calls,
    page: Bytes,
    tokio: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Outcome<Self> {
        let page = page()?;
        let account = Account::new("acme", "ana@example.com", "key")?;
        let pace = Pace::new(u32::MAX, Duration::from_secs(1));
        let runtime = Runtime::builder(account).transport(Ready(page.clone())).pace(pace).build();
        let desk = Desk::new("acme".to_owned(), runtime, 8, Duration::from_secs(120));
        let selection = gorgias_tools::select(&Narrowing::new().write(true))?;
        let toolbox = Toolbox::new(selection, &["acme".to_owned()], Expose::All)?;
        let log = Arc::new(Log::to(Format::Text, io::sink()));
        let desks = Desks::new(desk, Vec::new());
        let calls = Calls::new(toolbox, desks, Manners::default(), SystemClock, log)?;
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { calls, page, tokio })
    }

    /// How long the work takes, in seconds.
    fn time(&self, work: Work) -> Outcome<f64> {
        let start = Instant::now();
        (0..CALLS).try_for_each(|_| self.run(work))?;
        Ok(start.elapsed().as_secs_f64() / f64::from(CALLS))
    }

    fn run(&self, work: Work) -> Outcome<()> {
        match work {
            Work::Call => self.tokio.block_on(self.call()),
            Work::Skim => {
                black_box(serde_json::from_slice::<IgnoredAny>(black_box(&self.page))?);
                Ok(())
            }
            Work::Parse => {
                black_box(serde_json::from_slice::<Page<Value>>(black_box(&self.page))?);
                Ok(())
            }
        }
    }

    async fn call(&self) -> Outcome<()> {
        let name = "list_all_gorgias_tickets".to_owned();
        let asked = Asked { name, arguments: arguments(), progress: None };
        let outcome = self.calls.call(asked, Person::Nobody, CancellationToken::new()).await;
        if !matches!(outcome, Answer::Answered(..)) {
            return Err(format!("no answer: {outcome:?}").into());
        }
        let told = outcome.told(Reading::Data);
        black_box(told.map_err(|error| error.message.into_owned())?);
        Ok(())
    }
}

/// Numbers as some clients give them, so that there is something to put right.
fn arguments() -> Map<String, Value> {
    [("customer_id", "77"), ("limit", "30")]
        .map(|(key, value)| (key.to_owned(), value.into()))
        .into_iter()
        .collect()
}

/// A page of recorded tickets, again and again.
fn page() -> Outcome<Bytes> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../conformance/recordings/tickets.list/all-of-a-customer.json");
    let recording: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    let tickets = recording.pointer("/response/body/data").and_then(Value::as_array);
    let tickets = tickets.ok_or("the recording has no tickets")?;
    let data: Vec<_> = tickets.iter().cycle().take(TICKETS).collect();
    let page = json!({"data": data, "meta": {"next_cursor": "next", "prev_cursor": null}});
    Ok(page.to_string().into())
}

/// A transport whose answer stands ready.
struct Ready(Bytes);

impl Transport for Ready {
    fn send(&self, _: Request) -> Exchange<'_> {
        let mut headers = HeaderMap::with_capacity(1);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let answer = Response { status: 200, headers, body: self.0.clone() };
        Box::pin(std::future::ready(Ok(answer)))
    }
}
