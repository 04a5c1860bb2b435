//! Clients that reach this process by HTTP: streamable, with no session, so that any instance can answer any request.

mod door;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use gorgias_runtime::http::{
    Method, StatusCode,
    header::{ALLOW, WWW_AUTHENTICATE},
};
use rmcp::{
    ServerHandler,
    transport::streamable_http_server::{
        StreamableHttpServerConfig, StreamableHttpService,
        session::{SessionManager, never::NeverSessionManager},
    },
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::door::Admission;
pub(crate) use self::door::Door;
use crate::{Error, log::Log, serving::Server};

/// Where the protocol is spoken.
const MCP: &str = "/mcp";

/// Where it is asked whether the process lives. It says nothing of accounts.
const HEALTH: &str = "/healthz";

/// Whose pages may call this process, besides those that its keeper names.
const OWN_ORIGINS: [&str; 3] = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];

/// By which names this process may be called, besides those that its keeper names.
const OWN_HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// How long calls under way have to end when the process is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Who may come in, and where.
#[derive(Debug, Clone)]
pub(crate) struct House {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Further names by which clients may call it.
    pub(crate) hosts: Vec<String>,
    /// Further pages that may call it.
    pub(crate) origins: Vec<String>,
    /// What a client has to know.
    pub(crate) door: Door,
}

struct Reception<H, S: SessionManager> {
    door: Door,
    service: StreamableHttpService<H, S>,
}

/// Answers each request by itself: with JSON, unless there is something to tell meanwhile.
#[cfg_attr(feature = "fixtures", expect(dead_code, reason = "the suite tries older sessions, too"))]
pub(crate) fn stateless(
    server: Server,
) -> impl FnOnce(StreamableHttpServerConfig) -> StreamableHttpService<Server, NeverSessionManager> {
    |config| {
        let config = config.with_legacy_session_mode(false).with_json_response(true);
        StreamableHttpService::new(move || Ok(server.clone()), Arc::default(), config)
    }
}

/// Serves until the token is cancelled.
pub(crate) async fn serve<H, S>(
    service: impl FnOnce(StreamableHttpServerConfig) -> StreamableHttpService<H, S>,
    house: House,
    log: &Log,
    stop: CancellationToken,
) -> Result<(), Error>
where
    H: ServerHandler + Send + 'static,
    S: SessionManager,
{
    let listener = TcpListener::bind(house.address).await;
    let listener = listener.map_err(Error::machine(format!("listen on {}", house.address)))?;
    let address = listener.local_addr().map_err(Error::machine("tell the own address"))?;
    log.say(&format!("listening on http://{address}{}", house.door.shown(MCP)));
    let abort = CancellationToken::new();
    let service = service(config(&house, abort.clone()));
    let reception = Arc::new(Reception { door: house.door, service });
    let router = Router::new().fallback(answer).with_state(reception);
    let ended =
        axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = ended.into_future() => ended.map_err(Error::machine("serve HTTP")),
        () = overdue => {
            abort.cancel();
            Ok(())
        }
    }
}

fn config(house: &House, abort: CancellationToken) -> StreamableHttpServerConfig {
    let own = |names: [&'static str; 3]| names.into_iter().map(str::to_owned);
    let bound = (!house.address.ip().is_unspecified()).then(|| house.address.ip().to_string());
    let hosts = own(OWN_HOSTS).chain(bound).chain(house.hosts.iter().cloned());
    let origins = own(OWN_ORIGINS).chain(house.origins.iter().cloned());
    StreamableHttpServerConfig::default()
        .with_allowed_hosts(hosts)
        .with_allowed_origins(origins)
        .with_cancellation_token(abort)
}

async fn answer<H, S>(State(reception): State<Arc<Reception<H, S>>>, request: Request) -> Response
where
    H: ServerHandler + Send + 'static,
    S: SessionManager,
{
    if request.uri().path() == HEALTH {
        return match *request.method() {
            Method::GET | Method::HEAD => "ok\n".into_response(),
            _ => (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response(),
        };
    }
    match reception.door.admits(MCP, &request) {
        Admission::Open => reception.service.handle(request).await.map(Body::new),
        Admission::NoBearer => {
            (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response()
        }
        Admission::Nowhere => StatusCode::NOT_FOUND.into_response(),
    }
}
