//! Pieces of work that need several tools, as a person asks a model for them.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Fault;
use crate::nearest::nearest;

/// A piece of work that needs several tools.
#[derive(Debug)]
pub struct Prompt {
    /// The name: `close-politely`.
    pub name: &'static str,
    /// A few words, as on a button.
    pub title: &'static str,
    /// What comes of it.
    pub about: &'static str,
    /// What the person gives.
    pub inputs: &'static [Input],
    /// What is to be done, a sentence or more for each step.
    pub steps: &'static [&'static str],
    /// What the person is told at the end, as JSON.
    pub gives: &'static str,
    /// The tools that the steps call.
    pub tools: &'static [&'static str],
}

/// What a person gives.
#[derive(Debug)]
pub struct Input {
    /// The name.
    pub name: &'static str,
    /// What it is, if the name does not say it.
    pub about: &'static str,
    /// Whether the work cannot be done without it.
    pub required: bool,
}

/// How steps are to be read.
const READING: &str = "Do this with your tools, one step after the other. `$name` stands for what is given or kept under that name, \
    `$name.path` for what is inside it, `$it` for the item at hand, and `$today` for the date of today. Pass over what does not apply.";

impl Prompt {
    /// What the model is told to do with what the person gives.
    ///
    /// # Errors
    ///
    /// Something is missing, or is not asked for: all that is wrong.
    pub fn text(&self, given: &Map<String, Value>) -> Result<String, Vec<Fault>> {
        let faults = self.faults(given);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut text = format!("{}\n\n", self.about);
        for input in self.inputs {
            let value = match given.get(input.name) {
                None | Some(Value::Null) => "not given".to_owned(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            };
            // A text can be written to for ever.
            let _ = writeln!(text, "{}: {value}", input.name);
        }
        let _ = writeln!(text, "\n{READING}\n");
        for (at, step) in self.steps.iter().enumerate() {
            let _ = writeln!(text, "{}. {step}", at + 1);
        }
        let _ = write!(text, "\nAt the end, say what came of it: {}", self.gives);
        Ok(text)
    }

    fn faults(&self, given: &Map<String, Value>) -> Vec<Fault> {
        let has = |name: &str| given.get(name).is_some_and(|value| !value.is_null());
        let missing = self.inputs.iter().filter(|input| input.required && !has(input.name));
        let missing = missing.map(|input| Fault::new(input.name, "is missing", "give it"));
        let known = || self.inputs.iter().map(|input| input.name);
        let unknown = given.keys().filter(|key| !known().any(|known| known == *key));
        let unknown = unknown
            .map(|key| Fault::new(key, "is not asked for", nearest(key, known(), "it takes")));
        missing.chain(unknown).collect()
    }
}
