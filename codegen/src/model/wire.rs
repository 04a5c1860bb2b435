//! What goes over the wire: the line that arguments make, and the line that a case writes by hand.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};

use super::{Body, Operation, Place, Verb};

/// A request line: a verb, a path with its query, and a body.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) verb: Verb,
    pub(crate) target: String,
    pub(crate) body: Option<Payload>,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Payload {
    Json(Value),
    /// A list of files, each a part.
    Form(Value),
}

/// What stands before the parts of a form.
const FORM: &str = "form ";

impl Line {
    /// Reads `PUT /api/tags/1 {"name": "vip"}` or `POST /api/upload form [{..}]`; says why it cannot.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (verb, rest) =
            text.trim().split_once(' ').ok_or("it needs a verb, a space and a path")?;
        let verb = Verb::ALL
            .into_iter()
            .find(|known| known.as_str() == verb)
            .ok_or_else(|| format!("`{verb}` is not one of GET, POST, PUT and DELETE"))?;
        let (target, body) = match rest.trim().split_once(' ') {
            Some((target, body)) => (target, Some(body)),
            None => (rest.trim(), None),
        };
        if !target.starts_with('/') {
            return Err(format!("the path `{target}` does not begin with `/`"));
        }
        let body = body.map(Payload::parse).transpose()?;
        Ok(Self { verb, target: target.to_owned(), body })
    }

    /// The line that an operation makes of arguments, which fit it.
    pub(crate) fn make(operation: &Operation, args: &Map<String, Value>) -> Self {
        let mut path = operation.path.clone();
        for field in operation.in_place(Place::Path) {
            let value = args.get(&field.key).map(plain).unwrap_or_default();
            path = path.replace(&format!("{{{}}}", field.wire), &encode(&value));
        }
        let mut query = Vec::new();
        for field in operation.in_place(Place::Query) {
            match args.get(&field.key) {
                None | Some(Value::Null) => {}
                Some(Value::Array(items)) => {
                    query.extend(items.iter().map(|item| (field.wire.as_str(), plain(item))))
                }
                Some(value) => query.push((field.wire.as_str(), plain(value))),
            }
        }
        let query: Vec<String> =
            query.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
        let target = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
        Self { verb: operation.verb, target, body: body(operation, args) }
    }

    /// What is different in another line, if anything is; the order of a query does not matter.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        if self.verb != other.verb {
            return Some(format!(
                "the verb is {}, not {}",
                other.verb.as_str(),
                self.verb.as_str()
            ));
        }
        let ((path, query), (other_path, other_query)) =
            (split(&self.target), split(&other.target));
        if path != other_path {
            return Some(format!("the path is `{other_path}`, not `{path}`"));
        }
        if query != other_query {
            let show = |query: &[(String, String)]| {
                query
                    .iter()
                    .map(|(key, value)| format!("{key}={value}"))
                    .collect::<Vec<_>>()
                    .join("&")
            };
            return Some(format!("the query is `{}`, not `{}`", show(&other_query), show(&query)));
        }
        if self.body != other.body {
            let show = |body: &Option<Payload>| {
                body.as_ref().map_or("nothing".to_owned(), |body| format!("`{body}`"))
            };
            return Some(format!("the body is {}, not {}", show(&other.body), show(&self.body)));
        }
        None
    }
}

impl Line {
    /// What two lines have in common that a server cannot tell apart.
    pub(crate) fn key(&self) -> String {
        let (path, query) = split(&self.target);
        let mut body = self.body.clone();
        if let Some(Payload::Json(value) | Payload::Form(value)) = &mut body {
            value.sort_all_objects();
        }
        format!("{} {path} {query:?} {body:?}", self.verb.as_str())
    }
}

impl Payload {
    fn parse(text: &str) -> Result<Self, String> {
        let json = |text| {
            serde_json::from_str(text).map_err(|error| format!("its body is not JSON: {error}"))
        };
        match text.strip_prefix(FORM) {
            Some(parts) => json(parts).map(Self::Form),
            None => json(text).map(Self::Json),
        }
    }
}

impl std::fmt::Display for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json(value) => value.fmt(f),
            Self::Form(parts) => write!(f, "{FORM}{parts}"),
        }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.verb.as_str(), self.target)?;
        match &self.body {
            Some(body) => write!(f, " {body}"),
            None => Ok(()),
        }
    }
}

fn body(operation: &Operation, args: &Map<String, Value>) -> Option<Payload> {
    let only = |place| operation.in_place(place).find_map(|field| args.get(&field.key)).cloned();
    match operation.body {
        Body::None => None,
        Body::Whole => only(Place::Whole).map(Payload::Json),
        Body::Form => only(Place::Form).map(Payload::Form),
        Body::Fields(_) => {
            let given = operation.in_place(Place::Body);
            let given =
                given.filter_map(|field| Some((field.wire.clone(), args.get(&field.key)?.clone())));
            Some(Payload::Json(given.collect()))
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A target as its path and its decoded query, sorted but for repeated keys.
fn split(target: &str) -> (String, Vec<(String, String)>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        // Behind the question mark a plus is a space, as in a form.
        .map(|(key, value)| (decode(&key.replace('+', " ")), decode(&value.replace('+', " "))))
        .collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    (path.split('/').map(decode).collect::<Vec<_>>().join("/"), pairs)
}

/// What stays as it is in a path or a query; everything else is percent-encoded.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_or_not() {
        let check = |one: &str, other: &str, same: bool| {
            let [one, other] = [one, other].map(|line| Line::parse(line).unwrap());
            assert_eq!(one.difference(&other).is_none(), same, "{one} and {other}");
            assert_eq!(one.key() == other.key(), same, "{one} and {other}");
        };
        check("GET /a?x=1&y=2", "GET /a?y=2&x=1", true);
        check("GET /a?x=1&x=2", "GET /a?x=2&x=1", false);
        check("GET /a?x%5Bgte%5D=a%20b", "GET /a?x[gte]=a+b", true);
        check("GET /a%20b", "GET /a+b", false);
        check("PUT /a {\"x\": null}", "PUT /a {}", false);
        check("PUT /a {\"x\": 1, \"y\": 2}", "PUT /a {\"y\": 2, \"x\": 1}", true);
        check("DELETE /a", "DELETE /a {}", false);
        check("POST /a form [{}]", "POST /a form  [{}]", true);
        check("POST /a form [{}]", "POST /a [{}]", false);
        check("GET /a", "DELETE /a", false);
    }
}
