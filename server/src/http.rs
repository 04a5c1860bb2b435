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
use rmcp::transport::streamable_http_server::{
    StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager,
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

type Service = StreamableHttpService<Server, NeverSessionManager>;

struct Reception {
    door: Door,
    service: Service,
}

/// Serves until the token is cancelled.
pub(crate) async fn serve(
    server: Server,
    house: House,
    log: &Log,
    stop: CancellationToken,
) -> Result<(), Error> {
    let listener = TcpListener::bind(house.address).await;
    let listener = listener.map_err(Error::machine(format!("listen on {}", house.address)))?;
    let address = listener.local_addr().map_err(Error::machine("tell the own address"))?;
    log.say(&format!("listening on http://{address}{}", house.door.shown(MCP)));
    let abort = CancellationToken::new();
    let service = service(server, &house, abort.clone());
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

fn service(server: Server, house: &House, abort: CancellationToken) -> Service {
    let own = |names: [&'static str; 3]| names.into_iter().map(str::to_owned);
    let bound = (!house.address.ip().is_unspecified()).then(|| house.address.ip().to_string());
    let hosts = own(OWN_HOSTS).chain(bound).chain(house.hosts.iter().cloned());
    let origins = own(OWN_ORIGINS).chain(house.origins.iter().cloned());
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_allowed_hosts(hosts)
        .with_allowed_origins(origins)
        .with_cancellation_token(abort);
    StreamableHttpService::new(move || Ok(server.clone()), Arc::default(), config)
}

async fn answer(State(reception): State<Arc<Reception>>, request: Request) -> Response {
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
