//! The expressions by which views pick tickets: `eq(ticket.status, 'open') && isEmpty(ticket.assignee_user.id)`.
//!
//! Known are the functions that live views and public clients have; any other one holds of everything, since nothing says
//! what it means.

use serde_json::Value;

use crate::key::Sort;

/// What must hold of a thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Test { function: String, path: String, value: Value },
}

impl Expression {
    /// Reads an expression; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.trim() };
        if reader.rest.is_empty() {
            return Some(Self::All(Vec::new()));
        }
        let found = reader.any()?;
        reader.rest.is_empty().then_some(found)
    }

    /// Whether it holds of what the paths lead to.
    pub(crate) fn holds(&self, at: &impl Fn(&str) -> Vec<Value>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(at)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(at)),
            Self::Test { function, path, value } => {
                let found: Vec<Value> = at(path).into_iter().filter(|it| !it.is_null()).collect();
                test(function, &found, value)
            }
        }
    }
}

fn test(function: &str, found: &[Value], value: &Value) -> bool {
    let one_of = |found: &Value| match value {
        Value::Array(values) => values.iter().any(|value| same(found, value)),
        value => same(found, value),
    };
    let order = |found: &Value| Sort::of(found).cmp(&Sort::of(value));
    match function {
        "eq" | "containsAny" => found.iter().any(one_of),
        "neq" | "notContainsAny" => !found.iter().any(one_of),
        "isEmpty" => found.is_empty(),
        "isNotEmpty" => !found.is_empty(),
        "gt" => found.iter().any(|found| order(found).is_gt()),
        "gte" => found.iter().any(|found| order(found).is_ge()),
        "lt" => found.iter().any(|found| order(found).is_lt()),
        "lte" => found.iter().any(|found| order(found).is_le()),
        _ => true,
    }
}

/// Whether two values are the same, be one of them written as a text.
fn same(one: &Value, other: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    plain(one) == plain(other)
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn any(&mut self) -> Option<Expression> {
        let mut parts = vec![self.all()?];
        while self.takes("||") {
            parts.push(self.all()?);
        }
        Some(alone(parts, Expression::Any))
    }

    fn all(&mut self) -> Option<Expression> {
        let mut parts = vec![self.one()?];
        while self.takes("&&") {
            parts.push(self.one()?);
        }
        Some(alone(parts, Expression::All))
    }

    fn one(&mut self) -> Option<Expression> {
        if self.takes("(") {
            let inner = self.any()?;
            return self.takes(")").then_some(inner);
        }
        let function = self.name()?;
        self.takes("(").then_some(())?;
        let path = self.name()?;
        let value = if self.takes(",") { self.value()? } else { Value::Null };
        self.takes(")").then_some(Expression::Test { function, path, value })
    }

    fn value(&mut self) -> Option<Value> {
        self.rest = self.rest.trim_start();
        if self.takes("[") {
            let mut values = Vec::new();
            while !self.takes("]") {
                values.push(self.value()?);
                self.takes(",");
            }
            return Some(values.into());
        }
        let quote = self.rest.chars().next().filter(|quote| ['\'', '"'].contains(quote));
        if let Some(quote) = quote {
            let (text, rest) = self.rest.get(1..)?.split_once(quote)?;
            self.rest = rest.trim_start();
            return Some(text.into());
        }
        serde_json::from_str(&self.name()?).ok()
    }

    fn name(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.trim_start();
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        if let Some(rest) = rest {
            self.rest = rest.trim_start();
        }
        rest.is_some()
    }
}

fn alone(mut parts: Vec<Expression>, of: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => of(parts.into_iter().chain(last).collect()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn expressions_hold_or_do_not() {
        let ticket =
            json!({"status": "open", "tags": ["late", "vip"], "id": 7, "at": "2026-03-01"});
        let at = |path: &str| match &ticket[path.strip_prefix("ticket.").unwrap_or(path)] {
            Value::Array(items) => items.clone(),
            value => vec![value.clone()],
        };
        let check = |text: &str, expected: Option<bool>| {
            let held = Expression::parse(text).map(|expression| expression.holds(&at));
            assert_eq!(held, expected, "{text}");
        };
        check("", Some(true));
        check("eq(ticket.status, 'open')", Some(true));
        check("eq(ticket.status, 'closed')", Some(false));
        check("eq(ticket.id, '7') && isEmpty(ticket.assignee_user)", Some(true));
        check("isNotEmpty(ticket.assignee_user) || (eq(ticket.id, 7))", Some(true));
        check("containsAny(ticket.tags, ['vip', \"new\"])", Some(true));
        check("notContainsAny(ticket.tags, ['vip'])", Some(false));
        check("gte(ticket.at, '2026-03-01') && lt(ticket.at, '2026-03-02')", Some(true));
        check("eq(ticket.status", None);
        check("open", None);
    }
}
