//! What comes back: answers, lists in their envelopes, and refusals.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, ArrayType, Example, Header, HeaderStyle, MediaType, ObjectType,
    ParameterSchemaOrContent, ReferenceOr, Response, Responses, Schema, SchemaData, SchemaKind,
    StatusCode, Type as Kind,
};
use serde_json::Value;

use super::kinds::{anything, boxed, component_reference, plain, text, with};
use super::prose::sources;
use super::schemas::{Schemas, Way};
use crate::model::{Answer, Bounds, Case, Dialect, Operation, TypeUse};

/// The media type of almost every body.
pub(super) const JSON: &str = "application/json";

/// The component of a refusal's body, and of the response that holds it.
const REFUSAL_BODY: &str = "refusal-body";
const REFUSAL: &str = "refusal";

/// The components that answers need beside the types of the spec.
pub(super) fn components(schemas: &Schemas) -> IndexMap<String, ReferenceOr<Schema>> {
    let dialects = schemas.model.api.dialects.iter().filter(|dialect| !dialect.meta.is_empty());
    let metas =
        dialects.map(|dialect| (meta_name(dialect), ReferenceOr::Item(meta(schemas, dialect))));
    metas.chain([(REFUSAL_BODY.to_owned(), ReferenceOr::Item(refusal_body()))]).collect()
}

pub(super) fn responses() -> IndexMap<String, ReferenceOr<Response>> {
    let response = refusal(IndexMap::new());
    IndexMap::from([(REFUSAL.to_owned(), ReferenceOr::Item(response))])
}

/// The documented answer, those of other statuses that recordings have, and any refusal.
pub(super) fn of(schemas: &Schemas, operation: &Operation) -> Responses {
    let recorded = operation.cases.iter().map(|case| case.recording.status);
    let statuses: BTreeSet<u16> = recorded.chain([operation.success]).collect();
    let response = |status: u16| {
        let response = match status {
            ..300 => success(schemas, operation, status),
            300..400 => elsewhere(operation),
            400.. => refusal(examples(operation, status)),
        };
        (StatusCode::Code(status), ReferenceOr::Item(response))
    };
    let refused = [4, 5].map(|hundred| (StatusCode::Range(hundred), refusal_reference()));
    Responses {
        responses: statuses.into_iter().map(response).chain(refused).collect(),
        ..Responses::default()
    }
}

fn refusal_reference() -> ReferenceOr<Response> {
    ReferenceOr::Reference { reference: format!("#/components/responses/{REFUSAL}") }
}

fn success(schemas: &Schemas, operation: &Operation, status: u16) -> Response {
    let (description, schema) = match &operation.answer {
        Answer::Nothing => ("Done. There is no body.", None),
        Answer::File => ("The file.", None),
        Answer::Csv => ("The values, with commas between.", Some(ReferenceOr::Item(a_text()))),
        Answer::Value(ty) => {
            ("The answer.", Some(schemas.of(ty, &Bounds::default(), Way::Answered)))
        }
        Answer::List { item, under } => {
            let list = array(schemas, item);
            ("The whole list.", Some(shaped(operation, list, |list| in_one_piece(under, list))))
        }
        Answer::Pages { item, dialect } => {
            let (list, dialect) = (array(schemas, item), &schemas.model.api.dialects[*dialect]);
            ("A page of the list.", Some(shaped(operation, list, |list| page(dialect, list))))
        }
    };
    let media = if operation.answer == Answer::Csv { "text/csv" } else { JSON };
    Response {
        description: description.to_owned(),
        content: schema
            .map(|schema| content(media, schema, examples(operation, status)))
            .unwrap_or_default(),
        ..Response::default()
    }
}

/// The one form of a body.
pub(super) fn content(
    media_type: &str,
    schema: ReferenceOr<Schema>,
    examples: IndexMap<String, ReferenceOr<Example>>,
) -> IndexMap<String, MediaType> {
    let media = MediaType { schema: Some(schema), examples, ..MediaType::default() };
    IndexMap::from([(media_type.to_owned(), media)])
}

/// A redirect. Where it leads is the answer if that is a file.
fn elsewhere(operation: &Operation) -> Response {
    let (description, about) = match operation.answer {
        Answer::File => (
            "Where the file is.",
            "The address, which is signed, and on a host that must not get the credentials of this one.",
        ),
        Answer::Nothing
        | Answer::Value(_)
        | Answer::List { .. }
        | Answer::Pages { .. }
        | Answer::Csv => ("It is elsewhere.", "The address of what was asked for."),
    };
    let header = Header {
        description: Some(about.to_owned()),
        style: HeaderStyle::Simple,
        required: operation.answer == Answer::File,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(ReferenceOr::Item(plain(text(
            Some("uri"),
            &Bounds::default(),
        )))),
        example: None,
        examples: IndexMap::new(),
        extensions: IndexMap::new(),
    };
    Response {
        description: description.to_owned(),
        headers: IndexMap::from([("Location".to_owned(), ReferenceOr::Item(header))]),
        ..Response::default()
    }
}

