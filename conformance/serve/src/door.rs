//! The door in front of the server, for programs that insist on `https://….gorgias.com`: TLS, and a proxy that leads to it.
//!
//! Behind the door there is the plain server. What comes and goes is handed over as it is, so that whatever befalls a caller
//! of the plain server befalls a caller at the door, too.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{
    AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional, sink,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, is_account};
use crate::head::{Asks, Head};
use crate::rewound::Rewound;

/// A port on which TLS is spoken.
pub(crate) struct Door {
    pub(crate) listener: TcpListener,
    pub(crate) way: Arc<Way>,
}

/// What is behind a door.
pub(crate) struct Way {
    pub(crate) authority: Arc<Authority>,
    /// Whether it also leads there whoever takes it for a proxy, and lets plain requests through.
    pub(crate) is_proxy: bool,
    /// The plain server.
    pub(crate) to: SocketAddr,
}

/// The first byte of whatever begins TLS.
const HANDSHAKE: u8 = 0x16;

/// The port of what is called by `https`.
const HTTPS: u16 = 443;

/// So long a client that was refused may take to read why.
const PATIENCE: Duration = Duration::from_secs(2);

impl Door {
    /// Lets callers in, until this is dropped.
    pub(crate) async fn open(self) -> Infallible {
        let mut callers = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        callers.spawn(Arc::clone(&self.way).lead(stream));
                    }
                }
                // Those who have gone are forgotten.
                Some(_) = callers.join_next() => {}
            }
        }
    }
}

impl Way {
    async fn lead(self: Arc<Self>, stream: TcpStream) {
        // What is handed over piece by piece must not wait to be joined by more.
        drop(stream.set_nodelay(true));
        let mut caller = Rewound::new(Vec::new(), stream);
        match caller.first().await {
            Some(HANDSHAKE) => self.secure(caller, None).await,
            Some(_) if !self.is_proxy => {
                let said = "This port speaks TLS: call it by https://.";
                refuse(&mut caller, "400 TLS is spoken here", said).await;
            }
            Some(_) => self.direct(caller).await,
            None => {}
        }
    }

    /// Leads a plain caller where it asks to go, or says why not.
    async fn direct(&self, mut caller: Rewound) {
        let Some(head) = Head::read(&mut caller).await else { return };
        let refusal = match head.asks() {
            Asks::Here => return self.hand_over(caller.again(head.whole())).await,
            Asks::Tunnel { host, port: HTTPS } if is_account(host) => {
                let host = host.to_ascii_lowercase();
                return self.tunnel(caller.again(head.rest()), &host).await;
            }
            Asks::Tunnel { host, port } => {
                let said = format!(
                    "This proxy leads to accounts of Gorgias, such as acme.gorgias.com:443, and to nothing else: not to \
                     {host}:{port}."
                );
                ("403 Only *.gorgias.com:443 is served here", said)
            }
            Asks::Elsewhere(url) => {
                let said = format!(
                    "Accounts of Gorgias are called by https:// alone, which begins with CONNECT: {url} is not asked for."
                );
                ("403 Only https is served here", said)
            }
            Asks::Unclear => {
                let said = "This is no request that a proxy knows.".to_owned();
                ("400 Not a request", said)
            }
        };
        refuse(&mut caller, refusal.0, &refusal.1).await;
    }

    /// Speaks TLS as the host to which the caller wants to be connected.
    async fn tunnel(&self, mut caller: Rewound, host: &str) {
        let told = caller.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
        if told.is_err() {
            return;
        }
        match caller.first().await {
            Some(HANDSHAKE) => self.secure(caller, Some(host)).await,
            Some(_) => {
                let said = "Behind port 443 TLS is spoken: call it by https://.";
                refuse(&mut caller, "400 TLS is spoken here", said).await;
            }
            None => {}
        }
    }

    async fn secure(&self, caller: Rewound, host: Option<&str>) {
        let config = match self.authority.speaking_as(host) {
            Ok(config) => config,
            Err(error) => return eprintln!("TLS cannot be spoken: {error}"),
        };
        match TlsAcceptor::from(Arc::new(config)).accept(caller).await {
            Ok(secured) => self.hand_over(secured).await,
            Err(error) => eprintln!(
                "a client broke TLS off: {error}; does it trust the certificate of --ca-out?"
            ),
        }
    }

    /// Hands over to the server what the caller says, and back what is answered, until both have ended.
    async fn hand_over(&self, mut caller: impl Caller) {
        let handed = async {
            let mut server = TcpStream::connect(self.to).await?;
            server.set_nodelay(true)?;
            copy_bidirectional(&mut caller, &mut server).await
        };
        if handed.await.is_err() {
            // A connection that the server has reset must not look to the caller as if it had ended in order.
            drop(caller.stream().set_zero_linger());
        }
    }
}

/// A connection to whoever calls.
trait Caller: AsyncRead + AsyncWrite + Unpin {
    /// What is below it.
    fn stream(&self) -> &TcpStream;
}

impl Caller for Rewound {
    fn stream(&self) -> &TcpStream {
        self.stream()
    }
}

impl Caller for tokio_rustls::server::TlsStream<Rewound> {
    fn stream(&self) -> &TcpStream {
        self.get_ref().0.stream()
    }
}

/// Says why nothing is to be had, also in the status line: that is all which many programs show of a proxy's answer.
async fn refuse(caller: &mut Rewound, status: &str, said: &str) {
    let length = said.len() + 1;
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{said}\n"
    );
    let told = async {
        caller.write_all(answer.as_bytes()).await?;
        caller.shutdown().await?;
        // What is still to come would otherwise reset the connection before the answer is read.
        let mut rest = caller.take(u64::MAX);
        tokio::io::copy(&mut rest, &mut sink()).await?;
        io::Result::Ok(())
    };
    drop(timeout(PATIENCE, told).await);
}
