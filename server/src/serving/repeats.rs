//! Creating nothing twice. A client whose connection breaks sends its call again under another number, and the protocol has no key
//! by which the two would be one. So the first answer is kept for those who ask the same.

use std::{
    collections::{HashMap, hash_map::RandomState},
    future::Future,
    hash::BuildHasher,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use gorgias_runtime::clock::Clock;
use gorgias_tools::tool::{Fault, Method, Tool, ToolError};
use serde_json::{Map, Value};
use tokio::sync::watch;

use super::Outcome;

/// The argument by which a caller says that a second one is meant.
pub const ALLOW_REPEAT: &str = "allow_repeat";

/// How long the answer of a success is kept.
const KEPT: Duration = Duration::from_secs(120);

/// How many calls are remembered, whatever their age.
const MOST: usize = 256;

/// Whether a tool makes something anew with each call.
pub(super) fn is_guarded(tool: &Tool) -> bool {
    tool.method == Method::Create && !tool.hints.idempotent
}

/// Whether a second one is meant, by an argument that is taken out.
pub(super) fn is_allowed(arguments: &mut Map<String, Value>) -> Result<bool, ToolError> {
    match arguments.shift_remove(ALLOW_REPEAT) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(allowed)) => Ok(allowed),
        Some(Value::String(word)) if word == "true" || word == "false" => Ok(word == "true"),
        Some(_) => Err(ToolError::refused(Fault::new(
            ALLOW_REPEAT,
            "is neither true nor false",
            "give true to make another one",
        ))),
    }
}

/// The calls that were made, by what makes them the same.
pub(super) struct Repeats {
    clock: Arc<dyn Clock>,
    hashers: [RandomState; 2],
    made: Arc<Mutex<HashMap<Digest, Made>>>,
}

/// What is kept of what makes calls the same: that may hold a whole file.
type Digest = [u64; 2];

/// A call that was made.
struct Made {
    /// Distinguishes it from a later one that is the same.
    at: Instant,
    /// The answer, as soon as there is one.
    answer: watch::Receiver<Option<Arc<Outcome>>>,
    /// Until when it stands in for those who ask the same; unsaid while that is not known to be safe.
    until: Option<Instant>,
}

impl Repeats {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, hashers: Default::default(), made: Arc::default() }
    }

    /// The answer of the same call before, or else that of this work. The work is done to its end even when nobody waits any
    /// longer: whoever asks again wants to know what became of it.
    pub(super) async fn once(
        &self,
        identity: &str,
        is_meant: bool,
        work: impl Future<Output = Outcome> + Send + 'static,
    ) -> Outcome {
        let key = self.hashers.each_ref().map(|hasher| hasher.hash_one(identity));
        let earlier = if is_meant { None } else { self.earlier(key) };
        let repeated = earlier.is_some();
        let mut answer = earlier.unwrap_or_else(|| self.begin(key, work));
        let first = answer.wait_for(Option::is_some).await;
        // A work that ended without an answer has panicked, which is our own mistake.
        let first = first.ok().and_then(|first| first.clone());
        Outcome::Kept { first: first.unwrap_or_else(|| Arc::new(Outcome::Cancelled)), repeated }
    }

    fn earlier(&self, key: Digest) -> Option<watch::Receiver<Option<Arc<Outcome>>>> {
        let now = self.clock.now();
        let made = made(&self.made);
        let earlier = made.get(&key).filter(|made| made.until.is_none_or(|until| now < until))?;
        Some(earlier.answer.clone())
    }

    fn begin(
        &self,
        key: Digest,
        work: impl Future<Output = Outcome> + Send + 'static,
    ) -> watch::Receiver<Option<Arc<Outcome>>> {
        let (say, answer) = watch::channel(None);
        let at = self.clock.now();
        {
            let mut made = made(&self.made);
            make_room(&mut made, at);
            made.insert(key, Made { at, answer: answer.clone(), until: None });
        }
        let (clock, all) = (Arc::clone(&self.clock), Arc::clone(&self.made));
        tokio::spawn(async move {
            let outcome = work.await;
            settle(&mut made(&all), key, at, clock.now(), &outcome);
            // Nobody may be waiting any longer.
            drop(say.send(Some(Arc::new(outcome))));
        });
        answer
    }
}

/// Keeps the answer of a success for a while, that of a failure not at all, and what is not known until somebody means a second one.
fn settle(
    made: &mut HashMap<Digest, Made>,
    key: Digest,
    at: Instant,
    now: Instant,
    outcome: &Outcome,
) {
    let Some(call) = made.get_mut(&key).filter(|call| call.at == at) else { return };
    match outcome {
        Outcome::Answered(..) => call.until = Some(now + KEPT),
        outcome if outcome.may_be_done() => {}
        _ => {
            made.remove(&key);
        }
    }
}

/// Forgets what stands in for nothing any longer, and the oldest where that is not enough.
fn make_room(made: &mut HashMap<Digest, Made>, now: Instant) {
    made.retain(|_, call| call.until.is_none_or(|until| now < until));
    while made.len() >= MOST {
        let oldest = made.iter().min_by_key(|(_, call)| call.at).map(|(key, _)| *key);
        let Some(oldest) = oldest else { return };
        made.remove(&oldest);
    }
}

/// A panic elsewhere does not make what was made unmade.
fn made(made: &Mutex<HashMap<Digest, Made>>) -> MutexGuard<'_, HashMap<Digest, Made>> {
    made.lock().unwrap_or_else(PoisonError::into_inner)
}
