//! Serving, until the client goes or somebody says stop.

use std::future::Future;

use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;

use crate::{Error, http, serving::Server, settings::Settings, stdio};

pub(super) fn run(settings: &Settings) -> Result<(), Error> {
    let house = settings.house()?;
    let server = Server::new(settings.calls()?);
    let stop = CancellationToken::new();
    match house {
        Some(house) => {
            let log = settings.log();
            #[cfg(feature = "fixtures")]
            let service = crate::fixtures::Fixtures::before(server)?.over_http();
            #[cfg(not(feature = "fixtures"))]
            let service = http::stateless(server);
            block_on(
                Builder::new_multi_thread(),
                &stop,
                http::serve(service, house, &log, stop.clone()),
            )
        }
        // One client does not fill a thread.
        None => block_on(Builder::new_current_thread(), &stop, stdio::serve(server, stop.clone())),
    }
}

/// Runs until the work ends, which it is told to by a signal.
fn block_on(
    mut builder: Builder,
    stop: &CancellationToken,
    work: impl Future<Output = Result<(), Error>>,
) -> Result<(), Error> {
    let runtime = builder.enable_all().build().map_err(Error::machine("start threads"))?;
    let ended = runtime.block_on(async {
        tokio::spawn({
            let stop = stop.clone();
            async move {
                told_to_stop().await;
                stop.cancel();
                // Whoever says it twice does not want to wait.
                told_to_stop().await;
                std::process::exit(130);
            }
        });
        work.await
    });
    // A read of standard input cannot be called off.
    runtime.shutdown_background();
    ended
}

#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        drop(tokio::signal::ctrl_c().await);
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_stop() {
    drop(tokio::signal::ctrl_c().await);
}
