//! The server that plays recordings, and the account that stands in for a real one, beside other servers.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::load::{Caller, Load, once};
use super::minimum_and_median;
use super::peers::{self, Peers};
use super::report::Section;
use crate::error::Error;
use crate::scratch::Scratch;
use crate::tree::Tree;
use crate::{conformance, process, say};

/// What is asked for: an answer of about a kilobyte.
const TARGET: &str = "/api/phone/voice-calls/5101";

/// Rounds in which the servers take turns, and requests in each of them.
const ROUNDS: usize = 9;
const ROUND: usize = 20_000;

/// After so many requests a server must be no larger than after the first round.
const MANY: usize = 1_000_000;

const STARTS: usize = 9;
/// Pages of each size, after so many that are not counted.
const PAGES: usize = 201;
const WARMING: usize = 20;
const TICKETS: i64 = 100_000;
/// What a page has unless a caller says more, and at most.
const SIZES: [usize; 2] = [30, 100];

/// Requests under callgrind: what the second run has more than the first is theirs alone.
const COUNTED: [usize; 2] = [500, 1500];

const START_LIMIT: Duration = Duration::from_millis(50);
/// 25,000 GETs in a second where a bare axum answers 35,000: what a machine can do varies, and less so the ratio.
const RATIO_LIMIT: f64 = 25_000.0 / 35_000.0;
const MEMORY_LIMIT: u64 = 30_000;
const GROWTH_LIMIT: f64 = 1.05;
const PAGE_LIMIT: Duration = Duration::from_millis(1);

pub(crate) fn measure(tree: &Tree) -> Result<Section, Error> {
    let ours = built(tree)?;
    let peers = Peers::prepare(tree)?;
    let scratch = Scratch::new("serve")?;
    let mut table = "| what | recordings | bare axum | httpmock | limit |\n\
                     | --- | --- | --- | --- | --- |\n"
        .to_owned();
    table += &start(&ours)?;
    let answer = scratch.path().join("answer.json");
    table += &requests(&ours, &peers, &answer)?;
    table += &instructions(&ours, &peers, &answer)?;
    table += &page(tree, &ours, scratch.path())?;
    Section::new("The local server", &table, &how())
}

fn how() -> String {
    format!(
        "From `cargo xtask bench --only serve`: release builds, each confined to one core by `taskset`, asked for `{TARGET}` on\n\
         keep-alive connections from the other. Of {ROUNDS} rounds of {ROUND} requests, in which all three take turns, the median; the\n\
         limit is for the ratio to a bare axum {}, which answers 35,000 GETs in a second on an idle core of this kind and must let us\n\
         answer 25,000. httpmock {} has 114 mocks. Instructions are those that callgrind counts in the process. The account of {TICKETS}\n\
         tickets is asked for {PAGES} pages, one after the other, of as many as a page has unless a caller says more, and of as many as it\n\
         can have.",
        peers::AXUM,
        peers::HTTPMOCK,
    )
}

fn built(tree: &Tree) -> Result<PathBuf, Error> {
    say::aside("building the server");
    let mut build = process::cargo();
    build.current_dir(tree.root());
    build.args(["build", "--locked", "--quiet", "--release", "--package", "gorgias-serve"]);
    process::succeed(build.args(["--manifest-path", conformance::MANIFEST]))?;
    Ok(tree.root().join("conformance/target/release/gorgias-serve"))
}

