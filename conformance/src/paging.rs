//! The trials of lists: their pages are followed to the end, by the client's pages and by handing a tool its `next_cursor`
//! back; a list that leads back ends; whatever was asked for is asked for on every page.

use gorgias_runtime::Call;
mod scan;

use gorgias_runtime::bytes::Bytes;
use gorgias_runtime::http::HeaderMap;
use gorgias_runtime::operation::{Answer, Operation as Descriptor, Paging};
use gorgias_runtime::transport::Response;
use gorgias_suite::Operation;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, pretty};
use crate::kind::Kind;
use crate::replay::Replay;
use crate::scripted::{Scripted, Sent};
use crate::subject::{Subject, tool};
use crate::trials::Task;

/// What is tried of a list.
#[derive(Clone, Copy)]
enum Aspect {
    /// Pages are followed, also past an empty one, until one has no cursor.
    ToTheEnd,
    /// A cursor that comes again ends the list with an error.
    RepeatedCursor,
    /// The size of a page is asked for on every page.
    Limit,
    /// Whatever a last page looks like, nothing is asked for after it.
    LastPage,
    /// Of a list that cannot be followed, callers learn that there is more.
    NoFurtherPages,
    /// A filter that the tool applies keeps what it must, over several pages, and leaves nothing out.
    Filters,
}

impl Aspect {
    fn as_str(self) -> &'static str {
        match self {
            Self::ToTheEnd => "to-the-end",
            Self::RepeatedCursor => "repeated-cursor",
            Self::Limit => "limit",
            Self::LastPage => "last-page",
            Self::NoFurtherPages => "no-further-pages",
            Self::Filters => "filters",
        }
    }
}

/// The trials of every list that has pages.
pub(crate) fn tasks() -> impl Iterator<Item = Task> {
    gorgias_suite::operations().flat_map(move |operation| {
        aspects(operation).into_iter().map(move |aspect| {
            let name = format!("{}/paging/{}", operation.id, aspect.as_str());
            let work = move |replay: &Replay| run(replay, operation, aspect);
            Task::new(name, Kind::Paging, work)
        })
    })
}

fn aspects(operation: &Operation) -> Vec<Aspect> {
    let Some(tool) = tool(operation) else { return Vec::new() };
    let descriptor = tool.operation;
    let Answer::Pages(paging) = descriptor.answer else { return Vec::new() };
    let mut aspects = vec![Aspect::LastPage];
    if takes(descriptor, argument(paging)) {
        aspects.extend([Aspect::ToTheEnd, Aspect::RepeatedCursor]);
    } else {
        aspects.push(Aspect::NoFurtherPages);
    }
    if takes(descriptor, LIMIT) {
        aspects.push(Aspect::Limit);
    }
    if tool.scan.is_some() {
        aspects.push(Aspect::Filters);
    }
    aspects
}

pub(crate) fn takes(descriptor: &Descriptor, name: &str) -> bool {
    descriptor.arguments().any(|known| known == name)
}

/// The argument that takes what asks for the next page.
pub(crate) fn argument(paging: Paging) -> &'static str {
    match paging {
        Paging::Numbered => "page",
        _ => "cursor",
    }
}

pub(crate) const LIMIT: &str = "limit";

fn run(replay: &Replay, operation: &'static Operation, aspect: Aspect) -> Result<(), Failure> {
    let subject = Subject::of(replay, operation)?;
    let Answer::Pages(paging) = subject.tool.operation.answer else { return Ok(()) };
    let items = subject.recorded.exchange.answer.as_ref();
    let items = items.and_then(|answer| answer.get("data").unwrap_or(answer).as_array());
    let items = items.filter(|items| !items.is_empty()).ok_or_else(|| {
        Failure::of_suite("the first case that goes well lists nothing", "an item", "none")
    })?;
    let list = List { replay, subject: &subject, paging, items };
    let result = match aspect {
        Aspect::ToTheEnd => list.to_the_end(subject.args()?).map(drop),
        Aspect::RepeatedCursor => list.repeated_cursor(),
        Aspect::Limit => list.limit(),
        Aspect::LastPage => list.last_page(),
        Aspect::NoFurtherPages => list.no_further_pages(),
        Aspect::Filters => scan::run(&list, operation),
    };
    result.map_err(|failure| failure.near(subject.case.id))
}

/// A list whose pages are played.
struct List<'t> {
    replay: &'t Replay,
    subject: &'t Subject<'t>,
    paging: Paging,
    /// What is on a page.
    items: &'t [Value],
}

