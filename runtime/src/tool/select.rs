//! Which tools are served, and what they may do: what people choose, in words, and what is left of the table.

use std::{collections::BTreeSet, fmt};

use serde_json::{Map, Value};

use super::{Answered, Deed, Method, Terms, Tool, ToolError, asked, find};
use crate::{Runtime, nearest::ranked};

/// What is asked of a selection, in the words of flags and files. Each kind of words narrows it further; of several words of
/// a kind, a tool needs one.
///
/// What changes something is left out unless it is asked for: by [`write`](Self::write), or by a method that says so.
///
/// ```
/// use gorgias_runtime::tool::{Narrowing, Selection};
///
/// // Whoever has a table of tools gives it here.
/// let selection = Selection::of(&[], &Narrowing::new().methods(["list", "get"]))?;
/// assert!(!selection.writes());
/// # Ok::<(), gorgias_runtime::tool::SelectionError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    methods: Vec<String>,
    topics: Vec<String>,
    presets: Vec<String>,
    tools: Vec<String>,
    exclude: Vec<String>,
    write: Option<bool>,
    no_customer_messages: bool,
}

impl Narrowing {
    /// Everything that only reads.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Only these methods: `list`, `get`, `create`, `update`, `delete`, `custom`; `read` is the first two, `write` the three
    /// after them. Whoever names one of those three, or `write`, asks for what changes something; `custom` has both kinds, and
    /// says nothing of it.
    #[must_use]
    pub fn methods<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.methods.extend(words.into_iter().map(Into::into));
        self
    }

    /// Only tools of these topics.
    #[must_use]
    pub fn topics<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.topics.extend(words.into_iter().map(Into::into));
        self
    }

    /// Only tools of these presets.
    #[must_use]
    pub fn presets<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.presets.extend(words.into_iter().map(Into::into));
        self
    }

    /// Only these tools, by whatever name. One that something else leaves out is an error.
    #[must_use]
    pub fn tools<W: Into<String>>(mut self, names: impl IntoIterator<Item = W>) -> Self {
        self.tools.extend(names.into_iter().map(Into::into));
        self
    }

    /// Not these tools, by whatever name: one name takes all others with it.
    #[must_use]
    pub fn exclude<W: Into<String>>(mut self, names: impl IntoIterator<Item = W>) -> Self {
        self.exclude.extend(names.into_iter().map(Into::into));
        self
    }

    /// Whether anything may be changed. Unsaid, the methods say it.
    #[must_use]
    pub fn write(self, allowed: bool) -> Self {
        Self { write: Some(allowed), ..self }
    }

    /// Nothing may reach a customer.
    #[must_use]
    pub fn no_customer_messages(self) -> Self {
        Self { no_customer_messages: true, ..self }
    }

    fn may_write(&self) -> bool {
        let says_so = |word: &String| ["create", "update", "delete", "write"].contains(&&**word);
        self.write.unwrap_or_else(|| self.methods.iter().any(says_so))
    }
}

/// The tools that are left, and what calls of them may do. What is left out does not answer, by whatever name.
#[derive(Debug, Clone)]
pub struct Selection {
    tools: Vec<&'static Tool>,
    write: bool,
    customer_messages: bool,
}

impl Selection {
    /// What a narrowing leaves of some tools.
    ///
    /// # Errors
    ///
    /// A word means nothing, or a tool is asked for by its name and left out by something else: all that is wrong.
    pub fn of(tools: &[&'static Tool], narrowing: &Narrowing) -> Result<Self, SelectionError> {
        let mut faults = unknown(tools, narrowing);
        let cut = Cut { tools, narrowing, write: narrowing.may_write() };
        // Where a word means nothing, what it would leave out is not known.
        if faults.is_empty() {
            faults.extend(narrowing.tools.iter().filter_map(|name| cut.named(name)));
        }
        if !faults.is_empty() {
            return Err(SelectionError { faults });
        }
        let named: BTreeSet<_> =
            narrowing.tools.iter().filter_map(|name| cut.found(name)).collect();
        let is_left = |tool: &&&'static Tool| {
            (named.is_empty() || named.contains(tool.name)) && cut.by(tool).is_none()
        };
        Ok(Self {
            tools: tools.iter().filter(is_left).copied().collect(),
            write: cut.write,
            customer_messages: !narrowing.no_customer_messages,
        })
    }

    /// The tools that are left, in the order of the table.
    #[must_use]
    pub fn tools(&self) -> &[&'static Tool] {
        &self.tools
    }

    /// Whether anything may be changed.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.write
    }

    /// Whether anything may reach a customer.
    #[must_use]
    pub fn reaches_customers(&self) -> bool {
        self.write && self.customer_messages
    }

    /// The tool of a name, if it is left; aliases lead to it too.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&'static Tool> {
        find(&self.tools, name)
    }

    /// Everything that keeps a call from being sent, if anything does; nothing is sent.
    ///
    /// # Errors
    ///
    /// There is no such tool here, its arguments are wrong, or it may not do what they ask for.
    pub fn check(&self, name: &str, arguments: &Map<String, Value>) -> Result<(), ToolError> {
        let (tool, asked) = asked(&self.tools, name, arguments.clone())?;
        self.permit(tool, &asked.arguments)
    }

    /// Calls the tool of a name on the usual [`Terms`], and gives the answer alone. See [`answer`](Self::answer).
    ///
    /// # Errors
    ///
    /// There is no such tool here, its arguments are wrong, it may not do what they ask for, or the call failed.
    pub async fn call(
        &self,
        runtime: &Runtime,
        name: &str,
        arguments: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let answered = self.answer(runtime, name, arguments, &Terms::new()).await;
        answered.map(Answered::into_value)
    }

    /// Calls the tool of a name, if it is left and does nothing with these arguments that it may not. See
    /// [`answer`](super::answer()).
    ///
    /// # Errors
    ///
    /// There is no such tool here, its arguments are wrong, it may not do what they ask for, or the call failed.
    pub async fn answer(
        &self,
        runtime: &Runtime,
        name: &str,
        arguments: Map<String, Value>,
        terms: &Terms,
    ) -> Result<Answered, ToolError> {
        let (tool, asked) = asked(&self.tools, name, arguments)?;
        self.permit(tool, &asked.arguments)?;
        asked.run(runtime, &self.tools, tool, terms).await
    }

    fn permit(&self, tool: &'static Tool, arguments: &Map<String, Value>) -> Result<(), ToolError> {
        let deeds = tool.effect.of(arguments);
        match deeds.into_iter().rev().find(|deed| !self.allows(*deed)) {
            Some(deed) => Err(ToolError::Barred {
                tool: tool.name,
                deed,
                by: tool.effect.goes_by(deed, arguments),
            }),
            None => Ok(()),
        }
    }

    fn allows(&self, deed: Deed) -> bool {
        allows(self.write, self.customer_messages, deed)
    }
}