/// A server that runs until this is dropped.
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts a program that says in its first line where it listens.
    fn start(command: &mut Command) -> Result<Self, Error> {
        let program = command.get_program().to_string_lossy().into_owned();
        let started = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = started.map_err(|source| Error::NotStarted { program, source })?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(failed)?;
        }
        let address = line.trim().rsplit("http://").next().and_then(|it| it.parse().ok());
        match address {
            Some(address) => Ok(Self { process, address }),
            None => {
                let reason = format!("`{}` does not listen: {line}", process::spelled(command));
                Err(Error::Bench { reason })
            }
        }
    }

    /// The memory that is its own now, in kilobytes.
    fn memory(&self) -> Result<u64, Error> {
        let path = PathBuf::from(format!("/proc/{}/status", self.process.id()));
        let status = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
        size.ok_or_else(|| Error::Bench { reason: status.clone() })
    }

    /// Ends it as one who is told to, so that what watches it can write down what it saw.
    fn end(mut self) -> Result<(), Error> {
        let process = self.process.id().to_string();
        process::succeed(Command::new("kill").arg(process))?;
        self.process.wait().map_err(failed).map(drop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is no fault.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn recordings(ours: &Path) -> [String; 6] {
    let ours = ours.display().to_string();
    [&ours, "--recordings", "--limit", "none", "--port", "0"].map(str::to_owned)
}

fn peer(program: &Path, answer: &Path) -> [String; 3] {
    [program.display().to_string(), TARGET.to_owned(), answer.display().to_string()]
}

/// On the first core alone.
fn confined(words: &[String]) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", "0"]).args(words);
    command
}

fn start(ours: &Path) -> Result<String, Error> {
    say::aside("measuring how long the server takes to start");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let server = Server::start(&mut confined(&recordings(ours)))?;
        times.push(begun.elapsed());
        drop(server);
    }
    let [_, median] = minimum_and_median(times);
    let over = over(median > START_LIMIT);
    Ok(format!("| start until it listens | {} | | | {}{over} |\n", told(median), told(START_LIMIT)))
}

/// How many requests in a second, and in how much memory.
fn requests(ours: &Path, peers: &Peers, answer: &Path) -> Result<String, Error> {
    say::aside("measuring requests in a second");
    let server = Server::start(&mut confined(&recordings(ours)))?;
    let text = once(server.address, TARGET).map_err(failed)?;
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    fs::write(answer, body).map_err(Error::io("write", answer))?;
    let servers = [
        server,
        Server::start(&mut confined(&peer(&peers.axum, answer)))?,
        Server::start(&mut confined(&peer(&peers.httpmock, answer)))?,
    ];
    let mut loads = Vec::new();
    for server in &servers {
        loads.push(Load::begin(server.address, TARGET).map_err(failed)?);
    }
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (load, times) in loads.iter_mut().zip(&mut times) {
            times.push(load.ask(ROUND).map_err(failed)?);
        }
    }
    let ratios = times[0].iter().zip(&times[1]).map(|(ours, axum)| axum.div_duration_f64(*ours));
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    let [own, axum, mock] = times.map(|times| {
        let [_, median] = minimum_and_median(times);
        (ROUND as f64 / median.as_secs_f64()).round()
    });
    let over = over(ratio < RATIO_LIMIT);
    let row = format!(
        "| GETs in a second | {own} | {axum} | {mock} | {ratio:.2} of axum, at least {RATIO_LIMIT:.2}{over} |\n"
    );
    Ok(row + &memory(&servers, &mut loads[0])?)
}

fn memory(servers: &[Server; 3], load: &mut Load) -> Result<String, Error> {
    say::aside(format_args!("measuring memory over {MANY} requests"));
    let [before, axum, mock] = [&servers[0], &servers[1], &servers[2]].map(Server::memory);
    let before = before?;
    load.ask(MANY).map_err(failed)?;
    let after = servers[0].memory()?;
    let growth = after as f64 / before as f64;
    let over = [over(after > MEMORY_LIMIT), over(growth > GROWTH_LIMIT)];
    Ok(format!(
        "| memory | {before} kB | {} kB | {} kB | {MEMORY_LIMIT} kB{} |\n\
         | the same after {MANY} more | {after} kB | | | {growth:.2} times as much, at most {GROWTH_LIMIT:.2}{} |\n",
        axum?, mock?, over[0], over[1],
    ))
}

/// What callgrind counts for one request.
fn instructions(ours: &Path, peers: &Peers, answer: &Path) -> Result<String, Error> {
    say::aside("counting instructions");
    let count = |words: &[String]| -> Result<u64, Error> {
        let [fewer, more] = COUNTED.map(|times| counted(words, times, answer));
        Ok((more? - fewer?) / (COUNTED[1] - COUNTED[0]) as u64 / 1000)
    };
    let own = count(&recordings(ours))?;
    let [axum, mock] = [&peers.axum, &peers.httpmock].map(|program| count(&peer(program, answer)));
    Ok(format!("| instructions for a GET | {own} k | {} k | {} k | |\n", axum?, mock?))
}

