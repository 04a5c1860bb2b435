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

const DOMAIN: &str = "GORGIAS_ACCOUNT_DOMAIN";
const USERNAME: &str = "GORGIAS_USERNAME";
const KEY: &str = "GORGIAS_API_KEY";
const ACCESS: &str = "GORGIAS_ACCESS_TOKEN";
const REFRESH: &str = "GORGIAS_REFRESH_TOKEN";
const ID: &str = "GORGIAS_CLIENT_ID";
const SECRET: &str = "GORGIAS_CLIENT_SECRET";

#[test]
fn variables_name_an_account_or_what_is_wrong_with_them_is_said() {
    let user = r#"Account { base_url: "https://x.gorgias.com", username: "x", .. }"#;
    let token = r#"Account { base_url: "https://x.gorgias.com", .. }"#;
    let app = r#"Account { base_url: "https://x.gorgias.com", app: App { id: "x", proof: Basic, .. }, .. }"#;
    let set_it = "is not set: set it in the environment";
    let set_them = "are not set: set them in the environment";
    let anyhow = "are not set: set them in the environment, or as who calls `GORGIAS_ACCESS_TOKEN`, or \
                  `GORGIAS_REFRESH_TOKEN` with `GORGIAS_CLIENT_ID` and `GORGIAS_CLIENT_SECRET`";
    let only_one = "say in more than one way who calls: unset all but those of one way";
    let cases: &[(&[&str], &[&str], &str)] = &[
        (&[DOMAIN, USERNAME, KEY], &[], user),
        (&[DOMAIN, ACCESS], &[], token),
        (&[DOMAIN, REFRESH, ID, SECRET], &[], app),
        // An app that sends people to their accounts has an id and a secret whoever calls.
        (&[DOMAIN, ACCESS, ID, SECRET], &[], token),
        (&[DOMAIN, USERNAME, KEY, ID, SECRET], &[], user),
        (&[DOMAIN, USERNAME], &[KEY], set_it),
        (&[KEY], &[DOMAIN, USERNAME], set_them),
        (&[ACCESS], &[DOMAIN], set_it),
        (&[DOMAIN, REFRESH], &[ID, SECRET], set_them),
        (&[DOMAIN, REFRESH, ID], &[SECRET], set_it),
        (&[DOMAIN, ID, SECRET], &[REFRESH], set_it),
        (&[SECRET], &[DOMAIN, REFRESH, ID], set_them),
        (&[DOMAIN], &[USERNAME, KEY], anyhow),
        (&[], &[DOMAIN, USERNAME, KEY], anyhow),
        (&[DOMAIN, USERNAME, KEY, ACCESS], &[USERNAME, KEY, ACCESS], only_one),
        (&[DOMAIN, KEY, ACCESS], &[KEY, ACCESS], only_one),
        (&[DOMAIN, ACCESS, REFRESH, ID, SECRET], &[ACCESS, REFRESH], only_one),
        (&[KEY, ACCESS, REFRESH], &[KEY, ACCESS, REFRESH], only_one),
    ];
    for unset in [None, Some(String::new()), Some("  ".to_owned())] {
        for (set, named, expected) in cases {
            let lookup = |name: &str| {
                if set.contains(&name) { Some(" x\n".to_owned()) } else { unset.clone() }
            };
            let said = match Account::from_variables(lookup) {
                Ok(account) => format!("{account:?}"),
                Err(error) => error.to_string(),
            };
            let expected = match named {
                [] => (*expected).to_owned(),
                named => format!("nothing was sent, because `{}` {expected}", named.join("`, `")),
            };
            assert_eq!(said, expected, "{set:?} {unset:?}");
        }
    }
}

#[test]
fn a_variable_may_say_where_the_account_is() {
    let token = |url: &'static str| {
        Account::from_variables(move |name| match name {
            DOMAIN => Some("acme".to_owned()),
            ACCESS => Some("token".to_owned()),
            "GORGIAS_BASE_URL" => Some(url.to_owned()),
            _ => None,
        })
    };
    for (url, base) in
        [("", "https://acme.gorgias.com"), (" http://127.0.0.1:8080/\n", "http://127.0.0.1:8080")]
    {
        assert_eq!(token(url).unwrap().base_url(), base);
    }
    let error = shown(token("http://gorgias.example.com"));
    assert!(error.contains("unencrypted"), "{error}");
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
