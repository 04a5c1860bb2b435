//! The way of a call, the same for whoever makes it: which tool, which account, a place, and an answer in time.

use std::sync::Arc;

use gorgias_runtime::{Waits, clock::Clock};
use gorgias_tools::{
    CAUTION, GUIDE, Terms, ToolError,
    tool::{Tool, shortened},
};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{
    Confirm, Desk, Desks, Outcome, Person, Toolbox, answer,
    confirm::{Confirmation, Consent, Question},
    identity::identity,
    repeats::{self, Repeats},
    toolbox::Way,
};
use crate::{
    Error,
    log::{Called, Log},
};

/// A call as it was asked for.
#[derive(Clone, Default)]
pub struct Asked {
    /// The tool, by any of its names.
    pub name: String,
    /// What it is given.
    pub arguments: Map<String, Value>,
    /// Who wants to know how far the work is that the call waits for.
    pub progress: Option<Progress>,
}

/// Is told how much is done of the work that a call waits for, where that is known.
pub type Progress = Arc<dyn Fn(Option<u64>) + Send + Sync>;

/// How calls are made, whatever they are.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// What a person is asked about first.
    pub confirm: Confirm,
    /// What tools are called on.
    pub terms: Terms,
}

/// What makes calls.
pub struct Calls {
    toolbox: Arc<Toolbox>,
    desks: Desks,
    clock: Arc<dyn Clock>,
    terms: Terms,
    confirmation: Confirmation,
    repeats: Repeats,
    log: Arc<Log>,
}

impl Calls {
    /// Calls of these tools, for these desks, by a clock.
    ///
    /// # Errors
    ///
    /// This machine has no random numbers.
    pub fn new(
        toolbox: Toolbox,
        desks: Desks,
        Manners { confirm, terms }: Manners,
        clock: impl Clock,
        log: Arc<Log>,
    ) -> Result<Self, Error> {
        let clock: Arc<dyn Clock> = Arc::new(clock);
        let confirmation = Confirmation::new(confirm, Arc::clone(&clock))?;
        let repeats = Repeats::new(Arc::clone(&clock));
        Ok(Self { toolbox: Arc::new(toolbox), desks, clock, terms, confirmation, repeats, log })
    }

    /// The tools.
    #[must_use]
    pub fn toolbox(&self) -> &Toolbox {
        &self.toolbox
    }

    /// What a model is told before it sees any tool.
    #[must_use]
    pub fn instructions(&self) -> String {
        let selection = self.toolbox.selection();
        let allowed = match (selection.writes(), selection.reaches_customers()) {
            (false, _) => " Here nothing can be changed.",
            (true, false) => " Here nothing can reach a customer.",
            (true, true) => "",
        };
        let found = if self.toolbox.is_searched() {
            " Find a tool by what you want to do, have it described, and then call it."
        } else {
            ""
        };
        format!("The Gorgias helpdesk.{allowed}{found} {GUIDE} {CAUTION}")
    }

    /// Makes a call. It is given up when the token is cancelled, unless it makes something that must not be made twice.
    pub async fn call(&self, asked: Asked, person: Person, given_up: CancellationToken) -> Outcome {
        let started = self.clock.now();
        let mut trace = Trace::default();
        let outcome = match self.toolbox.way(asked) {
            Ok(Way::Tool(tool, asked)) => {
                trace.tool = Some(tool.name);
                tokio::select! {
                    outcome = self.attempt(tool, asked, person, &mut trace) => outcome,
                    () = given_up.cancelled() => Outcome::Cancelled,
                }
            }
            Ok(Way::Said(name, said)) => {
                trace.tool = Some(name);
                Outcome::Said(said)
            }
            Err(error) => answer::of_error(error),
        };
        self.log.called(&Called {
            at: self.clock.date(),
            tool: trace.tool,
            account: trace.account.as_deref(),
            outcome: outcome.word(),
            took: self.clock.now().saturating_duration_since(started),
            waited: trace.waits.total(),
        });
        outcome
    }

