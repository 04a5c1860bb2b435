//! From a checked call to what the caller sees.

use serde_json::{Value, json};

use super::{
    Answered, Terms, Tool, ToolError,
    arguments::{Asked, CURSOR},
    files,
    listing::Listing,
    marks::Marks,
    projection::Projection,
    room,
    scan::Resume,
    showing::Items,
    waiting::Wait,
};
use crate::{
    Call, Error, Page, Reply, Runtime,
    kind::kind,
    operation::Answer,
    page::{OrNone, Paged},
};

impl Asked {
    /// Runs the call and shows what was asked for.
    pub(super) async fn run(
        mut self,
        runtime: &Runtime,
        tools: &[&'static Tool],
        tool: &'static Tool,
        terms: &Terms,
    ) -> Result<Answered, ToolError> {
        let repairs = std::mem::take(&mut self.repairs);
        let shown = self.shown.take();
        let shown = shown.unwrap_or_else(|| Projection::chosen(tool.answer.as_ref(), self.shows));
        let call = self.call(tool, terms).await?;
        let answered = match tool.operation.answer {
            Answer::Nothing => {
                runtime.execute(call).await?.decode::<()>()?;
                Answered::new(json!({"done": true}), Marks::default())
            }
            Answer::Value => {
                let reply = runtime.execute(call).await?;
                match self.wait(runtime, tools, tool, terms) {
                    Some(wait) => wait.over(&reply, terms).await?,
                    None => value(tool, &reply, &shown, terms)?,
                }
            }
            Answer::List { .. } => {
                let items = runtime.execute(call).await?.decode_by(OrNone(Items(&shown)))?;
                let listing = Listing::from(Page::from(items.unwrap_or_default()));
                listing.answered(tool, terms)
            }
            Answer::File => {
                let name = files::name_of(&call, &self.arguments);
                let file = files::fetch(runtime, call, name, terms).await?;
                Answered::new(file, Marks::default())
            }
            Answer::Csv => {
                let text: String = runtime.execute(call).await?.decode()?;
                whole(tool, text.into(), terms)
            }
            Answer::Pages(_) => {
                let listing = self.listing(runtime, tool, call, &shown).await?;
                listing.answered(tool, terms)
            }
        };
        Ok(answered.having_repaired(repairs))
    }

    /// How to wait for the end of what the call began, if that was asked for, and there is a tool that asks.
    fn wait<'t>(
        &self,
        runtime: &'t Runtime,
        tools: &[&'static Tool],
        tool: &'static Tool,
        terms: &Terms,
    ) -> Option<Wait<'t>> {
        let time = self.wait.filter(|time| !time.is_zero())?.min(terms.patience);
        let plan = tool.operation.long_running?;
        let asks = tools.iter().copied().find(|tool| tool.operation.id == plan.poll.id)?;
        Some(Wait { runtime, plan, asks, time })
    }

    async fn call(&mut self, tool: &'static Tool, terms: &Terms) -> Result<Call, ToolError> {
        let Some(argument) = tool.operation.files() else {
            return Ok(Call::from_arguments(tool.operation, self.arguments.clone())?);
        };
        let mut call = Call::new(tool.operation);
        for (key, value) in self.arguments.iter().filter(|(key, _)| *key != argument) {
            call.set(key, value);
        }
        let given = self.arguments.remove(argument).unwrap_or_default();
        files::attach(&mut call, argument, given, terms).await?;
        Ok(call)
    }

    async fn listing(
        &self,
        runtime: &Runtime,
        tool: &'static Tool,
        mut call: Call,
        shown: &Projection,
    ) -> Result<Listing, Error> {
        let from = self.cursor.as_deref().map(Resume::read).unwrap_or_default();
        if let Some(scan) = tool.scan.as_ref().filter(|_| !self.filters.is_empty()) {
            let wanted = self.limit.unwrap_or(scan.limit as usize);
            return scan.run(runtime, &call, &self.filters, shown, wanted, from).await;
        }
        if let Some(cursor) = &from.cursor {
            call.follow(cursor);
        }
        let page = runtime.execute(call).await?.decode_by(Paged(Items(shown)))?;
        let can_go_on = tool.operation.arguments().any(|known| known == CURSOR);
        if can_go_on {
            return Ok(Listing::begun(page, from));
        }
        let more = page.next_cursor.is_some();
        let mut listing = Listing::from(Page::from(page.data));
        if more {
            let note = "there is more, and the API has no way to ask for it";
            listing.beside = Some(("note", note.into()));
        }
        Ok(listing)
    }
}

/// A value, unless nothing would be left of it, as if it had said nothing.
fn value(tool: &Tool, reply: &Reply, shown: &Projection, terms: &Terms) -> Result<Answered, Error> {
    if let Some(value) = reply.decode_by(shown)? {
        return Ok(whole(tool, value, terms));
    }
    let value: Value = reply.decode()?;
    Err(reply.another("an object", kind(&value), &value.to_string()))
}

/// What is shown of a value that is no list. What is no object either stands under `result`.
pub(super) fn whole(tool: &Tool, mut value: Value, terms: &Terms) -> Answered {
    let mut marks = Marks::within(if value.is_object() { "" } else { "result" });
    if let Some(ty) = &tool.answer {
        marks.read(ty, &mut value);
    }
    let mut answer = as_object(value);
    if let (Some(cut), Value::Object(entries)) = (room::fit(&mut answer, terms.room()), &mut answer)
    {
        let how = if tool.takes_fields() {
            "name what you need in `fields`: what is asked for alone is cut less"
        } else {
            "ask for less at a time"
        };
        entries.entry("cut").or_insert(cut.to_json(how));
    }
    Answered::new(answer, marks)
}

/// Every answer is an object; what is none stands under `result`.
fn as_object(value: Value) -> Value {
    match value {
        Value::Object(_) => value,
        other => json!({"result": other}),
    }
}
