//! The trial of a list as the account has it: in pages of one thing it has the same things as in the largest, each once, by the
//! client's pages and by handing the tool its `next_cursor` back.

use gorgias_runtime::operation::Answer;
use gorgias_runtime::{Call, Pages, Runtime};
use gorgias_suite::{Case, Operation};
use gorgias_tools::Tool;
use serde_json::{Map, Value, json};

use super::seeded::{Seeded, received};
use super::trial::wait;
use crate::call::object;
use crate::failure::{Failure, pretty};
use crate::paging::{LIMIT, argument, takes};
use crate::subject::tool;

/// More pages than any list of the account has.
const TOO_MANY: usize = 1000;

/// Whether a list has pages that can be asked for, and of any size.
pub(super) fn can_be_followed(operation: &Operation) -> bool {
    let Some(Tool { operation, .. }) = tool(operation) else { return false };
    match operation.answer {
        Answer::Pages(paging) => takes(operation, argument(paging)) && takes(operation, LIMIT),
        _ => false,
    }
}

pub(super) fn run(seeded: &Seeded, operation: &'static Operation) -> Result<(), Failure> {
    let missing = |what: &str| Failure::of_suite(format!("there is no {what}"), what, "none");
    let tool = tool(operation).ok_or_else(|| missing("tool"))?;
    let case = operation.cases.iter().find(|case| case.refused.is_none());
    let list = List { seeded, tool, case: case.ok_or_else(|| missing("case"))? };
    let whole = list.by_client(None)?;
    if whole.is_empty() {
        return Err(Failure::new("the list is empty", "a thing", "none"));
    }
    same("pages of one thing have other things", &whole, &list.by_client(Some(1))?)?;
    let shown = list.by_tool(None)?;
    if shown.len() != whole.len() {
        let (expected, came) = (whole.len().to_string(), shown.len().to_string());
        return Err(Failure::new("the tool shows another number of things", expected, came));
    }
    same("the tool shows other things page by page", &shown, &list.by_tool(Some(1))?)
}

/// A list of the account.
struct List<'t> {
    seeded: &'t Seeded,
    tool: &'static Tool,
    case: &'static Case,
}

impl List<'_> {
    /// What calls an account in which all is that the case names.
    fn runtime(&self) -> Result<Runtime, Failure> {
        let recorded = self.seeded.recorded(self.case.id);
        let request = recorded.map(|recorded| received(&recorded.exchange));
        self.seeded.prepared_for(request.as_ref())
    }

    /// The arguments of the case, for pages of a size, or of that which the account takes for itself.
    fn args(&self, size: Option<usize>) -> Result<Map<String, Value>, Failure> {
        let mut args = object(self.case.args)?;
        args.remove(LIMIT);
        args.extend(size.map(|size| (LIMIT.to_owned(), json!(size))));
        Ok(args)
    }

    fn by_client(&self, size: Option<usize>) -> Result<Vec<Value>, Failure> {
        let call = Call::from_arguments(self.tool.operation, self.args(size)?);
        let call = call.map_err(|error| {
            Failure::new("the client refuses the case", "a call", error.to_string())
        })?;
        let mut pages = Pages::<Value>::new(self.runtime()?, call);
        let mut items = Vec::new();
        for _ in 0..TOO_MANY {
            let page = wait(pages.try_next())?.map_err(|error| {
                Failure::new(format!("the client fails: {error}"), "a page", error.to_string())
            })?;
            let Some(page) = page else { return Ok(items) };
            hold(size, &page.data)?;
            items.extend(page.data);
        }
        Err(endless(&items))
    }

    fn by_tool(&self, size: Option<usize>) -> Result<Vec<Value>, Failure> {
        let (runtime, mut args) = (self.runtime()?, self.args(size)?);
        let mut items = Vec::new();
        for _ in 0..TOO_MANY {
            let shown = wait(gorgias_tools::call(&runtime, self.tool.name, args.clone()))?;
            let shown = shown.map_err(|error| {
                Failure::new(format!("the tool fails: {error}"), "a page", error.to_string())
            })?;
            let page = shown["result"].as_array().cloned().unwrap_or_default();
            hold(size, &page)?;
            items.extend(page);
            match &shown["next_cursor"] {
                Value::Null => return Ok(items),
                cursor => args.insert("cursor".to_owned(), cursor.clone()),
            };
        }
        Err(endless(&items))
    }
}

/// That a page has no more things than were asked for.
fn hold(size: Option<usize>, page: &[Value]) -> Result<(), Failure> {
    match size {
        Some(size) if page.len() > size => Err(Failure::new(
            "a page has more things than were asked for",
            size.to_string(),
            page.len().to_string(),
        )),
        _ => Ok(()),
    }
}

fn same(what: &str, expected: &[Value], came: &[Value]) -> Result<(), Failure> {
    let [expected, came] = [expected, came].map(|items| pretty(&json!(items)));
    if expected == came { Ok(()) } else { Err(Failure::new(what, expected, came)) }
}

fn endless(items: &[Value]) -> Failure {
    let came = format!("{} things so far", items.len());
    Failure::new("the list does not end", format!("at most {TOO_MANY} pages"), came)
}
