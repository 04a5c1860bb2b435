//! The trials of cases and workflows.

use gorgias_client::Gorgias;
use gorgias_runtime::Runtime;
use gorgias_runtime::jiff::civil::Date;
use gorgias_runtime::operation::{Answer, Method};
use gorgias_suite::{Answered, Case, Ending, Operation, Trial, Workflow};
use serde_json::{Value, json};

use super::seeded::{Seeded, received, runtime};
use super::transport::Prepared;
use crate::call::{CLIENT, object, parse, way};
use crate::failure::{Failure, pretty};
use crate::read::payload;
use crate::recordings::Recorded;
use crate::refused::Refused;
use crate::workflow::{Ended, Unanswered, check, check_gives, follow};
use crate::{read, shown};

/// The trial of a case: what is answered has the promised type, and the tools show of it what they say.
pub(super) fn call(seeded: &Seeded, operation: &Operation, case: &Case) -> Result<(), Failure> {
    let recorded = seeded.recorded(case.id).ok_or_else(|| {
        Failure::new("the case has no recording", format!("{}.json", case.id), "no such file")
    })?;
    // What a case expects to be refused is not prepared for.
    let expected = case.refused.is_none().then(|| received(&recorded.exchange));
    let gorgias = Gorgias::with_runtime(seeded.prepared_for(expected.as_ref())?);
    let by_client = wait((case.typed)(&gorgias))?;
    let by_tools = operation.tools.iter().map(|tool| {
        let runtime = seeded.prepared_for(expected.as_ref())?;
        let args = object(case.args)?;
        Ok((tool, wait(gorgias_tools::call(&runtime, tool.name, args))?))
    });
    let by_tools = by_tools.collect::<Result<Vec<_>, Failure>>()?;
    if let Some(refusal) = &case.refused {
        check_missing(seeded, recorded)?;
        let refused = Refused { refusal, recorded };
        refused.by_client(CLIENT, by_client)?;
        return by_tools
            .into_iter()
            .try_for_each(|(tool, result)| refused.by_tool(&way(tool), result));
    }
    let failed = |way: &str, error: String| {
        let expected = format!("an answer as that of the recording `{}`", recorded.exchange.name);
        Failure::new(format!("{way} failed: {error}"), expected, error)
    };
    let Answered { reply, read } = by_client.map_err(|error| failed(CLIENT, error.to_string()))?;
    let answer = read::answer(&reply);
    check_fullness(recorded, &reply, &answer)?;
    read::check(&reply, &answer, &read)?;
    by_tools.into_iter().try_for_each(|(tool, result)| {
        let shown = result.map_err(|error| failed(&way(tool), error.to_string()))?;
        shown::check(tool, operation, &reply, &answer, &shown)
    })
}

/// What is not there the account itself must say, too.
fn check_missing(seeded: &Seeded, recorded: &Recorded) -> Result<(), Failure> {
    let status = recorded.exchange.status;
    let own = seeded.status_of(&received(&recorded.exchange));
    if status != 404 || own == status {
        return Ok(());
    }
    let what = "the account has what there is not";
    Err(Failure::new(what, status.to_string(), own.to_string()))
}

/// A list that was full in the recording and is empty here verifies nothing.
fn check_fullness(
    recorded: &Recorded,
    reply: &gorgias_client::Reply,
    answer: &Value,
) -> Result<(), Failure> {
    let there = recorded.answer(&reply.operation().answer);
    let items = |answer: &Value| payload(reply, answer).as_array().map(Vec::len);
    let operation = reply.operation();
    let lists = matches!(operation.answer, Answer::List { .. } | Answer::Pages(_));
    let lists = lists && operation.method == Method::Get;
    if lists && items(&there) > Some(0) && items(answer) == Some(0) {
        let what = "the list is empty, and in the recording it is not";
        return Err(Failure::new(what, pretty(&there), pretty(answer)));
    }
    Ok(())
}

/// The trial of a workflow.
pub(super) fn workflow(
    seeded: &Seeded,
    workflow: &Workflow,
    trial: &Trial,
    today: Date,
) -> Result<(), Failure> {
    let account = seeded.prepared_for_workflow(workflow, trial, today)?;
    let ended = followed(&runtime(account)?, workflow, trial, today)?;
    seeded.check_ended(trial, &ended)
}

impl Seeded {
    /// An account in which a workflow finds what it comes to see in the recordings, and nothing else.
    ///
    /// # Errors
    ///
    /// It cannot be followed with the recordings.
    pub fn prepared_for_workflow(
        &self,
        workflow: &Workflow,
        trial: &Trial,
        today: Date,
    ) -> Result<Prepared, Failure> {
        let (rehearsal, runtime) = self.rehearsal()?;
        followed(&runtime, workflow, trial, today)?;
        Ok(self.after(&rehearsal))
    }

    /// Whether a workflow ended as it must, except that what it makes has other ids.
    ///
    /// # Errors
    ///
    /// It did not.
    pub fn check_ended(&self, trial: &Trial, ended: &Ended) -> Result<(), Failure> {
        match &trial.ends {
            Ending::Done(gives) => {
                let mut gives = object(gives)?;
                for claim in gives.values_mut() {
                    if claim.as_i64().is_some_and(|id| self.was_made(id)) {
                        *claim = json!("present");
                    }
                }
                check_gives(&gives, ended)
            }
            Ending::Stopped(claim) => match (parse(claim)?, ended) {
                (Value::String(claim), Ended::Stopped(said)) if self.says(&claim, said) => Ok(()),
                _ => check(&trial.ends, ended),
            },
        }
    }

    /// Whether two texts are the same, except that what was made has other ids.
    fn says(&self, claim: &str, said: &str) -> bool {
        let (claim, said) = (numbers_apart(claim), numbers_apart(said));
        claim.len() == said.len()
            && claim.iter().zip(&said).all(|(claim, said)| {
                let was_made = claim.parse().is_ok_and(|id| self.was_made(id));
                claim == said || (was_made && said.parse::<i64>().is_ok())
            })
    }
}

/// The numbers of a text, and what stands between them.
fn numbers_apart(text: &str) -> Vec<&str> {
    let parts =
        text.as_bytes().chunk_by(|one, other| one.is_ascii_digit() == other.is_ascii_digit());
    parts.map(|part| std::str::from_utf8(part).unwrap_or_default()).collect()
}

fn followed(
    runtime: &Runtime,
    workflow: &Workflow,
    trial: &Trial,
    today: Date,
) -> Result<Ended, Failure> {
    let call = async |tool: &str, args| {
        gorgias_tools::call(runtime, tool, args).await.map_err(Unanswered::from)
    };
    wait(follow(workflow, object(trial.args)?, today, call))?
}

/// Does a piece of work to its end. Nothing in it waits for anything.
pub(super) fn wait<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let tokio = tokio.map_err(|error| {
        Failure::new("no async runtime could be started", "a runtime", error.to_string())
    })?;
    Ok(tokio.block_on(work))
}
