//! Who may come in by HTTP, and where.

use gorgias_runtime::Secret;

use super::{Environment, Flags};
use crate::{
    Error,
    http::{Door, House},
};

/// The variable that holds the bearer.
pub(super) const BEARER: &str = "GORGIAS_MCP_BEARER";

/// The variable that holds a path that nobody can guess, for clients that can carry no bearer.
pub(super) const SECRET_PATH: &str = "GORGIAS_MCP_SECRET_PATH";

/// Less than this can be guessed.
const SHORTEST: usize = 16;

/// Where it is served by HTTP, if it is.
pub(super) fn house(flags: &Flags, environment: &Environment) -> Result<Option<House>, Error> {
    let Some(address) = flags.http else { return Ok(None) };
    let secret = |name| environment.get(name).map(|text| checked(name, text)).transpose();
    let door = Door { bearer: secret(BEARER)?, path: secret(SECRET_PATH)? };
    let hosts = flags.allowed_hosts.clone().unwrap_or_default();
    if !address.ip().is_loopback() && door.is_open() {
        return Err(Error::setting(
            "--http",
            "would be open to other machines",
            format!(
                "set {BEARER}, or {SECRET_PATH} for clients that can carry no bearer, or listen on 127.0.0.1"
            ),
        ));
    }
    if address.ip().is_unspecified() && hosts.is_empty() {
        return Err(Error::setting(
            "--http",
            "says not by which name clients call this server",
            "give the names as `--allowed-hosts`",
        ));
    }
    let origins = flags.allowed_origins.clone().unwrap_or_default();
    Ok(Some(House { address, hosts, origins, door }))
}

/// A secret that can stand in a header and in a path, and cannot be guessed.
fn checked(name: &str, text: &str) -> Result<Secret<String>, Error> {
    let stands = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if text.len() < SHORTEST || !text.chars().all(stands) {
        let why = format!(
            "is shorter than {SHORTEST} characters, or has others than letters, digits and `-._~`"
        );
        return Err(Error::setting(name, why, "take what `openssl rand -hex 32` gives"));
    }
    Ok(Secret::from(text.to_owned()))
}
