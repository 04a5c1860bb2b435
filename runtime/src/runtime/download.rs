//! Files: asked for at the account, and fetched from where they are.

use std::{future::Future, pin::pin};

use futures_util::StreamExt;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, USER_AGENT},
};
use url::Url;

use super::{
    AGENT, Origin, Runtime,
    course::{Course, Phase},
    judgement::{is_success, leads_to_file, refusal},
};
use crate::{
    call::{Call, Prepared},
    clock::before,
    error::{Error, Kind},
    file::{
        Download,
        location::{address, call_for, hindrance, host},
    },
    operation::{Address, Answer, Body, Method, Operation},
    trace,
    transport::{Chunks, Failure, Limits, Request, Response},
};

/// So many addresses are followed, one after the other.
const HOPS: usize = 5;

/// So much of a refusal is read.
const COMPLAINT: usize = 64 << 10;

/// What fetches a file that is not asked for at the account.
static FETCH: Operation = Operation {
    id: "fetch",
    method: Method::Get,
    path: "",
    params: &[],
    body: Body::None,
    answer: Answer::File,
    reads_only: true,
    scope: None,
    success: 200,
    long_running: None,
    refusals: &[],
    statuses: &[],
};

impl Runtime {
    /// Sends a call of which the answer is a file, and begins to fetch that: from the account, or from where the account says that it
    /// is. The credentials do not go there. It is begun again where that may help, until its first bytes are there.
    ///
    /// # Errors
    ///
    /// The call was refused, the file is not to be had where it is said to be, or its address must not be followed.
    pub async fn open(&self, call: Call) -> Result<Download, Error> {
        let (operation, prepared) = (call.operation(), call.prepare()?);
        let course = Course::new(self, operation);
        let course = pin!(course.open(&prepared));
        trace::call(operation, course, Download::ending).await
    }

    /// Begins to fetch a file by its address, as answers have it. One on the host of the account is asked for by the operation that is
    /// known for such addresses; the credentials go nowhere else.
    ///
    /// # Errors
    ///
    /// It is no address, it is one of the account that no operation is known for, or the file is not to be had.
    pub async fn open_at(&self, url: &str, addresses: &[Address]) -> Result<Download, Error> {
        let account = self.account();
        let base = Url::parse(account.base_url()).ok();
        let to = Url::options().base_url(base.as_ref()).parse(url).map_err(|_| {
            let right = "give one such as `https://files.example.com/box.png`";
            Error::refused("url", "is no address", right)
        })?;
        if account.is_at(&to) {
            let call = call_for(account.path_of(&to), addresses).ok_or_else(|| {
                let why = "is on the host of the account, and no address of a file there";
                Error::refused("url", why, "give the `url` of a file or of an attachment")
            })?;
            return self.open(call).await;
        }
        if let Some(why) = hindrance(account, None, &to) {
            let why = format!("leads to {}, which is not followed because {why}", address(&to));
            let right = "give the address of a file as an answer has it";
            return Err(Error::refused("url", why, right));
        }
        let course = Course::new(self, &FETCH);
        let course = pin!(course.open_at(&to));
        trace::call(&FETCH, course, Download::ending).await
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// What comes next of a file, unless nothing comes for too long, or somebody ends it before.
    pub(crate) async fn unless_silent<T>(&self, work: impl Future<Output = T>) -> Result<T, Kind> {
        let silence = self.limits().silence;
        let after = if self.is_own { silence.min(self.whole) } else { silence };
        let work = before(|| self.shared.clock.sleep(after), work);
        let came = match &self.cancellation {
            None => work.await,
            // What has come of it before was under way.
            Some(cancellation) => {
                let came = cancellation.unless(work).await;
                came.map_err(|_| Kind::Cancelled { under_way: true })?
            }
        };
        came.ok_or(Kind::Transport(Failure::Silent { after }))
    }
}

impl Course<'_> {
    /// Asks the account for a file and begins to fetch it.
    async fn open(&self, prepared: &Prepared) -> Result<Download, Error> {
        let (download, tried) = self.persist(|| self.begin(prepared)).await?;
        Ok(download.having_tried(tried))
    }

    /// Begins to fetch a file from somewhere else.
    async fn open_at(&self, to: &Url) -> Result<Download, Error> {
        let origin = || Origin::new(&self.runtime.shared, None);
        let (download, tried) = self.persist(|| self.follow(origin(), None, to.clone())).await?;
        Ok(download.having_tried(tried))
    }

