//! The serving core: what a client may list and call, and what becomes of a call. It speaks MCP in all its revisions and knows
//! nothing of how its clients reach it.

mod answer;
mod calls;
mod confirm;
mod definition;
mod desks;
mod identity;
mod outcome;
mod progress;
mod prompts;
mod repeats;
mod toolbox;

use std::{borrow::Cow, sync::Arc};

use gorgias_tools::tool::shortened;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestMethod, CallToolRequestParams, CallToolResponse, ConstString, CustomRequest,
        CustomResult, ErrorCode, GetPromptRequestMethod, GetPromptRequestParams, GetPromptResponse,
        Implementation, InputResponses, ListPromptsRequestMethod, ListPromptsResult,
        ListResourceTemplatesRequestMethod, ListResourceTemplatesResult,
        ListResourcesRequestMethod, ListResourcesResult, ListToolsRequestMethod, ListToolsResult,
        PaginatedRequestParams, ProtocolVersion, ServerCapabilities, ServerConfig,
    },
    service::RequestContext,
};

#[cfg(feature = "fixtures")]
pub(crate) use self::confirm::random;
pub use self::{
    answer::Reading,
    calls::{Asked, Calls, Manners, Progress},
    confirm::{Confirm, Person},
    definition::{ACCOUNT, ACCOUNT_DOMAIN, definition},
    desks::{Desk, Desks},
    outcome::Outcome,
    repeats::ALLOW_REPEAT,
    toolbox::{Expose, Toolbox},
};
use self::{progress::Telling, prompts::Prompts};

/// What answers clients. Clones are cheap and share everything.
#[derive(Clone, Debug)]
pub struct Server {
    inner: Arc<Inner>,
    /// Whether clients can be sent requests.
    is_two_way: bool,
}

#[derive(Debug)]
struct Inner {
    calls: Calls,
    prompts: Prompts,
    config: ServerConfig,
}

impl Server {
    /// A server that makes these calls.
    #[must_use]
    pub fn new(calls: Calls) -> Self {
        let about = Implementation::new("gorgias-mcp", env!("CARGO_PKG_VERSION"))
            .with_title("Gorgias")
            .with_description("The Gorgias helpdesk, as tools.");
        let prompts = Prompts::of(calls.toolbox().selection());
        let capabilities = ServerCapabilities::builder().enable_tools();
        let capabilities = match prompts.is_empty() {
            true => capabilities.build(),
            false => capabilities.enable_prompts().build(),
        };
        let config = ServerConfig::new(capabilities)
            .with_server_info(about)
            .with_instructions(calls.instructions());
        Self { inner: Arc::new(Inner { calls, prompts, config }), is_two_way: false }
    }

    /// The same for clients that can be sent requests.
    #[must_use]
    pub fn two_way(self) -> Self {
        Self { is_two_way: true, ..self }
    }

    /// How the person behind a client can be asked.
    fn person(
        &self,
        context: &RequestContext<RoleServer>,
        said: Option<(InputResponses, String)>,
    ) -> Person {
        let capabilities = context.client_capabilities();
        // Older clients say that they can ask, and not what.
        let asks = capabilities
            .and_then(|can| can.elicitation)
            .is_some_and(|elicitation| elicitation.form.is_some() || elicitation.url.is_none());
        let version = context.protocol_version();
        match (asks, version.is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)) {
            (true, true) => Person::ByAnswer { said },
            (true, false) if self.is_two_way => Person::ByRequest(context.peer.clone()),
            _ => Person::Nobody,
        }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        self.inner.config.clone()
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        // All tools are on one page, so a cursor is none of ours.
        if request.is_some_and(|request| request.cursor.is_some()) {
            return Err(ErrorData::invalid_params(
                "there is no such cursor: tools have one page",
                None,
            ));
        }
        Ok(ListToolsResult::with_all_items(self.inner.calls.toolbox().listed().to_vec()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let (telling, progress) = Telling::of(&context).unzip();
        let asked = Asked {
            name: request.name.into_owned(),
            arguments: request.arguments.unwrap_or_default(),
            progress,
        };
        let said = request.input_responses.zip(request.request_state);
        let person = self.person(&context, said);
        let version = context.protocol_version();
        let reads_data = version.is_some_and(|version| version >= ProtocolVersion::V_2025_06_18);
        let reading = if reads_data { Reading::Data } else { Reading::Text };
        let call = self.inner.calls.call(asked, person, context.ct.clone());
        let outcome = match telling {
            Some(telling) => telling.during(call).await,
            None => call.await,
        };
        outcome.told(reading)
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        match &self.inner.prompts {
            prompts if prompts.is_empty() => {
                Err(ErrorData::method_not_found::<ListPromptsRequestMethod>())
            }
            prompts => Ok(ListPromptsResult::with_all_items(prompts.listed())),
        }
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        match &self.inner.prompts {
            prompts if prompts.is_empty() => {
                Err(ErrorData::method_not_found::<GetPromptRequestMethod>())
            }
            prompts => prompts.get(request).map(GetPromptResponse::Complete),
        }
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourcesRequestMethod>())
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Err(ErrorData::method_not_found::<ListResourceTemplatesRequestMethod>())
    }

    /// What is no request of the protocol, or is one with parameters that are not of its form.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let right = match request.method.as_str() {
            CallToolRequestMethod::VALUE => {
                "give `name`, a text, and `arguments`, an object with the tool's arguments"
            }
            ListToolsRequestMethod::VALUE => "give no parameters",
            _ => {
                let method = repeatable(&request.method).into_owned();
                return Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None));
            }
        };
        Err(ErrorData::invalid_params(
            format!("the parameters have not the form they must have: {right}"),
            None,
        ))
    }
}

/// As much of a name that a client made up as is worth repeating.
fn repeatable(name: &str) -> Cow<'_, str> {
    const SHOWN: usize = 64;
    shortened(name, SHOWN)
}
