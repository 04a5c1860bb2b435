//! Texts that nobody can guess.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::error::Error;

/// A text of 256 random bits that can stand in an address and in the name of a file.
pub(super) fn text() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let why = format!("cannot be made: {error}");
        Error::refused("random text", why, "see why the system gives no random bytes")
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether two texts are the same. How long it takes says nothing of where they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    one.len() == other.len() && pairs.fold(0, |different, (a, b)| different | (a ^ b)) == 0
}
