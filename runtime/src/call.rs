//! A call: an operation and the arguments for it, up to the line and the body that go on the wire.

mod extra;
mod path;
mod prepare;

use std::{borrow::Cow, fmt};

use serde::Serialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

use self::extra::Extra;
use crate::{
    error::Error,
    file::Upload,
    nearest::nearest,
    operation::{Answer, Body, Method, Operation, Paging, Place},
    transport,
};

/// A call that is being filled with arguments.
///
/// What is never set is not sent. `None` and `null` are sent as `null` in a body, and left out of a query.
///
/// ```
/// # use gorgias_runtime::operation::*;
/// # const GET: Operation = Operation {
/// #     id: "tags.get", method: Method::Get, path: "/api/tags/{id}",
/// #     params: &[Param::path("id")],
/// #     body: Body::None, answer: Answer::Value, reads_only: true, scope: None, success: 200,
/// #     long_running: None, refusals: &[], statuses: &[],
/// # };
/// use gorgias_runtime::Call;
///
/// let prepared = Call::new(&GET).arg("id", 501).prepare()?;
/// assert_eq!(prepared.target, "/api/tags/501");
/// # Ok::<(), gorgias_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Call {
    operation: &'static Operation,
    arguments: Vec<(&'static str, Value)>,
    files: Vec<Upload>,
    /// Mostly there is nothing.
    extra: Option<Box<Extra>>,
    fault: Option<(String, String, String)>,
}

/// What is wrong with a field where there is no object for it.
const NO_OBJECT: &str = "is a field, and the operation sends no JSON object";

/// A request as it goes on the wire, apart from the server's address and the headers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prepared {
    /// The verb.
    pub method: Method,
    /// The path and the query, encoded.
    pub target: String,
    /// What it carries, if it carries anything.
    pub body: Option<transport::Body>,
}

impl Call {
    /// A call of an operation, without arguments.
    #[must_use]
    pub fn new(operation: &'static Operation) -> Self {
        Self { operation, arguments: Vec::new(), files: Vec::new(), extra: None, fault: None }
    }

    /// A call of what has no operation of its own, at a path.
    pub(crate) fn unlisted(described: &'static Operation, path: &str) -> Self {
        let mut call = Self::new(described);
        match path::fault(path) {
            None => call.extra().path = Some(path.to_owned()),
            Some((why, right)) => call.blame("path", &why, right),
        }
        call
    }

    /// A call with all its arguments in a map, keyed as the descriptor says.
    ///
    /// # Errors
    ///
    /// An argument that the operation does not have, one that is missing, or one that cannot be sent.
    pub fn from_arguments(
        operation: &'static Operation,
        arguments: Map<String, Value>,
    ) -> Result<Self, Error> {
        let mut call = Self::new(operation);
        for (name, value) in arguments {
            call.put(&name, value);
        }
        call.prepare()?;
        Ok(call)
    }

    /// The call with an argument set.
    #[must_use]
    pub fn arg<T: Serialize>(mut self, name: &str, value: T) -> Self {
        self.set(name, value);
        self
    }

    /// Sets an argument, in place of what it was before.
    ///
    /// An argument that the operation does not have, or that has no form in JSON, is reported when the call is prepared.
    pub fn set(&mut self, name: &str, value: impl Serialize) {
        match serde_json::to_value(value) {
            Ok(value) => self.put(name, value),
            Err(error) => {
                self.blame(name, &format!("has no form in JSON: {error}"), "give it as JSON")
            }
        }
    }

    /// Sets the files of a form, in place of those before.
    ///
    /// An operation that takes no files reports them when the call is prepared.
    pub fn set_files(&mut self, files: impl IntoIterator<Item = Upload>) {
        if self.operation.files().is_some() {
            self.files = files.into_iter().collect();
        } else {
            self.blame("files", "are nothing that this operation takes", "give it none");
        }
    }

    /// Sets a key of the query that the operation does not have: the API may know more by now. A list repeats the key.
    ///
    /// A key that the operation has is reported when the call is prepared.
    ///
    /// ```
    /// # use gorgias_runtime::operation::*;
    /// # const LIST: Operation = Operation {
    /// #     id: "tags.list", method: Method::Get, path: "/api/tags", params: &[Param::query("limit")],
    /// #     body: Body::None, answer: Answer::Value, reads_only: true, scope: None, success: 200,
    /// #     long_running: None, refusals: &[], statuses: &[],
    /// # };
    /// use gorgias_runtime::Call;
    ///
    /// let mut call = Call::new(&LIST).arg("limit", 5);
    /// call.set_extra_query("colors", ["red", "blue"]);
    /// assert_eq!(call.prepare()?.target, "/api/tags?limit=5&colors=red&colors=blue");
    /// # Ok::<(), gorgias_runtime::Error>(())
    /// ```
    pub fn set_extra_query(&mut self, key: &str, value: impl Serialize) {
        let mut params = self.operation.params.iter().filter(|it| it.place == Place::Query);
        let known = params.find(|param| param.wire == key || param.arg == key);
        if let Some(value) = self.extra_value(key, known.map(|param| param.arg), value) {
            extra::put(&mut self.extra().query, key, value);
        }
    }

