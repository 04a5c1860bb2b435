//! The trials of access: a tool that is cut, by whatever word, is not listed and answers to no name, and nothing of it
//! reaches the wire; one that is not cut does both. What goes by arguments is tried with those of every case.

mod published;

use std::collections::BTreeSet;

use gorgias_suite::{Case, Operation};
use gorgias_tools::{Narrowing, Selection, Tool, ToolError};
use serde_json::Value;

use self::published::{Marks, deeds, with_less};
use crate::call::parse;
use crate::failure::Failure;
use crate::kind::Kind;
use crate::product::Product;
use crate::replay::Replay;
use crate::scripted::Scripted;
use crate::subject::Subject;
use crate::trials::Task;

/// By what a tool is cut.
#[derive(Clone, Copy)]
enum By {
    Method,
    Topic,
    Preset,
    Name,
    /// Nothing may be changed.
    Effect,
    /// No customer may be reached.
    Reach,
}

const ALL: [By; 6] = [By::Method, By::Topic, By::Preset, By::Name, By::Effect, By::Reach];

impl By {
    fn as_str(self) -> &'static str {
        match self {
            Self::Method => "by-method",
            Self::Topic => "by-topic",
            Self::Preset => "by-preset",
            Self::Name => "by-name",
            Self::Effect => "read-only",
            Self::Reach => "no-customer-messages",
        }
    }
}

/// The trials of every tool.
pub(crate) fn tasks() -> impl Iterator<Item = Task> {
    gorgias_suite::operations().flat_map(move |operation| {
        ALL.into_iter().map(move |by| {
            let work = move |replay: &Replay| run(replay, operation, by);
            Task::new(format!("{}/access/{}", operation.id, by.as_str()), Kind::Access, work)
        })
    })
}

fn run(replay: &Replay, operation: &'static Operation, by: By) -> Result<(), Failure> {
    let subject = Subject::of(replay, operation)?;
    let marks = Marks::of(subject.tool.name)?;
    let gate = Gate { replay, subject: &subject, operation, marks };
    match by {
        By::Method => gate.by_method(),
        By::Topic => gate.by_topic(),
        By::Preset => gate.by_preset(),
        By::Name => gate.by_name(),
        By::Effect => gate.read_only(),
        By::Reach => gate.no_customer_messages(),
    }
}

/// The words for methods, and which methods each of them covers.
const METHODS: [(&str, &[&str]); 8] = [
    ("list", &["list"]),
    ("get", &["get"]),
    ("create", &["create"]),
    ("update", &["update"]),
    ("delete", &["delete"]),
    ("custom", &["custom"]),
    ("read", &["list", "get"]),
    ("write", &["create", "update", "delete"]),
];

/// A tool before which a selection stands.
struct Gate<'t> {
    replay: &'t Replay,
    subject: &'t Subject<'t>,
    operation: &'static Operation,
    /// What is published of the tool.
    marks: Marks,
}

