//! From a checked call to what the caller sees.

use serde_json::{Map, Value, json};

use super::{
    Tool, ToolError,
    arguments::{Asked, CURSOR},
    projection::Projection,
    scan::Resume,
};
use crate::{Call, Error, Page, Runtime, operation::Answer};

/// A list, or as much of it as was read.
pub(super) struct Listing {
    pub(super) items: Vec<Value>,
    pub(super) next_cursor: Option<String>,
    /// What else there is to say.
    pub(super) beside: Option<(&'static str, Value)>,
}

impl Asked {
    /// Runs the call and shows what was asked for.
    pub(super) async fn run(
        self,
        runtime: &Runtime,
        tool: &'static Tool,
    ) -> Result<Value, ToolError> {
        let call = Call::from_arguments(tool.operation, self.arguments.clone())?;
        let shown = self.shown.as_ref();
        match tool.operation.answer {
            Answer::Nothing => {
                runtime.execute(call).await?;
                Ok(json!({"done": true}))
            }
            Answer::Value => {
                let value = runtime.execute(call).await?.decode()?;
                Ok(as_object(show(shown, value)))
            }
            Answer::List { .. } => {
                let items: Option<Vec<Value>> = runtime.execute(call).await?.decode()?;
                Ok(Listing::from(Page::from(items.unwrap_or_default())).shown(shown))
            }
            Answer::Pages(_) => Ok(self.listing(runtime, tool, call).await?.shown(shown)),
        }
    }

    async fn listing(
        &self,
        runtime: &Runtime,
        tool: &'static Tool,
        mut call: Call,
    ) -> Result<Listing, Error> {
        if let Some(scan) = tool.scan.as_ref().filter(|_| !self.filters.is_empty()) {
            let wanted = self.limit.unwrap_or(scan.limit as usize);
            let from = self.cursor.as_deref().map(Resume::read).unwrap_or_default();
            return scan.run(runtime, &call, &self.filters, wanted, from).await;
        }
        if let Some(cursor) = &self.cursor {
            call.follow(cursor);
        }
        let page: Page<Value> = runtime.execute(call).await?.decode()?;
        let mut listing = Listing::from(page);
        let can_go_on = tool.operation.arguments().any(|known| known == CURSOR);
        if !can_go_on && listing.next_cursor.take().is_some() {
            let note = "there is more, and the API has no way to ask for it";
            listing.beside = Some(("note", note.into()));
        }
        Ok(listing)
    }
}

impl From<Page<Value>> for Listing {
    fn from(page: Page<Value>) -> Self {
        Self { items: page.data, next_cursor: page.next_cursor, beside: None }
    }
}

impl Listing {
    fn shown(self, shown: Option<&Projection>) -> Value {
        let items: Value = self.items.into_iter().map(|item| show(shown, item)).collect();
        let mut answer = Map::new();
        answer.insert("result".to_owned(), items);
        answer.insert("next_cursor".to_owned(), self.next_cursor.into());
        answer.extend(self.beside.map(|(key, value)| (key.to_owned(), value)));
        answer.into()
    }
}

fn show(shown: Option<&Projection>, value: Value) -> Value {
    shown.and_then(|shown| shown.show(value)).unwrap_or_default()
}

/// Every answer is an object; what is none stands under `result`.
fn as_object(value: Value) -> Value {
    match value {
        Value::Object(_) => value,
        other => json!({"result": other}),
    }
}