/// How a list was read.
struct Read {
    /// How many things were on each page.
    pages: Vec<usize>,
    sent: Vec<Sent>,
    /// Why it ended, if that was not its end.
    error: Option<String>,
}

/// What the pages call those after them.
const CURSORS: [&str; 2] = ["second", "third"];

/// More pages than any trial plays.
const TOO_MANY: usize = 9;

impl List<'_> {
    /// Three pages, the second of which is empty.
    fn to_the_end(&self, args: Map<String, Value>) -> Result<Vec<Sent>, Failure> {
        let [second, third] = CURSORS;
        let pages = [
            self.page(1, self.items, Some(second)),
            self.page(2, &[], Some(third)),
            self.page(3, self.items, None),
        ];
        let by_client = self.by_client(&pages, args.clone())?;
        self.check(CLIENT, &by_client, &[self.items.len(), 0, self.items.len()])?;
        let by_tool = self.by_tool(&pages, args)?;
        self.check(TOOL, &by_tool, &[self.items.len(), 0, self.items.len()])?;
        let lines = |read: &Read| read.sent.iter().map(Sent::line).collect::<Vec<_>>().join("\n");
        same("the tool asks for other pages", &lines(&by_client), &lines(&by_tool))?;
        Ok(by_client.sent)
    }

    /// The third page leads back to the second. To a tool its caller comes with every cursor anew.
    fn repeated_cursor(&self) -> Result<(), Failure> {
        let [second, third] = CURSORS;
        let pages = [
            self.page(1, self.items, Some(second)),
            self.page(2, self.items, Some(third)),
            self.page(3, self.items, Some(second)),
        ];
        let read = self.by_client(&pages, self.subject.args()?)?;
        let expected = "3 pages, and the error that the list leads back";
        match &read.error {
            Some(error) if read.pages.len() == 3 && error.contains("one that leads back") => Ok(()),
            _ => Err(Failure::new(
                "the client follows a list that leads back",
                expected,
                read.told(),
            )),
        }
    }

    fn limit(&self) -> Result<(), Failure> {
        let mut args = self.subject.args()?;
        args.insert(LIMIT.to_owned(), json!(2));
        let sent = if takes(self.subject.tool.operation, argument(self.paging)) {
            self.to_the_end(args)?
        } else {
            self.by_client(&[self.page(1, self.items, None)], args)?.sent
        };
        match sent.iter().find(|sent| !sent.query.iter().any(|pair| pair == "limit=2")) {
            Some(sent) => {
                Err(Failure::new("the size of a page is not asked for", "limit=2", sent.line()))
            }
            None => Ok(()),
        }
    }

    fn last_page(&self) -> Result<(), Failure> {
        let items = self.items;
        let ends = [
            self.page(1, items, None),
            json!({"data": items, "meta": {"next_cursor": "", "next_items": ""}}),
            json!({"data": items, "meta": null}),
            json!({"data": items}),
            json!(items),
        ];
        for end in ends {
            let pages = [end];
            let by_client = self.by_client(&pages, self.subject.args()?)?;
            self.check(CLIENT, &by_client, &[items.len()])?;
            let by_tool = self.by_tool(&pages, self.subject.args()?)?;
            self.check(TOOL, &by_tool, &[items.len()])?;
        }
        Ok(())
    }

    /// Nothing goes out that the API does not know; that the list was not read to its end is not kept quiet.
    fn no_further_pages(&self) -> Result<(), Failure> {
        let pages = [self.page(1, self.items, Some(CURSORS[0]))];
        let read = self.by_client(&pages, self.subject.args()?)?;
        if read.sent.len() != 1 || read.error.is_none() {
            let what = "the client does not say that there is more";
            return Err(Failure::new(what, "1 request, and an error", read.told()));
        }
        let scripted = self.scripted(&pages);
        let shown = self.shown(&scripted, self.subject.args()?)?;
        let told = shown["next_cursor"].is_null() && shown["note"].is_string();
        if told && scripted.sent().len() == 1 {
            return Ok(());
        }
        let expected = "a note, and no cursor that leads nowhere";
        Err(Failure::new("the tool does not say that there is more", expected, pretty(&shown)))
    }

    /// A page as this list has them.
    fn page(&self, number: u32, items: &[Value], next: Option<&str>) -> Value {
        match self.paging {
            Paging::Links => {
                let path = self.subject.case.sends.target.split('?').next().unwrap_or_default();
                let next = next.map(|next| {
                    let query = LINKED.map(|(key, value)| format!("{key}={value}")).join("&");
                    format!("{path}?{query}&cursor={next}")
                });
                json!({"data": items, "meta": {"next_items": next, "prev_items": null}})
            }
            Paging::Numbered => {
                let of = number + u32::from(next.is_some());
                json!({"data": items, "meta": {"page": number, "nb_pages": of}})
            }
            _ => json!({"data": items, "meta": {"prev_cursor": null, "next_cursor": next}}),
        }
    }

    /// What each page is asked for with: what the first was, and what the page before it said.
    fn check(&self, way: &str, read: &Read, expected: &[usize]) -> Result<(), Failure> {
        if let Some(error) = &read.error {
            return Err(Failure::new(format!("{way} fails: {error}"), "all pages", read.told()));
        }
        if read.pages != expected {
            let expected = format!("pages of {expected:?} things");
            return Err(Failure::new(format!("{way} reads other pages"), expected, read.told()));
        }
        let Some(first) = read.sent.first() else { return Ok(()) };
        let follows = read.sent.iter().skip(1).zip(CURSORS).zip(["2", "3"]);
        for ((sent, cursor), number) in follows {
            let expected = match self.paging {
                Paging::Numbered => first.with([("page", number)]),
                Paging::Links => first.with(LINKED.into_iter().chain([("cursor", cursor)])),
                _ => first.with([("cursor", cursor)]),
            };
            let what = format!("{way} asks for the next page in another way");
            same(&what, &expected.line(), &sent.line())?;
        }
        if read.sent.len() != expected.len() {
            let what = format!("{way} asks for more than there is");
            return Err(Failure::new(what, format!("{} requests", expected.len()), read.told()));
        }
        Ok(())
    }

    fn by_client(&self, pages: &[Value], args: Map<String, Value>) -> Result<Read, Failure> {
        let scripted = self.scripted(pages);
        let call = Call::from_arguments(self.subject.tool.operation, args).map_err(|error| {
            Failure::new("the client refuses the case", "a call", error.to_string())
        })?;
        let product = self.replay.product();
        let mut list = product.pages(scripted.runtime(product)?, call);
        let mut read = Read { pages: Vec::new(), sent: Vec::new(), error: None };
        while read.pages.len() < TOO_MANY {
            match self.replay.wait(list.try_next())? {
                Ok(Some(page)) => read.pages.push(page.data.len()),
                Ok(None) => break,
                Err(error) => {
                    read.error = Some(error.to_string());
                    break;
                }
            }
        }
        Ok(Read { sent: scripted.sent(), ..read })
    }

    /// Calls the tool again with the cursor that it gave, until it gives none.
    fn by_tool(&self, pages: &[Value], args: Map<String, Value>) -> Result<Read, Failure> {
        let scripted = self.scripted(pages);
        let (mut read, mut args) =
            (Read { pages: Vec::new(), sent: Vec::new(), error: None }, args);
        while read.pages.len() < TOO_MANY {
            let shown = self.shown(&scripted, args.clone())?;
            read.pages.push(shown["result"].as_array().map_or(0, Vec::len));
            match &shown["next_cursor"] {
                Value::Null => break,
                cursor => args.insert("cursor".to_owned(), cursor.clone()),
            };
        }
        Ok(Read { sent: scripted.sent(), ..read })
    }

    fn shown(&self, scripted: &Scripted, args: Map<String, Value>) -> Result<Value, Failure> {
        let product = self.replay.product();
        let runtime = scripted.runtime(product)?;
        let called = product.call(&runtime, self.subject.tool.name, args);
        self.replay.wait(called)?.map_err(|error| {
            Failure::new(format!("the tool fails: {error}"), "a page", error.to_string())
        })
    }

    fn scripted(&self, pages: &[Value]) -> Scripted {
        Scripted::new(pages.iter().map(|page| Response {
            status: 200,
            headers: HeaderMap::new(),
            body: Bytes::from(page.to_string()),
        }))
    }
}

const CLIENT: &str = "the client";
const TOOL: &str = "the tool";

/// What a link to a page says beside its cursor.
const LINKED: [(&str, &str); 2] = [("direction", "next"), ("ignored_item", "4101")];

fn same(what: &str, expected: &str, came: &str) -> Result<(), Failure> {
    if expected == came { Ok(()) } else { Err(Failure::new(what, expected, came)) }
}

impl Read {
    fn told(&self) -> String {
        let lines = self.sent.iter().map(Sent::line);
        let error = self.error.iter().cloned();
        let pages = format!("pages of {:?} things", self.pages);
        std::iter::once(pages).chain(lines).chain(error).collect::<Vec<_>>().join("\n")
    }
}
