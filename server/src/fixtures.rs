//! What the official conformance suite of the protocol wants of a server, beside what this one is for: tools, prompts and
//! resources that do as the suite expects.
//!
//! They stand in front of the serving core, which lists and answers whatever is not theirs, behind the same door. What each does
//! is data: a script says what it tells and asks the client, and what it answers.

mod fill;
mod rounds;
mod script;

use std::sync::Arc;

use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CustomRequest, CustomResult,
        GetPromptRequestParams, GetPromptResponse, InputResponses, ListPromptsResult,
        ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
        ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse, RequestStateCodec,
        ServerConfig, SubscribeRequestParams, UnsubscribeRequestParams,
    },
    service::{Peer, RequestContext},
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use self::{
    fill::fill,
    rounds::Round,
    script::{Script, Scripts},
};
use crate::{
    Error,
    serving::{Server, random},
};

/// The serving core with fixtures in front of it. Clones are cheap and share everything.
#[derive(Clone)]
pub(crate) struct Fixtures {
    server: Server,
    scripts: Arc<Scripts>,
    seal: Arc<RequestStateCodec>,
}

/// What a client sends to have a script played.
struct Asked {
    name: String,
    arguments: Map<String, Value>,
    said: Option<InputResponses>,
    state: Option<String>,
}

impl Fixtures {
    pub(crate) fn before(server: Server) -> Result<Self, Error> {
        let scripts = Scripts::read().map_err(|cause| Error::Schema { tool: "fixtures", cause })?;
        let mut key = [0; RequestStateCodec::MIN_KEY_LENGTH];
        random(&mut key)?;
        let seal = Arc::new(RequestStateCodec::new_unchecked(key));
        Ok(Self { server, scripts: Arc::new(scripts), seal })
    }

    /// Newer clients are served as ever. Older ones are asked by requests, and send what they say to a session.
    pub(crate) fn over_http(
        self,
    ) -> impl FnOnce(StreamableHttpServerConfig) -> StreamableHttpService<Self, LocalSessionManager>
    {
        |config| {
            let config = config.with_json_response(true);
            StreamableHttpService::new(move || Ok(self.clone()), Arc::default(), config)
        }
    }

    /// Plays a script to its end, or until the client has to be asked by an answer.
    async fn play(
        &self,
        script: &Script,
        asked: Asked,
        context: &RequestContext<RoleServer>,
    ) -> Result<Round, ErrorData> {
        let can = context.client_capabilities().unwrap_or_default();
        script.check(&asked.arguments, &can)?;
        let mut known = Value::from(asked.arguments);
        known["progressToken"] = value(&context.meta.get_progress_token())?;
        for message in &script.says {
            if is_wanted(message, context) {
                // A client that has gone away hears nothing.
                drop(context.peer.send_notification(parsed(fill(message, &known))?).await);
            }
        }
        if let Some(request) = &script.asks {
            known["answer"] = request_of(&context.peer, fill(request, &known)).await?;
        }
        let rounds =
            rounds::Rounds { name: &asked.name, script, seal: &self.seal, can: value(&can)? };
        let said = match rounds.next(asked.said, asked.state.as_deref())? {
            Round::Over(said) => said,
            asks @ Round::Asks(_) => return Ok(asks),
        };
        if let (Value::Object(known), Value::Object(said)) = (&mut known, said) {
            known.extend(said);
        }
        Ok(Round::Over(complete(fill(&script.answers, &known))))
    }
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let mut config = self.server.get_info();
        let capabilities = &mut config.capabilities;
        capabilities.logging = Some(Map::new());
        capabilities.completions = Some(Map::new());
        capabilities.prompts = Some(Default::default());
        capabilities.resources = Some(Default::default());
        config
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut listed = self.server.list_tools(request, context).await?;
        listed.tools.extend(self.scripts.tools());
        Ok(listed)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(script) = self.scripts.tool(&request.name) else {
            return self.server.call_tool(request, context).await;
        };
        let asked = Asked {
            name: request.name.into_owned(),
            arguments: request.arguments.unwrap_or_default(),
            said: request.input_responses,
            state: request.request_state,
        };
        match self.play(script, asked, &context).await? {
            Round::Asks(asks) => Ok(CallToolResponse::InputRequired(*asks)),
            Round::Over(answer) => Ok(CallToolResponse::Complete(parsed(answer)?)),
        }
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let own = self.scripts.prompts();
        // The core has none where its tools do not suffice for any.
        let listed = self.server.list_prompts(request, context).await;
        let mut listed = listed.unwrap_or_else(|_| ListPromptsResult::with_all_items(Vec::new()));
        listed.prompts.extend(own);
        Ok(listed)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let Some(script) = self.scripts.prompt(&request.name) else {
            return self.server.get_prompt(request, context).await;
        };
        let asked = Asked {
            name: request.name,
            arguments: request.arguments.unwrap_or_default(),
            said: request.input_responses,
            state: request.request_state,
        };
        match self.play(script, asked, &context).await? {
            Round::Asks(asks) => Ok(GetPromptResponse::InputRequired(*asks)),
            Round::Over(answer) => Ok(GetPromptResponse::Complete(parsed(answer)?)),
        }
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(self.scripts.resources()))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(self.scripts.templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match self.scripts.content(&request.uri) {
            Some(content) => Ok(ReadResourceResponse::Complete(parsed(complete(content))?)),
            None => {
                let uri = json!({"uri": request.uri});
                Err(ErrorData::resource_not_found("there is no such resource", Some(uri)))
            }
        }
    }

    async fn subscribe(
        &self,
        _: SubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        // No resource ever changes.
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _: UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    #[expect(deprecated, reason = "older clients send it, and the suite tries that")]
    async fn set_level(
        &self,
        _: rmcp::model::SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        self.server.on_custom_request(request, context).await
    }
}

/// A result that is all there is to say. Older clients are not told so.
fn complete(mut result: Value) -> Value {
    result["resultType"] = "complete".into();
    result
}

/// Whether a client wants to hear something: of the log, newer ones say so with each request.
fn is_wanted(message: &Value, context: &RequestContext<RoleServer>) -> bool {
    let is_newer = context.protocol_version().is_some_and(|it| it >= ProtocolVersion::V_2026_07_28);
    match message["method"].as_str() {
        Some("notifications/message") => !is_newer || context.meta.log_level().is_some(),
        Some("notifications/progress") => context.meta.get_progress_token().is_some(),
        _ => true,
    }
}

/// What a client says to a request.
async fn request_of(peer: &Peer<RoleServer>, request: Value) -> Result<Value, ErrorData> {
    let answer = peer.send_request(parsed(request)?).await;
    value(&answer.map_err(|error| ErrorData::internal_error(error.to_string(), None))?)
}

fn parsed<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value).map_err(wrong)
}

fn value(of: &impl Serialize) -> Result<Value, ErrorData> {
    serde_json::to_value(of).map_err(wrong)
}

fn wrong(error: serde_json::Error) -> ErrorData {
    ErrorData::internal_error(format!("a script is wrong: {error}"), None)
}
