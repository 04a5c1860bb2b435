//! Which accounts are accepted, and what is said of the others.

use gorgias_runtime::{Account, Error};

/// The base URL, or the sentence of the error.
fn shown(account: Result<Account, Error>) -> String {
    account.map_or_else(|error| error.to_string(), |account| account.base_url().to_owned())
}

#[test]
fn a_domain_can_be_written_in_three_ways() {
    let acme = "https://acme.gorgias.com";
    for domain in
        ["acme", "acme.gorgias.com", "https://acme.gorgias.com/", " ACME ", "https://acme"]
    {
        assert_eq!(shown(Account::new(domain, "ana", "key")), acme, "{domain}");
        assert_eq!(shown(Account::bearer(domain, "token")), acme, "{domain}");
    }
    let others = [
        "",
        "http://acme.gorgias.com",
        "acme.example.com",
        "acme.gorgias.com.example.com",
        "evil.example.com/acme.gorgias.com",
        "acme.gorgias.com/api",
        "a@acme",
        "acme:8443",
        "acme..gorgias.com",
    ];
    for domain in others {
        let expected = format!(
            "nothing was sent, because `domain` is `{domain}`, which is no account of Gorgias: \
             give the first part of `<account>.gorgias.com`, or set the base URL of another host"
        );
        assert_eq!(shown(Account::new(domain, "ana", "key")), expected);
        assert_eq!(shown(Account::bearer(domain, "token")), expected);
    }
}

#[test]
fn another_address_is_accepted_when_it_is_safe() {
    let cases = [
        ("https://proxy.example.com", "https://proxy.example.com"),
        ("https://proxy.example.com/gorgias/", "https://proxy.example.com/gorgias"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://proxy.example.com", "would send the credentials unencrypted to another machine"),
        (
            "http://127.0.0.1.example.com",
            "would send the credentials unencrypted to another machine",
        ),
        (
            "http://localhost.example.com",
            "would send the credentials unencrypted to another machine",
        ),
        ("ftp://127.0.0.1", "is neither https nor http"),
        ("https://ana:key@example.com", "holds credentials"),
        ("https://example.com?a=b", "holds a query or a fragment"),
        ("example.com", "is no address: relative URL without a base"),
    ];
    for (url, expected) in cases {
        let account = Account::new("acme", "ana", "key").unwrap().with_base_url(url);
        let shown = shown(account);
        if expected.starts_with("http") {
            assert_eq!(shown, expected, "{url}");
        } else {
            assert!(shown.contains(&format!("`base URL` {expected}: give")), "{url}: {shown}");
        }
    }
}

#[test]
fn variables_that_are_missing_are_named() {
    let all = ["GORGIAS_ACCOUNT_DOMAIN", "GORGIAS_USERNAME", "GORGIAS_API_KEY"];
    let cases = [
        (vec![], "https://x.gorgias.com"),
        (
            vec![2],
            "nothing was sent, because `GORGIAS_API_KEY` is not set: set it in the environment",
        ),
        (
            vec![0, 1],
            "nothing was sent, because `GORGIAS_ACCOUNT_DOMAIN`, `GORGIAS_USERNAME` are not set: \
             set them in the environment",
        ),
    ];
    for unset in [None, Some(String::new()), Some("  ".to_owned())] {
        for (missing, expected) in &cases {
            let lookup = |name: &str| {
                let at = all.iter().position(|known| *known == name).unwrap();
                if missing.contains(&at) { unset.clone() } else { Some(" x\n".to_owned()) }
            };
            assert_eq!(shown(Account::from_variables(lookup)), *expected, "{unset:?}");
        }
    }
}

#[test]
fn credentials_that_cannot_be_sent_are_refused() {
    for (username, key) in [("", "key"), ("ana:b", "key"), ("ana", "")] {
        assert!(shown(Account::new("acme", username, key)).contains("nothing was sent"));
    }
    for token in ["", "a b", "a\nb", "é"] {
        let expected = "nothing was sent, because `access token` is empty or has characters that no token has: \
                        give it as the server gave it";
        assert_eq!(shown(Account::bearer("acme", token)), expected);
    }
}
