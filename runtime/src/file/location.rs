//! Where files are: which addresses are followed, and which are those of an operation.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::{
    account::{Account, address::is_loopback},
    call::Call,
    operation::{Address, Place},
};

/// Why an address that a file is said to have must not be followed, if it must not. `from` is where it was said.
pub(crate) fn hindrance(account: &Account, from: Option<&Url>, to: &Url) -> Option<&'static str> {
    let was_encrypted = from.is_some_and(|from| from.scheme() == "https");
    let may_be_plain = account.is_local() && is_loopback(to) && !was_encrypted;
    if !matches!(to.scheme(), "https" | "http") {
        Some("it is neither https nor http")
    } else if !to.username().is_empty() || to.password().is_some() {
        Some("it holds credentials")
    } else if account.is_at(to) {
        Some("it leads back to the account, where nothing is to be had without credentials")
    } else if is_private(to) && !account.is_local() {
        Some("it is on this machine or in a private network")
    } else if to.scheme() == "http" && !may_be_plain {
        Some("it is not encrypted")
    } else {
        None
    }
}

/// An address without the path and what signs it.
pub(crate) fn address(url: &Url) -> String {
    format!("{}://{}", url.scheme(), host(url))
}

/// The host of an address, with its port.
pub(crate) fn host(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

/// Whether a host is said to be where outsiders have no business. A name of the outside may still stand for such a place.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let end = name.rsplit_once('.').map_or("", |(_, end)| end);
            matches!(end, "" | "localhost" | "local" | "internal" | "lan" | "home" | "arpa")
        }
        Some(Host::Ipv4(ip)) => is_private_v4(ip),
        Some(Host::Ipv6(ip)) => is_private_v6(ip),
        None => true,
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    ip.is_private()
        || ip.is_link_local()
        || IpAddr::V4(ip).is_loopback()
        || matches!((first, second, third), (0, ..) | (100, 64..=127, _) | (192, 0, 0))
        || matches!((first, second), (198, 18..=19) | (224.., _))
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        // An address of the old kind, written as a new one, or behind a translator.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0x2002, high, low, ..] => embedded(high, low),
        [first, ..] => matches!(first, 0xfc00..=0xfdff | 0xfe80..=0xfeff | 0xff00..),
    }
}

/// The call of the operation whose files have addresses with this path.
pub(crate) fn call_for(path: &str, addresses: &[Address]) -> Option<Call> {
    addresses.iter().find_map(|address| {
        let (known, given) = (address.path.split('/'), path.split('/'));
        if known.clone().count() != given.clone().count() {
            return None;
        }
        known.zip(given).try_fold(Call::new(address.operation), |call, (known, given)| {
            let given = percent_decode_str(given).decode_utf8().ok()?;
            let Some((before, name, behind)) = parameter(known) else {
                return (known == given).then_some(call);
            };
            let value = given.strip_prefix(before)?.strip_suffix(behind)?;
            let mut params = address.operation.params.iter();
            let param = params.find(|param| param.place == Place::Path && param.wire == name)?;
            (!value.is_empty()).then(|| call.arg(param.arg, value))
        })
    })
}

/// What stands before the name of a parameter in braces, the name, and what stands behind it.
fn parameter(part: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = part.split_once('{')?;
    let (name, behind) = rest.split_once('}')?;
    Some((before, name, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an address is followed from an encrypted one, on behalf of an account far away and of one on this machine.
    fn check(to: &str, far: Option<&str>, local: Option<&str>) {
        let account = Account::new("acme", "ana", "key").unwrap();
        let here = account.clone().with_base_url("http://127.0.0.1:9").unwrap();
        let to = Url::parse(to).unwrap();
        assert_eq!(hindrance(&account, None, &to), far, "{to}");
        assert_eq!(hindrance(&here, None, &to), local, "{to}");
    }

    const PRIVATE: Option<&str> = Some("it is on this machine or in a private network");
    const PLAIN: Option<&str> = Some("it is not encrypted");
    const BACK: Option<&str> =
        Some("it leads back to the account, where nothing is to be had without credentials");

    #[test]
    fn addresses_are_followed_where_they_may_lead() {
        check("https://files.example.com/a?b", None, None);
        check("https://8.8.8.8/a", None, None);
        check("http://files.example.com/a", PLAIN, PLAIN);
        check("http://127.0.0.1:8/a", PRIVATE, None);
        check("https://acme.gorgias.com/login", BACK, BACK);
        check("http://127.0.0.1:9/a", PRIVATE, BACK);
        let credentials = Some("it holds credentials");
        check("https://ana@files.example.com/", credentials, credentials);
        check("https://:key@files.example.com/", credentials, credentials);
        for other in ["ftp://a.b/", "file:///etc/passwd", "data:text/plain,a", "gopher://a.b"] {
            let neither = Some("it is neither https nor http");
            check(other, neither, neither);
        }
    }

    #[test]
    fn private_hosts_are_told_by_name_and_by_number() {
        let hosts = [
            "localhost",
            "localhost.",
            "LOCALHOST",
            "a.localhost",
            "intranet",
            "db.internal",
            "printer.local",
            "127.0.0.1",
            "127.1",
            "0x7f000001",
            "2130706433",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:10.0.0.1]",
            "[::ffff:a9fe:a9fe]",
            "[64:ff9b::10.0.0.1]",
            "[2002:a00:1::]",
            "[fd00::1]",
            "[fe80::1]",
            "[ff02::1]",
        ];
        for host in hosts {
            let url = Url::parse(&format!("https://{host}/a")).unwrap();
            assert!(is_private(&url), "{host}");
        }
        for host in ["example.com", "local.example.com", "172.32.0.1", "11.0.0.1", "[2606:4700::1]"]
        {
            let url = Url::parse(&format!("https://{host}/a")).unwrap();
            assert!(!is_private(&url), "{host}");
        }
    }

    #[test]
    fn what_was_encrypted_stays_so() {
        let account = Account::new("acme", "ana", "key").unwrap();
        let here = account.with_base_url("http://127.0.0.1:9").unwrap();
        let to = Url::parse("http://127.0.0.1:8/a").unwrap();
        for (from, expected) in [("https://127.0.0.1:7/", PLAIN), ("http://127.0.0.1:7/", None)] {
            assert_eq!(hindrance(&here, Some(&Url::parse(from).unwrap()), &to), expected);
        }
    }
}
