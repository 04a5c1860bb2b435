//! What comes back: answers, lists in their envelopes, and refusals.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, ArrayType, Example, Header, HeaderStyle, MediaType, ObjectType,
    ParameterSchemaOrContent, ReferenceOr, Response, Responses, Schema, SchemaData, SchemaKind,
    StatusCode, Type as Kind,
};
use serde_json::{Value, json};

use super::kinds::{boxed, component_reference, plain, text, with};
use super::prose::{sources, told};
use super::schemas::{Schemas, Way};
use crate::model::{Answer, Bounds, Case, Dialect, Meaning, Operation, TypeUse};

/// The media type of almost every body.
pub(super) const JSON: &str = "application/json";

/// The response of a status that nothing is said of.
const REFUSAL: &str = "refusal";

/// The components that answers need beside the types of the spec.
pub(super) fn components(schemas: &Schemas) -> IndexMap<String, ReferenceOr<Schema>> {
    let dialects = schemas.model.api.dialects.iter().filter(|dialect| !dialect.meta.is_empty());
    dialects
        .map(|dialect| (meta_name(dialect), ReferenceOr::Item(meta(schemas, dialect))))
        .collect()
}

/// What statuses mean everywhere, a component for each that an operation refers to, and one for all others.
pub(super) fn responses(schemas: &Schemas) -> IndexMap<String, ReferenceOr<Response>> {
    let operations = schemas.model.operations.iter();
    let common: BTreeMap<u16, &str> = operations
        .flat_map(|operation| {
            let refusals = schemas.model.refusals(operation).into_iter();
            refusals
                .filter_map(|(status, meaning)| Some((status, common(operation, status, meaning)?)))
        })
        .collect();
    let statuses = common.into_iter().map(|(status, hint)| {
        (status_name(status), refusal(schemas, status, hint, IndexMap::new()))
    });
    let responses = statuses.chain([(REFUSAL.to_owned(), any_refusal(schemas))]);
    responses.map(|(name, response)| (name, ReferenceOr::Item(response))).collect()
}

/// What a status means everywhere, if there is nothing else to say of it with an operation.
fn common<'m>(operation: &Operation, status: u16, meaning: Meaning<'m>) -> Option<&'m str> {
    match meaning {
        Meaning::Common(hint) if examples(operation, status).is_empty() => Some(hint),
        Meaning::Common(_) | Meaning::Own(_) => None,
    }
}

/// A refusal that nothing is said of, with what is known of all of them.
fn any_refusal(schemas: &Schemas) -> Response {
    let errors = &schemas.model.api.errors;
    let statuses = errors.statuses.iter().map(|status| &status.refusal);
    let statuses: Value =
        statuses.map(|refusal| (refusal.status.to_string(), json!(refusal.hint))).collect();
    let statuses = [("x-statuses".to_owned(), statuses)].into_iter();
    Response {
        description: told("It was refused, or it failed.", None, &errors.notes).unwrap_or_default(),
        extensions: statuses.chain(sources(&errors.source)).collect(),
        ..refusal(schemas, 400, "", IndexMap::new())
    }
}

/// The component of a status that means the same everywhere.
fn status_name(status: u16) -> String {
    format!("status-{status}")
}

/// The documented answer, those of other statuses that recordings have, and refusals.
pub(super) fn of(schemas: &Schemas, operation: &Operation) -> Responses {
    let recorded = operation.accepted().map(|case| case.recording.status);
    let statuses: BTreeSet<u16> = recorded.chain([operation.success]).collect();
    let success = |status: u16| {
        let response = match status {
            300..400 => where_it_is(),
            _ => success(schemas, operation, status),
        };
        (status, ReferenceOr::Item(response))
    };
    let refused = |(status, meaning): (u16, Meaning<'_>)| {
        let response = match common(operation, status, meaning) {
            Some(_) => response_reference(&status_name(status)),
            None => {
                let examples = examples(operation, status);
                ReferenceOr::Item(refusal(schemas, status, meaning.hint(), examples))
            }
        };
        (status, response)
    };
    let told = statuses.into_iter().map(success);
    let told = told.chain(schemas.model.refusals(operation).into_iter().map(refused));
    let told = told.map(|(status, response)| (StatusCode::Code(status), response));
    let untold = [4, 5].map(|hundred| (StatusCode::Range(hundred), response_reference(REFUSAL)));
    Responses { responses: told.chain(untold).collect(), ..Responses::default() }
}

fn response_reference(name: &str) -> ReferenceOr<Response> {
    ReferenceOr::Reference { reference: format!("#/components/responses/{name}") }
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

/// Where a file is, which is the answer.
fn where_it_is() -> Response {
    let address = "The address, which is signed, and on a host that must not get the credentials of this one.";
    elsewhere("Where the file is.", address, true)
}

/// A redirect, with what is said of the address that it names.
fn elsewhere(description: &str, address: &str, required: bool) -> Response {
    let header = Header {
        description: Some(address.to_owned()),
        style: HeaderStyle::Simple,
        required,
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
    let bodies = operation.accepted().filter_map(|case| case.recording.body.as_ref());
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

/// A refusal: what it means, and the body that says more, or where it is instead.
fn refusal(
    schemas: &Schemas,
    status: u16,
    hint: &str,
    examples: IndexMap<String, ReferenceOr<Example>>,
) -> Response {
    if status < 400 {
        return elsewhere(hint, "The address of what was asked for.", false);
    }
    let body = schemas.of(&schemas.model.api.errors.body, &Bounds::default(), Way::Answered);
    Response {
        description: hint.to_owned(),
        content: content(JSON, body, examples),
        ..Response::default()
    }
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
