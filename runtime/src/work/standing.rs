//! What answers say about work, by the paths of its descriptor.

use serde_json::Value;

use crate::{call::Call, error::Error, operation::LongRunning, path::Path, runtime::Runtime};

/// How work stands.
pub(super) enum Standing {
    /// It has not ended, or says so in a way that nobody knows yet.
    GoesOn,
    Well,
    /// With the paths and the texts there.
    Badly(String),
}

/// Paths, and the texts of which each must have one.
type Texts = [(&'static str, &'static [&'static str])];

/// The call that asks about the work which an answer has begun. What the answer lacks is reported when the call is sent.
pub(super) fn question(plan: &LongRunning, begun: &Value) -> Call {
    let mut poll = Call::new(plan.poll);
    for (argument, path) in plan.with {
        if let Some(value) = values(begun, path).first() {
            poll.set(argument, value);
        }
    }
    poll
}

/// Stops the work that a call asks about.
pub(super) async fn cancel(
    runtime: &Runtime,
    plan: &LongRunning,
    poll: &Call,
) -> Result<(), Error> {
    let Some(operation) = plan.cancel else {
        let error = Error::refused("cancel", "is nothing that this work knows", "wait for its end");
        return Err(error.named_by(poll));
    };
    let mut call = Call::new(operation);
    for (argument, _) in plan.with {
        if let Some(value) = poll.get(argument) {
            call.set(argument, value);
        }
    }
    runtime.execute(call).await.map(drop)
}

/// How the work stands by what was said of it.
pub(super) fn of(plan: &LongRunning, said: &Value) -> Standing {
    if !holds(plan.ended, said) {
        Standing::GoesOn
    } else if holds(plan.good, said) {
        Standing::Well
    } else {
        let states = plan.ended.iter().flat_map(|(path, _)| {
            values(said, path).into_iter().map(move |value| format!("`{path}` is {value}"))
        });
        Standing::Badly(states.collect::<Vec<_>>().join(", "))
    }
}

/// How much is done.
pub(super) fn done(plan: &LongRunning, said: &Value) -> Option<u64> {
    values(said, plan.progress?).first()?.as_u64()
}

fn holds(texts: &Texts, said: &Value) -> bool {
    texts.iter().all(|(path, texts)| {
        let found = values(said, path);
        let listed = |value: &&Value| value.as_str().is_some_and(|text| texts.contains(&text));
        !found.is_empty() && found.iter().all(listed)
    })
}

fn values<'v>(said: &'v Value, path: &str) -> Vec<&'v Value> {
    Path::parse(path).map(|path| path.values(said)).unwrap_or_default()
}
