//! What goes wrong, as a file says it.

use std::time::Duration;

use gorgias_fixture::{Fault, Rule};
use serde::Deserialize;

/// A fault, and the requests that it befalls.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleWords {
    /// A verb and a path, as in `GET /api/tags/{id}`; unsaid, all requests.
    on: Option<String>,
    /// Only the first so many.
    first: Option<usize>,
    /// Only each so many-th.
    every: Option<usize>,
    fault: FaultWords,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FaultWords {
    Reset,
    ResetInBody,
    Truncated,
    Empty,
    Gzip,
    Status(u16),
    Html(u16),
    /// In seconds.
    Latency(f64),
    ContentType(String),
    RateLimited {
        retry_after: Option<String>,
    },
    Slow {
        bytes: usize,
        pause: f64,
    },
    Oversize {
        bytes: usize,
        declared: bool,
    },
    Redirect {
        status: u16,
        location: String,
    },
}

/// Reads the rules of a file.
pub(crate) fn parse(json: &str) -> Result<Vec<Rule>, String> {
    let words: Vec<RuleWords> = serde_json::from_str(json).map_err(|error| error.to_string())?;
    words.into_iter().map(rule).collect()
}

fn rule(words: RuleWords) -> Result<Rule, String> {
    let mut rule = Rule::new(fault(words.fault)?);
    if let Some(on) = words.on {
        let (verb, path) = on
            .split_once(' ')
            .ok_or_else(|| format!("`{on}` is no verb with a path, such as `GET /api/tags`"))?;
        rule = rule.on(verb, path);
    }
    match (words.first, words.every) {
        (Some(_), Some(_)) => Err("a fault has `first` or `every`, and not both".to_owned()),
        (Some(first), None) => Ok(rule.first(first)),
        (None, Some(every)) => Ok(rule.every(every)),
        (None, None) => Ok(rule),
    }
}

fn fault(words: FaultWords) -> Result<Fault, String> {
    Ok(match words {
        FaultWords::Reset => Fault::Reset,
        FaultWords::ResetInBody => Fault::ResetInBody,
        FaultWords::Truncated => Fault::Truncated,
        FaultWords::Empty => Fault::Empty,
        FaultWords::Gzip => Fault::Gzip,
        FaultWords::Status(status) => Fault::Status(status),
        FaultWords::Html(status) => Fault::Html(status),
        FaultWords::Latency(time) => Fault::Latency(seconds(time)?),
        FaultWords::ContentType(kind) => Fault::ContentType(kind),
        FaultWords::RateLimited { retry_after } => Fault::RateLimited { retry_after },
        FaultWords::Slow { bytes, pause } => Fault::Slow { bytes, pause: seconds(pause)? },
        FaultWords::Oversize { bytes, declared } => Fault::Oversize { bytes, declared },
        FaultWords::Redirect { status, location } => Fault::Redirect { status, location },
    })
}

fn seconds(time: f64) -> Result<Duration, String> {
    Duration::try_from_secs_f64(time).map_err(|_| format!("{time} is no time in seconds"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_goes_wrong() {
        let check = |json: &str, expected: Result<Vec<Rule>, &str>| {
            assert_eq!(parse(json), expected.map_err(str::to_owned), "{json}");
        };
        check("[]", Ok(vec![]));
        check(
            r#"[{"on": "GET /api/tags/{id}", "first": 1, "fault": {"status": 503}}]"#,
            Ok(vec![Rule::new(Fault::Status(503)).on("GET", "/api/tags/{id}").first(1)]),
        );
        check(
            r#"[{"every": 3, "fault": "reset"}, {"fault": {"latency": 0.25}}]"#,
            Ok(vec![
                Rule::new(Fault::Reset).every(3),
                Rule::new(Fault::Latency(Duration::from_millis(250))),
            ]),
        );
        check(
            r#"[{"fault": {"rate_limited": {}}}]"#,
            Ok(vec![Rule::new(Fault::RateLimited { retry_after: None })]),
        );
        check(
            r#"[{"on": "/api/tags", "fault": "reset"}]"#,
            Err("`/api/tags` is no verb with a path, such as `GET /api/tags`"),
        );
        check(r#"[{"fault": {"latency": -1}}]"#, Err("-1 is no time in seconds"));
        check(
            r#"[{"first": 1, "every": 2, "fault": "reset"}]"#,
            Err("a fault has `first` or `every`, and not both"),
        );
    }
}
