//! What must not be sent, held against what is written here by hand and against the client's table.

use std::collections::BTreeSet;

use gorgias_client::operation::Body;
use gorgias_client::operations;
use gorgias_suite::Operation;

fn operation(id: &str) -> &'static Operation {
    gorgias_suite::operations().find(|operation| operation.id == id).unwrap()
}

/// What is wrong, where, by what, and who refuses it.
fn check(id: &str, expected: &[&str]) {
    let rows: Vec<_> = operation(id)
        .refuses
        .iter()
        .map(|it| {
            let name = it.id.strip_prefix(&format!("{id}/refuses/")).unwrap();
            let by = if it.by_client { "both" } else { "tool" };
            format!("{name} | {} | {:?} | {:?} | {by}", it.at, it.gives, it.rule)
        })
        .collect();
    assert_eq!(rows, expected, "of {id}");
}

#[test]
fn what_must_not_be_sent_follows_from_the_spec() {
    check(
        "tags.create",
        &[
            r#"name-missing | name | Nothing | Required | both"#,
            r#"name-no-text | name | Json("true") | Is("a text") | tool"#,
            r#"name-too-long | name | Text(257, "") | AtMost(256) | both"#,
            r#"description-no-text | description | Json("true") | Is("a text") | tool"#,
            r#"description-too-long | description | Text(1025, "") | AtMost(1024) | both"#,
            r#"decoration-no-object | decoration | Json("7") | Is("an object") | tool"#,
            r#"decoration.color-missing | decoration.color | Nothing | Required | tool"#,
            r#"decoration-no-such-field | decoration.no_such_field | Json("true") | Known | tool"#,
            r#"no-such-argument | no_such_argument | Json("true") | Known | both"#,
            r#"fields-no-such-field | fields | Json("\"no_such_field\"") | Known | tool"#,
        ],
    );
    check(
        "tags.merge",
        &[
            r#"destination-tag-id-missing | destination_tag_id | Nothing | Required | both"#,
            r#"destination-tag-id-no-id | destination_tag_id | Json("\"seven\"") | Is("a whole number") | both"#,
            r#"source-tags-ids-missing | source_tags_ids | Nothing | Required | both"#,
            r#"source-tags-ids-no-list | source_tags_ids | Json("\"\"") | Is("a list") | tool"#,
            r#"source-tags-ids-too-short | source_tags_ids | Items(0, "501") | AtLeast(1) | both"#,
            r#"source-tags-ids.item-no-id | source_tags_ids[0] | Json("\"seven\"") | Is("a whole number") | both"#,
            r#"no-such-argument | no_such_argument | Json("true") | Known | both"#,
            r#"fields-no-such-field | fields | Json("\"no_such_field\"") | Known | tool"#,
        ],
    );
}

#[test]
fn each_argument_that_must_be_there_is_missing_once() {
    for known in operations::ALL {
        let params = known.params.iter().filter(|param| param.required).map(|param| param.arg);
        let body: Vec<_> = match known.body {
            Body::Fields(fields) => {
                fields.iter().filter(|field| field.required).map(|field| field.arg).collect()
            }
            Body::Whole { arg, required: true, .. } | Body::Form { arg } => vec![arg],
            _ => Vec::new(),
        };
        let required: BTreeSet<_> = params.chain(body).collect();
        let refuses = operation(known.id).refuses.iter();
        let missing = refuses.filter(|it| it.by_client && it.id.ends_with("-missing"));
        let missing: BTreeSet<_> =
            missing.filter(|it| !it.at.contains('.')).map(|it| it.at).collect();
        assert_eq!(missing, required, "of {}", known.id);
    }
}

#[test]
fn an_argument_that_does_not_exist_is_given_to_each() {
    for operation in gorgias_suite::operations() {
        let id = format!("{}/refuses/no-such-argument", operation.id);
        assert!(operation.refuses.iter().any(|it| it.id == id && it.by_client), "{id}");
    }
}
