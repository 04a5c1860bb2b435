//! What of a spec must be refused before it is sent, as the suite has it: which rules are broken, where, and by what.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod sources;

use std::path::Path;

use gorgias_codegen::{Format, compile};
use sources::tree;

/// The rows of an operation, from the base spec with an edit to one of its resources.
fn rows(resource: &str, [from, to]: [&str; 2], constant: &str) -> String {
    let mut spec = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    let file = format!("spec/resources/{resource}.yaml");
    let edited = spec.iter_mut().find(|source| source.path == file).unwrap();
    let text = String::from_utf8(edited.bytes.clone()).unwrap();
    assert!(text.contains(from), "{file} lacks `{from}`");
    edited.bytes = text.replace(from, to).into_bytes();
    let outputs = compile(&spec).map_err(|wrong| wrong.render(Format::Human { color: false }));
    let outputs = outputs.unwrap_or_else(|wrong| unreachable!("{wrong}"));
    let path = format!("generated/suite/src/refuses/{resource}.rs");
    let text = outputs.into_iter().find(|output| output.path == path).unwrap().text;
    let (_, rows) = text.split_once(&format!("const {constant}: &[Breach] = &[\n")).unwrap();
    rows.split_once("];\n").unwrap().0.to_owned()
}

const AS_IT_IS: [&str; 2] = ["", ""];

/// An operation has these rows and no others.
fn check(resource: &str, constant: &str, expected: &str) {
    let flat =
        |rows: &str| rows.lines().map(|row| row.trim().to_owned() + "\n").collect::<String>();
    let rows = flat(&rows(resource, AS_IT_IS, constant));
    assert_eq!(rows, flat(expected.trim()), "of {resource} {constant}:\n{rows}");
}

/// With an edit, the rows of `parcels.create` that have a text in them are these.
fn check_edited(edit: [&str; 2], named: &str, expected: &[&str]) {
    let rows = rows("parcels", edit, "CREATE");
    let found: Vec<_> = rows.lines().map(str::trim).filter(|row| row.contains(named)).collect();
    assert_eq!(found, expected, "with {edit:?}");
}

