//! The trials of what goes wrong: every operation meets every fault of the [`table`], by the typed client and by its tool,
//! and ends as the table says. Where a call is sent again, it is also seen to succeed when the fault has passed.

mod play;
mod table;
mod told;
mod wire;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gorgias_client::{Error, Gorgias};
use gorgias_runtime::Retry;
use gorgias_runtime::operation::Answer;
use gorgias_runtime::transport::{Limits, Response};
use gorgias_suite::Operation;
use gorgias_tools::{Deed, Shows, Tool, ToolError};
use serde_json::json;

use self::play::{Fault, Faulty, Hasty, Play, WHOLE};
use self::table::{End, Ends, Row, TABLE, UNTYPED};
use self::told::{Facts, hint};
use self::wire::Servers;
use crate::failure::{Failure, pretty};
use crate::kind::Kind;
use crate::replay::Replay;
use crate::subject::{KEY, PROOF, Subject, account};
use crate::trials::Task;

pub(crate) use self::table::markdown;

/// A trial for every operation and every fault.
pub(crate) fn tasks() -> impl Iterator<Item = Task> {
    let servers = Arc::new(Servers::new());
    gorgias_suite::operations().flat_map(move |operation| {
        let servers = Arc::clone(&servers);
        TABLE.iter().map(move |row| {
            let servers = Arc::clone(&servers);
            let work = move |replay: &Replay| run(replay, &servers, operation, row);
            Task::new(format!("{}/faults/{}", operation.id, row.name), Kind::Faults, work)
        })
    })
}

fn run(
    replay: &Replay,
    servers: &Servers,
    operation: &'static Operation,
    row: &Row,
) -> Result<(), Failure> {
    let subject = Subject::of(replay, operation)?;
    let recorded = subject.response();
    let play = row.play(replay, servers, &recorded)?;
    let met = Met { replay, subject: &subject, recorded, row, play };
    let ends = [Way::Client, Way::Tool].into_iter().try_for_each(|way| met.ends(way));
    ends.map_err(|failure| failure.near(subject.case.id))
}

impl Ends {
    /// How a call of this tool's operation ends. Its effect is taken from where people read it, and not from what decides
    /// about retries.
    fn of(&self, tool: &Tool, way: Way) -> End {
        let only_reads = tool.effect.possible() == BTreeSet::from([Deed::Reads]);
        match (self, &tool.operation.answer) {
            (Self::Effect { read, .. }, _) if only_reads => *read,
            (Self::Effect { write, .. }, _) => *write,
            (Self::Answer { nothing, .. }, Answer::Nothing) => *nothing,
            (Self::Answer { file, .. }, Answer::File) => *file,
            (Self::Answer { csv, .. }, Answer::Csv) => *csv,
            (Self::Answer { json, .. }, _) => *json,
            (Self::Type, Answer::Nothing | Answer::File | Answer::Csv) => End::Reads,
            (Self::Type, Answer::Value)
                if matches!((way, &tool.shows), (Way::Tool, Shows::All)) =>
            {
                End::Reads
            }
            (Self::Type, _) => UNTYPED,
        }
    }
}

impl Row {
    /// What is ready to befall this call.
    fn play(
        &self,
        replay: &Replay,
        servers: &Servers,
        recorded: &Response,
    ) -> Result<Play, Failure> {
        Ok(match self.fault {
            Fault::Answer(answer) => Play::Answer(answer.in_place_of(recorded)),
            Fault::Wire(wire) => Play::Server(servers.http(), servers.address(replay, wire)?),
            Fault::Never => Play::Never,
        })
    }
}

/// How the operation is called.
#[derive(Clone, Copy)]
enum Way {
    Client,
    Tool,
}

impl Way {
    fn as_str(self) -> &'static str {
        match self {
            Self::Client => "the typed client",
            Self::Tool => "the tool",
        }
    }
}

/// A call that meets a fault.
struct Met<'t> {
    replay: &'t Replay,
    subject: &'t Subject<'t>,
    recorded: Response,
    row: &'t Row,
    play: Play,
}

/// How a call ended, after so many requests, and how long it would have waited.
struct Ended {
    result: Result<(), CallError>,
    sent: usize,
    waited: u64,
}

/// What came in place of an answer.
enum CallError {
    Error(Box<dyn std::error::Error + Send + Sync>),
    Tool(ToolError),
}

impl CallError {
    fn error(&self) -> Option<&Error> {
        match self {
            Self::Error(error) => error.downcast_ref(),
            Self::Tool(ToolError::Failed(error)) => Some(error),
            Self::Tool(_) => None,
        }
    }

    /// Whether people, or logs, are told what proves who calls.
    fn tells_credentials(&self) -> bool {
        let logged = match self {
            Self::Error(error) => format!("{error:?}"),
            Self::Tool(error) => format!("{error:?}"),
        };
        let proof = PROOF.trim_start_matches("Basic ");
        [self.text(), logged].iter().any(|it| it.contains(KEY) || it.contains(proof))
    }

    fn text(&self) -> String {
        match self {
            Self::Error(error) => error.to_string(),
            Self::Tool(error) => error.to_string(),
        }
    }
}

