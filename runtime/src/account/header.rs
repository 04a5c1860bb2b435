//! The headers that prove who calls. All are marked sensitive, so that nothing shows them.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// A name and a password. Base64 can stand in any header.
pub(super) fn basic(name: &str, password: &str) -> Option<HeaderValue> {
    let pair = SecretString::from(format!("{name}:{password}"));
    sensitive(SecretString::from(format!("Basic {}", STANDARD.encode(pair.expose_secret()))))
}

/// A token, unless it is empty or has characters that no token has.
pub(super) fn bearer(token: &str) -> Option<HeaderValue> {
    let sendable = !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic());
    sendable.then(|| sensitive(SecretString::from(format!("Bearer {token}"))))?
}

fn sensitive(value: SecretString) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(value.expose_secret()).ok()?;
    header.set_sensitive(true);
    Some(header)
}
