//! What a tool gives: the answer, and what its reader has to know of it.

use serde_json::{Map, Value, json};

use super::{marks::Marks, repair::Repair, words::in_words};

/// What a tool answered, and what its reader has to know of it.
#[derive(Debug)]
pub struct Answered {
    value: Value,
    repairs: Vec<Repair>,
    untrusted: Vec<String>,
    plain: Vec<String>,
}

impl Answered {
    pub(super) fn new(value: Value, marks: Marks) -> Self {
        let Marks { untrusted, plain, .. } = marks;
        Self { value, repairs: Vec::new(), untrusted, plain }
    }

    /// The same with something beside the answer's own.
    pub(super) fn with(mut self, key: &str, beside: Value) -> Self {
        if let Value::Object(entries) = &mut self.value {
            entries.insert(key.to_owned(), beside);
        }
        self
    }

    pub(super) fn having_repaired(self, repairs: Vec<Repair>) -> Self {
        Self { repairs, ..self }
    }

    /// The answer, always an object.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The answer alone.
    #[must_use]
    pub fn into_value(self) -> Value {
        self.value
    }

    /// The facts of the answer in short, for clients that read text and not data. It is much shorter than the JSON where that
    /// is long.
    #[must_use]
    pub fn text(&self) -> String {
        in_words(&self.value)
    }

    /// The arguments that came garbled and were put right.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Where in the answer stands what people outside of the helpdesk wrote: `result[].subject`. It is data, whatever it says.
    #[must_use]
    pub fn untrusted(&self) -> &[String] {
        &self.untrusted
    }

    /// Where in the answer stands the text of what the API has as HTML.
    #[must_use]
    pub fn plain(&self) -> &[String] {
        &self.plain
    }

    /// What the answer's reader has to know of it, as data beside it: `repaired`, `untrusted` and `plain_text`, each where there
    /// is any.
    #[must_use]
    pub fn meta(&self) -> Map<String, Value> {
        let repaired = self.repairs.iter().map(|it| json!({"path": it.path, "how": it.how}));
        let said = [
            ("repaired", repaired.collect::<Vec<_>>()),
            ("untrusted", self.untrusted.iter().cloned().map(Value::from).collect()),
            ("plain_text", self.plain.iter().cloned().map(Value::from).collect()),
        ];
        let said = said.into_iter().filter(|(_, values)| !values.is_empty());
        said.map(|(key, values)| (key.to_owned(), values.into())).collect()
    }
}
