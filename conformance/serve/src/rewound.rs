//! A connection of which something was read already, to be read again from its beginning.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The connection.
pub(crate) struct Rewound {
    read: Vec<u8>,
    /// How much of that was given out again.
    at: usize,
    stream: TcpStream,
}

impl Rewound {
    pub(crate) fn new(read: Vec<u8>, stream: TcpStream) -> Self {
        Self { read, at: 0, stream }
    }

    /// The same with this to be read again.
    pub(crate) fn again(self, read: Vec<u8>) -> Self {
        Self::new(read, self.stream)
    }

    pub(crate) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// The first byte that is still to be read, which stays there; none if the connection ends before.
    pub(crate) async fn first(&self) -> Option<u8> {
        if let Some(first) = self.read.get(self.at) {
            return Some(*first);
        }
        let mut first = [0];
        let seen = self.stream.peek(&mut first).await.ok()?;
        (seen > 0).then_some(first[0])
    }
}

impl AsyncRead for Rewound {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.read.get(self.at..).unwrap_or_default();
        if left.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let length = left.len().min(buffer.remaining());
        buffer.put_slice(left.get(..length).unwrap_or_default());
        self.at += length;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Rewound {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
