//! Type expressions: `text`, `TagId`, `list<Tag>?`.

use serde_json::{Value as Json, json};

use super::words::{Book, Reader, Word};
use super::yaml::{Node, Value};
use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::source::Span;

/// A type as it is written.
#[derive(Debug, Clone)]
pub(crate) struct TypeExpr {
    pub(crate) kind: TypeExprKind,
    pub(crate) nullable: bool,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum TypeExprKind {
    Name(String),
    List(Box<TypeExpr>),
    Map(Box<TypeExpr>),
    /// What could not be read, and has been reported.
    Unreadable,
}

impl Word for TypeExpr {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Text(text) = &node.value else {
            reader.wrong_kind(node, "a type, such as `text`, `TagId` or `list<Tag>?`");
            return None;
        };
        let mut parser = Parser { text, at: 0, depth: 0, node };
        let parsed = parser.expr().and_then(|expr| parser.end().map(|()| expr));
        Some(parsed.unwrap_or_else(|diagnostic| {
            reader.report(diagnostic);
            Self { kind: TypeExprKind::Unreadable, nullable: true, span: node.span }
        }))
    }

    fn schema(_: &mut Book) -> Json {
        json!({ "type": "string", "pattern": r"^(list<|map<)*[A-Za-z][A-Za-z0-9]*(\?|>)*$" })
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    node: &'a Node,
}

/// More lists and maps in each other than any answer has.
const MAX_DEPTH: usize = 16;

/// Characters of a wrong type that a message repeats.
const MAX_SHOWN: usize = 80;

impl Parser<'_> {
    fn expr(&mut self) -> Result<TypeExpr, Diagnostic> {
        let start = self.at;
        let name = self.name()?;
        let kind = match name.as_str() {
            "list" if self.eat('<') => TypeExprKind::List(self.inner()?),
            "map" if self.eat('<') => TypeExprKind::Map(self.inner()?),
            _ => TypeExprKind::Name(name),
        };
        let end = self.at;
        Ok(TypeExpr { kind, nullable: self.eat('?'), span: self.span(start, end) })
    }

    fn inner(&mut self) -> Result<Box<TypeExpr>, Diagnostic> {
        if self.depth == MAX_DEPTH {
            return Err(self.wrong(&format!("it is more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        let inner = self.expr()?;
        self.depth -= 1;
        if self.eat('>') { Ok(Box::new(inner)) } else { Err(self.wrong("expected `>`")) }
    }

    fn name(&mut self) -> Result<String, Diagnostic> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if length == 0 {
            return Err(self.wrong("expected the name of a type"));
        }
        self.at += length;
        Ok(rest.get(..length).unwrap_or_default().to_owned())
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(wanted));
        self.at += usize::from(found);
        found
    }

    fn end(&self) -> Result<(), Diagnostic> {
        if self.at == self.text.len() { Ok(()) } else { Err(self.wrong("expected nothing more")) }
    }

    fn wrong(&self, what: &str) -> Diagnostic {
        let shown: String = self.text.chars().take(MAX_SHOWN).collect();
        let message = format!("`{shown}` is not a type: {what}");
        Diagnostic::new(Rule::TypeExpression, self.span(self.at, self.at + 1), message)
            .help("types are written like `text`, `TagId?`, `list<Tag>` or `map<json>`")
    }

    /// The place of a part of the text, if the text stands in the file as it is; else the whole.
    fn span(&self, start: usize, end: usize) -> Span {
        let whole = self.node.span.range();
        match whole.len().checked_sub(self.text.len()) {
            Some(quotes @ (0 | 2)) => {
                let base = whole.start + quotes / 2;
                Span::new(
                    self.node.span.file(),
                    base + start..(base + end).min(whole.end.max(base + start)),
                )
            }
            _ => self.node.span,
        }
    }
}