/// Whether something may be done where one may write or not, and reach customers or not.
fn allows(write: bool, customer_messages: bool, deed: Deed) -> bool {
    match deed {
        Deed::Reads => true,
        Deed::Writes | Deed::Destroys => write,
        Deed::ReachesCustomer => write && customer_messages,
    }
}

/// Why a tool is left out.
enum Cause {
    Excluded,
    Method,
    Topics,
    Presets,
    /// Every call of it does this.
    Deed(Deed),
}

impl Cause {
    /// The same of a tool, as the end of a sentence.
    fn told(&self, tool: &Tool) -> String {
        match self {
            Self::Excluded => "it is excluded".to_owned(),
            Self::Method => format!("its method is {}", quoted([tool.method.as_str()])),
            Self::Topics => format!("its topics are {}", quoted(tool.topics.iter().copied())),
            Self::Presets => format!("its presets are {}", quoted(tool.presets.iter().copied())),
            Self::Deed(deed) => format!("every call of it {}", deed.done()),
        }
    }
}

/// What leaves tools out.
struct Cut<'n> {
    tools: &'n [&'static Tool],
    narrowing: &'n Narrowing,
    write: bool,
}

impl Cut<'_> {
    /// What leaves a tool out, if anything does.
    fn by(&self, tool: &'static Tool) -> Option<Cause> {
        let Narrowing { methods, topics, presets, exclude, .. } = self.narrowing;
        let misses = |wanted: &[String], has: &[&str]| {
            !wanted.is_empty() && !wanted.iter().any(|word| has.contains(&word.as_str()))
        };
        if exclude.iter().any(|name| tool.shows_as(name).is_some()) {
            return Some(Cause::Excluded);
        }
        if misses(methods, words_for(tool.method)) {
            return Some(Cause::Method);
        }
        if misses(topics, tool.topics) {
            return Some(Cause::Topics);
        }
        if misses(presets, tool.presets) {
            return Some(Cause::Presets);
        }
        let customer_messages = !self.narrowing.no_customer_messages;
        let mut deeds = tool.effect.certain().iter();
        deeds.find(|deed| !allows(self.write, customer_messages, **deed)).copied().map(Cause::Deed)
    }

    fn named(&self, name: &str) -> Option<String> {
        let tool = find(self.tools, name)?;
        let reason = self.by(tool)?.told(tool);
        Some(format!("the tool `{name}` is asked for and left out at once: {reason}"))
    }

    fn found(&self, name: &str) -> Option<&'static str> {
        find(self.tools, name).map(|tool| tool.name)
    }
}

const METHODS: [&str; 8] = ["list", "get", "read", "create", "update", "delete", "write", "custom"];

/// The words that cover a method.
fn words_for(method: Method) -> &'static [&'static str] {
    match method {
        Method::List => &["list", "read"],
        Method::Get => &["get", "read"],
        Method::Create => &["create", "write"],
        Method::Update => &["update", "write"],
        Method::Delete => &["delete", "write"],
        Method::Custom => &["custom"],
    }
}

/// What is said of every word that means nothing.
fn unknown(tools: &[&'static Tool], narrowing: &Narrowing) -> Vec<String> {
    let mut faults = Vec::new();
    // Most kinds of words go unused, and to gather what there is of them takes longer than all else.
    let mut tell = |kind: &str, words: &[String], known: &dyn Fn() -> Vec<&'static str>| {
        let known = if words.is_empty() { Vec::new() } else { known() };
        for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
            faults
                .push(format!("there is no {kind} `{word}`: {}", ranked(word, &known, "there is")));
        }
    };
    tell("method", &narrowing.methods, &|| METHODS.to_vec());
    tell("topic", &narrowing.topics, &|| distinct(tools, |tool| tool.topics));
    tell("preset", &narrowing.presets, &|| distinct(tools, |tool| tool.presets));
    let names = || tools.iter().flat_map(|tool| tool.names()).collect();
    tell("tool", &narrowing.tools, &names);
    tell("tool", &narrowing.exclude, &names);
    faults
}

/// The words that tools have, each once.
fn distinct(
    tools: &[&'static Tool],
    words: impl Fn(&Tool) -> &'static [&'static str],
) -> Vec<&'static str> {
    let words: BTreeSet<_> = tools.iter().flat_map(|tool| words(tool)).copied().collect();
    words.into_iter().collect()
}

fn quoted<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// Why there is no selection: all that is wrong with what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionError {
    faults: Vec<String>,
}

impl SelectionError {
    /// Each thing that is wrong, as a sentence without a full stop.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

impl std::error::Error for SelectionError {}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.faults.join("; "))
    }
}