/// What cases have recorded with a status.
fn examples(operation: &Operation, status: u16) -> IndexMap<String, ReferenceOr<Example>> {
    let cases = operation.cases.iter().filter(|case| case.recording.status == status);
    cases.filter_map(|case| example(case, case.recording.body.as_ref()?)).collect()
}

/// A value of a case under the case's name, so that what was sent is found beside what came back.
pub(super) fn example(case: &Case, value: &Value) -> Option<(String, ReferenceOr<Example>)> {
    let example =
        Example { summary: case.about.clone(), value: Some(value.clone()), ..Example::default() };
    (!value.is_null()).then(|| (case.name.clone(), ReferenceOr::Item(example)))
}

fn array(schemas: &Schemas, item: &TypeUse) -> Schema {
    let items = Some(boxed(schemas.of(item, &Bounds::default(), Way::Answered)));
    plain(Kind::Array(ArrayType { items, min_items: None, max_items: None, unique_items: false }))
}

/// A list in its envelope, or bare, or either, as recordings show it.
fn shaped(
    operation: &Operation,
    list: Schema,
    envelope: impl Fn(Schema) -> Schema,
) -> ReferenceOr<Schema> {
    let bodies = operation.cases.iter().filter_map(|case| case.recording.body.as_ref());
    let (bare, enveloped): (Vec<&Value>, Vec<&Value>) = bodies.partition(|body| body.is_array());
    ReferenceOr::Item(match (bare.is_empty(), enveloped.is_empty()) {
        (true, _) => envelope(list),
        (false, true) => list,
        (false, false) => {
            let one_of = [envelope(list.clone()), list].map(ReferenceOr::Item).into();
            Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::OneOf { one_of } }
        }
    })
}

fn in_one_piece(under: &str, list: Schema) -> Schema {
    object([(under, ReferenceOr::Item(list))], &[under])
}

fn page(dialect: &Dialect, list: Schema) -> Schema {
    let items = dialect.items.as_str();
    let meta =
        (!dialect.meta.is_empty()).then(|| ("meta", component_reference(&meta_name(dialect))));
    let beside = [
        ("object", told_text("What this is: `list`.")),
        ("uri", told_text("The address that was asked, below the account's.")),
        (items, ReferenceOr::Item(list)),
    ];
    let mut page = object(beside.into_iter().chain(meta), &[items]);
    page.schema_data.description = Some(dialect.about.clone());
    page
}

/// The component of what a page says beside its items.
fn meta_name(dialect: &Dialect) -> String {
    format!("{}-meta", dialect.name)
}

fn meta(schemas: &Schemas, dialect: &Dialect) -> Schema {
    let mut meta = plain(Kind::Object(ObjectType {
        additional_properties: Some(AdditionalProperties::Any(true)),
        ..schemas.fields(dialect.meta.iter(), Way::Answered)
    }));
    meta.schema_data.description = Some("What a page says beside its items.".to_owned());
    meta.schema_data.extensions.extend(sources(&dialect.source));
    meta
}

fn refusal(examples: IndexMap<String, ReferenceOr<Example>>) -> Response {
    Response {
        description:
            "It was refused, or it failed. A proxy may answer with something else than JSON."
                .to_owned(),
        content: content(JSON, component_reference(REFUSAL_BODY), examples),
        ..Response::default()
    }
}

fn refusal_body() -> Schema {
    let details = SchemaData {
        description: Some("Details, such as what is wrong by field.".to_owned()),
        ..SchemaData::default()
    };
    let error = object(
        [
            ("msg", told_text("What is wrong, for people.")),
            ("data", with(ReferenceOr::Item(anything()), details)),
        ],
        &["msg"],
    );
    object([("error", ReferenceOr::Item(error))], &["error"])
}

fn object<'k>(
    properties: impl IntoIterator<Item = (&'k str, ReferenceOr<Schema>)>,
    required: &[&str],
) -> Schema {
    let properties = properties.into_iter();
    plain(Kind::Object(ObjectType {
        properties: properties.map(|(key, schema)| (key.to_owned(), boxed(schema))).collect(),
        required: required.iter().map(|key| (*key).to_owned()).collect(),
        ..ObjectType::default()
    }))
}

fn told_text(about: &str) -> ReferenceOr<Schema> {
    let beside = SchemaData { description: Some(about.to_owned()), ..SchemaData::default() };
    with(ReferenceOr::Item(a_text()), beside)
}

fn a_text() -> Schema {
    plain(text(None, &Bounds::default()))
}
