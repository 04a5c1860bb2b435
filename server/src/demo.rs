//! The account of a demo: a shop that does not exist, kept in this process.

use gorgias_stand_in::{GORGIAS, Seed};

use crate::Error;

/// The name of the account, where the configuration file has none.
pub(crate) const NAME: &str = "demo";

/// Where the account would be. No host ever has a name like this.
pub(crate) const ADDRESS: &str = "https://demo.example.com";

/// Who calls it.
pub(crate) const CALLER: &str = "mia@example.com";

/// What is said to whoever starts a demo.
pub(crate) const NOTICE: &str =
    "this is a demo: the account is made up, and nothing leaves this machine";

/// What is in the shop, as of a moment that is taken for this one.
const SHOP: &str = include_str!("demo/shop.json");

/// An account with a shop of its own.
pub(crate) fn account() -> Result<gorgias_stand_in::Account, Error> {
    let made = gorgias_stand_in::Account::new(GORGIAS).and_then(|account| {
        let seed = Seed::parse(SHOP).and_then(|seed| account.seeded(seed));
        seed.map_err(|error| error.to_string())
    });
    made.map_err(Error::Demo)
}
