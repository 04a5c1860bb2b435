//! From a checked call to what the caller sees.

use serde_json::{Value, json};

use super::{
    Tool, ToolError,
    arguments::{Asked, CURSOR},
    listing::{Listing, show},
    scan::Resume,
    types::LARGEST_FILE,
};
use crate::{Call, Error, FileAnswer, Page, Runtime, kind::kind, operation::Answer};

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
                runtime.execute(call).await?.decode::<()>()?;
                Ok(json!({"done": true}))
            }
            Answer::Value => {
                let reply = runtime.execute(call).await?;
                let value = reply.decode()?;
                if shown.is_some_and(|shown| !shown.can_show(&value)) {
                    let error = reply.another("an object", kind(&value), &value.to_string());
                    return Err(error.into());
                }
                Ok(as_object(show(shown, value)))
            }
            Answer::List { .. } => {
                let items: Option<Vec<Value>> = runtime.execute(call).await?.decode()?;
                Ok(Listing::from(Page::from(items.unwrap_or_default())).shown(shown))
            }
            Answer::File => Ok(file(runtime.execute(call).await?.decode()?)),
            Answer::Csv => {
                let text: String = runtime.execute(call).await?.decode()?;
                Ok(json!({"result": text}))
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

/// Where a file is, or what is in it as far as a conversation can hold it.
fn file(answer: FileAnswer) -> Value {
    match answer {
        FileAnswer::Here { content_type, bytes } if bytes.len() > LARGEST_FILE => {
            json!({"content_type": content_type, "size": bytes.len()})
        }
        answer => answer.to_json(),
    }
}

/// Every answer is an object; what is none stands under `result`.
fn as_object(value: Value) -> Value {
    match value {
        Value::Object(_) => value,
        other => json!({"result": other}),
    }
}
