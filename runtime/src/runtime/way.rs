//! How an answer comes: as a whole, or with its body still on the way.

use std::mem;

use bytes::Bytes;

use crate::transport::{Chunks, Exchange, Request, Response, Transport};

/// The body of an answer that comes in some way.
pub(super) trait Way: Sized {
    /// Sends a request so that its answer comes in this way.
    fn exchange(transport: &dyn Transport, request: Request) -> Exchange<'_, Self>;

    /// Lets somebody see what is there of an answer, and change it.
    fn seen(response: &mut Response<Self>, see: impl FnMut(&mut Response));
}

impl Way for Bytes {
    fn exchange(transport: &dyn Transport, request: Request) -> Exchange<'_, Self> {
        transport.send(request)
    }

    fn seen(response: &mut Response<Self>, mut see: impl FnMut(&mut Response)) {
        see(response);
    }
}

impl Way for Chunks {
    fn exchange(transport: &dyn Transport, request: Request) -> Exchange<'_, Self> {
        transport.open(request)
    }

    fn seen(response: &mut Response<Self>, mut see: impl FnMut(&mut Response)) {
        let Response { status, headers, .. } = response;
        let mut head =
            Response { status: *status, headers: mem::take(headers), body: Bytes::new() };
        see(&mut head);
        (*status, *headers) = (head.status, head.headers);
    }
}
