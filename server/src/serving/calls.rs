//! The way of a call, the same for whoever makes it: which tool, which account, a place, and an answer in time.

use std::{sync::Arc, time::Duration};

use gorgias_runtime::clock::Clock;
use gorgias_tools::{GUIDE, Selection, ToolError};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{Desk, Desks, Toolbox};
use crate::log::{self, Called, Log};

/// A call as it was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The tool, by any of its names.
    pub name: String,
    /// What it is given.
    pub arguments: Map<String, Value>,
}

/// What became of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// There is no such tool. It is not said whether there would be one if more were allowed.
    Unknown {
        /// What may have been meant.
        right: String,
    },
    /// The answer.
    Answered(Value),
    /// Why there is none.
    Failed(ToolError),
    /// The time of the call ran out.
    Late {
        /// How long it had.
        after: Duration,
        /// Whether the call can have done something.
        sent: bool,
    },
    /// Whoever asked does not wait any longer.
    Cancelled,
}

/// What makes calls.
pub struct Calls {
    toolbox: Toolbox,
    desks: Desks,
    clock: Arc<dyn Clock>,
    log: Log,
}

impl Calls {
    /// Calls of these tools, for these desks, by a clock.
    pub fn new(toolbox: Toolbox, desks: Desks, clock: impl Clock, log: Log) -> Self {
        Self { toolbox, desks, clock: Arc::new(clock), log }
    }

    /// The tools.
    #[must_use]
    pub fn toolbox(&self) -> &Toolbox {
        &self.toolbox
    }

    /// What a model is told before it sees any tool.
    #[must_use]
    pub fn instructions(&self) -> String {
        let selection = self.selection();
        let allowed = match (selection.writes(), selection.reaches_customers()) {
            (false, _) => " Here nothing can be changed.",
            (true, false) => " Here nothing can reach a customer.",
            (true, true) => "",
        };
        format!("The Gorgias helpdesk.{allowed} {GUIDE}")
    }

    fn selection(&self) -> &Selection {
        self.toolbox.selection()
    }

    /// Makes a call. It is given up when the token is cancelled.
    pub async fn call(&self, asked: Asked, given_up: CancellationToken) -> Outcome {
        let started = self.clock.now();
        let mut trace = Trace::default();
        let outcome = match self.toolbox.find(&asked.name) {
            Ok(tool) => {
                trace.tool = Some(tool.name);
                tokio::select! {
                    outcome = self.attempt(asked, &mut trace) => outcome,
                    () = given_up.cancelled() => Outcome::Cancelled,
                }
            }
            Err(right) => Outcome::Unknown { right },
        };
        self.log.called(&Called {
            at: self.clock.date(),
            tool: trace.tool,
            account: trace.account.as_deref(),
            outcome: outcome.word(),
            took: self.clock.now().saturating_duration_since(started),
            waited: trace.waited,
        });
        outcome
    }

    async fn attempt(&self, mut asked: Asked, trace: &mut Trace) -> Outcome {
        let desk = match self.desks.choose(&mut asked.arguments) {
            Ok(desk) => desk,
            Err(fault) => return Outcome::Failed(ToolError::Refused(vec![fault])),
        };
        trace.account = Some(desk.name().to_owned());
        // Whoever makes a mistake need not wait to be told.
        if let Err(error) = self.selection().check(&asked.name, &asked.arguments) {
            return Outcome::Failed(error);
        }
        self.in_time(desk, asked, trace).await
    }

    /// Runs a call in its place and within its time.
    async fn in_time(&self, desk: &Desk, asked: Asked, trace: &mut Trace) -> Outcome {
        let started = self.clock.now();
        let mut late = self.clock.sleep(desk.deadline());
        let after = desk.deadline();
        let _place = tokio::select! {
            place = desk.place() => place,
            () = &mut late => return Outcome::Late { after, sent: false },
        };
        trace.waited = self.clock.now().saturating_duration_since(started);
        tokio::select! {
            answer = self.selection().call(desk.runtime(), &asked.name, asked.arguments) => {
                answer.map_or_else(Outcome::Failed, Outcome::Answered)
            }
            () = &mut late => Outcome::Late { after, sent: true },
        }
    }
}

/// What is known of a call while it is made.
#[derive(Default)]
struct Trace {
    tool: Option<&'static str>,
    account: Option<String>,
    waited: Duration,
}

impl Outcome {
    fn word(&self) -> log::Outcome {
        match self {
            Self::Unknown { .. } => log::Outcome::Unknown,
            Self::Answered(_) => log::Outcome::Ok,
            Self::Failed(ToolError::Failed(_)) => log::Outcome::Failed,
            Self::Failed(_) => log::Outcome::Refused,
            Self::Late { .. } => log::Outcome::Late,
            Self::Cancelled => log::Outcome::Cancelled,
        }
    }
}

impl std::fmt::Debug for Calls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calls").field("desks", &self.desks).finish_non_exhaustive()
    }
}
