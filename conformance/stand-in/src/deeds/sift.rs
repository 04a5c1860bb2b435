//! What a view shows: the things that its expression lets through and that hold its words, in its order.

use serde_json::{Map, Value};

use super::{Done, list::holds};
use crate::api::Kind;
use crate::call::{Asked, Call};
use crate::expression::Expression;
use crate::key::Key;
use crate::page::Order;
use crate::refusal::{Fault, Refusal};
use crate::row::Parts;

/// What a view is made of, be it kept or made up for a call.
const FILTERS: &str = "filters";
const WORDS: &str = "search";
const ORDER: &str = "order_by";
const DIRECTION: &str = "order_dir";

/// What the words of a view are looked for in.
const SEARCHED: [&str; 4] = ["subject", "messages[].body_text", "customer.name", "customer.email"];

/// What stands for the caller in an expression.
const CALLER: &str = "{{current_user.id}}";

/// What things must pass: the tests of a view, and its words.
pub(super) struct Sieve {
    filters: Expression,
    words: Value,
    /// What paths may begin with: `ticket.`.
    prefix: String,
}

impl Call<'_> {
    pub(super) fn sift(
        &mut self,
        asked: &Asked<'_>,
        kind: Kind,
        by: &str,
    ) -> Result<Done, Refusal> {
        let view = self.view(asked, by)?;
        let text = |name: &str| text_of((&view).into(), name);
        let sieve = self.sieve(kind, (&view).into())?;
        let asked_for = asked.query.get(ORDER).and_then(Value::as_str);
        let own = match text(ORDER) {
            "" => None,
            path => Some(Order(vec![(path.to_owned(), text(DIRECTION) != "asc")])),
        };
        let order = asked_for.map(Order::parse).or(own).unwrap_or_else(|| self.api.by_age());
        let keeps = |key: &Key| self.passes(kind, key, &sieve);
        let page = self.page(asked, kind, None, &order, keeps)?;
        Ok(self.listed(asked, kind, &page))
    }

    /// What a view lets through of things of a kind.
    pub(super) fn sieve(&self, kind: Kind, view: Parts<'_>) -> Result<Sieve, Refusal> {
        let caller = self.caller.as_ref().map(Key::to_string).unwrap_or_default();
        let filters = Expression::parse(&text_of(view, FILTERS).replace(CALLER, &caller));
        let filters = filters.ok_or_else(|| {
            let fault = Fault::new("Not a valid filter.").under(FILTERS);
            Refusal::invalid("Failed to read the view", fault)
        })?;
        let (words, prefix) = (text_of(view, WORDS).into(), format!("{}.", self.noun(kind)));
        Ok(Sieve { filters, words, prefix })
    }

    /// Whether a view lets a thing through.
    pub(super) fn passes(&self, kind: Kind, key: &Key, sieve: &Sieve) -> bool {
        let Sieve { filters, words, prefix } = sieve;
        let shown = self.shown();
        let at = |path: &str| {
            let found = shown.at(kind, key, path.strip_prefix(prefix).unwrap_or(path));
            let lists = found.into_iter().flat_map(|value| match value {
                Value::Array(items) => items,
                one => vec![one],
            });
            lists.collect::<Vec<_>>()
        };
        let found = || SEARCHED.iter().any(|path| at(path).iter().any(|it| holds(it, words)));
        filters.holds(&at) && (words == "" || found())
    }

    /// What things must pass: a thing that the path names, or what the body says.
    fn view(&self, asked: &Asked<'_>, by: &str) -> Result<Map<String, Value>, Refusal> {
        let param = asked.operation.params.iter().find(|field| field.name == by);
        let kinds = param.and_then(|field| self.api.names(&field.ty.ty));
        if let Some(kind) = kinds.and_then(<[_]>::first) {
            let key = self.named(asked, *kind, by)?;
            return Ok(self.state.copy(*kind, &key).unwrap_or_default());
        }
        let body = super::fields(asked);
        let sent = super::sent(asked)?;
        if let Some(fault) = self.api.types.misfit(body, sent) {
            return Err(Refusal::invalid("Failed to read the view", fault));
        }
        Ok(sent.get(by).and_then(Value::as_object).cloned().unwrap_or_default())
    }
}

fn text_of<'v>(view: Parts<'v>, name: &str) -> &'v str {
    view.get(name).and_then(Value::as_str).unwrap_or_default()
}
