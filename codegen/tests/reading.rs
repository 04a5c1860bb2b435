//! How operations that only read are called of an account of which nothing is known, as the suite has it.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod sources;

use std::path::Path;

use gorgias_codegen::{Format, compile};
use sources::tree;

/// The operations of a resource of the base spec that only read, each with how it is called, on a line without spaces.
fn readings(resource: &str) -> String {
    let spec = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    let outputs = compile(&spec).map_err(|wrong| wrong.render(Format::Human { color: false }));
    let outputs = outputs.unwrap_or_else(|wrong| unreachable!("{wrong}"));
    let path = format!("generated/suite/src/operations/{resource}.rs");
    let text = outputs.into_iter().find(|output| output.path == path).unwrap().text;
    let text: String = text.split_whitespace().collect();
    let operations = text.split("Operation{id:\"").skip(1);
    let readings = operations.filter_map(|operation| {
        let (id, rest) = operation.split_once('"').unwrap();
        let (_, reading) = rest.split_once("reading:Some(Reading{args:")?;
        let (reading, _) = reading.split_once(",read:").unwrap();
        Some(format!("{id} {}\n", reading.replace(",wants:Wants::", " ")))
    });
    readings.collect()
}

#[track_caller]
fn check(resource: &str, expected: &str) {
    let trimmed = expected.lines().map(str::trim).filter(|line| !line.is_empty());
    let expected: String = trimmed.map(|line| format!("{line}\n")).collect();
    assert_eq!(readings(resource), expected, "{resource}");
}

#[test]
fn what_only_an_account_knows_is_taken_from_a_list() {
    check(
        "parcels",
        r##"
        parcels.list "{}" Nothing
        parcels.get "{}" Listed{by:"parcels.list",takes:&[("id","id")],}
        parcels.report r#"{"report":{"kind":"yearly","measures":["count","worth"]}}"# Nothing
        "##,
    );
}

#[test]
fn what_no_list_has_is_named() {
    check(
        "papers",
        r#"
        papers.download "{}" Unlisted(&["label"])
        papers.export "{}" Nothing
        "#,
    );
    check("sweeps", r#"sweeps.get "{}" Unlisted(&["id"])"#);
}

#[test]
fn what_does_not_only_read_is_not_called() {
    check("sightings", r#"sightings.list "{}" Nothing"#);
    check("jobs", r#"jobs.list "{}" Nothing"#);
}
