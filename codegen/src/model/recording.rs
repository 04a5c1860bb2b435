//! Recorded exchanges.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::{Answer, Line, Payload, Verb};

/// One recorded exchange.
#[derive(Debug, Clone)]
pub(crate) struct Recording {
    pub(crate) request: Line,
    pub(crate) status: u16,
    /// With their names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Value>,
}

impl Recording {
    /// Reads a recording; says what is missing or wrong.
    pub(crate) fn parse(json: &Value) -> Result<Self, String> {
        let file = keys(json, "the recording", &["origin", "date", "request", "response"])?;
        let date = file.get("date").and_then(Value::as_str);
        match (file.get("origin").and_then(Value::as_str), date) {
            (Some("documented"), None) | (Some("live"), Some(_)) => {}
            _ => return Err("its `origin` is `documented`, or `live` with a `date`".to_owned()),
        }
        let request = keys(
            file.get("request").unwrap_or(&Value::Null),
            "the request",
            &["method", "target", "body", "form"],
        )?;
        let method = request.get("method").and_then(Value::as_str).unwrap_or_default();
        let target = request
            .get("target")
            .and_then(Value::as_str)
            .ok_or("the request needs a text `target`")?;
        let verb = Verb::ALL.into_iter().find(|verb| verb.as_str() == method);
        let response = keys(
            file.get("response").unwrap_or(&Value::Null),
            "the response",
            &["status", "headers", "body"],
        )?;
        let status = response
            .get("status")
            .and_then(Value::as_u64)
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (200..600).contains(status));
        let headers = response.get("headers").map_or(Some(Vec::new()), headers);
        let sent = match (request.get("body"), request.get("form")) {
            (Some(_), Some(_)) => {
                return Err("the request has a `form` beside its `body`".to_owned());
            }
            (body, form) => form.cloned().map(Payload::Form).or(body.cloned().map(Payload::Json)),
        };
        Ok(Self {
            request: Line {
                verb: verb.ok_or("the request's `method` is GET, POST, PUT or DELETE")?,
                target: target.to_owned(),
                body: sent,
            },
            headers: headers.ok_or("the response's `headers` are an object of texts")?,
            status: status.ok_or("the response needs a `status`, from 200 to 599")?,
            body: response.get("body").cloned(),
        })
    }

    /// The first header of a name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What cases expect something of: the body, or of a file where it is.
    pub(crate) fn answered(&self, answer: &Answer) -> Option<Cow<'_, Value>> {
        match answer {
            Answer::File => {
                self.header("location").map(|location| Cow::Owned(json!({ "url": location })))
            }
            Answer::Nothing
            | Answer::Value(_)
            | Answer::List { .. }
            | Answer::Pages { .. }
            | Answer::Csv => self.body.as_ref().map(Cow::Borrowed),
        }
    }
}

fn headers(json: &Value) -> Option<Vec<(String, String)>> {
    let entries = json.as_object()?.iter();
    entries.map(|(name, value)| Some((name.to_lowercase(), value.as_str()?.to_owned()))).collect()
}

fn keys<'v>(json: &'v Value, what: &str, known: &[&str]) -> Result<&'v Map<String, Value>, String> {
    let map = json.as_object().ok_or_else(|| format!("{what} is not an object"))?;
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{what} has no key `{key}`; its keys are {}", known.join(", "))),
        None => Ok(map),
    }
}
