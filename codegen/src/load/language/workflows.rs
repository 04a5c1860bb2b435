//! Workflows: their steps, what must hold of what they see, and their trials.

use serde_json::{Value as Json, json};

use crate::diagnostic::Diagnostic;
use crate::load::expr::TypeExpr;
use crate::load::words::{
    self, At, Book, Count, Filled, List, Names, Reader, Slot, Table, Word, records,
};
use crate::load::yaml::{Node, Value};
use crate::rules::Rule;
use crate::source::Span;

use super::{either, one_or_many, some};

records! {
    /// An input of a workflow.
    InputWords "an input" {
        /// The type expression.
        ty "type": TypeExpr,
        /// One short text for people and models.
        about "about": Option<String>,
        /// The value that a trial uses unless its case says another.
        example "example": Node,
    }
    /// A refusal of the API that a workflow is ready for.
    RefusedWords "a refusal" {
        /// The status, or some.
        status "status": At<Statuses>,
        /// The name that keeps what the API said; it keeps nothing if the call goes well.
        name "as": At<String>,
    }
    /// A step of a workflow: it calls a tool, finds an item, takes either of some values, splits a text, or stops.
    StepWords "a step" {
        /// A tool.
        call "call": Option<At<String>>,
        /// The tool's arguments.
        with "with": Option<Node>,
        /// A list: the call is made for each item, which is called `it`.
        each "each": Option<At<String>>,
        /// So many pages of a list are read at most, as if they were one.
        pages "pages": Option<At<Count>>,
        /// The call is repeated until its answer holds this.
        until "until": Option<ClaimTable>,
        /// So many times at most.
        at_most "at_most": Option<Count>,
        /// What the answer must hold.
        expects "expects": Option<ClaimTable>,
        /// A refusal after which the workflow goes on.
        refused "refused": Option<RefusedWords>,
        /// A list to look in.
        find "find": Option<At<String>>,
        /// What the item looked for holds.
        filter "where": Option<ClaimTable>,
        /// Whether nothing may be found.
        optional "optional": Option<bool>,
        /// Values, of which the first is taken that is there.
        either "either": Option<Names>,
        /// A text whose parts between commas become a list.
        split "split": Option<At<String>>,
        /// What is said when the workflow ends here without being done.
        stop "stop": Option<At<String>>,
        /// The name that keeps the answer, the item or the value.
        name "as": Option<At<String>>,
        /// The step runs only if this holds.
        when "when": Option<ClaimTable>,
    }
    /// A trial of a workflow.
    TrialWords "a case of a workflow" {
        /// Its name, in kebab-case.
        name "name": At<String>,
        /// What it shows.
        about "about": Option<String>,
        /// Inputs that are not the examples.
        args "args": Option<Table<Node>>,
        /// What the workflow must give.
        gives "gives": Option<ClaimTable>,
        /// What the workflow must stop with.
        stops "stops": Option<Claims>,
    }
    /// A piece of work done with several tools.
    WorkflowFile "a workflow" {
        /// Its name, in kebab-case.
        name "workflow": At<String>,
        /// A few words, as on a button.
        title "title": At<String>,
        /// What is done.
        about "about": At<String>,
        /// What the person gives.
        inputs "inputs": Option<Table<InputWords>>,
        /// The steps, in order.
        steps "steps": Filled<List<StepWords>>,
        /// What the person gets, if the workflow comes to its end.
        gives "gives": Option<Table<Node>>,
        /// Its trials; unsaid, one with the examples.
        cases "cases": Option<Filled<List<TrialWords>>>,
    }
}

/// References or paths, and what must hold there.
pub(crate) type ClaimTable = Filled<Table<Claims>>;

/// Statuses of refusals: one, or a list.
#[derive(Debug, Clone)]
pub(crate) struct Statuses(pub(crate) Vec<u16>);

impl Word for Statuses {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let nodes = one_or_many(node);
        if nodes.is_empty() {
            reader.wrong_kind(node, "a status, or some");
        }
        let mut statuses = Vec::new();
        for node in &nodes {
            // A status that is there and wrong is not a word that is missing.
            let Some(status) = status(node, reader) else { continue };
            if statuses.contains(&status) {
                let message = format!("`{status}` is listed twice");
                let repeated = Diagnostic::new(Rule::RepeatedValue, node.span, message);
                reader.report(repeated.help("keep one of them"));
            }
            statuses.push(status);
        }
        Some(Self(statuses))
    }

    fn schema(_: &mut Book) -> Json {
        let status = json!({ "type": "integer", "minimum": 400, "maximum": 499 });
        either(status.clone(), json!({ "type": "array", "items": status, "minItems": 1 }))
    }
}

fn status(node: &Node, reader: &mut Reader) -> Option<u16> {
    let number = i64::read(node, reader)?;
    let status = u16::try_from(number).ok().filter(|status| (400..500).contains(status));
    if status.is_none() {
        let message = format!("expected a status from 400 to 499, found `{number}`");
        let help = "other answers are successes, or say nothing of what was asked";
        reader.report(Diagnostic::new(Rule::WrongKind, node.span, message).help(help));
    }
    status
}

/// What must all hold of one value.
#[derive(Debug, Clone)]
pub(crate) struct Claims {
    /// The claims as they are written.
    pub(crate) node: Node,
    pub(crate) all: Vec<Claim>,
}

#[derive(Debug, Clone)]
pub(crate) enum Claim {
    Absent,
    Present,
    Is(Vec<Node>),
    Not(Vec<Node>),
    AtLeast(Node),
    AtMost(Node),
    Contains(Node),
}

/// The words that a claim begins with, in the order of the language.
const CLAIMS: &[&str] = &["not", "at_least", "at_most", "contains"];

const LIST_ITSELF: &str = "a list that must be the value itself is written in a list: `[[]]`";

impl Word for Claims {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let all = match &node.value {
            Value::Text(text) if text == "absent" => vec![Claim::Absent],
            Value::Text(text) if text == "present" => vec![Claim::Present],
            Value::Map(_) => {
                let entries = words::record(node, "a test", CLAIMS, reader)?;
                if entries.is_empty() {
                    reader.wrong_kind(node, "something that must hold");
                    return None;
                }
                entries
                    .iter()
                    .filter_map(|(key, value)| Claim::of(&key.text, value, reader))
                    .collect()
            }
            _ => vec![Claim::Is(some(node, LIST_ITSELF, reader))],
        };
        Some(Self { node: node.clone(), all })
    }

    fn schema(book: &mut Book) -> Json {
        book.refer("Claims", |_| {
            json!({ "anyOf": [
                { "type": ["string", "number", "boolean", "array", "null"] },
                {
                    "type": "object", "additionalProperties": false, "minProperties": 1,
                    "properties": { "not": {}, "at_least": {}, "at_most": {}, "contains": {} },
                },
            ] })
        })
    }
}

impl Claim {
    fn of(word: &str, value: &Node, reader: &mut Reader) -> Option<Self> {
        match word {
            "not" => Some(Self::Not(some(value, LIST_ITSELF, reader))),
            "at_least" => Some(Self::AtLeast(value.clone())),
            "at_most" => Some(Self::AtMost(value.clone())),
            "contains" => Some(Self::Contains(value.clone())),
            // Another word has been reported.
            _ => None,
        }
    }
}
