//! How a request gets to the server and its answer back: a trait, so that a test can put its own in place.

mod multipart;
mod reqwest;

use std::{fmt, future::Future, pin::Pin, time::Duration};

use bytes::Bytes;
pub use futures_util::Stream;
use futures_util::stream;
use http::{
    HeaderMap, HeaderName,
    header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER},
};

pub use self::{multipart::Multipart, reqwest::Http};
pub use crate::file::Unreadable;
use crate::{Upload, operation::Method};

/// A request, ready for the wire.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// All headers that are not the transport's own affair; those with credentials are marked sensitive.
    pub headers: HeaderMap,
    /// What it carries, if it carries anything.
    pub body: Option<Body>,
    /// How long the exchange may take, where that is not for the transport to say.
    pub within: Option<Duration>,
}

/// What a request carries.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// JSON.
    Json(Bytes),
    /// The fields of a form, urlencoded.
    Fields(Bytes),
    /// A form with a part for each of these files. How it is written out is the transport's own affair, and so is the header
    /// that names its boundary; [`Multipart`] does both.
    Form(Vec<Upload>),
}

/// An answer, whatever its status: whole, or with its body still on the way.
#[derive(Clone)]
pub struct Response<B = Bytes> {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body: all of it, or [`Chunks`].
    pub body: B,
}

/// A body that comes piece by piece.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

/// An exchange under way.
pub type Exchange<'a, B = Bytes> =
    Pin<Box<dyn Future<Output = Result<Response<B>, Failure>> + Send + 'a>>;

/// What sends requests. Dropping the future abandons the request.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and reads its answer to the end; follows no redirect.
    fn send(&self, request: Request) -> Exchange<'_>;

    /// Sends one request and gives its answer when its head is there; follows no redirect. How long its body may take and how large it
    /// may be is the affair of who reads it.
    ///
    /// Unless a transport does better, the answer is read to the end first.
    fn open(&self, request: Request) -> Exchange<'_, Chunks> {
        let whole = self.send(request);
        Box::pin(async move {
            let Response { status, headers, body } = whole.await?;
            let body: Chunks = Box::pin(stream::iter([Ok(body)]));
            Ok(Response { status, headers, body })
        })
    }
}

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// Nothing of the request left this machine.
    NotSent {
        /// What hindered it.
        cause: Cause,
    },
    /// The connection failed after the request had left, or may have.
    Interrupted {
        /// What broke it.
        cause: Cause,
    },
    /// The answer was not complete in time.
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
    /// Nothing more of the answer came for too long.
    Silent {
        /// How long was waited.
        after: Duration,
    },
    /// The answer is larger than is accepted.
    TooLarge {
        /// The largest size that is accepted, in bytes.
        limit: usize,
    },
    /// The request is not whole, because a file on the disk could not be read for it.
    Unreadable(Unreadable),
}

/// What is underneath a failure.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// How long to wait and how much to read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long a connection may take to be made.
    pub connect: Duration,
    /// How long a call may take, from its beginning to the last byte of the answer.
    pub whole: Duration,
    /// The largest answer that is read as a whole, in bytes.
    pub bytes: usize,
    /// How long nothing may come of a file that is being fetched. How long all of it takes has no bound.
    pub silence: Duration,
    /// The largest file that is fetched, in bytes.
    pub file: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(60),
            bytes: 32 << 20,
            silence: Duration::from_secs(30),
            file: 1 << 30,
        }
    }
}

/// An address without its query, which may be what gives access to what is there.
pub(crate) fn unsigned(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

impl fmt::Debug for Request {
    /// Leaves out the query, which may name people, or sign the address of a file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method.as_str())
            .field("url", &unsigned(&self.url))
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(bytes) | Self::Fields(bytes) => Size(bytes.len()).fmt(f),
            Self::Form(files) => f.debug_list().entries(files).finish(),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &Told(&self.headers))
            .field("body", &Size(self.body.len()))
            .finish()
    }
}

/// What is known to hold nothing that a server repeats.
const PLAIN: [HeaderName; 4] = [CONTENT_LENGTH, CONTENT_TYPE, DATE, RETRY_AFTER];

/// Shows the headers of an answer: of an address where it leads, since what signs it gives access to a file, and of most others the
/// name alone.
struct Told<'a>(&'a HeaderMap);

impl fmt::Debug for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_map();
        for (name, value) in self.0 {
            match value.to_str() {
                Ok(address) if name == LOCATION => shown.entry(name, &unsigned(address)),
                Ok(value) if PLAIN.contains(name) => shown.entry(name, &value),
                _ => shown.entry(name, &format_args!("..")),
            };
        }
        shown.finish()
    }
}

/// Stands for a body in Debug: bodies hold what people wrote, and now and then a secret.
pub(crate) struct Size(pub(crate) usize);

impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0)
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotSent { cause } | Self::Interrupted { cause } => Some(cause.as_ref()),
            Self::Unreadable(fault) => Some(fault),
            Self::TimedOut { .. } | Self::Silent { .. } | Self::TooLarge { .. } => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent { cause } => {
                write!(
                    f,
                    "nothing was sent, because there is no connection: {}",
                    Chain(cause.as_ref())
                )
            }
            Self::Interrupted { cause } => {
                write!(
                    f,
                    "the connection broke, and the request may have been carried out: {}",
                    Chain(cause.as_ref())
                )
            }
            Self::TimedOut { after } => write!(
                f,
                "no complete answer within {} s, and the request may have been carried out",
                after.as_secs_f32()
            ),
            Self::Silent { after } => {
                write!(f, "nothing more of the answer came for {} s", after.as_secs_f32())
            }
            Self::TooLarge { limit } => write!(f, "the answer is larger than {limit} bytes"),
            Self::Unreadable(fault) => write!(f, "nothing was done, because {fault}"),
        }
    }
}

/// An error and what is underneath it, in one line; the last of them is mostly the one that helps.
struct Chain<'a>(&'a (dyn std::error::Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}