fn counted(words: &[String], times: usize, beside: &Path) -> Result<u64, Error> {
    let out = beside.with_extension("callgrind");
    let mut command = Command::new("valgrind");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", out.display()));
    let server = Server::start(command.args(words))?;
    Load::begin(server.address, TARGET).and_then(|mut it| it.ask(times)).map_err(failed)?;
    server.end()?;
    let text = fs::read_to_string(&out).map_err(Error::io("read", &out))?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    let total = total.and_then(|it| it.trim().parse().ok());
    total.ok_or_else(|| Error::Bench { reason: "callgrind has counted nothing".to_owned() })
}

/// A page of 100 of many tickets, from the first on.
fn page(tree: &Tree, ours: &Path, scratch: &Path) -> Result<String, Error> {
    say::aside(format_args!("measuring pages of {TICKETS} tickets"));
    let seed = scratch.join("seed.json");
    fs::write(&seed, tickets(tree)?).map_err(Error::io("write", &seed))?;
    let mut command = Command::new(ours);
    command.args(["--limit", "none", "--port", "0", "--seed"]).arg(&seed);
    let server = Server::start(&mut command)?;
    let mut rows = String::new();
    for size in SIZES {
        let [minimum, median] = minimum_and_median(pages(&server, size)?);
        let (limit, over) = (told(PAGE_LIMIT), over(median > PAGE_LIMIT));
        let (median, minimum) = (told(median), told(minimum));
        rows += &format!(
            "| the account: {size} of {TICKETS} tickets | {median}, at best {minimum} | | | {limit}{over} |\n"
        );
    }
    let memory = server.memory()? / 1000;
    Ok(rows + &format!("| the account: memory for them | {memory} MB | | | |\n"))
}

/// How long the pages of a size take, one after the other, none of them twice.
fn pages(server: &Server, size: usize) -> Result<Vec<Duration>, Error> {
    let mut caller = Caller::new(server.address).map_err(failed)?;
    let first = format!("/api/tickets?limit={size}");
    let (mut target, mut times) = (first.clone(), Vec::new());
    for _ in 0..WARMING + PAGES {
        let begun = Instant::now();
        let page = caller.ask(&target).map_err(failed)?;
        times.push(begun.elapsed());
        let next =
            page.rsplit_once("\"next_cursor\":\"").and_then(|(_, rest)| rest.split_once('"'));
        let (next, _) = next.ok_or_else(|| Error::Bench { reason: page.clone() })?;
        target = format!("{first}&cursor={next}");
    }
    Ok(times.split_off(WARMING))
}

/// A seed of many tickets, each as the first one that is recorded.
fn tickets(tree: &Tree) -> Result<String, Error> {
    let folder = "conformance/recordings/tickets.list";
    let wrong = |reason: &str| Error::Bench { reason: format!("{folder}: {reason}") };
    let first = tree.below(folder)?.into_iter().next().ok_or_else(|| wrong("is empty"))?;
    let text = tree.read(&first)?.unwrap_or_default();
    let recording: Value = serde_json::from_slice(&text).map_err(|it| wrong(&it.to_string()))?;
    let model = recording.pointer("/response/body/data/0").ok_or_else(|| wrong("lists nothing"))?;
    let ticket = |id: i64| {
        let mut ticket = model.clone();
        ticket["id"] = json!(id);
        ticket["customer"]["id"] = json!(id % 5000 + 1);
        ticket["customer"]["email"] = json!(format!("customer-{}@example.com", id % 5000));
        ticket["created_datetime"] = json!(format!("2026-01-01T00:{:02}:00+00:00", id % 60));
        ticket
    };
    let tickets: Vec<Value> = (1..=TICKETS).map(ticket).collect();
    Ok(json!({"things": {"Ticket": tickets}}).to_string())
}

fn told(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

fn over(is_over: bool) -> &'static str {
    if is_over { " (over)" } else { "" }
}

fn failed(error: io::Error) -> Error {
    Error::Bench { reason: error.to_string() }
}
