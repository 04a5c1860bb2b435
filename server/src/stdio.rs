//! Clients that started this process and speak to it through pipes.

use rmcp::{
    service::{ServerInitializeError, ServiceExt},
    transport::{async_rw::AsyncRwTransport, io::stdio_pipes},
};
use tokio_util::sync::CancellationToken;

use crate::{Error, serving::Server};

/// The longest line that is read. Longer ones are dropped.
const LONGEST: usize = 4 << 20;

/// Serves one client until it goes, or the token is cancelled.
pub(crate) async fn serve(server: Server, stop: CancellationToken) -> Result<(), Error> {
    let (input, output) = stdio_pipes();
    let pipes = AsyncRwTransport::new_server(input, output).with_max_line_length(LONGEST);
    match server.two_way().serve_with_ct(pipes, stop).await {
        Ok(service) => match service.waiting().await {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::Client(error.to_string())),
        },
        // Nobody has to say anything before they go.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {
            Ok(())
        }
        // Its own sentence would show what the client sent.
        Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
            Err(Error::Client("its first message is no request".to_owned()))
        }
        Err(error) => Err(Error::Client(error.to_string())),
    }
}
