//! What must not be sent is sent, and what may not be done is done.

use gorgias_runtime::limit::{Bounds, Limit};
use gorgias_runtime::operation::{Body, BodyField};
use gorgias_runtime::tool::types::{Field, Type};
use gorgias_runtime::tool::{Condition, Test};
use gorgias_tools::{Deed, Effect, Method, Tool};

use super::Change::{Given, Operation as Descriptor, Tool as Described, Unguarded};
use super::Flaw;
use super::requests::{field, param};

pub(super) static FLAWS: &[Flaw] = &[
    Flaw {
        name: "limit-off-by-one",
        about: "A number may be larger by one than the API takes.",
        of: "tags.list",
        change: Descriptor(|operation| {
            param(operation, "limit", |it| it.limits(UP_TO_101));
        }),
        found_by: "tags.list/refuses/limit-too-large",
        says: "the client sends it",
    },
    Flaw {
        name: "length-off-by-one",
        about: "A text may be longer by one character than the API takes.",
        of: "tags.create",
        change: Descriptor(|operation| {
            field(operation, "name", |it| it.limits(UP_TO_257_LONG));
        }),
        found_by: "tags.create/refuses/name-too-long",
        says: "the client sends it",
    },
    Flaw {
        name: "limit-too-strict",
        about: "What the API takes is refused.",
        of: "tags.list",
        change: Descriptor(|operation| {
            param(operation, "limit", |it| it.limits(FROM_3));
        }),
        found_by: "tags.list/by-name",
        says: "sent nothing: nothing was sent, because `limit`",
    },
    Flaw {
        name: "required-not-asked-for",
        about: "What is required may be left out.",
        of: "tags.create",
        change: Descriptor(|operation| operation.body = Body::Fields(NAME_IF_YOU_LIKE)),
        found_by: "tags.create/refuses/name-missing",
        says: "the client sends it",
    },
    Flaw {
        name: "closed-list-open",
        about: "A text is taken that is none of those which the API takes.",
        of: "tickets.create",
        change: Descriptor(|operation| field(operation, "status", |it| it.limits(&[]))),
        found_by: "tickets.create/refuses/status-unlisted",
        says: "the client sends it",
    },
    Flaw {
        name: "type-not-checked",
        about: "A tool takes anything for a text.",
        of: "tags.list",
        change: Described(|tool| argument(tool, Field::new("search", Type::Json))),
        found_by: "tags.list/refuses/search-no-text",
        says: "the tool `list_all_gorgias_tags` sends it",
    },
    Flaw {
        name: "unknown-argument-dropped",
        about: "An argument that a tool does not have is left out without a word.",
        of: "tags.list",
        change: Given(|_, args| drop(args.remove("no_such_argument"))),
        found_by: "tags.list/refuses/no-such-argument",
        says: "the tool `list_all_gorgias_tags` sends it",
    },
    Flaw {
        name: "cut-tool-by-its-alias",
        about: "A tool that is cut answers to its alias.",
        of: "satisfaction-surveys.list",
        change: Unguarded(|name| (name == SURVEYS).then_some(SURVEYS)),
        found_by: "satisfaction-surveys.list/access/by-name",
        says: "a cut tool answers to `list_all_gorgias_surveys`",
    },
    Flaw {
        name: "cut-tool-in-capitals",
        about: "A tool that is cut answers to its name in capitals.",
        of: "tags.list",
        change: Unguarded(|name| {
            (name == "LIST_ALL_GORGIAS_TAGS").then_some("list_all_gorgias_tags")
        }),
        found_by: "tags.list/access/by-name",
        says: "a cut tool answers to `LIST_ALL_GORGIAS_TAGS`",
    },
    Flaw {
        name: "read-only-by-verb",
        about: "What is posted is taken for a change.",
        of: "search.find",
        change: Described(|tool| tool.effect = Effect::always(&[Deed::Writes])),
        found_by: "search.find/access/read-only",
        says: "may do this, and cannot",
    },
    Flaw {
        name: "effect-by-arguments-ignored",
        about: "What a call does by its arguments is not seen.",
        of: "jobs.create",
        change: Described(|tool| tool.effect = Effect::always(&[Deed::Reads])),
        found_by: "jobs.create/access/read-only",
        says: "may not do this, and is not hindered",
    },
    Flaw {
        name: "customer-reached",
        about: "A message to a customer is taken for a change like any other.",
        of: "messages.create",
        change: Described(|tool| tool.effect = Effect::always(&[Deed::Writes])),
        found_by: "messages.create/access/no-customer-messages",
        says: "may not do this, and is not hindered",
    },
    Flaw {
        name: "null-taken-for-nothing",
        about: "An argument that is given as null counts as not given.",
        of: "jobs.update",
        change: Described(|tool| {
            tool.effect = Effect::always(&[Deed::Writes]).sometimes(&[
                (Deed::ReachesCustomer, Condition(&[("params", Test::Present)])),
                (Deed::ReachesCustomer, Condition(&[("scheduled_datetime", Test::Present)])),
                (Deed::ReachesCustomer, Condition(&[("status", Test::Present)])),
            ]);
        }),
        found_by: "jobs.update/access/no-customer-messages",
        says: "may not do this, and is not hindered",
    },
    Flaw {
        name: "another-method",
        about: "A tool that deletes counts as one that updates.",
        of: "tags.delete",
        change: Described(|tool| tool.method = Method::Update),
        found_by: "tags.delete/access/by-method",
        says: "a cut tool is listed",
    },
    Flaw {
        name: "another-topic",
        about: "A tool belongs to another topic.",
        of: "tags.list",
        change: Described(|tool| tool.topics = &["voice"]),
        found_by: "tags.list/access/by-topic",
        says: "a tool that is not cut is not listed",
    },
    Flaw {
        name: "another-preset",
        about: "A tool belongs to a preset that is not its own.",
        of: "tags.delete",
        change: Described(|tool| tool.presets = &["essentials", "admin"]),
        found_by: "tags.delete/access/by-preset",
        says: "a cut tool is listed",
    },
    Flaw {
        name: "change-called-harmless",
        about: "A tool that changes something says that it does not.",
        of: "tags.delete",
        change: Described(|tool| tool.hints.read_only = true),
        found_by: "tags.delete/access/read-only",
        says: "a tool that is said to change nothing does",
    },
];

const UP_TO_101: &[Limit] = &[Limit::Value(Bounds::between(1, 101)), Limit::INT];
const FROM_3: &[Limit] = &[Limit::Value(Bounds::between(3, 100)), Limit::INT];
const UP_TO_257_LONG: &[Limit] = &[Limit::Length(Bounds::at_most(257))];

const SURVEYS: &str = "list_all_gorgias_surveys";

static NAME_IF_YOU_LIKE: &[BodyField] = &[
    BodyField::new("name").limits(UP_TO_257_LONG),
    BodyField::new("description"),
    BodyField::new("decoration"),
];

/// Describes an argument of a tool otherwise.
fn argument(tool: &mut Tool, otherwise: Field) {
    let arguments = tool.arguments.iter().copied();
    let arguments = arguments.map(|it| if it.key() == otherwise.key() { otherwise } else { it });
    tool.arguments = arguments.collect::<Vec<_>>().leak();
}
