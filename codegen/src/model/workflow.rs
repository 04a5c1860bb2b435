//! Workflows: pieces of work done with several tools.

use serde_json::{Map, Value};

use super::TypeUse;

/// A piece of work done with several tools.
#[derive(Debug)]
pub(crate) struct Workflow {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) steps: Vec<WorkflowStep>,
    /// What the person gets at the end, by name.
    pub(crate) gives: Map<String, Value>,
    /// At least one.
    pub(crate) trials: Vec<WorkflowTrial>,
}

/// What the person gives.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) ty: TypeUse,
    pub(crate) about: String,
    pub(crate) example: Value,
}

/// References or paths, and what must hold of the values there, as the spec writes it.
pub(crate) type Claimed = Map<String, Value>;

/// A step; texts in its values refer to inputs and answers as `$name.path` and `${name.path}`.
#[derive(Debug)]
pub(crate) struct WorkflowStep {
    pub(crate) what: StepKind,
    /// The name that keeps the answer.
    pub(crate) keep: Option<String>,
    /// What must hold of references, or the step is passed over.
    pub(crate) when: Claimed,
}

#[derive(Debug)]
pub(crate) enum StepKind {
    Call(Box<ToolCall>),
    Find {
        list: String,
        filter: Claimed,
        /// Whether nothing may be found.
        optional: bool,
    },
    /// References, of which the first is taken that is there.
    Either(Vec<String>),
    /// A reference to a text of which the parts are taken.
    Split(String),
    /// What is said at the end of a workflow that is not done.
    Stop(String),
}

/// A call of a tool.
#[derive(Debug)]
pub(crate) struct ToolCall {
    pub(crate) tool: String,
    pub(crate) with: Value,
    /// A reference to a list: the call is made for each item.
    pub(crate) each: Option<String>,
    /// So many pages are read at most, as if they were one.
    pub(crate) pages: Option<u32>,
    /// The call is repeated, so many times at most, until the answer holds this.
    pub(crate) until: Option<(Claimed, u32)>,
    pub(crate) expects: Claimed,
    pub(crate) refused: Option<Refused>,
}

/// A refusal after which a workflow goes on.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) statuses: Vec<u16>,
    /// The name that keeps what the API said.
    pub(crate) keep: String,
}

/// A run of a workflow, and how it must end.
#[derive(Debug)]
pub(crate) struct WorkflowTrial {
    /// As in `survey-audit/refused`.
    pub(crate) id: String,
    pub(crate) about: Option<String>,
    /// Inputs that are not the examples.
    pub(crate) args: Map<String, Value>,
    pub(crate) ends: Ending,
}

/// How a workflow must end.
#[derive(Debug)]
pub(crate) enum Ending {
    /// It is done, and this holds of what it gives.
    Done(Claimed),
    /// It stops, and this holds of what is said.
    Stopped(Value),
}
