//! Where limits of the spec stand in what is generated: once, for whoever sends.

#![expect(clippy::unwrap_used, reason = "a test that panics says where")]

mod sources;

use std::path::Path;

use gorgias_codegen::{Format, compile};
use sources::tree;

/// A file that is generated from the base spec, with an edit to one of its resources.
fn generated(resource: &str, [from, to]: [&str; 2], path: &str) -> String {
    let mut spec = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/base"));
    let edited = spec.iter_mut().find(|source| source.path == resource).unwrap();
    let text = String::from_utf8(edited.bytes.clone()).unwrap();
    assert!(text.contains(from), "{resource} lacks `{from}`");
    edited.bytes = text.replace(from, to).into_bytes();
    let outputs = compile(&spec).map_err(|wrong| wrong.render(Format::Human { color: false }));
    let outputs = outputs.unwrap_or_else(|wrong| unreachable!("{wrong}"));
    outputs.into_iter().find(|output| output.path == path).unwrap().text
}

/// With an edit, a file holds these lines, however deep they stand and wherever they break.
fn check(edit: [&str; 2], path: &str, expected: &str) {
    let text = generated("spec/resources/parcels.yaml", edit, path);
    let flat = |text: &str| {
        let whole: String = text.split_whitespace().collect();
        whole.replace(",)", ")").replace(",]", "]").replace(",}", "}")
    };
    assert!(
        flat(&text).contains(flat(expected).trim_end_matches(',')),
        "{path} lacks\n{expected}\nin\n{text}"
    );
}

const AS_IT_IS: [&str; 2] = ["", ""];

#[test]
fn arguments_have_theirs_in_the_table() {
    let operations = "generated/client/src/operations.rs";
    check(
        AS_IT_IS,
        operations,
        r#"
        Param::query("state").limits(&[Limit::OneOf(limits::PARCEL_STATE)]),
        Param::query("order_by"),
        Param::query("cursor"),
        Param::query("limit").limits(&[Limit::Value(Bounds::between(1, 100)), Limit::INT]),
        "#,
    );
    check(
        ["max: 20, about: What", "max: 20, pattern: '[A-Z][a-z]+', about: What"],
        operations,
        r#"
        BodyField::new("label").required()
            .limits(&[Limit::Length(Bounds::at_most(20)), Limit::Pattern("[A-Z][a-z]+")]),
        BodyField::new("state").limits(&[Limit::OneOf(limits::PARCEL_STATE)]),
        BodyField::new("weight").limits(&[Limit::Value(Bounds::between(1, 30000)), Limit::INT]),
        BodyField::new("receiver").limits(&[Limit::Object(&limits::RECEIVER_REF)]),
        BodyField::new("content").limits(&[Limit::Inside("kind", &limits::CONTENT)]),
        "#,
    );
    check(
        ["weight: { type: int?", "weight: { type: value?"],
        operations,
        r#"
        BodyField::new("weight").limits(&[
            Limit::Value(Bounds::between(1, 30000)),
            Limit::Length(Bounds::between(1, 30000)),
        ]),
        "#,
    );
    check(AS_IT_IS, operations, "limits: &[Limit::Object(&limits::QUESTION)],");
    check(
        AS_IT_IS,
        operations,
        r#"BodyField::new("params").limits(&[Limit::Beside("type", &limits::JOB_PARAMS)])"#,
    );
    check(AS_IT_IS, operations, r#"params: &[Param::path("id").limits(&[Limit::INT])],"#);
    check(
        AS_IT_IS,
        operations,
        r#"BodyField::new("ids").required()
            .limits(&[Limit::Items(Bounds::at_least(1)), Limit::Each(&[Limit::INT])]),"#,
    );
}

#[test]
fn types_of_bodies_have_theirs_once() {
    let limits = "generated/client/src/limits.rs";
    check(
        AS_IT_IS,
        limits,
        r#"
        pub const PARCEL_STATE: &[&str] = &["packed", "sent", "lost"];

        /// Limits of `ReceiverRef`.
        pub(crate) static RECEIVER_REF: Limits = Limits(&[("email", &[Limit::EMAIL])]);

        /// Limits of `Content`.
        pub(crate) static CONTENT: Limits = Limits(&[("letter", &[Limit::Object(&LETTER)])]);

        /// Limits of `Letter`.
        pub(crate) static LETTER: Limits = Limits(&[
            ("pages", &[Limit::INT]),
            ("page_numbers", &[Limit::Items(Bounds::at_most(3)), Limit::Each(&[Limit::INT])]),
        ]);
        "#,
    );
    check(
        ["page_numbers: { type: list<int>", "page_numbers: { type: list<map<ParcelState>>"],
        limits,
        r#"
        pub(crate) static LETTER: Limits = Limits(&[
            ("pages", &[Limit::INT]),
            (
                "page_numbers",
                &[
                    Limit::Items(Bounds::at_most(3)),
                    Limit::Each(&[Limit::Each(&[Limit::OneOf(PARCEL_STATE)])]),
                ],
            ),
        ]);
        "#,
    );
    check(
        AS_IT_IS,
        limits,
        r#"
        pub(crate) static NEXT_JOB: Limits = Limits(&[("params", &[Limit::Beside("type", &JOB_PARAMS)])]);
        "#,
    );
    check(
        AS_IT_IS,
        "generated/tools/src/types/parcels.rs",
        "pub(crate) static PARCEL_STATE: Enum = Enum { values: limits::PARCEL_STATE };",
    );
}

#[test]
fn a_form_is_a_limit() {
    let limits = "generated/client/src/limits.rs";
    let forms = [
        ("time", "Limit::TIME"),
        ("date", "Limit::DATE"),
        ("email?", "Limit::EMAIL"),
        ("url", "Limit::URL"),
        ("uuid", "Limit::UUID"),
        ("ParcelId", "Limit::INT"),
        ("list<map<date>>", "Limit::Each(&[Limit::Each(&[Limit::DATE])])"),
    ];
    for (form, limit) in forms {
        let made = format!("fields: {{ worth: number, made: {{ type: {form}, optional: true }} }}");
        check(
            ["fields: { worth: number }", &made],
            limits,
            &format!(r#"static GOODS: Limits = Limits(&[("made", &[{limit}])]);"#),
        );
    }
}

#[test]
fn what_takes_every_value_has_none() {
    let text =
        |edit| generated("spec/resources/parcels.yaml", edit, "generated/client/src/limits.rs");
    assert!(text(AS_IT_IS).contains("PARCEL_STATE"));
    assert!(!text(["    closed: true\n", ""]).contains("PARCEL_STATE"));
    assert!(text(AS_IT_IS).contains("LETTER"));
    let of_texts =
        ["pages: int, page_numbers: { type: list<int>, optional: true, max: 3 }", "pages: text"];
    assert!(!text(of_texts).contains("LETTER"));
}
