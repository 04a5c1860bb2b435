//! The trial of an operation that only reads: what the account answers is what is promised.

use gorgias_client::Reply;
use gorgias_runtime::transport::Response;
use gorgias_suite::{Operation, Reading, Tool};
use serde_json::{Map, Value};

use super::account::{Answered, Live};
use super::known::{Compared, in_answer, without_secrets};
use super::{Shown, brief, unanswered};
use crate::call::{CLIENT, check_schemas, way};
use crate::failure::Failure;
use crate::path::{steps, take_out};
use crate::read::{answer, payload};
use crate::replay::Replay;
use crate::scripted::Scripted;
use crate::shown;

pub(super) fn run(
    live: &Live,
    replay: &Replay,
    operation: &'static Operation,
    reading: &Reading,
) -> Result<Shown, Failure> {
    let answered = live.answer(replay.product(), operation, reading)?;
    let reply = match answered.get() {
        Some(Answered::Reply(reply)) => reply,
        Some(Answered::Uncalled(reason)) => return Ok(Shown::Nothing(reason.clone())),
        Some(Answered::Not(error)) => {
            return unanswered(error, "the account refuses the call", "an answer");
        }
        None => return Ok(Shown::Nothing("it was not called".to_owned())),
    };
    let came = answer(reply);
    let unknown = by_client(operation, reading, reply, &came)?;
    let unknown = in_answer(reply, &came, &unknown);
    let args = match live.args(replay.product(), operation, reading)? {
        Ok(args) => args,
        Err(reason) => return Ok(Shown::Nothing(reason)),
    };
    for tool in operation.tools {
        let trial = ByTool { replay, operation, tool, reply };
        trial.run(&args, &came, &unknown).map_err(brief)?;
    }
    Ok(Shown::Holds(unknown))
}

/// The paths that nobody knows, if the rest is read as it came.
fn by_client(
    operation: &Operation,
    reading: &Reading,
    reply: &Reply,
    came: &Value,
) -> Result<Vec<String>, Failure> {
    let promised = "an answer of the type that is promised";
    let read = (reading.read)(reply.clone()).map_err(|error| {
        Failure::new(format!("{CLIENT} cannot read the answer"), promised, error.to_string())
    })?;
    if matches!(reply.operation().answer, gorgias_runtime::operation::Answer::Nothing) {
        return Ok(Vec::new());
    }
    let read = without_secrets(&read.read, operation);
    let came = without_secrets(payload(reply, came), operation);
    let Compared { differs, unknown } = Compared::of(&read, &came);
    if differs.is_empty() {
        return Ok(unknown.into_iter().collect());
    }
    let what = format!("{CLIENT} reads something else than came");
    Err(Failure::new(what, "what came", differs.join("\n")))
}

/// A tool that is given the same answer: to call the account again would cost another turn, and it may have changed.
struct ByTool<'t> {
    replay: &'t Replay,
    operation: &'static Operation,
    tool: &'static Tool,
    reply: &'t Reply,
}

impl ByTool<'_> {
    fn run(
        &self,
        args: &Map<String, Value>,
        came: &Value,
        unknown: &[String],
    ) -> Result<(), Failure> {
        let shown = self.shown(args, self.reply.body().clone())?;
        check_schemas(self.replay.product(), self.tool, args, &shown)?;
        if unknown.is_empty() {
            return shown::check(self.tool, self.operation, self.reply, came, &shown);
        }
        // What nobody knows may be a secret, so that tools show less of it than came.
        let mut known = came.clone();
        unknown.iter().for_each(|path| take_out(&mut known, &steps(path)));
        let shown = self.shown(args, known.to_string().into())?;
        shown::check(self.tool, self.operation, self.reply, &known, &shown)
    }

    fn shown(
        &self,
        args: &Map<String, Value>,
        body: gorgias_runtime::bytes::Bytes,
    ) -> Result<Value, Failure> {
        let headers = self.reply.headers().clone();
        let scripted = Scripted::new([Response { status: self.reply.status(), headers, body }]);
        let product = self.replay.product();
        let runtime = scripted.runtime(product)?;
        let shown = product.call_for_all(&runtime, self.tool.name, args.clone());
        self.replay.wait(shown)?.map_err(|error| {
            let what = format!("{} fails with the answer", way(self.tool));
            Failure::new(what, "what it shows", error.to_string())
        })
    }
}
