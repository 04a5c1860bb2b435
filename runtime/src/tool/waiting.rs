//! Work that goes on after the answer, waited for as long as a caller asks and is allowed to.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{
    Answered, Terms, Tool, ToolError, answer::whole, marks::Marks, projection::Projection,
};
use crate::{LongRunning, Reply, Runtime, Started, error::Kind, path::Path};

/// The argument that says how long.
pub(super) const WAIT: &str = "wait";

/// How work is followed: by whom, and how long.
pub(super) struct Wait<'t> {
    pub(super) runtime: &'t Runtime,
    pub(super) plan: &'static LongRunning,
    pub(super) asks: &'static Tool,
    pub(super) time: Duration,
}

impl Wait<'_> {
    /// How the work stands at its end, or when the time is over. The call that began it has been answered, so that nothing
    /// which goes wrong from then on is its failure.
    pub(super) async fn over(&self, begun: &Reply, terms: &Terms) -> Result<Answered, ToolError> {
        let started: Started<Value, Value> = Started::new(self.runtime.clone(), self.plan, begun)?;
        let mut work = started.finished().within(self.time);
        if let Some(watcher) = terms.progress.clone() {
            work = work.progress(move |progress| watcher(progress.done));
        }
        let error = match work.await {
            Ok(state) => {
                return Ok(self.shown(Some(state), json!({"ended": true, "good": true}), terms));
            }
            Err(error) => error,
        };
        let state = match error.answer() {
            Some(said) => Some(said.decode()?),
            None => None,
        };
        let work = match error.kind() {
            Kind::EndedBadly { state, .. } => {
                json!({"ended": true, "good": false, "state": state})
            }
            Kind::Unfinished { .. } => json!({"ended": false, "ask": self.ask(&started)}),
            _ => {
                let note = format!("it was begun, and could not be asked about: {error}");
                json!({"ended": false, "ask": self.ask(&started), "note": note})
            }
        };
        Ok(self.shown(state, work, terms))
    }

    /// What was said last, as the tool that asks shows it, and how the work stands.
    fn shown(&self, state: Option<Value>, work: Value, terms: &Terms) -> Answered {
        let answered = match (state, &self.asks.answer) {
            (Some(state), ty @ Some(_)) => {
                let shown = Projection::chosen(ty.as_ref(), &self.asks.shows);
                whole(self.asks, shown.show(state), terms)
            }
            _ => Answered::new(json!({}), Marks::default()),
        };
        answered.with("work", work)
    }

    /// The call that asks again.
    fn ask(&self, begun: &Value) -> Value {
        let arguments = self.plan.with.iter().filter_map(|(argument, path)| {
            let path = Path::parse(path)?;
            let value = path.values(begun).first().copied()?.clone();
            Some(((*argument).to_owned(), value))
        });
        json!({"tool": self.asks.name, "arguments": arguments.collect::<Map<_, _>>()})
    }
}

impl Tool {
    /// Whether a caller can say how long to wait; an argument of the operation that is called so comes first.
    pub(super) fn takes_wait(&self) -> bool {
        let own = |key: &str| self.arguments.iter().any(|field| field.key() == key);
        self.operation.long_running.is_some() && !own(WAIT)
    }
}
