//! Requests for what no operation describes: what the API has had since its spec was written.

use std::future::IntoFuture;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    Items, Pages,
    builder::Sending,
    call::Call,
    error::Error,
    operation::{Answer, Body, Method, Operation, Paging, Param},
    reply::Reply,
    runtime::Runtime,
};

const BODY: &str = "body";
const CURSOR: &str = "cursor";
const PARAMS: &[Param] = &[Param::query(CURSOR)];

static READS: [Operation; 4] = described_as(true);
static WRITES: [Operation; 4] = described_as(false);

const fn described_as(reads_only: bool) -> [Operation; 4] {
    [
        describe(Method::Get, reads_only),
        describe(Method::Post, reads_only),
        describe(Method::Put, reads_only),
        describe(Method::Delete, reads_only),
    ]
}

/// What is true of a request that is written out.
const fn describe(method: Method, reads_only: bool) -> Operation {
    Operation {
        id: "request",
        method,
        path: "",
        params: PARAMS,
        body: Body::Whole { arg: BODY, required: false, limits: &[] },
        // The answer is read as it is, and followed where it turns out to be a page.
        answer: Answer::Pages(Paging::Cursor),
        reads_only,
        scope: None,
        success: 200,
        long_running: None,
        refusals: &[],
        statuses: &[],
    }
}

fn described(method: Method, reads_only: bool) -> &'static Operation {
    let [get, post, put, delete] = if reads_only { &READS } else { &WRITES };
    match method {
        Method::Get => get,
        Method::Post => post,
        Method::Put => put,
        Method::Delete => delete,
    }
}

/// A request that is written out, since no operation describes it. It goes through the same account, at the same pace, and
/// fails with the same errors as any call.
///
/// ```
/// use gorgias_runtime::{Runtime, operation::Method, serde_json::{Value, json}};
///
/// # async fn example(runtime: Runtime) -> Result<(), gorgias_runtime::Error> {
/// let made = runtime.request(Method::Post, "/api/sparks").body(json!({"name": "vip"})).await?;
/// println!("{}", made["id"]);
///
/// let names: Vec<String> =
///     runtime.request(Method::Get, "/api/sparks/names").query("ids", [1, 2]).decode().await?;
///
/// let mut sparks = runtime.request(Method::Get, "/api/sparks").query("limit", 50).stream::<Value>();
/// while let Some(spark) = sparks.try_next().await? {
///     println!("{spark}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a request is sent when it is awaited"]
pub struct Unlisted {
    runtime: Runtime,
    call: Call,
}

impl Unlisted {
    pub(crate) fn new(runtime: Runtime, method: Method, path: &str) -> Self {
        let operation = described(method, method == Method::Get);
        Self { runtime, call: Call::unlisted(operation, path) }
    }

    /// The same with a key of the query, in place of what it was before. A list repeats the key.
    pub fn query(mut self, key: &str, value: impl Serialize) -> Self {
        if key == CURSOR {
            self.call.set(CURSOR, value);
        } else {
            self.call.set_extra_query(key, value);
        }
        self
    }

    /// The same with a JSON body.
    pub fn body(mut self, body: impl Serialize) -> Self {
        self.call.set(BODY, body);
        self
    }

    /// The same, sent again after any fault that may pass. A GET always is; say it of a POST that changes nothing.
    pub fn reads_only(mut self) -> Self {
        self.call.describe(described(self.call.operation().method, true));
        self
    }

    /// Sends the request and gives the answer as it came: status, headers and body.
    ///
    /// # Errors
    ///
    /// The path leads elsewhere, so that nothing was sent, or the request was refused or did not get through.
    pub async fn send_raw(self) -> Result<Reply, Error> {
        self.runtime.execute(self.call).await
    }

    /// Sends the request and reads the answer as a type. An empty body is read as `null`.
    ///
    /// # Errors
    ///
    /// The path leads elsewhere, so that nothing was sent, the request was refused or did not get through, or the answer is of
    /// another type.
    pub async fn decode<T: DeserializeOwned>(self) -> Result<T, Error> {
        let reply = self.runtime.execute(self.call.clone()).await?;
        let read = match reply.body().trim_ascii() {
            b"" => serde_json::from_value(Value::Null).or_else(|_| reply.decode()),
            _ => reply.decode(),
        };
        read.map_err(|error| error.named_by(&self.call))
    }

    /// The pages of a list whose next page the key `cursor` asks for, from the one that is asked for to the last.
    #[must_use]
    pub fn pages<T: DeserializeOwned>(self) -> Pages<T> {
        Pages::new(self.runtime, self.call)
    }

    /// The things of such a list, one after the other.
    #[must_use]
    pub fn stream<T: DeserializeOwned>(self) -> Items<T> {
        Items::new(self.runtime, self.call)
    }
}

impl IntoFuture for Unlisted {
    type Output = Result<Value, Error>;
    type IntoFuture = Sending<Value>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.decode())
    }
}
