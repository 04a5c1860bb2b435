//! Operations: their parameters, their bodies, and what is known of them.

use indexmap::IndexMap;
use openapiv3::{
    ArrayType, Example, ObjectType, Operation as Described, Parameter, ParameterData,
    ParameterSchemaOrContent, PathItem, PathStyle, Paths, QueryStyle, ReferenceOr, RequestBody,
    Schema, SecurityRequirement, Type as Kind,
};
use serde_json::{Value, json};

use super::answers::{self, JSON, content, example};
use super::kinds::{plain, size, text};
use super::prose::{sources, told};
use super::schemas::{Schemas, Way};
use crate::model::{
    Account, Answer, Api, Body, Bounds, Field, Model, Operation, Payload, Place, Type, TypeUse,
    Verb,
};

pub(super) fn paths(schemas: &Schemas) -> Paths {
    let mut paths: IndexMap<String, PathItem> = IndexMap::new();
    for operation in &schemas.model.operations {
        let item = paths.entry(operation.path.clone()).or_default();
        let place = match operation.verb {
            Verb::Get => &mut item.get,
            Verb::Post => &mut item.post,
            Verb::Put => &mut item.put,
            Verb::Delete => &mut item.delete,
        };
        *place = Some(described(schemas, operation));
    }
    let paths = paths.into_iter().map(|(path, item)| (path, ReferenceOr::Item(item)));
    Paths { paths: paths.collect(), ..Paths::default() }
}

fn described(schemas: &Schemas, operation: &Operation) -> Described {
    let model = schemas.model;
    Described {
        tags: vec![model.resources[operation.resource].name.clone()],
        summary: Some(operation.title.clone()),
        description: told(&operation.about, operation.deprecated.as_deref(), &operation.notes),
        operation_id: Some(operation.identifier()),
        parameters: parameters(schemas, operation),
        request_body: request_body(schemas, operation).map(ReferenceOr::Item),
        responses: answers::of(schemas, operation),
        deprecated: operation.deprecated.is_some(),
        security: Some(security(&model.api, operation)),
        extensions: extensions(model, operation),
        ..Described::default()
    }
}

fn parameters(schemas: &Schemas, operation: &Operation) -> Vec<ReferenceOr<Parameter>> {
    let in_path = operation.in_place(Place::Path).map(|field| Parameter::Path {
        parameter_data: parameter(schemas, operation, field),
        style: PathStyle::Simple,
    });
    let in_query = operation.in_place(Place::Query).map(|field| Parameter::Query {
        parameter_data: parameter(schemas, operation, field),
        allow_reserved: false,
        style: QueryStyle::Form,
        allow_empty_value: None,
    });
    in_path.chain(in_query).map(ReferenceOr::Item).collect()
}

fn parameter(schemas: &Schemas, operation: &Operation, field: &Field) -> ParameterData {
    // A parameter is told beside its schema, and null is no text that a line can hold.
    let shown = Field {
        ty: TypeUse { nullable: false, ..field.ty.clone() },
        about: String::new(),
        deprecated: None,
        notes: Vec::new(),
        ..field.clone()
    };
    let is_list = matches!(field.ty.ty, Type::List(_));
    ParameterData {
        name: field.wire.clone(),
        description: told(&field.about, field.deprecated.as_deref(), &field.notes),
        required: !field.optional,
        deprecated: field.deprecated.is_some().then_some(true),
        format: ParameterSchemaOrContent::Schema(schemas.field(&shown, Way::Sent)),
        example: None,
        examples: arguments(operation, field),
        explode: is_list.then_some(true),
        extensions: IndexMap::new(),
    }
}

/// What cases give for an argument; what a case shows is told beside its answer.
fn arguments(operation: &Operation, field: &Field) -> IndexMap<String, ReferenceOr<Example>> {
    let given = operation.cases.iter().filter_map(|case| {
        let value = case.args.get(&field.key).filter(|value| !value.is_null())?;
        let example = Example { value: Some(value.clone()), ..Example::default() };
        Some((case.name.clone(), ReferenceOr::Item(example)))
    });
    given.collect()
}