    /// Sets a key that the operation does not have, of the JSON object that it sends.
    ///
    /// A key that the operation has is reported when the call is prepared, and so is any key where no object is sent.
    pub fn set_extra_field(&mut self, key: &str, value: impl Serialize) {
        let fields = match self.operation.body {
            Body::Fields(fields) => fields,
            Body::Whole { .. } => &[],
            Body::None | Body::Form { .. } => {
                return self.blame(
                    key,
                    NO_OBJECT,
                    "set it in the query, or send it by a request of its own",
                );
            }
        };
        let known = fields.iter().find(|field| field.wire == key || field.arg == key);
        if let Some(value) = self.extra_value(key, known.map(|field| field.arg), value) {
            extra::put(&mut self.extra().fields, key, value);
        }
    }

    /// The value of a key that the operation does not have, unless there is something against it.
    fn extra_value(
        &mut self,
        key: &str,
        known: Option<&str>,
        value: impl Serialize,
    ) -> Option<Value> {
        match (known, serde_json::to_value(value)) {
            (Some(arg), _) => {
                self.blame(key, "is a key that the operation has", &format!("set `{arg}`"));
                None
            }
            (None, _) if key.is_empty() => {
                self.blame("extra key", "is empty", "name it");
                None
            }
            (None, Err(error)) => {
                self.blame(key, &format!("has no form in JSON: {error}"), "give it as JSON");
                None
            }
            (None, Ok(value)) => Some(value),
        }
    }

    /// Asks for the page that an earlier page calls its next or its previous one. All else stays as it was.
    ///
    /// It does nothing to an operation that has no pages.
    pub fn follow(&mut self, cursor: &str) {
        match self.operation.answer {
            Answer::Pages(Paging::Links) => match cursor.split_once('?') {
                Some((_, query)) => self.follow_link(query),
                None => self.set("cursor", cursor),
            },
            Answer::Pages(Paging::Cursor) => self.set("cursor", cursor),
            Answer::Pages(Paging::Numbered) => self.set("page", cursor),
            Answer::Nothing | Answer::Value | Answer::List { .. } | Answer::File | Answer::Csv => {}
        }
    }

    fn follow_link(&mut self, query: &str) {
        let params = self.operation.params.iter().filter(|param| param.place == Place::Query);
        for param in params {
            let linked = form_urlencoded::parse(query.as_bytes())
                .filter_map(|(key, value)| (key == param.wire).then_some(value));
            let values: Vec<_> = linked.collect();
            if !values.is_empty() {
                self.set(param.arg, values);
            }
        }
    }

    /// Says otherwise what is called, which has the same arguments.
    pub(crate) fn describe(&mut self, operation: &'static Operation) {
        self.operation = operation;
    }

    /// What errors call it: the operation's name, or the request as it is written out.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match self.extra.as_ref().and_then(|extra| extra.path.as_deref()) {
            Some(path) => format!("{} {path}", self.operation.method.as_str()).into(),
            None => self.operation.id.into(),
        }
    }

    /// The operation that is called.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// What goes on the wire.
    ///
    /// # Errors
    ///
    /// An argument is missing, or cannot be sent as it is.
    pub fn prepare(&self) -> Result<Prepared, Error> {
        let prepared = match &self.fault {
            Some((field, why, right)) => Err(Error::refused(field, why, right)),
            None => prepare::prepare(self),
        };
        prepared.map_err(|error| error.named_by(self))
    }

    fn extra_fields(&self) -> &[(String, Value)] {
        self.extra.as_ref().map_or(&[], |extra| &extra.fields)
    }

    pub(crate) fn files(&self) -> &[Upload] {
        &self.files
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.arguments.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    fn extra(&mut self) -> &mut Extra {
        self.extra.get_or_insert_default()
    }

    fn put(&mut self, name: &str, value: Value) {
        let Some(known) = self.operation.arguments().find(|known| *known == name) else {
            return self.blame(
                name,
                "is no argument of this operation",
                &nearest(name, self.operation.arguments(), "it takes"),
            );
        };
        if self.operation.files() == Some(known) {
            match Upload::read(known, value) {
                Ok(files) => self.files = files,
                Err([field, why, right]) => self.blame(&field, &why, &right),
            }
            return;
        }
        match self.arguments.iter_mut().find(|(set, _)| *set == known) {
            Some((_, old)) => *old = value,
            None => self.arguments.push((known, value)),
        }
    }

    fn blame(&mut self, field: &str, why: &str, right: &str) {
        self.fault.get_or_insert_with(|| (field.to_owned(), why.to_owned(), right.to_owned()));
    }
}

impl fmt::Debug for Call {
    /// Names the arguments and not their values, which may be somebody's letters or secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.operation.files().filter(|_| !self.files.is_empty());
        let extra = self.extra.iter().flat_map(|extra| extra.query.iter().chain(&extra.fields));
        let names = self.arguments.iter().map(|(name, _)| *name).chain(files);
        let names = names.chain(extra.map(|(key, _)| key.as_str()));
        let names: Vec<_> = names.collect();
        f.debug_struct("Call")
            .field("operation", &self.name())
            .field("arguments", &names)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("method", &self.method)
            .field("target", &transport::unsigned(&self.target))
            .field("body", &self.body)
            .finish()
    }
}
