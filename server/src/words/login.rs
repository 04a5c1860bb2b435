//! Allowing an app to act for an account: a person goes to the account in a browser and comes back to this machine, and the tokens that
//! this brings are kept in the account's file.

use std::{process, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use clap::Args;
use gorgias_runtime::{
    error::Kind,
    oauth2::{Authorization, Code, FileStore, TokenStore},
    transport::{Http, Limits},
};
use tokio::{net::TcpListener, sync::mpsc};

use super::{block_on, print, scopes};
use crate::{Error, settings::Settings};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The account of the configuration file; it need not be said where there is one
    account: Option<String>,

    /// The port to come back to: http://127.0.0.1:PORT/callback must be registered with the app
    #[arg(long, value_name = "PORT", default_value_t = 8737)]
    port: u16,

    /// Do not open a browser: only print the address
    #[arg(long)]
    no_browser: bool,
}

/// Where the browser comes back to.
const CALLBACK: &str = "/callback";

/// A person on the way.
struct Way {
    authorization: Authorization,
    back: mpsc::Sender<Result<Code, gorgias_runtime::Error>>,
}

pub(super) fn run(settings: &Settings, options: &Options) -> Result<(), Error> {
    let described = settings.described(options.account.as_deref())?;
    let login = described.login(settings.environment())?;
    let selection = settings.selection()?;
    let scopes = scopes::needed(&selection);
    block_on(async {
        let (listener, redirect) = listen(options.port).await?;
        let authorization = Authorization::new(login.domain, login.app.clone(), &redirect, scopes)?;
        let authorization = match login.base_url {
            Some(url) => authorization.with_base_url(url)?,
            None => authorization,
        };
        let url = authorization.url();
        print(&format!("Allow the app in a browser, at\n{url}\n"));
        if !options.no_browser {
            open(&url);
        }
        let code = come_back(listener, authorization.clone()).await?;
        let http = Http::new(Limits::default());
        let http = if login.base_url.is_some_and(|url| url.starts_with("http://")) {
            http.direct()
        } else {
            http
        };
        let tokens = authorization.exchange(code, &http).await?;
        let kept = FileStore::new(login.tokens).save(&tokens).await;
        kept.map_err(|error| Error::Machine {
            doing: format!("keep the tokens in {}", login.tokens.display()),
            cause: std::io::Error::other(error),
        })?;
        print(&format!("The tokens of {} are kept in {}.\n", login.name, login.tokens.display()));
        Ok(())
    })
}

/// What listens for the person who comes back, and the address that leads there.
async fn listen(port: u16) -> Result<(TcpListener, String), Error> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await;
    let listener = listener.map_err(Error::machine(format!("listen on port {port}")))?;
    let port = listener.local_addr().map_err(Error::machine("tell the own port"))?.port();
    Ok((listener, format!("http://127.0.0.1:{port}{CALLBACK}")))
}

/// The code that the person brings, or that they did not want it. Whoever was not sent from here is told so, and the wait goes on.
async fn come_back(listener: TcpListener, authorization: Authorization) -> Result<Code, Error> {
    let (back, mut codes) = mpsc::channel(1);
    let way = Arc::new(Way { authorization, back });
    let router = Router::new().fallback(arrive).with_state(way);
    let served = axum::serve(listener, router);
    tokio::select! {
        code = codes.recv() => Ok(code.ok_or(Error::Failed)??),
        ended = served.into_future() => {
            ended.map_err(Error::machine("wait for the browser"))?;
            Err(Error::Failed)
        }
    }
}

async fn arrive(State(way): State<Arc<Way>>, request: Request) -> Response {
    if request.uri().path() != CALLBACK {
        return StatusCode::NOT_FOUND.into_response();
    }
    let code = way.authorization.code(request.uri().query().unwrap_or_default());
    let answer = match &code {
        Ok(_) => "You can close this page: the app is allowed.\n".into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, format!("{error}\n")).into_response(),
    };
    if !matches!(&code, Err(error) if is_of_a_stranger(error)) {
        // A second one is late.
        drop(way.back.try_send(code));
    }
    answer
}

/// Whether somebody came who was not sent from here.
fn is_of_a_stranger(error: &gorgias_runtime::Error) -> bool {
    matches!(error.kind(), Kind::Refused { field, .. } if field == "state")
}

/// Opens the address in the browser of the desktop. Where there is none the address has been printed.
fn open(url: &str) {
    let (program, arguments) = match std::env::consts::OS {
        "macos" => ("open", vec![url]),
        "windows" => ("rundll32", vec!["url.dll,FileProtocolHandler", url]),
        _ => ("xdg-open", vec![url]),
    };
    let mut command = process::Command::new(program);
    command.args(arguments).stdin(process::Stdio::null());
    command.stdout(process::Stdio::null()).stderr(process::Stdio::null());
    drop(command.spawn());
}