    async fn attempt(
        &self,
        tool: &'static Tool,
        mut asked: Asked,
        person: Person,
        trace: &mut Trace,
    ) -> Outcome {
        let desk = match self.desks.choose(&mut asked.arguments) {
            Ok(desk) => Arc::clone(desk),
            Err(fault) => return Outcome::Failed(ToolError::refused(fault)),
        };
        trace.account = Some(desk.name().to_owned());
        let is_guarded = repeats::is_guarded(tool);
        let is_meant = match is_guarded.then(|| repeats::is_allowed(&mut asked.arguments)) {
            Some(Err(error)) => return Outcome::Failed(error),
            Some(Ok(is_meant)) => is_meant,
            None => false,
        };
        // Whoever makes a mistake need not wait to be told, and nobody is asked about it.
        if let Err(error) = self.toolbox.selection().check(&asked.name, &asked.arguments) {
            return Outcome::Failed(error);
        }
        let identity = identity(desk.name(), tool.name, &asked.arguments);
        if let Some(outcome) = self.unless_confirmed(tool, &desk, &asked, &identity, person).await {
            return outcome;
        }
        let permitted = Permitted {
            toolbox: Arc::clone(&self.toolbox),
            desk,
            clock: Arc::clone(&self.clock),
            asked,
            terms: self.terms.clone(),
            waits: trace.waits.clone(),
        };
        let work = permitted.run();
        if is_guarded { self.repeats.once(&identity, is_meant, work).await } else { work.await }
    }

    /// What there is to say in place of a call that needs somebody's word and does not have it.
    async fn unless_confirmed(
        &self,
        tool: &'static Tool,
        desk: &Desk,
        asked: &Asked,
        identity: &str,
        person: Person,
    ) -> Option<Outcome> {
        if !self.confirmation.is_needed(tool.effect_of(&asked.arguments).into_iter()) {
            return None;
        }
        let message = question(tool, desk, &asked.arguments);
        match self.confirmation.ask(Question { identity, message }, person).await {
            Ok(Consent::Given) => None,
            Ok(Consent::Asks(asks)) => Some(Outcome::Asks(asks)),
            Ok(Consent::Withheld(why)) => Some(Outcome::Withheld(why)),
            Err(error) => Some(Outcome::Broken(error)),
        }
    }
}

/// What a person is asked. What the model thought of comes last, so that it cannot pass for a part of the question.
fn question(tool: &Tool, desk: &Desk, arguments: &Map<String, Value>) -> String {
    const SHOWN: usize = 1000;
    let arguments = Value::from(arguments.clone()).to_string();
    let arguments = shortened(&arguments, SHOWN);
    let (title, account, name) = (tool.title, desk.name(), tool.name);
    format!(
        "{title}, in the account {account}? It may not be possible to undo this. The call is {name} {arguments}"
    )
}

/// A call that may be made.
struct Permitted {
    toolbox: Arc<Toolbox>,
    desk: Arc<Desk>,
    clock: Arc<dyn Clock>,
    asked: Asked,
    terms: Terms,
    waits: Waits,
}

impl Permitted {
    /// Runs the call in its place and within its time. A tool may make several requests, and waits for its place before the first,
    /// so that the time which the runtime gives to a request is not that of the call.
    async fn run(self) -> Outcome {
        let Self { toolbox, desk, clock, asked, terms, waits } = self;
        let after = desk.deadline();
        let mut late = clock.sleep(after);
        let wait = waits.begin(&*clock);
        let _place = tokio::select! {
            // A place that comes too late is none.
            biased;
            () = &mut late => return Outcome::Late { after, sent: false },
            place = desk.place() => place,
        };
        drop(wait);
        let terms = match asked.progress {
            Some(progress) => terms.progress(move |done| progress(done)),
            None => terms,
        };
        let runtime = desk.runtime().adding_waits_to(&waits);
        tokio::select! {
            answer = toolbox.selection().answer(&runtime, &asked.name, asked.arguments, &terms) => {
                match answer {
                    Ok(answered) => Outcome::Answered(answered, runtime.rate()),
                    Err(error) => Outcome::Failed(error),
                }
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
    waits: Waits,
}

impl std::fmt::Debug for Calls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calls").field("desks", &self.desks).finish_non_exhaustive()
    }
}
