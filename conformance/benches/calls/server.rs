//! A server that costs next to nothing: it reads a request to its end and writes an answer that stood ready. The slower a server is,
//! the more alike two callers look.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::Arc,
    thread,
};

use serde_json::{Value, json};

use crate::Outcome;

/// What the account may call, as every answer tells.
pub(crate) const LIMIT_HEADER: &str = "x-gorgias-account-api-call-limit";
const LIMIT: &str = "1/4294967295";

/// So many tickets are on a page, and so many pages are in the list.
pub(crate) const TICKETS_ON_A_PAGE: usize = 100;
pub(crate) const PAGES: usize = 1000;

/// The answers that stand ready.
struct Answers {
    tag: Vec<u8>,
    message: Vec<u8>,
    tickets: Vec<Value>,
    first_page: Vec<u8>,
}

/// A server that runs until the program ends.
pub(crate) struct Server(SocketAddr);

impl Server {
    pub(crate) fn start() -> Outcome<Self> {
        let answers = Arc::new(Answers::read()?);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let answers = Arc::clone(&answers);
                // A caller that goes away is the end of its connection and of nothing else.
                thread::spawn(move || drop(converse(connection, &answers)));
            }
        });
        Ok(Self(address))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0
    }
}

fn converse(connection: TcpStream, answers: &Answers) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut writer = connection.try_clone()?;
    let mut reader = BufReader::new(connection);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let length = skip_headers(&mut reader, &mut line)?;
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        answers.write(&target, &mut writer)?;
    }
}

/// How long the body is that comes behind the headers.
fn skip_headers(reader: &mut impl BufRead, line: &mut String) -> io::Result<usize> {
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap_or_default();
            }
            Some(_) => {}
            None => return Ok(length),
        }
    }
}

impl Answers {
    fn read() -> Outcome<Self> {
        let tickets = recorded("tickets.list/all-of-a-customer")?;
        let tickets = tickets["data"].as_array().ok_or("a list of tickets has no data")?;
        let tickets: Vec<_> = tickets.iter().cycle().take(TICKETS_ON_A_PAGE).cloned().collect();
        Ok(Self {
            tag: answer(&recorded("tags.get/plain")?),
            message: answer(&recorded("messages.create/internal-note")?),
            first_page: answer(&page(&tickets, 0)),
            tickets,
        })
    }

    fn write(&self, target: &str, writer: &mut impl Write) -> io::Result<()> {
        if target.starts_with("/api/tags/") {
            return writer.write_all(&self.tag);
        }
        if target.ends_with("/messages") {
            return writer.write_all(&self.message);
        }
        match target.split_once("cursor=") {
            None => writer.write_all(&self.first_page),
            Some((_, cursor)) => {
                let number = cursor.split('&').next().and_then(|number| number.parse().ok());
                writer.write_all(&answer(&page(&self.tickets, number.unwrap_or_default())))
            }
        }
    }
}

fn page(tickets: &[Value], number: usize) -> Value {
    let next = Some(number + 1).filter(|next| *next < PAGES);
    let (next, previous) = (next.map(|next| next.to_string()), Value::Null);
    json!({ "data": tickets, "meta": { "next_cursor": next, "prev_cursor": previous } })
}

fn answer(body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{LIMIT_HEADER}: {LIMIT}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head, body].concat().into_bytes()
}

/// The body of a recorded answer.
fn recorded(case: &str) -> Outcome<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("recordings/{case}.json"));
    let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut recording: Value = serde_json::from_slice(&text)?;
    Ok(recording["response"]["body"].take())
}
