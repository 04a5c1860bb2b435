//! A tool takes, says or shows something else.

use gorgias_runtime::tool::{Alias, Compare, Filter, Scan, types::Type};
use gorgias_tools::{Shows, Tool};
use serde_json::json;

use super::Change::{Given, Shown, Tool as Described};
use super::Flaw;

pub(super) static FLAWS: &[Flaw] = &[
    Flaw {
        name: "projection-without-a-path",
        about: "A choice of fields lacks one.",
        of: "tags.get",
        change: Described(|tool| tool.shows = Shows::Paths(&["id", "name"])),
        found_by: "tags.get/plain",
        says: "does not show all of `description`",
    },
    Flaw {
        name: "projection-of-another-path",
        about: "A choice of fields has one that the spec does not choose.",
        of: "tags.list",
        change: Described(|tool| tool.shows = Shows::Paths(&["id", "name", "usage", "uri"])),
        found_by: "tags.list/by-name",
        says: "shows `uri`, which is not asked for",
    },
    Flaw {
        name: "alias-of-another-tool",
        about: "Another tool answers to an alias.",
        of: "rules.list",
        change: Described(|tool| {
            tool.aliases = &[Alias { name: "list_all_gorgias_surveys", shows: None }];
        }),
        found_by: "satisfaction-surveys.list/of-a-ticket",
        says: "the tool `list_all_gorgias_surveys`",
    },
    Flaw {
        name: "alias-without-its-projection",
        about: "An alias shows what the tool shows, and not its own choice.",
        of: "messages.list",
        change: Described(|tool| {
            tool.aliases = &[Alias { name: "list_all_gorgias_attachments", shows: None }];
        }),
        found_by: "messages.list/of-a-ticket",
        says: "the tool `list_all_gorgias_attachments`",
    },
    Flaw {
        name: "fields-ignored",
        about: "Who says which fields to show is not heard.",
        of: "tags.get",
        change: Given(|_, args| drop(args.remove("fields"))),
        found_by: "tags.get/plain",
        says: "does not show `uri` to who asks for all fields",
    },
    Flaw {
        name: "secret-shown",
        about: "What is secret is shown to whoever asks for all fields.",
        of: "messages.get",
        change: Described(|tool| tool.answer = Some(Type::Map(&Type::Json))),
        found_by: "messages.get/sent",
        says: "shows at `actions` what is not in the answer, or is secret",
    },
    Flaw {
        name: "argument-ignored",
        about: "A tool does not hand on what it was given.",
        of: "tags.list",
        change: Given(|_, args| drop(args.remove("search"))),
        found_by: "tags.list/by-name",
        says: "the tool `list_all_gorgias_tags` sent another request",
    },
    Flaw {
        name: "cursor-changed",
        about: "The cursor that a tool gives is not the one that the API gave.",
        of: "tags.list",
        change: Shown(|shown| {
            let cursor = shown["next_cursor"].as_str().map(str::to_lowercase);
            shown["next_cursor"] = json!(cursor);
        }),
        found_by: "tags.list/by-name",
        says: "the tool `list_all_gorgias_tags` does not answer as tools do",
    },
    Flaw {
        name: "output-schema-of-another-type",
        about: "The schema of an answer has a text where a number comes.",
        of: "tags.get",
        change: Described(|tool| {
            let right = r#""usage":{"type":"integer"}"#;
            tool.output_schema = tool.output_schema.replace(right, TEXT).leak();
        }),
        found_by: "tags.get/plain",
        says: "at `usage`",
    },
    Flaw {
        name: "input-schema-without-an-argument",
        about: "The schema of the arguments does not have one that the tool takes.",
        of: "tags.list",
        change: Described(|tool| {
            tool.input_schema = tool.input_schema.replace(r#""search":"#, r#""seek":"#).leak();
        }),
        found_by: "tags.list/by-name",
        says: "at `search`",
    },
    Flaw {
        name: "scan-drops-a-match",
        about: "A filter that is applied here compares with something else.",
        of: "tickets.list",
        change: Described(|tool| filters(tool, |it| Filter { by: Compare::Contains, ..it })),
        found_by: "tickets.list/paging/filters",
        says: "the filter `assigned` shows something else",
    },
    Flaw {
        name: "scan-reads-too-little",
        about: "Filters are applied to the first page alone.",
        of: "tickets.list",
        change: Described(|tool| {
            if let Some(scan) = &mut tool.scan {
                scan.pages = 1;
            }
        }),
        found_by: "tickets.list/paging/filters",
        says: "scanned",
    },
    Flaw {
        name: "scan-goes-on-too-late",
        about: "The cursor of a scan that was full leads past a match.",
        of: "tickets.list",
        change: Shown(|shown| {
            let cursor = shown["next_cursor"].as_str().map(|it| it.replace("scan:3:", "scan:4:"));
            shown["next_cursor"] = json!(cursor);
        }),
        found_by: "tickets.list/paging/filters",
        says: "the filter `status` does not go on where it stopped",
    },
    Flaw {
        name: "not-done",
        about: "A tool that has done its work does not say so.",
        of: "tags.delete",
        change: Shown(|shown| *shown = json!({})),
        found_by: "tags.delete/plain",
        says: "the tool `delete_a_gorgias_tag_by_id` does not answer as tools do",
    },
    Flaw {
        name: "meaning-of-a-refusal-lost",
        about: "A tool does not say what a refusal means.",
        of: "tags.delete",
        change: super::Change::Operation(|operation| {
            operation.refusals = &[];
            operation.statuses = &[];
        }),
        found_by: "tags.delete/gone",
        says: "hint",
    },
    Flaw {
        name: "answer-of-another-call",
        about: "What a tool gives is not of what it has just made.",
        of: "jobs.create",
        change: Shown(|shown| shown["id"] = json!(1)),
        found_by: "bulk-job/done-and-cancelled",
        says: "`get_single_gorgias_job_by_id` failed",
    },
    Flaw {
        name: "text-not-kept",
        about: "What one tool answers does not have what the next one needs.",
        of: "macros.list",
        change: Shown(|shown| shown["result"][0]["actions"] = json!([])),
        found_by: "triage/text-alone",
        says: "step",
    },
];

const TEXT: &str = r#""usage":{"type":"string"}"#;

/// Applies all filters otherwise.
fn filters(tool: &mut Tool, otherwise: fn(Filter) -> Filter) {
    if let Some(Scan { filters, .. }) = &mut tool.scan {
        *filters = filters.iter().cloned().map(otherwise).collect::<Vec<_>>().leak();
    }
}
