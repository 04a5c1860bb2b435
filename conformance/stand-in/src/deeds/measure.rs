//! What is measured. The account counts nothing but its things: a number of a report is how many things were made in the
//! period, and nothing is grouped by time. What else a report measures is null, as live answers were without data.

use serde_json::{Map, Value, json};

use super::{Done, fields, sent};
use crate::api::{Answer, Operation};
use crate::call::{Asked, Call};
use crate::page::Page;
use crate::refusal::{Fault, Refusal};
use crate::table::Measure;
use crate::types::Type;

/// The parts of the query of a report, and of the filters in it.
const QUERY: &str = "query";
const PERIOD: [&str; 2] = ["periodStart", "periodEnd"];

impl Call<'_> {
    pub(super) fn measure(&mut self, asked: &Asked<'_>, measure: Measure) -> Result<Done, Refusal> {
        if let Some(fault) = self.api.types.misfit(fields(asked), sent(asked)?) {
            return Err(Refusal::invalid("Failed to query the reports", fault));
        }
        match measure {
            Measure::Report => self.report(asked),
            Measure::Statistic => self.statistic(asked),
        }
    }

    /// One row: a number for each measure.
    fn report(&self, asked: &Asked<'_>) -> Result<Done, Refusal> {
        let query = sent(asked)?.get(QUERY).cloned().unwrap_or_default();
        let [start, end] = PERIOD.map(|member| period(&query, member));
        let (Some(start), Some(end)) = (start, end) else {
            let fault = Fault::new("A period is needed.").under("filters").under(QUERY);
            return Err(Refusal::invalid("Failed to query the reports", fault));
        };
        let mut row = Map::new();
        for name in names(&query, "dimensions") {
            row.insert(name, Value::Null);
        }
        for name in names(&query, "measures") {
            let counted = self.counted(&name, &start, &end);
            row.insert(name, counted);
        }
        let items = if row.is_empty() { Vec::new() } else { vec![Value::Object(row)] };
        let extra = Map::from_iter([
            ("scope".to_owned(), query.get("scope").cloned().unwrap_or_default()),
            ("total".to_owned(), json!(items.len())),
            ("limit".to_owned(), asked.query.get("limit").cloned().unwrap_or_else(|| json!(30))),
        ]);
        let page = Page { keys: Vec::new(), next: None, current: None };
        Ok(match &asked.operation.answer {
            Answer::Pages { by, .. } => Done::json(self.envelope(asked, by, items, &page, extra)),
            _ => self.piece(asked, items),
        })
    }

    /// How many things of the kind that a measure is called after were made in a period.
    fn counted(&self, measure: &str, start: &str, end: &str) -> Value {
        let Some(noun) = measure.strip_suffix("Count") else { return Value::Null };
        let one = noun.strip_suffix('s').unwrap_or(noun);
        let kind = self.api.things.iter().position(|thing| thing.name.eq_ignore_ascii_case(one));
        let Some(kind) = kind else { return Value::Null };
        let shelf = &self.state.shelves[kind];
        let made = |key| shelf.get(key)?.get(&self.api.keeping.made)?.as_str();
        let within = |time: &str| (start..end).contains(&time);
        json!(shelf.keys().filter_map(made).filter(|time| within(time)).count())
    }

    /// Numbers under a name: the least that the answer can hold, over the period that was asked for.
    fn statistic(&self, asked: &Asked<'_>) -> Result<Done, Refusal> {
        let name = asked.path.first().map(|(_, name)| *name).unwrap_or_default();
        if known(self, asked.operation).is_some_and(|known| !known.iter().any(|it| it == name)) {
            return Err(Refusal::new(400, "Statistic does not exist."));
        }
        if let Answer::Csv = asked.operation.answer {
            return Ok(Done::Csv(format!("name,value\r\n{name},0\r\n")));
        }
        let Answer::Value(ty) = &asked.operation.answer else { return Ok(Done::Nothing) };
        let mut shown = self.shown().blank(ty);
        let period = sent(asked)?.get("filters").and_then(|filters| filters.get("period"));
        for (key, value) in period.and_then(Value::as_object).into_iter().flatten() {
            if let Some(place) = shown.get_mut("meta").and_then(|meta| meta.get_mut(key)) {
                *place = value.clone();
            }
        }
        Ok(Done::json(shown))
    }
}

/// The names that a path's parameter can have, if it lists them.
fn known<'a>(call: &'a Call<'_>, operation: &'a Operation) -> Option<&'a [String]> {
    let field = operation.params.first()?;
    match &field.ty.ty {
        ty @ Type::Named(_) => call.api.values(ty),
        _ => None,
    }
}

fn names(query: &Value, key: &str) -> Vec<String> {
    let items = query.get(key).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn period(query: &Value, member: &str) -> Option<String> {
    let filters = query.get("filters")?.as_array()?;
    let filter = filters.iter().find(|filter| filter.get("member") == Some(&json!(member)))?;
    filter.get("values")?.get(0)?.as_str().map(str::to_owned)
}
