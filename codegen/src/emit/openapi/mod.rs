//! `generated/openapi.json`: the API for other people's tools, as OpenAPI 3.0.3.
//!
//! What their generators bear decides between forms that say the same:
//!
//! - An open enum is a text with its known values under `x-extensible-enum` and in its description: a client that was made
//!   from an `enum` fails on the first value that the vendor adds. A closed enum is an `enum`.
//! - A time is `date-time` where it is sent. In answers it is a text of the format `iso-8601`, since it may lack the offset
//!   without which parsers of `date-time` refuse it.
//! - A type that answers and bodies share is one component with `readOnly` and `writeOnly`, unless a field has another type
//!   in bodies: then what bodies hold is a component of its own, such as `Ticket-body`.
//! - Limits and defaults stand where values are sent: a client must not refuse an answer that passes them.
//! - A reference that may be null, or has a text beside it, is the one member of an `allOf`.
//! - A refusal has a response by its status, such as `status-404`, where the spec says what it means; the rest is `4XX` and
//!   `5XX`, not `default`, which some read as another success.
//! - A list is the envelope that its dialect of paging has, or bare, or either, as recordings show it.

mod answers;
mod kinds;
mod operations;
mod prose;
mod schemas;
mod webhooks;

use indexmap::IndexMap;
use openapiv3::{
    AuthorizationCodeOAuth2Flow, Components, Info, OAuth2Flows, OpenAPI, ReferenceOr,
    SecurityScheme, Server, ServerVariable, Tag,
};
use serde_json::{Map, Value, json};

use self::prose::{listed, paragraphs, sentence, sources, told};
use self::schemas::Schemas;
use crate::emit::{Output, Parts, json_file};
use crate::model::{Account, Api, Format, Model, Resource, Scope};

/// What a reader of the document must know of its form.
const FORM: &str = "\
A component whose name has a dash, such as `cursor-meta`, is a part of answers or bodies that the API has no name for. \
Values that are not listed may come wherever `x-extensible-enum` or a discriminator lists some. \
`x-statuses` of the response `refusal` says what statuses mean where an operation says nothing else. \
`x-tool` says how assistants see an operation, `x-effect` what it does to the world, `x-confidence` and `x-source` how its \
facts are known, `x-paging` where a list goes on, `x-long-running` how to follow work that goes on after the answer, `x-follow` how to go on with a list that grows. `x-values` says more of an enum's values: what they mean, and the sets \
that belong to them; `x-draws` says which fields take their values from such a set. `x-person` marks facts about people, \
`x-untrusted` what people outside may have written, `x-html` texts that are HTML, \
`x-secret` what must never be shown, and `x-secret-others` that this is so of what no variant of a union knows. `x-formats` has values as they were seen. `x-webhooks` is \
what the API sends by itself, `x-webhooks-facts` how.";

pub(super) const PARTS: Parts = Parts { whole: &[emit], of_resource: &[] };

fn emit(model: &Model) -> Vec<Output> {
    vec![json_file("generated/openapi.json", &document(model))]
}

fn document(model: &Model) -> OpenAPI {
    let schemas = Schemas::new(model);
    OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: info(&model.api),
        servers: vec![server(&model.api)],
        tags: tags(model),
        paths: operations::paths(&schemas),
        components: Some(components(&schemas)),
        extensions: extensions(&model.api)
            .into_iter()
            .chain(webhooks::extensions(&schemas))
            .collect(),
        ..OpenAPI::default()
    }
}

fn info(api: &Api) -> Info {
    Info {
        title: api.name.clone(),
        description: paragraphs([sentence(&api.about), listed(&api.notes), sentence(FORM)]),
        version: api.revision.clone(),
        extensions: sources(&api.source).collect(),
        ..Info::default()
    }
}

/// The address, with a variable for each part of it in braces. A variable must have a default; there is none to know.
fn server(api: &Api) -> Server {
    let parts = api.base.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let variables = parts.map(|(name, _)| {
        let variable = ServerVariable {
            default: name.to_owned(),
            description: Some(format!("Your {name}, as in the address in your browser.")),
            ..ServerVariable::default()
        };
        (name.to_owned(), variable)
    });
    Server { url: api.base.clone(), variables: Some(variables.collect()), ..Server::default() }
}

