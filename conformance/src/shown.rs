//! What a tool shows of an answer: nothing that is not in it, and all that the spec says it shows.

use gorgias_client::{Page, Reply};
use gorgias_runtime::operation::Answer;
use gorgias_suite::{Operation, Tool};
use serde_json::{Value, json};

use crate::failure::{Failure, pretty};
use crate::path::{Step, below, steps, take_out, values_at};
use crate::read::payload;

/// Compares what a tool answered with what the API had answered to the same request.
pub(crate) fn check(
    tool: &Tool,
    operation: &Operation,
    reply: &Reply,
    answer: &Value,
    shown: &Value,
) -> Result<(), Failure> {
    let tool = Checked { tool, operation, shown };
    match reply.operation().answer {
        Answer::Nothing => tool.same(&json!({"done": true}), shown),
        Answer::List { .. } => {
            tool.list(payload(reply, answer))?;
            tool.same(&json!(null), &shown["next_cursor"])
        }
        Answer::Pages(_) => {
            tool.list(payload(reply, answer))?;
            tool.next(reply)
        }
        // What is no object stands in one.
        _ if !answer.is_object() => tool.part(answer, &shown["result"]),
        _ => tool.part(answer, shown),
    }
}

/// The same for who asks for all fields. Deeper inside there may be less: what nobody knows may be a secret.
pub(crate) fn check_all(
    tool: &Tool,
    operation: &Operation,
    reply: &Reply,
    answer: &Value,
    shown: &Value,
) -> Result<(), Failure> {
    let tool = Checked { tool, operation, shown };
    match (reply.operation().answer.clone(), payload(reply, answer), &shown["result"]) {
        (Answer::List { .. } | Answer::Pages(_), Value::Array(items), Value::Array(shown)) => {
            items.iter().zip(shown).try_for_each(|(item, shown)| tool.all_of(item, shown))
        }
        (_, Value::Object(_), _) => tool.all_of(answer, shown),
        _ => Ok(()),
    }
}

struct Checked<'t> {
    tool: &'t Tool,
    operation: &'t Operation,
    /// All that it answered.
    shown: &'t Value,
}

