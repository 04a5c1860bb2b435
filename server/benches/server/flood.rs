//! Calls over HTTP, as many as there is room for, in front of the test server with a limit that never binds.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStderr},
    thread,
    time::{Duration, Instant},
};

use gorgias_fixture::{Fixture, RateLimit, Recording};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as AsyncBufReader},
    net::TcpStream,
    runtime::{Builder, Runtime},
};

use crate::{
    Outcome, binary, process,
    table::{self, Limit, Row},
};

/// So many calls are made in all, by so many clients at once, who do not stop between batches for longer than it takes to add up.
const CALLS: usize = 200_000;
const CLIENTS: usize = 32;
const BATCHES: usize = 10;

const CALL: &str = r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_single_gorgias_tag_by_id","arguments":{"id":501}}}"#;

pub(crate) fn measure() -> Outcome<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (_account, url) = account()?;
    let server = Server::start(&url)?;
    let mut clients = runtime.block_on(Connection::several(&server.address))?;
    let (mut rates, mut slowest, mut held) = (Vec::new(), Vec::new(), Vec::new());
    let id = server.child.id();
    let used = process::time(id);
    for _ in 0..BATCHES {
        let start = Instant::now();
        let mut times = batch(&runtime, &mut clients)?;
        rates.push(times.len() as f64 / start.elapsed().as_secs_f64());
        times.sort();
        slowest.push(times[times.len() * 99 / 100].as_secs_f64() * 1e3);
        held.extend(process::memory(id));
    }
    let what = format!("tool calls over HTTP, {CLIENTS} at once, {CALLS} in all");
    let limit = Limit::AtLeast(5_000.0);
    Row { what: &what, figures: rates, unit: "/s", limit, peer: None }.print();
    let (what, limit) = ("the slowest of a hundred of these", Limit::AtMost(15.0));
    Row { what, figures: slowest, unit: "ms", limit, peer: None }.print();
    let (what, limit) = ("a processor's time in the server for each", Limit::None);
    match used.zip(process::time(id)) {
        Some((before, after)) => {
            let figures = vec![(after - before) / CALLS as f64 * 1e6];
            Row { what, figures, unit: "µs", limit, peer: None }.print();
        }
        None => table::not_measured(what, "the system does not tell it"),
    }
    match (held.first(), held.last()) {
        (Some(first), Some(last)) => {
            let what = format!("memory behind these, at {first:.1} MB behind the first tenth");
            let limit = Limit::AtMost(first + 1.0);
            Row { what: &what, figures: vec![*last], unit: "MB", limit, peer: None }.print();
        }
        _ => table::not_measured("memory behind these", "the system does not tell it"),
    }
    Ok(())
}

/// Makes a batch of calls, and gives how long each took.
fn batch(runtime: &Runtime, clients: &mut Vec<Connection>) -> Outcome<Vec<Duration>> {
    let calls = CALLS / BATCHES / CLIENTS;
    runtime.block_on(async {
        let tasks: Vec<_> = clients
            .drain(..)
            .map(|mut client| {
                tokio::spawn(async move {
                    let mut times = Vec::with_capacity(calls);
                    for _ in 0..calls {
                        let start = Instant::now();
                        client.call().await?;
                        times.push(start.elapsed());
                    }
                    Outcome::Ok((client, times))
                })
            })
            .collect();
        let mut all = Vec::with_capacity(calls * CLIENTS);
        for task in tasks {
            let (client, times) = task.await??;
            clients.push(client);
            all.extend(times);
        }
        Ok(all)
    })
}

/// The test server, with a tag, on a thread of its own.
fn account() -> Outcome<(Runtime, String)> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/recordings/tags.get/plain.json");
    let tag = Recording::parse(&std::fs::read_to_string(path)?)?.into_exchange("tag");
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let (say, said) = std::sync::mpsc::channel();
    runtime.spawn(async move {
        // What it tells of its limit takes the place of what the server knows of accounts.
        let limit = RateLimit { requests: u32::MAX, window: Duration::from_secs(1) };
        let fixture = Fixture::setup(vec![tag]).rate_limit(limit).forgetting().start().await;
        drop(say.send(fixture.as_ref().map(Fixture::url).map_err(ToString::to_string)));
        std::future::pending::<()>().await;
        drop(fixture);
    });
    let url = said.recv()??;
    Ok((runtime, url))
}

/// The server behind a port.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(url: &str) -> Outcome<Self> {
        let at_once = CLIENTS.to_string();
        let mut child = binary::start(&["--http", "127.0.0.1:0", "--at-once", &at_once], url)?;
        let mut log = BufReader::new(child.stderr.take().ok_or("the server has no log")?);
        let mut line = String::new();
        log.read_line(&mut line)?;
        let address = line.split_once("http://").and_then(|(_, url)| url.split_once('/'));
        let address = address.ok_or_else(|| format!("the server does not listen: {line}"))?.0;
        let address = address.to_owned();
        read_on(log);
        Ok(Self { child, address })
    }
}

/// Reads a log that nobody reads, since a pipe that is full would stop the server.
fn read_on(mut log: BufReader<ChildStderr>) {
    thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A connection that is kept.
struct Connection {
    stream: AsyncBufReader<TcpStream>,
    request: Vec<u8>,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    async fn several(address: &str) -> Outcome<Vec<Self>> {
        let mut all = Vec::with_capacity(CLIENTS);
        for _ in 0..CLIENTS {
            all.push(Self::to(address).await?);
        }
        Ok(all)
    }

    async fn to(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "POST /mcp HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
             accept: application/json, text/event-stream\r\nmcp-protocol-version: 2025-11-25\r\n\
             content-length: {}\r\n\r\n{CALL}",
            CALL.len()
        );
        let stream = AsyncBufReader::new(stream);
        let (line, body) = (String::new(), Vec::new());
        Ok(Self { stream, request: request.into_bytes(), line, body })
    }

    /// Makes the call, and sees that it has an answer.
    async fn call(&mut self) -> Outcome<()> {
        self.stream.get_mut().write_all(&self.request).await?;
        let mut length = 0;
        loop {
            self.line.clear();
            self.stream.read_line(&mut self.line).await?;
            match self.line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse()?;
                }
                None if self.line.trim_end().is_empty() => break,
                _ => {}
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).await?;
        let is_answered = self.body.windows(15).any(|part| part == br#""isError":false"#);
        if is_answered {
            return Ok(());
        }
        Err(format!("no answer: {}{}", self.line, String::from_utf8_lossy(&self.body)).into())
    }
}
