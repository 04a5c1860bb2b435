//! `x-webhooks`: what the API sends by itself, in the form that OpenAPI 3.1 has for it. What is known of how it is sent and
//! signed stands beside it, since that form has no place for it.

use openapiv3::{
    Operation as Described, PathItem, ReferenceOr, RequestBody, Response, Responses, StatusCode,
};
use serde_json::{Map, Value, json};

use super::answers::{JSON, content};
use super::prose::{sources, told};
use super::schemas::{Schemas, Way};
use crate::model::Bounds;
use crate::model::webhook::{Fact, Templates, Trigger, Webhooks};

/// The extensions of the document, none if nothing is sent.
pub(super) fn extensions(schemas: &Schemas) -> Vec<(String, Value)> {
    let Some(webhooks) = &schemas.model.webhooks else { return Vec::new() };
    let sent = webhooks.triggers.iter().map(|trigger| {
        let item = PathItem { post: Some(described(schemas, trigger)), ..PathItem::default() };
        (trigger.wire.clone(), json!(item))
    });
    vec![
        ("x-webhooks".to_owned(), sent.collect()),
        ("x-webhooks-facts".to_owned(), all_facts(webhooks)),
    ]
}

fn described(schemas: &Schemas, trigger: &Trigger) -> Described {
    let payload = schemas.of(&trigger.payload, &Bounds::default(), Way::Answered);
    let taken = Response { description: "It was taken.".to_owned(), ..Response::default() };
    let taken = (StatusCode::Range(2), ReferenceOr::Item(taken));
    Described {
        operation_id: Some(format!("webhooks_{}", trigger.wire.replace('-', "_"))),
        summary: Some(trigger.about.clone()),
        description: told("", None, &trigger.notes),
        request_body: Some(ReferenceOr::Item(RequestBody {
            content: content(JSON, payload, [].into()),
            required: true,
            ..RequestBody::default()
        })),
        responses: Responses { responses: [taken].into(), ..Responses::default() },
        // What the API sends signs in nowhere.
        security: Some(Vec::new()),
        ..Described::default()
    }
}

fn all_facts(webhooks: &Webhooks) -> Value {
    let mut all = Map::from_iter([
        ("sender".to_owned(), json!(webhooks.sender)),
        ("about".to_owned(), json!(webhooks.about)),
        ("delivery".to_owned(), facts(&webhooks.delivery)),
        ("signature".to_owned(), facts(&webhooks.signature)),
        ("notes".to_owned(), json!(webhooks.notes)),
    ]);
    if let Some(templates) = &webhooks.templates {
        all.insert("templates".to_owned(), template_facts(templates));
    }
    all.extend(sources(&webhooks.source));
    all.into()
}

fn template_facts(templates: &Templates) -> Value {
    let places: Value =
        templates.places.iter().map(|(name, about)| (name.clone(), json!(about))).collect();
    json!({
        "syntax": templates.syntax,
        "places": places,
        "roots": facts(&templates.roots),
        "notes": templates.notes,
    })
}

fn facts(facts: &[Fact]) -> Value {
    let fact = |fact: &Fact| {
        let mut told = Map::from_iter([
            ("about".to_owned(), json!(fact.about)),
            ("x-confidence".to_owned(), json!(fact.confidence.as_str())),
        ]);
        told.extend(sources(&fact.source));
        (fact.name.clone(), Value::Object(told))
    };
    facts.iter().map(fact).collect()
}