impl Checked<'_> {
    fn list(&self, items: &Value) -> Result<(), Failure> {
        let (items, shown) = match (items.as_array(), self.shown["result"].as_array()) {
            (Some(items), Some(shown)) if items.len() == shown.len() => (items, shown),
            (items, _) => {
                let what = format!("items: {}", items.map_or(0, Vec::len));
                return Err(self.failure("does not show each item", what));
            }
        };
        items.iter().zip(shown).try_for_each(|(item, shown)| self.part(item, shown))
    }

    fn next(&self, reply: &Reply) -> Result<(), Failure> {
        let page: Page<Value> = reply
            .decode()
            .map_err(|error| self.failure("has no page to show", error.to_string()))?;
        self.same(&json!(page.next_cursor), &self.shown["next_cursor"])
    }

    fn same(&self, expected: &Value, came: &Value) -> Result<(), Failure> {
        if expected == came {
            return Ok(());
        }
        Err(self.failure("does not answer as tools do", pretty(expected)))
    }

    /// A projection is a part of the whole without its secrets, and it has every path that it names and no other.
    fn part(&self, whole: &Value, shown: &Value) -> Result<(), Failure> {
        let (whole, shown) = &self.comparable(whole, shown)?;
        if let Some(path) = foreign(whole, shown, String::new()) {
            let expected = format!("a part of {whole:#}");
            return Err(
                self.failure(&format!("shows at `{path}` what is not in the answer"), expected)
            );
        }
        let Some(paths) = self.tool.shows else {
            if whole == shown {
                return Ok(());
            }
            return Err(self.failure("does not show all of the answer", pretty(whole)));
        };
        let steps: Vec<_> = paths.iter().map(|path| steps(path)).collect();
        let named: Vec<_> = steps.iter().map(Vec::as_slice).collect();
        if let Some(path) = beyond(shown, &named, String::new()) {
            let what = format!("shows `{path}`, which is not asked for");
            return Err(self.failure(&what, paths.join("\n")));
        }
        match paths.iter().find(|path| values_at(whole, path) != values_at(shown, path)) {
            Some(path) => {
                Err(self.failure(&format!("does not show all of `{path}`"), pretty(whole)))
            }
            None => Ok(()),
        }
    }

    /// All keys of the whole but the secret ones, and nothing that is not in it.
    fn all_of(&self, whole: &Value, shown: &Value) -> Result<(), Failure> {
        let (whole, shown) = self.comparable(whole, shown)?;
        if let Some(path) = foreign(&whole, &shown, String::new()) {
            let what = format!("shows at `{path}` what is not in the answer, or is secret");
            return Err(self.failure(&what, pretty(&whole)));
        }
        let mut keys = whole.as_object().into_iter().flat_map(|whole| whole.keys());
        match keys.find(|key| shown.get(key.as_str()).is_none()) {
            Some(key) => {
                let what = format!("does not show `{key}` to who asks for all fields");
                Err(self.failure(&what, pretty(&whole)))
            }
            None => Ok(()),
        }
    }

    /// The whole without its secrets, and what is shown of it, both without HTML, which is shown as a text and is looked at here.
    fn comparable(&self, whole: &Value, shown: &Value) -> Result<(Value, Value), Failure> {
        let (mut whole, mut shown) = (whole.clone(), shown.clone());
        self.operation.secrets.iter().for_each(|secret| take_out(&mut whole, &steps(secret)));
        for path in self.operation.html {
            let is_html = |value: &&Value| value.as_str().is_some_and(|text| text.contains("</"));
            if let Some(value) = values_at(&shown, path).into_iter().find(is_html) {
                let what = format!("shows HTML at `{path}`, and no text");
                return Err(self.failure(&what, pretty(value)));
            }
            take_out(&mut whole, &steps(path));
            take_out(&mut shown, &steps(path));
        }
        Ok((whole, shown))
    }

    fn failure(&self, what: &str, expected: String) -> Failure {
        Failure::new(format!("the tool `{}` {what}", self.tool.name), expected, pretty(self.shown))
    }
}

/// Where a projection holds what the whole does not, if it does.
fn foreign(whole: &Value, part: &Value, path: String) -> Option<String> {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().find_map(|(key, part)| {
            let path = below(&path, key);
            match whole.get(key) {
                Some(whole) => foreign(whole, part, path),
                None => Some(path),
            }
        }),
        (Value::Array(whole), Value::Array(part)) if whole.len() == part.len() => {
            let mut items = whole.iter().zip(part).enumerate();
            items.find_map(|(at, (whole, part))| foreign(whole, part, format!("{path}[{at}]")))
        }
        (whole, part) if whole == part => None,
        _ if path.is_empty() => Some(".".to_owned()),
        _ => Some(path),
    }
}

/// Where a projection holds what no path leads to, if it does.
fn beyond(shown: &Value, paths: &[&[Step<'_>]], path: String) -> Option<String> {
    if paths.iter().any(|steps| steps.is_empty()) {
        return None;
    }
    let through = |wanted: &dyn Fn(&Step<'_>) -> bool| -> Vec<_> {
        let steps = paths.iter().filter_map(|steps| steps.split_first());
        steps.filter(|(first, _)| wanted(first)).map(|(_, rest)| rest).collect()
    };
    match shown {
        Value::Object(entries) => entries.iter().find_map(|(key, value)| {
            let on = through(&|step| {
                matches!(step, Step::Any) || matches!(step, Step::Key(known) if known == key)
            });
            let path = below(&path, key);
            if on.is_empty() { Some(path) } else { beyond(value, &on, path) }
        }),
        Value::Array(items) => {
            let on = through(&|step| matches!(step, Step::Each));
            let mut items = items.iter().enumerate();
            items.find_map(|(at, item)| beyond(item, &on, format!("{path}[{at}]")))
        }
        // What is not there has nothing below it.
        Value::Null => None,
        _ => Some(path),
    }
}