fn tags(model: &Model) -> Vec<Tag> {
    let tag = |resource: &Resource| Tag {
        name: resource.name.clone(),
        description: Some(resource.about.clone()),
        extensions: sources(&resource.source).collect(),
        ..Tag::default()
    };
    model.resources.iter().map(tag).collect()
}

fn components(schemas: &Schemas) -> Components {
    let mut all = schemas.components();
    all.extend(answers::components(schemas));
    Components {
        schemas: all,
        responses: answers::responses(schemas),
        security_schemes: security_schemes(&schemas.model.api),
        ..Components::default()
    }
}

fn security_schemes(api: &Api) -> IndexMap<String, ReferenceOr<SecurityScheme>> {
    let scheme = |account: &Account| ReferenceOr::Item(security_scheme(account, &api.scopes));
    api.accounts.iter().map(|account| (account.name.clone(), scheme(account))).collect()
}

fn security_scheme(account: &Account, scopes: &[Scope]) -> SecurityScheme {
    let description = told(&account.about, None, &account.notes);
    let limit = account.limit.as_ref().map(|limit| ("x-limit".to_owned(), json!(limit)));
    let extensions = limit.into_iter().chain(oauth2(account)).chain(sources(&account.source));
    let extensions = extensions.collect();
    let (Some(authorize), Some(token)) = (&account.authorize, &account.token) else {
        return SecurityScheme::HTTP {
            scheme: "basic".to_owned(),
            bearer_format: None,
            description,
            extensions,
        };
    };
    let flow = AuthorizationCodeOAuth2Flow {
        authorization_url: filled(authorize),
        token_url: filled(token),
        refresh_url: account.refresh.as_ref().map(|_| filled(token)),
        scopes: scopes.iter().map(|scope| (scope.name.clone(), covered(scope))).collect(),
        extensions: IndexMap::new(),
    };
    let flows = OAuth2Flows { authorization_code: Some(flow), ..OAuth2Flows::default() };
    SecurityScheme::OAuth2 { flows, description, extensions }
}

/// What a scope covers, in the one text that OpenAPI has for it.
fn covered(scope: &Scope) -> String {
    match &scope.deprecated {
        Some(reason) => format!("{} Deprecated: {reason}", scope.about),
        None => scope.about.clone(),
    }
}

/// What an app must know of OAuth2 that OpenAPI has no words for.
fn oauth2(account: &Account) -> impl Iterator<Item = (String, Value)> {
    let asks = account.asks.iter().map(|(name, about)| (name.clone(), json!(about)));
    let asks: Map<String, Value> = asks.collect();
    let facts = [
        ("x-authorize-parameters", (!asks.is_empty()).then(|| asks.into())),
        ("x-client-authentication", account.client.map(|client| json!(client.as_str()))),
        ("x-refresh-scope", account.refresh.as_ref().map(|scope| json!(scope))),
    ];
    facts.into_iter().filter_map(|(key, fact)| Some((key.to_owned(), fact?)))
}

/// The address with the names of its variables in their places: these addresses take no variables.
fn filled(address: &str) -> String {
    address.replace(['{', '}'], "")
}

fn extensions(api: &Api) -> IndexMap<String, Value> {
    let limits = api.limits.iter().map(|limit| {
        let rate = json!({ "requests": limit.requests, "seconds": limit.seconds });
        (limit.name.clone(), rate)
    });
    let headers = api.headers.iter().map(|header| (header.purpose.clone(), json!(header.name)));
    let topics = api.topics.iter().map(|topic| (topic.name.clone(), json!(topic.about)));
    let presets = api.presets.iter().map(|preset| (preset.name.clone(), json!(preset.about)));
    let formats = api.formats.iter().map(|format| (format.name.clone(), format_facts(format)));
    [
        ("x-formats", formats.collect()),
        ("x-limits", limits.collect()),
        ("x-headers", headers.collect()),
        ("x-topics", topics.collect()),
        ("x-presets", presets.collect()),
    ]
    .map(|(key, value): (&str, Value)| (key.to_owned(), value))
    .into()
}

fn format_facts(format: &Format) -> Value {
    let mut facts = Map::new();
    facts.insert("about".to_owned(), json!(format.about));
    facts.insert("seen".to_owned(), format.values());
    if !format.notes.is_empty() {
        facts.insert("notes".to_owned(), json!(format.notes));
    }
    facts.extend(sources(&format.source));
    facts.into()
}
