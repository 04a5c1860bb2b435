//! The head of a request to a proxy: what is asked for, and of whom.

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// What was read of a connection up to the end of the first head, and whatever came with it.
pub(crate) struct Head {
    bytes: Vec<u8>,
    /// How many of them are the head, with the empty line that ends it.
    length: usize,
}

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asks<'h> {
    /// To be connected to a host and a port.
    Tunnel { host: &'h str, port: u16 },
    /// For something at an address elsewhere.
    Elsewhere(&'h str),
    /// For something here.
    Here,
    /// For nothing that is understood.
    Unclear,
}

/// No head is longer than this.
const LONGEST: usize = 64 << 10;

const END: &[u8] = b"\r\n\r\n";

impl Head {
    /// Reads a head; none if the connection ends before, or the head has no end.
    pub(crate) async fn read(from: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let mut bytes = Vec::new();
        loop {
            if let Some(at) = bytes.windows(END.len()).position(|window| window == END) {
                return Some(Self { bytes, length: at + END.len() });
            }
            if bytes.len() > LONGEST || from.read_buf(&mut bytes).await.ok()? == 0 {
                return None;
            }
        }
    }

    pub(crate) fn asks(&self) -> Asks<'_> {
        let head = self.bytes.get(..self.length).unwrap_or_default();
        let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
        asks(std::str::from_utf8(line).unwrap_or_default())
    }

    /// Everything that was read.
    pub(crate) fn whole(self) -> Vec<u8> {
        self.bytes
    }

    /// What came after the head.
    pub(crate) fn rest(mut self) -> Vec<u8> {
        self.bytes.split_off(self.length)
    }
}

fn asks(line: &str) -> Asks<'_> {
    let mut words = line.split(' ');
    match (words.next(), words.next(), words.next()) {
        (Some("CONNECT"), Some(target), Some(_)) => {
            let parts = target.rsplit_once(':');
            let parts = parts.and_then(|(host, port)| Some((host, port.parse().ok()?)));
            parts.map_or(Asks::Unclear, |(host, port)| Asks::Tunnel { host, port })
        }
        (Some(_), Some(target), Some(_)) if target.contains("://") && !target.starts_with('/') => {
            Asks::Elsewhere(target)
        }
        (Some(_), Some(_), Some(_)) => Asks::Here,
        _ => Asks::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_says_what_is_asked_for() {
        let check = |line: &str, expected: Asks<'_>| assert_eq!(asks(line), expected, "{line}");
        let tunnel = |host, port| Asks::Tunnel { host, port };
        check("CONNECT acme.gorgias.com:443 HTTP/1.1", tunnel("acme.gorgias.com", 443));
        check("CONNECT [::1]:80 HTTP/1.1", tunnel("[::1]", 80));
        check("CONNECT acme.gorgias.com HTTP/1.1", Asks::Unclear);
        check("CONNECT acme.gorgias.com:x HTTP/1.1", Asks::Unclear);
        check(
            "GET http://acme.gorgias.com/api HTTP/1.1",
            Asks::Elsewhere("http://acme.gorgias.com/api"),
        );
        check("GET /api/tags?of=http://a HTTP/1.1", Asks::Here);
        check("OPTIONS * HTTP/1.1", Asks::Here);
        check("GET /api", Asks::Unclear);
        check("", Asks::Unclear);
    }
}
