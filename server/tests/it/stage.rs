//! What the tests share: a test server with recorded answers, the binary in front of it, and the two ways to speak to it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use gorgias_fixture::{Body, Exchange, Fixture, Recording, Setup};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
};

/// What must never leave the process but to the account itself.
pub(crate) const KEY: &str = "canary-key-0123456789";

/// The answers that the repository has recorded, by the names of their files.
pub(crate) fn recordings(names: &[&str]) -> Vec<Exchange> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/recordings");
    let read = |name: &&str| {
        let path = folder.join(format!("{name}.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        Recording::parse(&text).unwrap().into_exchange(*name)
    };
    names.iter().map(read).collect()
}

/// The binary with an environment of its own, in which nothing stands but what a test says.
pub(crate) fn binary(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gorgias-mcp"));
    command.args(arguments).env_clear().envs(variables.iter().copied()).kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A test server, and the variables that lead to it.
pub(crate) struct Stage {
    pub(crate) fixture: Fixture,
    url: String,
}

impl Stage {
    pub(crate) async fn of(names: &[&str]) -> Self {
        Self::with(Fixture::setup(recordings(names))).await
    }

    pub(crate) async fn with(setup: Setup) -> Self {
        let fixture = setup.start().await.unwrap();
        let url = fixture.url();
        Self { fixture, url }
    }

    /// What a recorded request carries.
    pub(crate) fn body(name: &str) -> Value {
        match recordings(&[name]).remove(0).body {
            Some(Body::Json(body)) => body,
            other => panic!("{name}: {other:?}"),
        }
    }

    pub(crate) fn variables(&self) -> Vec<(&str, &str)> {
        vec![
            ("GORGIAS_ACCOUNT_DOMAIN", "acme"),
            ("GORGIAS_USERNAME", "ana@example.com"),
            ("GORGIAS_API_KEY", KEY),
            ("GORGIAS_MCP_BASE_URL", &self.url),
        ]
    }

    /// Ends when the account has got so many requests.
    pub(crate) async fn has_got(&self, requests: usize) {
        while self.fixture.received().len() < requests {
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn piped(&self, arguments: &[&str]) -> Piped {
        Piped::start(binary(arguments, &self.variables()))
    }
}

/// A client at the other end of the pipes.
pub(crate) struct Piped {
    child: Child,
    input: Option<ChildStdin>,
    output: Option<Lines<BufReader<ChildStdout>>>,
    errors: ChildStderr,
}

impl Piped {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let output = Some(BufReader::new(child.stdout.take().unwrap()).lines());
        let errors = child.stderr.take().unwrap();
        Self { child, input, output, errors }
    }

    pub(crate) async fn say(&mut self, line: &str) {
        self.say_bytes(format!("{line}\n").as_bytes()).await;
    }

    pub(crate) async fn say_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).await.unwrap();
        input.flush().await.unwrap();
    }

    /// The next line that the server says, if it says any before it ends.
    pub(crate) async fn hear(&mut self) -> Option<Value> {
        let line = self.output.as_mut().unwrap().next_line().await.unwrap()?;
        Some(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")))
    }

    /// Closes the pipe that the server speaks through, and no other.
    pub(crate) fn stop_hearing(&mut self) {
        self.output = None;
    }

    /// Closes the pipe that the server hears through, and no other.
    pub(crate) fn stop_saying(&mut self) {
        self.input = None;
    }

    /// Goes away, and gives how the process ended and all that it said on standard error.
    pub(crate) async fn leave(mut self) -> (i32, String) {
        self.stop_saying();
        if let Some(output) = &mut self.output {
            let line = output.next_line().await.unwrap();
            assert_eq!(line, None, "something was said to nobody");
        }
        let mut said = String::new();
        self.errors.read_to_string(&mut said).await.unwrap();
        (self.child.wait().await.unwrap().code().unwrap(), said)
    }
}

/// The server behind a port.
pub(crate) struct Listening {
    child: Child,
    pub(crate) address: String,
    pub(crate) path: String,
    errors: Lines<BufReader<ChildStderr>>,
}

impl Listening {
    pub(crate) async fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut line = errors.next_line().await.unwrap().unwrap();
        while !line.contains("listening on") {
            line = errors.next_line().await.unwrap().unwrap();
        }
        let url = line.rsplit_once("http://").unwrap_or_else(|| panic!("{line}")).1;
        let (address, path) = url.split_once('/').unwrap();
        Self { child, address: address.to_owned(), path: format!("/{path}"), errors }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Sends a request and reads the answer to its end.
    pub(crate) async fn send(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> HttpAnswer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let mut request = format!("{line} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "host") {
            request.push_str(&format!("host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        HttpAnswer::read(&answer)
    }

    /// Says a message of the protocol.
    pub(crate) async fn say(&self, message: &str, headers: &[(&str, &str)]) -> HttpAnswer {
        let parsed = serde_json::from_str::<Value>(message).unwrap_or_default();
        let method = parsed["method"].as_str().unwrap_or_default();
        let mut all = vec![
            ("content-type", "application/json"),
            ("accept", "application/json, text/event-stream"),
        ];
        let version = &parsed["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"];
        if let Some(version) = version.as_str() {
            all.extend([("mcp-protocol-version", version), ("mcp-method", method)]);
            all.extend(parsed["params"]["name"].as_str().map(|name| ("mcp-name", name)));
        }
        all.extend(headers);
        self.send(&format!("POST {}", self.path), &all, message).await
    }

    /// Waits for the end of the process, and gives how it ended and what it said on standard error meanwhile.
    pub(crate) async fn end(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        while let Some(line) = self.errors.next_line().await.unwrap() {
            said.push_str(&line);
            said.push('\n');
        }
        (self.child.wait().await.unwrap().code(), said)
    }
}

/// An answer of HTTP.
#[derive(Debug)]
pub(crate) struct HttpAnswer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl HttpAnswer {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{text}"));
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        };
        Self { status, headers: lines.filter_map(header).collect(), body: body.to_owned() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }
}

/// The scripts of a folder beside the tests.
pub(crate) fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
