//! Where accounts are, and which addresses credentials may go to.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::Error;

const HOST: &str = ".gorgias.com";

/// The address of an account, named in any of the ways in which people name one.
pub(super) fn of_domain(domain: &str) -> Result<Url, Error> {
    let given = domain.trim().to_ascii_lowercase();
    let host = given.strip_prefix("https://").unwrap_or(&given);
    let host = host.strip_suffix('/').unwrap_or(host);
    let name = host.strip_suffix(HOST).unwrap_or(host);
    let refused = || {
        Error::refused(
            "domain",
            format!("is `{domain}`, which is no account of Gorgias"),
            "give the first part of `<account>.gorgias.com`, or set the base URL of another host",
        )
    };
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.is_empty() || name.len() > 63 || !name.chars().all(letters) {
        return Err(refused());
    }
    Url::parse(&format!("https://{name}{HOST}")).map_err(|_| refused())
}

/// An address that stands in for that of an account.
pub(super) fn of_base_url(url: &str) -> Result<Url, Error> {
    let refused = |why: &str| {
        Error::refused("base URL", why, "give an address such as `https://gorgias.example.com`")
    };
    let base = Url::parse(url).map_err(|error| refused(&format!("is no address: {error}")))?;
    if !base.username().is_empty() || base.password().is_some() {
        return Err(refused("holds credentials"));
    }
    if base.query().is_some() || base.fragment().is_some() {
        return Err(refused("holds a query or a fragment"));
    }
    match base.scheme() {
        "https" => Ok(base),
        "http" if is_loopback(&base) => Ok(base),
        "http" => Err(refused("would send the credentials unencrypted to another machine")),
        _ => Err(refused("is neither https nor http")),
    }
}

/// An address as other parts are put behind it: without a slash at the end.
pub(super) fn shown(base: &Url) -> &str {
    base.as_str().trim_end_matches('/')
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}