fn request_body(schemas: &Schemas, operation: &Operation) -> Option<RequestBody> {
    let (media, schema) = body(schemas, operation)?;
    let examples = operation.cases.iter().filter_map(|case| match &case.sends.body {
        Some(Payload::Json(value)) => example(case, value),
        // The bytes of files show nobody anything.
        Some(Payload::Form(_)) | None => None,
    });
    Some(RequestBody {
        content: content(media, schema, examples.collect()),
        required: true,
        ..RequestBody::default()
    })
}

/// The media type of a body, and its schema.
fn body(schemas: &Schemas, operation: &Operation) -> Option<(&'static str, ReferenceOr<Schema>)> {
    let json = |schema| (JSON, schema);
    match operation.body {
        Body::None => None,
        Body::Fields(Some(named)) => Some(json(schemas.reference(named, Way::Sent))),
        Body::Fields(None) => {
            let fields: ObjectType = schemas.fields(operation.in_place(Place::Body), Way::Sent);
            Some(json(ReferenceOr::Item(plain(Kind::Object(fields)))))
        }
        Body::Whole => {
            let whole = operation.in_place(Place::Whole).next();
            whole.map(|field| json(schemas.field(field, Way::Sent)))
        }
        Body::Form => {
            let files = operation.in_place(Place::Form).next();
            files.map(|field| ("multipart/form-data", ReferenceOr::Item(form(field))))
        }
    }
}

/// A form of files. Its parts may have any name, which generators cannot say: theirs are all called as the argument is.
fn form(files: &Field) -> Schema {
    let file = plain(text(Some("binary"), &Bounds::default()));
    let mut list = plain(Kind::Array(ArrayType {
        items: Some(ReferenceOr::Item(Box::new(file))),
        min_items: size(files.bounds.min),
        max_items: None,
        unique_items: false,
    }));
    list.schema_data.description = told(&files.about, None, &files.notes);
    plain(Kind::Object(ObjectType {
        properties: [(files.wire.clone(), ReferenceOr::Item(Box::new(list)))].into(),
        required: vec![files.wire.clone()],
        ..ObjectType::default()
    }))
}

/// Any of the ways to sign in; the one that knows scopes needs the operation's.
fn security(api: &Api, operation: &Operation) -> Vec<SecurityRequirement> {
    let requirement = |account: &Account| {
        let scopes = operation.scope.iter().filter(|_| account.token.is_some());
        IndexMap::from([(account.name.clone(), scopes.cloned().collect())])
    };
    api.accounts.iter().map(requirement).collect()
}

fn extensions(model: &Model, operation: &Operation) -> IndexMap<String, Value> {
    let tool = &operation.tool;
    let aliases: Vec<&str> = tool.aliases.iter().map(|alias| alias.name.as_str()).collect();
    let effect: Vec<&str> = operation.effect.possible().iter().map(|word| word.as_str()).collect();
    let mut extensions = vec![
        (
            "x-tool",
            json!({
                "name": tool.name,
                "aliases": aliases,
                "method": tool.method.as_str(),
                "topics": tool.topics(model),
                "presets": tool.presets(model),
                "effect": effect,
            }),
        ),
        ("x-effect", operation.effect.to_json()),
        ("x-confidence", json!(operation.confidence.as_str())),
    ];
    if let Answer::Pages { dialect, .. } = &operation.answer {
        let dialect = &model.api.dialects[*dialect];
        let paging = json!({ "by": dialect.name, "items": dialect.items, "next": dialect.next });
        extensions.push(("x-paging", paging));
    }
    if let Some(work) = &operation.long_running {
        extensions.push(("x-long-running", work.to_json(model, Operation::identifier)));
    }
    if let Some(follow) = &operation.follow {
        extensions.push(("x-follow", follow.to_json()));
    }
    let extensions = extensions.into_iter().map(|(key, value)| (key.to_owned(), value));
    extensions.chain(sources(&operation.source)).collect()
}
