//! The command as a process that serves until the test is over.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A server that is stopped with the test.
pub(crate) struct Served {
    pub(crate) process: Child,
    pub(crate) address: String,
    /// What it says after the line with its address.
    pub(crate) says: BufReader<ChildStdout>,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gorgias-serve"));
    command.args(["--port", "0"]).args(arguments);
    command
}

pub(crate) fn served(arguments: &[&str]) -> Served {
    let mut command = command(arguments);
    // What clients break off, as they must here, is nothing to show.
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut says = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    says.read_line(&mut line).unwrap();
    let address = line.trim().rsplit_once("://").unwrap().1.to_owned();
    Served { process, address, says }
}

/// Who calls.
pub(crate) const KEY: &str = "host: a\r\nauthorization: Basic Ym9AZXhhbXBsZS5jb206a2V5\r\n";

/// All that is answered to some bytes on a connection of their own.
pub(crate) fn said(served: &Served, bytes: &str) -> String {
    let mut stream = TcpStream::connect(&served.address).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The status line and the body of an answer.
pub(crate) fn asked(served: &Served, line: &str, body: &str) -> (String, String) {
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\n{KEY}connection: close\r\ncontent-length: {length}");
    let answer = said(served, &format!("{head}\r\n\r\n{body}"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}
