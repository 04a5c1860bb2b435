//! Workflows: pieces of work done with several tools.

use serde_json::Value;

use super::TypeUse;

/// A piece of work done with several tools.
#[derive(Debug)]
pub(crate) struct Workflow {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) inputs: Vec<Input>,
    pub(crate) steps: Vec<WorkflowStep>,
}

/// What the person gives.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) ty: TypeUse,
    pub(crate) about: String,
    pub(crate) example: Value,
}

/// A step; texts in its values refer to inputs and answers as `$name.path` and `${name.path}`.
#[derive(Debug)]
pub(crate) struct WorkflowStep {
    pub(crate) what: StepKind,
    /// The name that keeps the answer.
    pub(crate) keep: Option<String>,
    /// References and the values that they must have, or the step is passed over.
    pub(crate) when: Vec<(String, Value)>,
}

#[derive(Debug)]
pub(crate) enum StepKind {
    Call {
        tool: String,
        with: Value,
        /// The call is repeated, so many times at most, until the answer holds this.
        until: Option<(Vec<(String, Value)>, u32)>,
        expects: Vec<(String, Value)>,
    },
    Find {
        list: String,
        filter: Vec<(String, Value)>,
    },
}
