//! Accounts that variables of the environment name, and what is said where they name none.

use super::{
    Account,
    oauth2::{App, MemoryStore, OAuth2, Tokens},
};
use crate::error::Error;

const DOMAIN: &str = "GORGIAS_ACCOUNT_DOMAIN";
const BASE_URL: &str = "GORGIAS_BASE_URL";
const USERNAME: &str = "GORGIAS_USERNAME";
const KEY: &str = "GORGIAS_API_KEY";
const ACCESS_TOKEN: &str = "GORGIAS_ACCESS_TOKEN";
const REFRESH_TOKEN: &str = "GORGIAS_REFRESH_TOKEN";
const CLIENT_ID: &str = "GORGIAS_CLIENT_ID";
const CLIENT_SECRET: &str = "GORGIAS_CLIENT_SECRET";

/// A way to say who calls.
#[derive(Clone, Copy)]
enum Way {
    Basic,
    Bearer,
    OAuth2,
}

impl Way {
    const ALL: [Self; 3] = [Self::Basic, Self::Bearer, Self::OAuth2];

    /// The variables that are of this way alone. The app's id and its secret are not, since they name no account.
    const fn told_by(self) -> &'static [&'static str] {
        match self {
            Self::Basic => &[USERNAME, KEY],
            Self::Bearer => &[ACCESS_TOKEN],
            Self::OAuth2 => &[REFRESH_TOKEN],
        }
    }

    const fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Basic => &[DOMAIN, USERNAME, KEY],
            Self::Bearer => &[DOMAIN, ACCESS_TOKEN],
            Self::OAuth2 => &[DOMAIN, REFRESH_TOKEN, CLIENT_ID, CLIENT_SECRET],
        }
    }
}

/// The account that the variables name.
pub(super) fn account(lookup: impl Fn(&str) -> Option<String>) -> Result<Account, Error> {
    let found = |name: &str| {
        lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let way = way(&found)?;
    let missing: Vec<_> =
        way.needs().iter().copied().filter(|name| found(name).is_none()).collect();
    if !missing.is_empty() {
        return Err(unset(&missing));
    }
    let value = |name: &str| found(name).unwrap_or_default();
    let account = match way {
        Way::Basic => Account::new(&value(DOMAIN), value(USERNAME), value(KEY)),
        Way::Bearer => Account::bearer(&value(DOMAIN), value(ACCESS_TOKEN)),
        Way::OAuth2 => {
            let app = App::new(value(CLIENT_ID), value(CLIENT_SECRET))?;
            let tokens = Tokens::from_refresh_token(value(REFRESH_TOKEN));
            let oauth2 = OAuth2::new(app, MemoryStore::default()).starting_with(tokens);
            Account::oauth2(&value(DOMAIN), oauth2)
        }
    }?;
    match found(BASE_URL) {
        Some(url) => account.with_base_url(&url),
        None => Ok(account),
    }
}

/// The one way in which the variables say who calls.
fn way(found: &impl Fn(&str) -> Option<String>) -> Result<Way, Error> {
    let is_set = |name: &&str| found(name).is_some();
    let ways: Vec<_> =
        Way::ALL.into_iter().filter(|way| way.told_by().iter().any(is_set)).collect();
    match ways[..] {
        [way] => Ok(way),
        [] if [CLIENT_ID, CLIENT_SECRET].iter().any(is_set) => Ok(Way::OAuth2),
        [] => Err(nobody(found)),
        _ => {
            let names = ways.into_iter().flat_map(Way::told_by).copied();
            let names: Vec<_> = names.filter(|name| is_set(name)).collect();
            Err(Error::refused(
                names.join("`, `"),
                "say in more than one way who calls",
                "unset all but those of one way",
            ))
        }
    }
}

fn nobody(found: &impl Fn(&str) -> Option<String>) -> Error {
    let names = Way::Basic.needs().iter().copied().filter(|name| found(name).is_none());
    Error::refused(
        names.collect::<Vec<_>>().join("`, `"),
        "are not set",
        format!(
            "set them in the environment, or as who calls `{ACCESS_TOKEN}`, or `{REFRESH_TOKEN}` with `{CLIENT_ID}` and \
             `{CLIENT_SECRET}`"
        ),
    )
}

fn unset(names: &[&str]) -> Error {
    let (why, right) = match names {
        [_] => ("is not set", "set it in the environment"),
        _ => ("are not set", "set them in the environment"),
    };
    Error::refused(names.join("`, `"), why, right)
}
