//! What the trials of an operation call, beside those of its cases: the first of these that goes well, with its answer.

use gorgias_fixture::Exchange;
use gorgias_runtime::Account;
use gorgias_runtime::bytes::Bytes;
use gorgias_runtime::http::header::CONTENT_TYPE;
use gorgias_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use gorgias_runtime::transport::Response;
use gorgias_suite::{Case, Operation};
use gorgias_tools::Tool;
use serde_json::{Map, Value};

use crate::call::object;
use crate::failure::Failure;
use crate::recordings::Recorded;
use crate::replay::Replay;

/// A call that goes well.
pub(crate) struct Subject<'t> {
    pub(crate) tool: &'static Tool,
    pub(crate) case: &'static Case,
    pub(crate) recorded: &'t Recorded,
}

impl<'t> Subject<'t> {
    pub(crate) fn of(replay: &'t Replay, operation: &'static Operation) -> Result<Self, Failure> {
        let missing = |what: &str| {
            Failure::of_suite(
                format!("{} has no {what}", operation.id),
                format!("a {what}"),
                "none",
            )
        };
        let case = operation.cases.iter().find(|case| case.refused.is_none());
        let case = case.ok_or_else(|| missing("case that goes well"))?;
        let tool = operation.tools.first().and_then(|tool| replay.product().tool(tool.name));
        let tool = tool.ok_or_else(|| missing("tool"))?;
        let recorded = replay.recorded(case.id).ok_or_else(|| missing("recording"))?;
        Ok(Self { tool, case, recorded })
    }

    pub(crate) fn args(&self) -> Result<Map<String, Value>, Failure> {
        object(self.case.args)
    }

    pub(crate) fn response(&self) -> Response {
        response(&self.recorded.exchange)
    }
}

/// The tool that is listed for an operation.
pub(crate) fn tool(operation: &Operation) -> Option<&'static Tool> {
    operation.tools.first().and_then(|tool| gorgias_tools::tool(tool.name))
}

/// The key of that account, and what is sent in its place: nothing that is shown may hold either.
pub(crate) const KEY: &str = "k3y-of-the-suite";
pub(crate) const PROOF: &str = "Basic c3VpdGVAZXhhbXBsZS5jb206azN5LW9mLXRoZS1zdWl0ZQ==";

/// The account in whose name calls are made.
pub(crate) fn account() -> Result<Account, Failure> {
    Account::new("recordings", "suite@example.com", KEY).map_err(|error| {
        Failure::of_suite("the account is refused", "an account", error.to_string())
    })
}

/// The answer of a recording, as it comes from a transport.
pub(crate) fn response(recording: &Exchange) -> Response {
    let headers = recording.headers.iter().filter_map(|(name, value)| {
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    });
    let headers: HeaderMap = headers.collect();
    let is_text = headers.get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"text/"));
    let body = match &recording.answer {
        Some(Value::String(text)) if is_text => Bytes::from(text.clone()),
        Some(json) => Bytes::from(json.to_string()),
        None => Bytes::new(),
    };
    Response { status: recording.status, headers, body }
}