    async fn begin(&self, prepared: &Prepared) -> Result<Download, Error> {
        let (answer, origin) = self.ask::<Chunks>(prepared).await?;
        if let Some(location) = leads_to_file(self.operation, &answer) {
            let from = format!("{}{}", self.runtime.account().base_url(), prepared.target);
            let from = Url::parse(&from).ok();
            let to = self.resolved(from.as_ref(), location)?;
            return self.follow(origin, from, to).await;
        }
        if is_success(&answer) {
            return self.receive(origin, answer).await;
        }
        let read = self.in_time(Phase::UnderWay, beginning_of(answer)).await?;
        let kind = refusal(self.operation, &read, &*self.shared().clock);
        Err(origin.error(self.operation, &read, kind))
    }

    /// Fetches a file from where it is said to be, and from where that leads.
    async fn follow(
        &self,
        origin: Origin,
        from: Option<Url>,
        mut to: Url,
    ) -> Result<Download, Error> {
        let mut been: Vec<_> = from.into_iter().collect();
        for _ in 0..HOPS {
            let hindrance = if been.contains(&to) {
                Some("it leads in a circle")
            } else {
                hindrance(self.runtime.account(), been.last(), &to)
            };
            if let Some(why) = hindrance {
                return Err(self.astray(&origin, &to, why));
            }
            let answer = self.dispatch::<Chunks>(request(&to)).await?;
            match leads_to_file(&FETCH, &answer) {
                _ if is_success(&answer) => return self.receive(origin, answer).await,
                Some(location) => {
                    let next = self.resolved(Some(&to), location)?;
                    been.push(std::mem::replace(&mut to, next));
                }
                None => {
                    let error = Error::of_host(self.operation, &host(&to), answer.status);
                    return Err(origin.told(error, &answer.headers));
                }
            }
        }
        Err(self.astray(&origin, &to, "it is behind more redirects than are followed"))
    }

    /// Begins to read a file of which the head is there.
    async fn receive(&self, origin: Origin, answer: Response<Chunks>) -> Result<Download, Error> {
        if let Some((expected, found)) = misfit(self.operation, &answer) {
            let (path, expected) = (".".to_owned(), expected.to_owned());
            let kind = Kind::Decode { path, expected, found, snippet: String::new() };
            return Err(origin.error(self.operation, &answer, kind));
        }
        let download = Download::new(self.runtime.clone(), self.operation, answer, origin);
        let begun = before(|| self.end(), download.begun()).await;
        begun.unwrap_or_else(|| Err(self.timed_out()))
    }

    /// An address, which may be said in relation to the one where it was said.
    fn resolved(&self, from: Option<&Url>, location: &str) -> Result<Url, Error> {
        Url::options().base_url(from).parse(location).map_err(|_| {
            self.error(Kind::Astray { to: "no address".to_owned(), why: "it cannot be read" })
        })
    }

    fn astray(&self, origin: &Origin, to: &Url, why: &'static str) -> Error {
        let error = self.error(Kind::Astray { to: address(to), why });
        origin.told(error, &HeaderMap::new())
    }
}

/// What asks for a file where it is: nothing in it says who asks.
fn request(to: &Url) -> Request {
    let mut headers = HeaderMap::with_capacity(3);
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(USER_AGENT, AGENT);
    Request { method: Method::Get, url: to.to_string(), headers, body: None, within: None }
}

/// What should have come and what did, where that is not the file itself.
fn misfit<B>(operation: &Operation, answer: &Response<B>) -> Option<(&'static str, String)> {
    let packed = header(answer, &CONTENT_ENCODING).filter(|coding| *coding != "identity");
    if let Some(coding) = packed {
        return Some(("the file as it is", format!("a file packed by {coding}")));
    }
    let content_type = header(answer, &CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let is_page = matches!(operation.answer, Answer::Csv) && content_type.starts_with("text/html");
    is_page.then(|| ("CSV", "a page of HTML".to_owned()))
}

fn header<'r, B>(answer: &'r Response<B>, name: &HeaderName) -> Option<&'r str> {
    answer.headers.get(name)?.to_str().ok()
}

/// A refusal, as much of it as is needed to tell what it says.
async fn beginning_of(answer: Response<Chunks>) -> Response {
    let Response { status, headers, body: mut chunks } = answer;
    let mut body = Vec::new();
    while let Some(Ok(chunk)) = chunks.next().await {
        body.extend_from_slice(&chunk);
        if body.len() > COMPLAINT {
            break;
        }
    }
    Response { status, headers, body: body.into() }
}