impl Met<'_> {
    fn ends(&self, way: Way) -> Result<(), Failure> {
        match self.row.ends.of(self.subject.tool, way) {
            End::Reads => self.reads(way),
            End::Fails { error, attempts, repeatable } => {
                self.fails(way, error, attempts, repeatable)?;
                if attempts > 1 { self.recovers(way) } else { Ok(()) }
            }
        }
    }

    /// Calls while so many requests meet the fault.
    fn call(&self, way: Way, faults: usize) -> Result<Ended, Failure> {
        let clock = Hasty::new(matches!(self.play, Play::Never));
        let sent = Arc::new(AtomicUsize::new(0));
        let account = account()?;
        let strays = Arc::<Mutex<Vec<String>>>::default();
        let transport = Faulty {
            play: self.play.clone(),
            recorded: self.recorded.clone(),
            faults,
            sent: Arc::clone(&sent),
            home: format!("{}/", account.base_url()),
            strays: Arc::clone(&strays),
        };
        let product = self.replay.product();
        let runtime = product.runtime(account, transport, |builder| {
            builder
                .clock(clock.clone())
                .limits(Limits { whole: WHOLE, ..Limits::default() })
                .retry(Retry::default().seeded(1))
        });
        let Subject { tool, case, .. } = self.subject;
        let result = match way {
            Way::Client => {
                let gorgias = Gorgias::with_runtime(runtime);
                self.replay.wait(product.typed(case, &gorgias))?.map(drop).map_err(CallError::Error)
            }
            Way::Tool => {
                let called = product.call(&runtime, tool.name, self.subject.args()?);
                self.replay.wait(called)?.map(drop).map_err(CallError::Tool)
            }
        };
        if let Some(stray) = strays.lock().unwrap_or_else(PoisonError::into_inner).first() {
            let what = "sends the credentials elsewhere";
            return Err(self.failure(way, what, "them to stay with the account", stray));
        }
        if result.as_ref().is_err_and(CallError::tells_credentials) {
            let what = "repeats the credentials in an error";
            return Err(self.failure(way, what, "an error without them", "them"));
        }
        let (sent, waited) = (sent.load(Ordering::Relaxed), clock.passed().as_secs());
        Ok(Ended { result, sent, waited })
    }

    fn reads(&self, way: Way) -> Result<(), Failure> {
        let ended = self.call(way, usize::MAX)?;
        match (ended.result, ended.sent) {
            (Ok(()), 1) => Ok(()),
            (Ok(()), sent) => {
                Err(self.failure(way, "sends more than once", "1", &sent.to_string()))
            }
            (Err(error), _) => Err(self.failure(way, "fails", "the answer", &error.text())),
        }
    }

    fn recovers(&self, way: Way) -> Result<(), Failure> {
        let ended = self.call(way, 1)?;
        match (ended.result, ended.sent) {
            (Ok(()), 2) => Ok(()),
            (Ok(()), sent) => {
                let what = "sends another number of requests when the fault passes";
                Err(self.failure(way, what, "2", &sent.to_string()))
            }
            (Err(error), _) => {
                let what = "fails although the fault has passed";
                Err(self.failure(way, what, "the answer", &error.text()))
            }
        }
    }

    fn fails(
        &self,
        way: Way,
        error: &str,
        attempts: usize,
        repeatable: bool,
    ) -> Result<(), Failure> {
        let ended = self.call(way, usize::MAX)?;
        let facts = Facts::of(self.row.fault, &self.recorded);
        let hint = facts.status.and_then(|status| hint(self.subject.tool, status));
        let expected = json!({
            "error": error,
            "operation": self.subject.tool.operation.id,
            "status": facts.status,
            "request id": facts.request_id,
            "retry after": facts.retry_after,
            "hint": hint,
            "may be repeated": repeatable,
            "attempts": attempts,
            "requests": attempts,
        });
        let came = match &ended.result {
            Ok(()) => {
                return Err(self.failure(
                    way,
                    "takes it for a success",
                    &pretty(&expected),
                    "an answer",
                ));
            }
            Err(came) => came,
        };
        let Some(told) = came.error() else {
            return Err(self.failure(
                way,
                "fails in another way",
                &pretty(&expected),
                &came.text(),
            ));
        };
        let found = json!({
            "error": told.kind().name(),
            "operation": told.operation(),
            "status": told.status(),
            "request id": told.request_id(),
            "retry after": told.retry_after().map(|wait| wait.as_secs()),
            "hint": told.hint(),
            "may be repeated": told.is_repeatable(),
            "attempts": told.attempts(),
            "requests": ended.sent,
        });
        if expected != found {
            return Err(self.failure(way, "ends otherwise", &pretty(&expected), &pretty(&found)));
        }
        let asked = facts.retry_after.unwrap_or_default() * (attempts as u64 - 1);
        if ended.waited < asked {
            let what = "waits less than the server asks for";
            return Err(self.failure(
                way,
                what,
                &format!("{asked} s"),
                &format!("{} s", ended.waited),
            ));
        }
        match hint {
            // A model reads nothing but the text.
            Some(hint) if matches!(way, Way::Tool) && !came.text().ends_with(hint) => {
                Err(self.failure(way, "does not say what the refusal means", hint, &came.text()))
            }
            _ => Ok(()),
        }
    }

    fn failure(&self, way: Way, what: &str, expected: &str, came: &str) -> Failure {
        let (way, about) = (way.as_str(), self.row.about);
        Failure::new(format!("{way} {what} ({about})"), expected, came)
    }
}
