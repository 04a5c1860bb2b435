//! How faults are played: what adds nothing on the wire is answered here, all else by servers that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use gorgias_runtime::bytes::Bytes;
use gorgias_runtime::clock::{Clock, Sleep};
use gorgias_runtime::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use gorgias_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use gorgias_runtime::jiff::Timestamp;
use gorgias_runtime::transport::{Exchange, Http, Request, Response, Transport};
use serde_json::{Value, json};

use crate::subject::{KEY, PROOF};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// This comes in place of the answer.
    Answer(Answer),
    /// A server does this.
    Wire(Wire),
    /// Nothing ever comes.
    Never,
}

/// What comes in place of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// An error of the API.
    Error {
        status: u16,
        /// In seconds.
        retry_after: Option<u64>,
    },
    /// Half of the recorded body.
    Half,
    /// A number.
    Number,
    /// The recorded body under this content type.
    As(&'static str),
    /// The recorded body with fields that nobody knows.
    Later,
    /// An error of the API that repeats the credentials.
    Echo,
}

/// What a server does in place of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wire {
    Html(u16),
    Redirect,
    Empty,
    Oversize { declared: bool },
    NobodyListens,
    Reset,
    ResetInBody,
}

/// By what name the server's logs have each request that is answered here.
pub(super) const REQUEST_ID: &str = "7c1f-of-this-call";

impl Answer {
    /// What comes in place of a recorded answer.
    pub(super) fn in_place_of(self, recorded: &Response) -> Response {
        let mut answer = recorded.clone();
        match self {
            Self::Error { status, retry_after } => {
                let said = format!(r#"{{"error": {{"msg": "It is {status} here."}}}}"#);
                answer = Response { status, headers: HeaderMap::new(), body: Bytes::from(said) };
                answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                if let Some(seconds) = retry_after {
                    answer.headers.insert(RETRY_AFTER, seconds.into());
                }
            }
            Self::Echo => {
                let said =
                    json!({"error": {"msg": format!("{PROOF} is wrong"), "data": {"key": KEY}}});
                answer = Response {
                    status: 422,
                    headers: HeaderMap::new(),
                    body: said.to_string().into(),
                };
            }
            Self::Later => answer.body = with_more(&answer.body),
            Self::Half => answer.body.truncate(answer.body.len() / 2),
            Self::Number => answer.body = Bytes::from_static(b"7"),
            Self::As(content_type) => {
                answer.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            }
        }
        let name = HeaderName::from_static("x-request-id");
        answer.headers.insert(name, HeaderValue::from_static(REQUEST_ID));
        answer
    }
}

/// The same JSON with one more key in the object, or in each thing of the list.
fn with_more(body: &Bytes) -> Bytes {
    let Ok(mut answer) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    let list = match answer.get_mut("data") {
        Some(Value::Array(items)) => items.as_mut_slice(),
        _ => std::slice::from_mut(&mut answer),
    };
    for it in list.iter_mut().filter_map(Value::as_object_mut) {
        it.insert("later_added".to_owned(), json!({"deep": [1]}));
    }
    answer.to_string().into()
}

/// Meets the first requests with a fault, and all later ones with what is recorded.
#[derive(Clone)]
pub(super) struct Faulty {
    pub(super) play: Play,
    pub(super) recorded: Response,
    /// So many requests meet the fault.
    pub(super) faults: usize,
    pub(super) sent: Arc<AtomicUsize>,
    /// Where credentials were sent that belong to another address than this begins with.
    pub(super) home: String,
    pub(super) strays: Arc<Mutex<Vec<String>>>,
}

/// A fault that is ready to befall a request.
#[derive(Clone)]
pub(super) enum Play {
    Answer(Response),
    /// The server at this address.
    Server(Arc<Http>, String),
    Never,
}

impl Transport for Faulty {
    fn send(&self, mut request: Request) -> Exchange<'_> {
        if !request.url.starts_with(&self.home) && request.headers.contains_key(AUTHORIZATION) {
            let mut strays = self.strays.lock().unwrap_or_else(PoisonError::into_inner);
            strays.push(request.url.clone());
        }
        if self.sent.fetch_add(1, Ordering::Relaxed) >= self.faults {
            return Box::pin(std::future::ready(Ok(self.recorded.clone())));
        }
        match &self.play {
            Play::Answer(answer) => Box::pin(std::future::ready(Ok(answer.clone()))),
            Play::Never => Box::pin(std::future::pending()),
            Play::Server(http, address) => {
                let path = request.url.find("/api/").map_or("/", |at| &request.url[at..]);
                request.url = format!("{address}{path}");
                http.send(request)
            }
        }
    }
}

/// A clock by which pauses take no time, and by which the time of a call runs out only where that is tried.
#[derive(Clone)]
pub(super) struct Hasty {
    origin: Instant,
    passed: Arc<Mutex<Duration>>,
    /// Whether the time of a call runs out.
    runs_out: bool,
}

/// What waits so long waits for the end of a call's time.
const DEADLINE: Duration = Duration::from_secs(60);

/// How long a call may take.
pub(super) const WHOLE: Duration = Duration::from_secs(60 * 60);

impl Hasty {
    pub(super) fn new(runs_out: bool) -> Self {
        Self { origin: Instant::now(), passed: Arc::default(), runs_out }
    }

    /// How long all that waited has waited.
    pub(super) fn passed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Hasty {
    fn now(&self) -> Instant {
        self.origin + self.passed()
    }

    fn date(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + self.passed()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        if time >= DEADLINE && !self.runs_out {
            return Box::pin(std::future::pending());
        }
        let clock = self.clone();
        Box::pin(async move {
            *clock.passed.lock().unwrap_or_else(PoisonError::into_inner) += time;
        })
    }
}
