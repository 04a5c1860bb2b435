//! Flaws: what is wrong with the product, one thing at a time, and on purpose, to see that the suite finds it.
//!
//! Each stands in a table with the trial that must fail for it, and with what the failure must say, so that who reads that
//! knows where to look. A flaw that no trial finds is a gap in the suite. None of them is in the product's own code: what is
//! data there is changed in a copy, and the rest is changed where the suite meets the [product](crate::product).

mod answers;
mod bounds;
mod failures;
mod requests;
mod tools;

use std::fmt::Write as _;

use gorgias_runtime::Retry;
use gorgias_runtime::operation::Operation;
use gorgias_runtime::transport::{Exchange, Request, Transport};
use gorgias_suite::{Answered, Failed};
use gorgias_tools::Tool;
use serde_json::{Map, Value};

/// Something that is wrong with the product.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) name: &'static str,
    /// What is wrong, in a sentence.
    pub(crate) about: &'static str,
    /// The operation that has it.
    pub(crate) of: &'static str,
    pub(crate) change: Change,
    /// The trial that must find it.
    pub(crate) found_by: &'static str,
    /// What the failure must say.
    pub(crate) says: &'static str,
}

/// Where a flaw is put in, and how.
#[derive(Debug)]
pub(crate) enum Change {
    /// Into the descriptor of the operation, as the tool has it.
    Operation(fn(&mut Operation)),
    /// Into the tool.
    Tool(fn(&mut Tool)),
    /// Between the product and the wire.
    Wire(Wire),
    /// How often a call is sent.
    Retry(Retry),
    /// What the typed client gives back.
    Client(fn(Result<Answered, Failed>) -> Result<Answered, Failed>),
    /// The name by which a tool is called, and what it is given.
    Given(fn(&mut String, &mut Map<String, Value>)),
    /// What a tool gives back.
    Shown(fn(&mut Value)),
    /// What is called by such a name comes past every selection, as the tool of the name that is given for it.
    Unguarded(fn(&str) -> Option<&'static str>),
    /// A list does not know which pages it has asked for.
    Forgetful,
}

/// What sends a request in place of the transport.
pub(crate) type Wire = for<'a> fn(&'a dyn Transport, Request) -> Exchange<'a>;

impl Flaw {
    /// A tool with this flaw, if it has it.
    pub(crate) fn tool(&self, tool: &'static Tool) -> &'static Tool {
        if tool.operation.id != self.of {
            return tool;
        }
        match &self.change {
            Change::Tool(change) => {
                let mut tool = tool.clone();
                change(&mut tool);
                Box::leak(Box::new(tool))
            }
            Change::Operation(_) => {
                let operation = self.operation(tool.operation);
                Box::leak(Box::new(Tool { operation, ..tool.clone() }))
            }
            _ => tool,
        }
    }

    /// An operation with this flaw, if it has it.
    pub(crate) fn operation(&self, operation: &'static Operation) -> &'static Operation {
        match &self.change {
            Change::Operation(change) if operation.id == self.of => {
                let mut operation = operation.clone();
                change(&mut operation);
                Box::leak(Box::new(operation))
            }
            _ => operation,
        }
    }
}

/// A transport with a flaw.
pub(crate) struct Flawed<T> {
    inner: T,
    wire: Wire,
}

impl<T: Transport> Flawed<T> {
    pub(crate) fn new(inner: T, wire: Wire) -> Self {
        Self { inner, wire }
    }
}

impl<T: Transport> Transport for Flawed<T> {
    fn send(&self, request: Request) -> Exchange<'_> {
        (self.wire)(&self.inner, request)
    }
}

/// Sends each request, and changes what comes back.
macro_rules! answered {
    (|$response:ident| $change:expr) => {
        $crate::flaws::Change::Wire(|inner, request| {
            Box::pin(async move {
                let mut $response = inner.send(request).await?;
                $change;
                Ok($response)
            })
        })
    };
}
use answered;

/// All flaws.
pub(crate) fn all() -> impl Iterator<Item = &'static Flaw> {
    let kinds = [requests::FLAWS, answers::FLAWS, tools::FLAWS, failures::FLAWS, bounds::FLAWS];
    kinds.into_iter().flatten()
}

/// The flaw of a name.
pub(crate) fn named(name: &str) -> Result<&'static Flaw, String> {
    all().find(|flaw| flaw.name == name).ok_or_else(|| "`--flaws-table` names them all".to_owned())
}

/// The table of flaws as people read it.
pub(crate) fn markdown() -> String {
    let mut text = String::from(
        "| flaw | what is wrong | the trial that finds it | and what it says |\n|---|---|---|---|\n",
    );
    for Flaw { name, about, found_by, says, .. } in all() {
        let _ = writeln!(text, "| `{name}` | {about} | `{found_by}` | {says} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use gorgias_client::operations;
    use gorgias_runtime::jiff::civil::date;

    use super::*;
    use crate::failure::Failure;
    use crate::product::Product;
    use crate::replay::Replay;
    use crate::trials::{Task, tasks};

    /// The trials that find a flaw, as they are made anew for each time that they run.
    fn finders() -> impl Iterator<Item = Task> {
        let names: BTreeSet<_> = all().map(|flaw| flaw.found_by).collect();
        tasks(date(2026, 3, 6)).filter(move |task| names.contains(task.name.as_str()))
    }

    /// Why a trial does not find a flaw, if it does not.
    fn overlooked(flaw: &Flaw, ended: Result<(), Failure>) -> Option<String> {
        let Flaw { name, about, found_by, says, .. } = flaw;
        match ended {
            Ok(()) => Some(format!("{name}: {found_by} does not fail. {about}")),
            Err(failure) if failure.of_suite => {
                Some(format!("{name}: {found_by} breaks: {failure}"))
            }
            Err(failure) if failure.to_string().contains(says) => None,
            Err(failure) => {
                Some(format!("{name}: {found_by} does not say {says:?}, but {failure}"))
            }
        }
    }

    #[test]
    fn every_flaw_is_found_by_a_trial_that_says_where_it_is() {
        let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
        let mut replay = Replay::open(&recordings).unwrap();
        let mut missed: Vec<_> = finders()
            .filter_map(|task| {
                let failure = (task.work)(&replay).err()?;
                Some(format!("{} of the product as it is: {failure}", task.name))
            })
            .collect();
        for flaw in all() {
            replay.put_in_place(Product::with(flaw));
            let task = finders().find(|task| task.name == flaw.found_by);
            missed.extend(match task {
                Some(task) => overlooked(flaw, (task.work)(&replay)),
                None => Some(format!("{}: there is no trial {}", flaw.name, flaw.found_by)),
            });
        }
        assert!(missed.is_empty(), "{} flaws:\n{}", missed.len(), missed.join("\n"));
    }

    #[test]
    fn flaws_have_names_of_their_own_and_operations_that_there_are() {
        let names: BTreeSet<_> = all().map(|flaw| flaw.name).collect();
        assert_eq!(names.len(), all().count(), "two flaws have the same name");
        let unknown: Vec<_> = all()
            .filter(|flaw| !operations::ALL.iter().any(|it| it.id == flaw.of))
            .map(|flaw| flaw.name)
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
