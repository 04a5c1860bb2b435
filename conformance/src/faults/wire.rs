//! Servers that fail, each in its own way. They are started when they are first needed, and shared by all trials.

use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use gorgias_fixture::{self as fixture, Fixture, Rule};
use gorgias_runtime::transport::{Http, Limits};
use tokio::net::TcpSocket;

use super::play::Wire;
use crate::failure::Failure;
use crate::replay::{PATIENCE, Replay};

/// The servers that run so far, and what sends to them.
pub(super) struct Servers {
    http: Arc<Http>,
    running: Mutex<BTreeMap<Wire, Server>>,
}

/// A server, as long as it is kept.
enum Server {
    Fixture(Fixture),
    /// A port that is taken, and at which nobody listens.
    Deaf {
        _socket: TcpSocket,
        address: String,
    },
}

/// The largest answer that is accepted here; a larger one would show nothing more.
const LARGEST: usize = 64 << 10;

impl Servers {
    pub(super) fn new() -> Self {
        let limits =
            Limits { connect: PATIENCE, whole: PATIENCE, bytes: LARGEST, ..Limits::default() };
        Self { http: Arc::new(Http::new(limits).direct()), running: Mutex::default() }
    }

    pub(super) fn http(&self) -> Arc<Http> {
        Arc::clone(&self.http)
    }

    /// The address of the server that fails so.
    pub(super) fn address(&self, replay: &Replay, wire: Wire) -> Result<String, Failure> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = running.get(&wire) {
            return Ok(server.address());
        }
        let started = replay.wait(Server::start(wire))?;
        let server = started.map_err(|error| {
            let what = format!("a server that fails could not be started: {error}");
            Failure::of_suite(what, "a port of this machine", "none")
        })?;
        Ok(running.entry(wire).or_insert(server).address())
    }
}

impl Server {
    async fn start(wire: Wire) -> io::Result<Self> {
        let fault = match wire {
            Wire::Html(status) => fixture::Fault::Html(status),
            Wire::Redirect => fixture::Fault::Redirect {
                status: 301,
                location: "https://elsewhere.example.com/it".to_owned(),
            },
            Wire::Empty => fixture::Fault::Empty,
            Wire::Oversize { declared } => {
                fixture::Fault::Oversize { bytes: LARGEST + 1, declared }
            }
            Wire::Reset => fixture::Fault::Reset,
            // Nothing is recorded there, so what is cut off is an error; whatever it is, a client gets half of it.
            Wire::ResetInBody => fixture::Fault::ResetInBody,
            Wire::NobodyListens => {
                let socket = TcpSocket::new_v4()?;
                socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
                let address = format!("http://{}", socket.local_addr()?);
                return Ok(Self::Deaf { _socket: socket, address });
            }
        };
        let setup = Fixture::setup(Vec::new()).rule(Rule::new(fault));
        Ok(Self::Fixture(setup.start().await?))
    }

    fn address(&self) -> String {
        match self {
            Self::Fixture(fixture) => fixture.url(),
            Self::Deaf { address, .. } => address.clone(),
        }
    }
}
