//! From the start of the process to its answer of `tools/list`, by pipes, as desktop clients do it; and the memory that it holds then.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout},
    time::Instant,
};

use serde_json::Value;

use crate::{
    Outcome, binary, process,
    table::{self, Limit, Row},
};

const RUNS: usize = 31;

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}"#;
const INITIALIZED: &str = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;

pub(crate) fn measure() -> Outcome<()> {
    let (mut times, mut memory, mut tools) = (Vec::new(), Vec::new(), 0);
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut client = Client::of(binary::start(&[], "http://127.0.0.1:9")?)?;
        client.ask(INITIALIZE)?;
        client.say(INITIALIZED)?;
        let listed = client.ask(LIST)?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        memory.extend(process::memory(client.child.id()));
        let listed: Value = serde_json::from_str(&listed)?;
        tools = listed["result"]["tools"].as_array().map_or(0, Vec::len);
        client.leave()?;
    }
    let what = format!("start to an answered `tools/list`, {tools} tools, by pipes");
    Row { what: &what, figures: times, unit: "ms", limit: Limit::AtMost(25.0), peer: Some(410.0) }
        .print();
    let what = "memory then";
    if memory.is_empty() {
        table::not_measured(what, "the system does not tell it");
        return Ok(());
    }
    Row { what, figures: memory, unit: "MB", limit: Limit::AtMost(20.0), peer: Some(114.0) }
        .print();
    Ok(())
}

/// A client that started the server.
struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Client {
    fn of(mut child: Child) -> Outcome<Self> {
        let input = child.stdin.take().ok_or("the server has no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
        Ok(Self { child, input, output })
    }

    fn say(&mut self, line: &str) -> Outcome<()> {
        Ok(self.input.write_all(format!("{line}\n").as_bytes())?)
    }

    fn ask(&mut self, line: &str) -> Outcome<String> {
        self.say(line)?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        Ok(answer)
    }

    fn leave(mut self) -> Outcome<()> {
        drop(self.input);
        self.child.wait()?;
        Ok(())
    }
}
