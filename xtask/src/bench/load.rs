//! A client that costs next to nothing: plain sockets that stay open, and requests whose answers all have one length.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Enough for the server to find a request ready whenever it has answered one.
const CONNECTIONS: usize = 16;

/// Connections to a server, on which the same thing is asked for.
pub(crate) struct Load {
    request: Vec<u8>,
    connections: Vec<TcpStream>,
    /// How long an answer is, its head among it.
    answer: usize,
}

impl Load {
    /// Connects, and asks once to learn how long an answer is.
    pub(crate) fn begin(server: SocketAddr, target: &str) -> io::Result<Self> {
        let connections = (0..CONNECTIONS).map(|_| connect(server)).collect::<io::Result<_>>()?;
        let mut load = Self { request: request(target), connections, answer: 0 };
        load.answer = ask(&mut load.connections[0], &load.request)?.len();
        Ok(load)
    }

    /// Asks so many times, and says how long that took. Every connection has a request under way all the time.
    pub(crate) fn ask(&mut self, times: usize) -> io::Result<Duration> {
        let mut buffer = vec![0; self.answer];
        let begun = Instant::now();
        let mut left = times;
        while left > 0 {
            let now = left.min(self.connections.len());
            for connection in &mut self.connections[..now] {
                connection.write_all(&self.request)?;
            }
            for connection in &mut self.connections[..now] {
                connection.read_exact(&mut buffer)?;
            }
            left -= now;
        }
        Ok(begun.elapsed())
    }
}

/// Asks once, on a connection of its own, and gives the text of the answer.
pub(crate) fn once(server: SocketAddr, target: &str) -> io::Result<String> {
    Caller::new(server)?.ask(target)
}

/// One who asks for one thing after the other, and reads it.
pub(crate) struct Caller(TcpStream);

impl Caller {
    pub(crate) fn new(server: SocketAddr) -> io::Result<Self> {
        connect(server).map(Self)
    }

    pub(crate) fn ask(&mut self, target: &str) -> io::Result<String> {
        let answer = ask(&mut self.0, &request(target))?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

fn connect(server: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn request(target: &str) -> Vec<u8> {
    let head = format!(
        "GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n\
         authorization: Basic YW5hQGV4YW1wbGUuY29tOmtleQ==\r\n\r\n"
    );
    head.into_bytes()
}

/// One answer of a declared length, which must be a success.
fn ask(connection: &mut TcpStream, request: &[u8]) -> io::Result<Vec<u8>> {
    connection.write_all(request)?;
    let (mut answer, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
    let mut length = None;
    while length.is_none_or(|length| answer.len() < length) {
        match connection.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => answer.extend_from_slice(&buffer[..count]),
        }
        if length.is_none() {
            length = whole(&answer);
        }
    }
    if answer.starts_with(b"HTTP/1.1 200") {
        return Ok(answer);
    }
    Err(io::Error::other(String::from_utf8_lossy(&answer).into_owned()))
}

/// How long an answer will be, if its head is there.
fn whole(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|it| it == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"))?;
    Some(head + length.trim().parse::<usize>().ok()?)
}
