//! The command as a process, called through a socket.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

/// A server that is stopped with the test.
struct Served {
    process: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gorgias-serve"));
    command.args(["--port", "0"]).args(arguments);
    command
}

fn served(arguments: &[&str]) -> Served {
    let mut process = command(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit_once("http://").unwrap().1.to_owned();
    Served { process, address }
}

/// The status line and the body of an answer.
fn ask(served: &Served, line: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(&served.address).unwrap();
    let length = body.len();
    let head = "host: a\r\nauthorization: Basic Ym9AZXhhbXBsZS5jb206a2V5\r\nconnection: close";
    write!(stream, "{line} HTTP/1.1\r\n{head}\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn an_account_keeps_what_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let seed = file("seed.json", r#"{"things": {"Tag": [{"id": 501, "name": "vip"}]}}"#);
    let faults = file("faults.json", r#"[{"on": "GET /api/teams", "fault": {"status": 503}}]"#);
    let served = served(&["--stand-in", "--seed", &seed, "--faults", &faults]);
    let check = |line: &str, body: &str, status: &str, part: &str| {
        let (head, came) = ask(&served, line, body);
        assert_eq!(head, format!("HTTP/1.1 {status}"), "{line}: {came}");
        assert!(came.contains(part), "{line}: {came}");
    };
    check("GET /api/tags/501", "", "200 OK", r#""name":"vip""#);
    check("POST /api/tags", r#"{"name": "late"}"#, "201 Created", r#""id":502"#);
    check("GET /api/tags", "", "200 OK", r#""name":"late""#);
    check("GET /api/teams", "", "503 Service Unavailable", "It failed.");
    check("DELETE /api/tags", r#"{"ids": [502]}"#, "204 No Content", "");
    check("GET /api/tags/502", "", "404 Not Found", "Resource not found.");
    check("OPTIONS /api/tags/501", "", "204 No Content", "");
    check("POST /api/tags", "{", "400 Bad Request", "The body is not valid JSON.");
}

#[test]
fn recordings_are_played() {
    let served = served(&["--recordings", "--limit", "none"]);
    let (head, body) = ask(&served, "GET /api/tags/501?nothing=known", "");
    assert_eq!(head, "HTTP/1.1 200 OK", "{body}");
}

#[test]
fn what_cannot_be_served_is_said() {
    let check = |arguments: &[&str], said: &str| {
        let output = command(arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(said), "{arguments:?}: {error}");
    };
    check(&["--seed", "nowhere.json"], "nowhere.json cannot be read");
    check(&["--recordings", "--seed", "a.json"], "cannot be used with");
    check(&["--recordings", "--folder", "nowhere"], "the recordings cannot be played");
}