impl Gate<'_> {
    fn product(&self) -> &Product {
        self.replay.product()
    }

    fn tool(&self) -> &'static Tool {
        self.subject.tool
    }

    fn selected(&self, narrowing: &Narrowing) -> Result<Selection, Failure> {
        self.product().select(narrowing).map_err(|error| {
            Failure::new("the words are refused", format!("{narrowing:?}"), error.to_string())
        })
    }

    fn by_method(&self) -> Result<(), Failure> {
        let own = self.marks.method;
        for (word, covered) in METHODS {
            self.listed(&all().methods([word]), covered.contains(&own))?;
        }
        self.through(&all().methods(self.other_methods()), false)?;
        self.through(&all().methods([own]), true)
    }

    fn by_topic(&self) -> Result<(), Failure> {
        let topics: BTreeSet<_> =
            self.product().tools().iter().flat_map(|tool| tool.topics).copied().collect();
        let own = &self.marks.topics;
        for topic in &topics {
            self.listed(&all().topics([*topic]), own.contains(topic))?;
        }
        self.through(&all().topics(own.iter().copied()), true)?;
        let others: Vec<_> = topics.into_iter().filter(|topic| !own.contains(topic)).collect();
        // No word at all narrows nothing.
        if others.is_empty() { Ok(()) } else { self.through(&all().topics(others), false) }
    }

    /// A preset gives nothing back that another word takes.
    fn by_preset(&self) -> Result<(), Failure> {
        let presets: BTreeSet<_> =
            self.product().tools().iter().flat_map(|tool| tool.presets).copied().collect();
        let own = &self.marks.presets;
        for preset in &presets {
            self.listed(&all().presets([*preset]), own.contains(preset))?;
            let narrowed = all().presets([*preset]).methods(self.other_methods());
            self.listed(&narrowed, false)?;
        }
        self.through(&all().presets(own.iter().copied()), true)?;
        let others: Vec<_> = presets.into_iter().filter(|preset| !own.contains(preset)).collect();
        if others.is_empty() { Ok(()) } else { self.through(&all().presets(others), false) }
    }

    fn by_name(&self) -> Result<(), Failure> {
        for name in self.tool().names() {
            let excluded = all().exclude([name]);
            self.through(&excluded, false)?;
            let selection = self.selected(&excluded)?;
            for spelling in spellings(name) {
                self.silent(&selection, &excluded, &spelling)?;
            }
            self.through(&all().tools([name]), true)?;
            let another = self
                .product()
                .tools()
                .iter()
                .map(|tool| tool.name)
                .find(|it| *it != self.tool().name);
            self.through(&all().tools(another), false)?;
            if let Ok(selection) =
                self.product().select(&all().tools([name]).exclude([self.tool().name]))
            {
                let what = format!("`{name}` is asked for and excluded, and nobody is told");
                return Err(Failure::new(what, "an error", format!("{:?}", names(&selection))));
            }
        }
        Ok(())
    }

    fn read_only(&self) -> Result<(), Failure> {
        let narrowing = Narrowing::new();
        self.by_arguments(|args, deeds| {
            let only_reads = deeds.iter().all(|deed| deed == "reads");
            if self.tool().hints.read_only && !only_reads {
                let what = "a tool that is said to change nothing does";
                return Err(self.failure(what, &narrowing, &args.to_string()));
            }
            Ok(vec![(narrowing.clone(), only_reads)])
        })
    }

    fn no_customer_messages(&self) -> Result<(), Failure> {
        self.by_arguments(|_, deeds| {
            let reaches = deeds.contains("reaches-customer");
            Ok(vec![(all().no_customer_messages(), !reaches), (all(), true)])
        })
    }

    /// Calls with the arguments of every case, and with less: what passes where is decided by what each call does.
    fn by_arguments(
        &self,
        decide: impl Fn(&Value, BTreeSet<String>) -> Result<Vec<(Narrowing, bool)>, Failure>,
    ) -> Result<(), Failure> {
        let name = self.tool().name;
        for case in self.operation.cases.iter().filter(|case| case.refused.is_none()) {
            let args = parse(case.args)?;
            let less = with_less(name, &args)?.into_iter().filter(|args| self.is_taken(args));
            for args in std::iter::once(args.clone()).chain(less) {
                for (narrowing, passes) in decide(&args, deeds(name, &args)?)? {
                    self.case_through(&narrowing, case, &args, passes)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the tool takes these arguments at all.
    fn is_taken(&self, args: &Value) -> bool {
        args.as_object().is_some_and(|args| self.tool().check(args).is_ok())
    }

    /// The words for methods that do not cover the tool's own.
    fn other_methods(&self) -> impl Iterator<Item = &'static str> + use<> {
        let own = self.marks.method;
        let others = METHODS.into_iter().filter(move |(_, covered)| !covered.contains(&own));
        others.map(|(word, _)| word)
    }

    /// Whether the tool is listed where it passes, and nowhere else.
    fn listed(&self, narrowing: &Narrowing, passes: bool) -> Result<Selection, Failure> {
        let selection = self.selected(narrowing)?;
        let names = names(&selection);
        let what = match (names.contains(&self.tool().name), passes) {
            (true, false) => "a cut tool is listed",
            (false, true) => "a tool that is not cut is not listed",
            _ => return Ok(selection),
        };
        Err(self.failure(what, narrowing, &names.join("\n")))
    }

    /// Whether the tool is listed and sends where it passes, and elsewhere answers to no name.
    fn through(&self, narrowing: &Narrowing, passes: bool) -> Result<(), Failure> {
        let selection = self.listed(narrowing, passes)?;
        if passes {
            let case = self.subject.case;
            return self.case_through(narrowing, case, &parse(case.args)?, true);
        }
        self.tool().names().try_for_each(|name| self.silent(&selection, narrowing, name))
    }

    /// That nothing answers to a name.
    fn silent(
        &self,
        selection: &Selection,
        narrowing: &Narrowing,
        name: &str,
    ) -> Result<(), Failure> {
        let scripted = Scripted::new([self.subject.response()]);
        let runtime = scripted.runtime(self.product())?;
        let called = self.product().call_selected(selection, &runtime, name, self.subject.args()?);
        let result = self.replay.wait(called)?;
        let unknown = matches!(result, Err(ToolError::Unknown { .. }));
        if unknown && selection.find(name).is_none() && scripted.sent().is_empty() {
            return Ok(());
        }
        let came = result.map_or_else(|error| error.to_string(), |answer| answer.to_string());
        Err(self.failure(&format!("a cut tool answers to `{name}`"), narrowing, &came))
    }

    /// Whether a call passes, which gets the answer of a case, under every name of the tool; if not, nothing is sent.
    fn case_through(
        &self,
        narrowing: &Narrowing,
        case: &Case,
        args: &Value,
        passes: bool,
    ) -> Result<(), Failure> {
        let selection = self.selected(narrowing)?;
        let recorded = self.replay.recorded(case.id).ok_or_else(|| {
            Failure::of_suite(
                "the case has no recording",
                format!("{}.json", case.id),
                "no such file",
            )
        })?;
        let answer = crate::subject::response(&recorded.exchange);
        for name in self.tool().names() {
            let scripted = Scripted::new([answer.clone()]);
            let runtime = scripted.runtime(self.product())?;
            let called = self.product().call_selected(
                &selection,
                &runtime,
                name,
                args.as_object().cloned().unwrap_or_default(),
            );
            let result = self.replay.wait(called)?;
            let sent = scripted.sent().len();
            let good = match &result {
                Ok(_) => passes && sent == 1,
                Err(ToolError::Unknown { .. } | ToolError::Barred { .. }) => !passes && sent == 0,
                Err(_) => false,
            };
            if !good {
                let what = match passes {
                    true => format!("`{name}` may do this, and cannot"),
                    false => format!("`{name}` may not do this, and is not hindered"),
                };
                let came = result.map_or_else(|error| error.to_string(), |it| it.to_string());
                let came = format!("{sent} requests for {args}\n{came}");
                return Err(self.failure(&what, narrowing, &came));
            }
        }
        Ok(())
    }

    fn failure(&self, what: &str, narrowing: &Narrowing, came: &str) -> Failure {
        Failure::new(what, format!("{narrowing:?} to decide it"), came)
    }
}

/// All tools, whatever they do.
fn all() -> Narrowing {
    Narrowing::new().write(true)
}

fn names(selection: &Selection) -> Vec<&'static str> {
    selection.tools().iter().map(|tool| tool.name).collect()
}

/// Ways in which somebody may try a name that is cut.
fn spellings(name: &str) -> [String; 5] {
    let mut capital = name.to_owned();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    [
        name.to_uppercase(),
        capital,
        format!(" {name}\n"),
        name.replace('_', "-"),
        format!("{name}\0"),
    ]
}