#[test]
fn each_argument_can_be_missing_of_another_kind_or_beyond_a_limit() {
    check(
        "parcels",
        "LIST",
        r##"
        Breach::new("parcels.list/refuses/state-unlisted", 0, "state", Json(r#""none-of-these""#), OneOf("packed")),
        Breach::new("parcels.list/refuses/order-by-no-text", 0, "order_by", Json("true"), Is("a text")).by_tools_alone(),
        Breach::new("parcels.list/refuses/cursor-no-text", 0, "cursor", Json("true"), Is("a text")).by_tools_alone(),
        Breach::new("parcels.list/refuses/limit-no-int", 0, "limit", Json(r#""seven""#), Is("a whole number")),
        Breach::new("parcels.list/refuses/limit-too-small", 0, "limit", Json("0"), AtLeast(1)),
        Breach::new("parcels.list/refuses/limit-too-large", 0, "limit", Json("101"), AtMost(100)),
        Breach::new("parcels.list/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        Breach::new("parcels.list/refuses/heavier-no-int", 0, "heavier", Json(r#""seven""#), Is("a whole number")).by_tools_alone(),
        Breach::new("parcels.list/refuses/fields-no-such-field", 0, "fields", Json(r#""no_such_field""#), Known).by_tools_alone(),
        "##,
    );
    check(
        "parcels",
        "THROW_AWAY",
        r##"
        Breach::new("parcels.throw-away/refuses/ids-missing", 0, "ids", Nothing, Required),
        Breach::new("parcels.throw-away/refuses/ids-no-list", 0, "ids", Json(r#""""#), Is("a list")).by_tools_alone(),
        Breach::new("parcels.throw-away/refuses/ids-too-short", 0, "ids", Items(0, "7"), AtLeast(1)),
        Breach::new("parcels.throw-away/refuses/ids.item-no-id", 0, "ids[0]", Json(r#""seven""#), Is("a whole number")),
        Breach::new("parcels.throw-away/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        "##,
    );
    check(
        "papers",
        "DOWNLOAD",
        r##"
        Breach::new("papers.download/refuses/label-missing", 0, "label", Nothing, Required),
        Breach::new("papers.download/refuses/label-no-text", 0, "label", Json("true"), Is("a text")).by_tools_alone(),
        Breach::new("papers.download/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        "##,
    );
}

#[test]
fn so_can_what_is_inside() {
    check(
        "parcels",
        "CREATE",
        r##"
        Breach::new("parcels.create/refuses/label-missing", 0, "label", Nothing, Required),
        Breach::new("parcels.create/refuses/label-no-text", 0, "label", Json("true"), Is("a text")).by_tools_alone(),
        Breach::new("parcels.create/refuses/label-too-long", 0, "label", Text(21, ""), AtMost(20)),
        Breach::new("parcels.create/refuses/state-unlisted", 0, "state", Json(r#""none-of-these""#), OneOf("packed")),
        Breach::new("parcels.create/refuses/weight-no-int", 0, "weight", Json(r#""seven""#), Is("a whole number")),
        Breach::new("parcels.create/refuses/weight-too-small", 0, "weight", Json("0"), AtLeast(1)),
        Breach::new("parcels.create/refuses/weight-too-large", 0, "weight", Json("30001"), AtMost(30000)),
        Breach::new("parcels.create/refuses/receiver-no-object", 0, "receiver", Json("7"), Is("an object")).by_tools_alone(),
        Breach::new("parcels.create/refuses/receiver.email-missing", 0, "receiver.email", Nothing, Required).by_tools_alone(),
        Breach::new("parcels.create/refuses/receiver.email-no-email", 0, "receiver.email", Json(r#""somebody""#), Is("an e-mail address")),
        Breach::new("parcels.create/refuses/receiver-no-such-field", 0, "receiver.no_such_field", Json("true"), Known).by_tools_alone(),
        Breach::new("parcels.create/refuses/content-no-object", 0, "content", Json("7"), Is("an object")).by_tools_alone(),
        Breach::new("parcels.create/refuses/content.kind-missing", 0, "content.kind", Nothing, Required).by_tools_alone()
            .instead(r#"{"content": {"worth": 1, "kind": "goods"}}"#),
        Breach::new("parcels.create/refuses/content.goods.worth-missing", 0, "content.worth", Nothing, Required).by_tools_alone()
            .instead(r#"{"content": {"worth": 1, "kind": "goods"}}"#),
        Breach::new("parcels.create/refuses/content.goods-no-such-field", 0, "content.no_such_field", Json("true"), Known).by_tools_alone()
            .instead(r#"{"content": {"worth": 1, "kind": "goods"}}"#),
        Breach::new("parcels.create/refuses/content.letter.pages-missing", 0, "content.pages", Nothing, Required).by_tools_alone()
            .instead(r#"{"content": {"pages": 1, "kind": "letter"}}"#),
        Breach::new("parcels.create/refuses/content.letter.pages-no-int", 0, "content.pages", Json(r#""seven""#), Is("a whole number"))
            .instead(r#"{"content": {"pages": 1, "kind": "letter"}}"#),
        Breach::new("parcels.create/refuses/content.letter.page-numbers-too-long", 0, "content.page_numbers", Items(4, "1"), AtMost(3))
            .instead(r#"{"content": {"pages": 1, "kind": "letter"}}"#),
        Breach::new("parcels.create/refuses/content.letter.page-numbers.item-no-int", 0, "content.page_numbers[0]", Json(r#""seven""#), Is("a whole number"))
            .instead(r#"{"content": {"pages": 1, "kind": "letter", "page_numbers": [1]}}"#),
        Breach::new("parcels.create/refuses/content.letter-no-such-field", 0, "content.no_such_field", Json("true"), Known).by_tools_alone()
            .instead(r#"{"content": {"pages": 1, "kind": "letter"}}"#),
        Breach::new("parcels.create/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        Breach::new("parcels.create/refuses/fields-no-such-field", 0, "fields", Json(r#""no_such_field""#), Known).by_tools_alone(),
        "##,
    );
    check(
        "parcels",
        "REPORT",
        r##"
        Breach::new("parcels.report/refuses/report-missing", 0, "report", Nothing, Required),
        Breach::new("parcels.report/refuses/report-no-object", 0, "report", Json("7"), Is("an object")).by_tools_alone(),
        Breach::new("parcels.report/refuses/report.kind-missing", 0, "report.kind", Nothing, Required).by_tools_alone(),
        Breach::new("parcels.report/refuses/report.measures-missing", 0, "report.measures", Nothing, Required).by_tools_alone(),
        Breach::new("parcels.report/refuses/report.measures-too-short", 0, "report.measures", Items(0, r#""text""#), AtLeast(1)),
        Breach::new("parcels.report/refuses/report-no-such-field", 0, "report.no_such_field", Json("true"), Known).by_tools_alone(),
        Breach::new("parcels.report/refuses/report.measures.item-undrawn", 0, "report.measures[0]", Json(r#""none-of-these""#), OneOf("count")).by_tools_alone(),
        Breach::new("parcels.report/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        Breach::new("parcels.report/refuses/fields-no-such-field", 0, "fields", Json(r#""no_such_field""#), Known).by_tools_alone(),
        "##,
    );
}

#[test]
fn what_a_text_beside_it_tells_is_told_before_it_is_wrong() {
    check(
        "jobs",
        "CREATE",
        r##"
        Breach::new("jobs.create/refuses/params-missing", 0, "params", Nothing, Required),
        Breach::new("jobs.create/refuses/params-no-object", 0, "params", Json("7"), Is("an object")).by_tools_alone(),
        Breach::new("jobs.create/refuses/params.move.parcel-ids-missing", 0, "params.parcel_ids", Nothing, Required).by_tools_alone(),
        Breach::new("jobs.create/refuses/params.move.parcel-ids-too-short", 0, "params.parcel_ids", Items(0, "1"), AtLeast(1)),
        Breach::new("jobs.create/refuses/params.move.parcel-ids.item-no-int", 0, "params.parcel_ids[0]", Json(r#""seven""#), Is("a whole number")),
        Breach::new("jobs.create/refuses/params.move.street-missing", 0, "params.street", Nothing, Required).by_tools_alone(),
        Breach::new("jobs.create/refuses/params.move.rename-no-such-field", 0, "params.rename.no_such_field", Json("true"), Known).by_tools_alone(),
        Breach::new("jobs.create/refuses/params.move-no-such-field", 0, "params.no_such_field", Json("true"), Known).by_tools_alone(),
        Breach::new("jobs.create/refuses/params.count.value-no-int", 0, "params.1", Json(r#""seven""#), Is("a whole number"))
            .instead(r#"{"type": "count", "params": {"1": 1}}"#),
        Breach::new("jobs.create/refuses/type-missing", 0, "type", Nothing, Required),
        Breach::new("jobs.create/refuses/type-no-text", 0, "type", Json("true"), Is("a text")).by_tools_alone(),
        Breach::new("jobs.create/refuses/next-no-object", 0, "next", Json("7"), Is("an object")).by_tools_alone(),
        Breach::new("jobs.create/refuses/next.type-missing", 0, "next.type", Nothing, Required).by_tools_alone(),
        Breach::new("jobs.create/refuses/next.params.move.parcel-ids-missing", 0, "next.params.parcel_ids", Nothing, Required).by_tools_alone()
            .instead(r#"{"next": {"params": {"parcel_ids": [1], "street": "text"}, "type": "move"}}"#),
        Breach::new("jobs.create/refuses/next.params.move.parcel-ids-too-short", 0, "next.params.parcel_ids", Items(0, "1"), AtLeast(1))
            .instead(r#"{"next": {"params": {"parcel_ids": [1], "street": "text"}, "type": "move"}}"#),
        Breach::new("jobs.create/refuses/next.params.move.parcel-ids.item-no-int", 0, "next.params.parcel_ids[0]", Json(r#""seven""#), Is("a whole number"))
            .instead(r#"{"next": {"params": {"parcel_ids": [1], "street": "text"}, "type": "move"}}"#),
        Breach::new("jobs.create/refuses/next.params.move.street-missing", 0, "next.params.street", Nothing, Required).by_tools_alone()
            .instead(r#"{"next": {"params": {"parcel_ids": [1], "street": "text"}, "type": "move"}}"#),
        Breach::new("jobs.create/refuses/next.params.move.rename-no-such-field", 0, "next.params.rename.no_such_field", Json("true"), Known).by_tools_alone()
            .instead(r#"{"next": {"params": {"parcel_ids": [1], "street": "text", "rename": {}}, "type": "move"}}"#),
        Breach::new("jobs.create/refuses/next.params.move-no-such-field", 0, "next.params.no_such_field", Json("true"), Known).by_tools_alone()
            .instead(r#"{"next": {"params": {"parcel_ids": [1], "street": "text"}, "type": "move"}}"#),
        Breach::new("jobs.create/refuses/next.params.count.value-no-int", 0, "next.params.first", Json(r#""seven""#), Is("a whole number")),
        Breach::new("jobs.create/refuses/next-no-such-field", 0, "next.no_such_field", Json("true"), Known).by_tools_alone(),
        Breach::new("jobs.create/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        Breach::new("jobs.create/refuses/fields-no-such-field", 0, "fields", Json(r#""no_such_field""#), Known).by_tools_alone(),
        "##,
    );
    check(
        "jobs",
        "UPDATE",
        r##"
        Breach::new("jobs.update/refuses/id-missing", 0, "id", Nothing, Required),
        Breach::new("jobs.update/refuses/id-no-id", 0, "id", Json(r#""seven""#), Is("a whole number")),
        Breach::new("jobs.update/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        Breach::new("jobs.update/refuses/fields-no-such-field", 0, "fields", Json(r#""no_such_field""#), Known).by_tools_alone(),
        "##,
    );
}

#[test]
fn a_file_has_parts() {
    check(
        "papers",
        "UPLOAD",
        r##"
        Breach::new("papers.upload/refuses/kind-missing", 0, "kind", Nothing, Required),
        Breach::new("papers.upload/refuses/kind-no-text", 0, "kind", Json("true"), Is("a text")).by_tools_alone(),
        Breach::new("papers.upload/refuses/scans-missing", 0, "scans", Nothing, Required),
        Breach::new("papers.upload/refuses/scans-no-list", 0, "scans", Json(r#""""#), Is("a list")).by_tools_alone(),
        Breach::new("papers.upload/refuses/scans-too-short", 0, "scans", Items(0, r#"{"name":"a.txt","content_type":"text/plain","content":""}"#), AtLeast(1)),
        Breach::new("papers.upload/refuses/scans.item.name-missing", 0, "scans[0].name", Nothing, Required),
        Breach::new("papers.upload/refuses/scans.item.name-no-text", 0, "scans[0].name", Json("true"), Is("a text")),
        Breach::new("papers.upload/refuses/scans.item.content-type-missing", 0, "scans[0].content_type", Nothing, Required),
        Breach::new("papers.upload/refuses/scans.item.content-type-no-text", 0, "scans[0].content_type", Json("true"), Is("a text")),
        Breach::new("papers.upload/refuses/scans.item.content-missing", 0, "scans[0].content", Nothing, Required),
        Breach::new("papers.upload/refuses/scans.item.content-no-text", 0, "scans[0].content", Json("true"), Is("the bytes of the file in base64")),
        Breach::new("papers.upload/refuses/scans.item.content-no-bytes", 0, "scans[0].content", Json(r#""?""#), Is("the bytes of the file in base64")),
        Breach::new("papers.upload/refuses/scans.item-no-such-field", 0, "scans[0].no_such_field", Json("true"), Known),
        Breach::new("papers.upload/refuses/no-such-argument", 0, "no_such_argument", Json("true"), Known),
        Breach::new("papers.upload/refuses/fields-no-such-field", 0, "fields", Json(r#""no_such_field""#), Known).by_tools_alone(),
        "##,
    );
}

#[test]
fn a_value_breaks_one_rule_alone() {
    check_edited(
        ["max: 20, about: What", "min: 2, max: 20, about: What"],
        "label-too",
        &[
            r#"Breach::new("parcels.create/refuses/label-too-short", 0, "label", Text(1, ""), AtLeast(2)),"#,
            r#"Breach::new("parcels.create/refuses/label-too-long", 0, "label", Text(21, ""), AtMost(20)),"#,
        ],
    );
    // No text of x matches the pattern, so that none would be too long alone.
    check_edited(
        ["max: 20, about: What", "min: 2, max: 20, pattern: '[A-Z][a-z]+', about: What"],
        "/label-",
        &[
            r#"Breach::new("parcels.create/refuses/label-missing", 0, "label", Nothing, Required),"#,
            r#"Breach::new("parcels.create/refuses/label-no-text", 0, "label", Json("true"), Is("a text")).by_tools_alone(),"#,
            r##"Breach::new("parcels.create/refuses/label-another-form", 0, "label", Json(r#""∅∅""#), Matches("[A-Z][a-z]+")),"##,
        ],
    );
    check_edited(
        ["email: { type: email, person: email }", "email: { type: email, max: 40, person: email }"],
        "email-too-long",
        &[
            r#"Breach::new("parcels.create/refuses/receiver.email-too-long", 0, "receiver.email", Text(41, "@example.com"), AtMost(40)),"#,
        ],
    );
    // What allows every value of its kind can only be of another one.
    check_edited(
        ["    closed: true\n", ""],
        "state",
        &[
            r#"Breach::new("parcels.create/refuses/state-no-text", 0, "state", Json("true"), Is("a text")).by_tools_alone(),"#,
        ],
    );
}
