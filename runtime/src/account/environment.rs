//! Accounts that variables of the environment name, and what is said where they name none.

use super::Account;
use crate::error::Error;

const DOMAIN: &str = "GORGIAS_ACCOUNT_DOMAIN";
const USERNAME: &str = "GORGIAS_USERNAME";
const KEY: &str = "GORGIAS_API_KEY";

/// The account that the variables name.
pub(super) fn account(lookup: impl Fn(&str) -> Option<String>) -> Result<Account, Error> {
    let found = |name: &str| {
        lookup(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let missing: Vec<_> =
        [DOMAIN, USERNAME, KEY].into_iter().filter(|name| found(name).is_none()).collect();
    if !missing.is_empty() {
        return Err(unset(&missing));
    }
    let value = |name: &str| found(name).unwrap_or_default();
    Account::new(&value(DOMAIN), value(USERNAME), value(KEY))
}

fn unset(names: &[&str]) -> Error {
    let (why, right) = match names {
        [_] => ("is not set", "set it in the environment"),
        _ => ("are not set", "set them in the environment"),
    };
    Error::refused(names.join("`, `"), why, right)
}
