//! The product, as all trials call it: as it is, or with one [flaw](crate::flaws) in it.
//!
//! Whatever a trial wants of the product it gets here, so that a flaw is in all that the trial sees of it.

use gorgias_client::{Gorgias, operations};
use gorgias_runtime::operation::Operation;
use gorgias_runtime::transport::Transport;
use gorgias_runtime::{Account, Call, Error, Page, Pages, Runtime, RuntimeBuilder};
use gorgias_suite::{Case, Failed};
use gorgias_tools::tool::{Answered, Terms, answer, call, find};
use gorgias_tools::{Narrowing, Selection, SelectionError, TOOLS, Tool, ToolError};
use serde_json::{Map, Value};

use crate::flaws::{Change, Flaw, Flawed};

/// What is generated, and what it stands on.
pub(crate) struct Product {
    flaw: Option<&'static Flaw>,
    tools: Vec<&'static Tool>,
}

impl Product {
    /// The product as people get it.
    pub(crate) fn sound() -> Self {
        Self { flaw: None, tools: TOOLS.to_vec() }
    }

    /// The same with a flaw in it.
    pub(crate) fn with(flaw: &'static Flaw) -> Self {
        Self { flaw: Some(flaw), tools: TOOLS.iter().map(|tool| flaw.tool(tool)).collect() }
    }

    /// The name of its flaw; none has the empty name.
    pub(crate) fn flaw(&self) -> &'static str {
        self.flaw.map_or("", |flaw| flaw.name)
    }

    pub(crate) fn tools(&self) -> &[&'static Tool] {
        &self.tools
    }

    /// The tool of a name; aliases lead to it too.
    pub(crate) fn tool(&self, name: &str) -> Option<&'static Tool> {
        find(&self.tools, name)
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&'static Operation> {
        let known = operations::ALL.iter().copied().find(|known| known.id == id)?;
        Some(self.flaw.map_or(known, |flaw| flaw.operation(known)))
    }

    /// A runtime that sends through a transport, with what else is to be said of it.
    pub(crate) fn runtime(
        &self,
        account: Account,
        transport: impl Transport,
        told: impl FnOnce(RuntimeBuilder) -> RuntimeBuilder,
    ) -> Runtime {
        let builder = told(Runtime::builder(account));
        match self.change() {
            Some(Change::Wire(wire)) => builder.transport(Flawed::new(transport, *wire)),
            Some(Change::Retry(retry)) => builder.transport(transport).retry(retry.seeded(1)),
            _ => builder.transport(transport),
        }
        .build()
    }

    /// Makes a case's call by the typed client.
    pub(crate) async fn typed(
        &self,
        case: &Case,
        gorgias: &Gorgias,
    ) -> Result<gorgias_suite::Answered, Failed> {
        let answered = (case.typed)(gorgias).await;
        match self.flaw {
            Some(Flaw { of, change: Change::Client(change), .. }) if operation_of(case) == *of => {
                change(answered)
            }
            _ => answered,
        }
    }

    /// Calls the tool of a name.
    pub(crate) async fn call(
        &self,
        runtime: &Runtime,
        name: &str,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let (name, args) = self.given(name, args);
        let shown = call(runtime, &self.tools, &name, args).await;
        self.shown(&name, shown)
    }

    /// The same for who has room for all of the answer.
    pub(crate) async fn call_for_all(
        &self,
        runtime: &Runtime,
        name: &str,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let (name, args) = self.given(name, args);
        let terms = Terms::new().largest(usize::MAX);
        let answered = answer(runtime, &self.tools, &name, args, &terms).await;
        self.shown(&name, answered.map(Answered::into_value))
    }

    /// What a narrowing leaves of the tools.
    pub(crate) fn select(&self, narrowing: &Narrowing) -> Result<Selection, SelectionError> {
        Selection::of(&self.tools, narrowing)
    }

    /// Calls the tool of a name, if a selection lets it through.
    pub(crate) async fn call_selected(
        &self,
        selection: &Selection,
        runtime: &Runtime,
        name: &str,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let (name, args) = self.given(name, args);
        let unguarded = match self.change() {
            Some(Change::Unguarded(unguarded)) => unguarded(&name),
            _ => None,
        };
        match unguarded {
            Some(name) => call(runtime, &self.tools, name, args).await,
            None => selection.call(runtime, &name, args).await,
        }
    }

    /// The pages of a list.
    pub(crate) fn pages(&self, runtime: Runtime, call: Call) -> Walk {
        let pages = Pages::new(runtime.clone(), call.clone());
        let forgets = matches!(self.change(), Some(Change::Forgetful));
        Walk { pages, forgets: forgets.then_some((runtime, call)) }
    }

    fn change(&self) -> Option<&'static Change> {
        self.flaw.map(|flaw| &flaw.change)
    }

    fn given(&self, name: &str, mut args: Map<String, Value>) -> (String, Map<String, Value>) {
        let mut name = name.to_owned();
        if let Some(Change::Given(change)) = self.change() {
            change(&mut name, &mut args);
        }
        (name, args)
    }

    fn shown(&self, name: &str, shown: Result<Value, ToolError>) -> Result<Value, ToolError> {
        let id = self.tool(name).map(|tool| tool.operation.id);
        match self.flaw {
            Some(Flaw { of, change: Change::Shown(change), .. }) if id == Some(of) => {
                shown.map(|mut shown| {
                    change(&mut shown);
                    shown
                })
            }
            _ => shown,
        }
    }
}

fn operation_of(case: &Case) -> &str {
    case.id.split('/').next().unwrap_or_default()
}

/// The pages of a list, one after the other.
pub(crate) struct Walk {
    pages: Pages<Value>,
    /// What begins the list anew for each page, where it shall not be known what was asked for before.
    forgets: Option<(Runtime, Call)>,
}

impl Walk {
    pub(crate) async fn try_next(&mut self) -> Result<Option<Page<Value>>, Error> {
        let page = self.pages.try_next().await?;
        let next = page.as_ref().and_then(|page| page.next_cursor.as_ref());
        if let (Some((runtime, call)), Some(next)) = (&mut self.forgets, next) {
            call.follow(next);
            self.pages = Pages::new(runtime.clone(), call.clone());
        }
        Ok(page)
    }
}
