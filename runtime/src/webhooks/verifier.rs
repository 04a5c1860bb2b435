//! Who sent something.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName};
use sha2::Sha256;

use crate::{error::Error, file::bytes_of};

/// Tells whether what came was sent by somebody who knows the secret. It takes as long for a near miss as for any other.
///
/// How the API signs is not documented. A verifier that is made with [`signed`](Self::signed) expects what public receivers
/// saw: the header `X-Gorgias-Signature` with the HMAC-SHA256 of the body as it came, in hexadecimal digits, at times behind
/// `sha256=`. Each of these can be set. What works by all that is documented is a secret in a header that the sender is told
/// to send: see [`shared`](Self::shared).
///
/// A signature is of the body alone, so whoever has seen one can send it again; [`Repeats`](super::Repeats) is against that. A
/// request without a body, such as a `GET`, has always the same signature: share a secret there.
///
/// ```
/// use gorgias_runtime::webhooks::{Encoding, Verifier};
///
/// let body = br#"{"ticket":{"id":4101}}"#;
/// let verifier = Verifier::signed("swordfish")?
///     .header("X-Signature")?
///     .encoding(Encoding::Base64)
///     .prefix("v1=");
/// verifier.verify_value("v1=7cDKGR7WIsRK4vj4jmlO63IGP2CcxxThYou2SG6bANU=", body)?;
/// assert!(verifier.verify_value("v1=7cDKGR7WIsRK4vj4jmlO63IGP2CcxxThYou2SG6bANU=", b"{}").is_err());
///
/// let verifier = Verifier::shared("X-Our-Secret", "swordfish")?;
/// verifier.verify_value("swordfish", body)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    header: HeaderName,
    proof: Proof,
    /// The secrets, ready to sign with.
    keys: Vec<Key>,
}

/// A secret, of which only what it makes is kept.
#[derive(Clone)]
struct Key {
    signing: Hmac<Sha256>,
    /// Its own signature.
    itself: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Proof {
    /// The signature of the body, in this form.
    Signature { encoding: Encoding, prefix: String },
    /// The secret itself.
    Secret,
}

/// How the bytes of a signature are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// In hexadecimal digits, large or small.
    Hex,
    /// In base64, with or without padding.
    Base64,
}

/// Why something is not taken as what it claims to be. Answer it with 401.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unverified {
    /// There is no such header.
    Missing {
        /// Its name.
        header: HeaderName,
    },
    /// What the header holds is no signature.
    Malformed {
        /// Its name.
        header: HeaderName,
    },
    /// What the header holds is of another secret, or of another body.
    Mismatch {
        /// Its name.
        header: HeaderName,
    },
}

impl Verifier {
    /// Expects a signature that is made with a secret, in the form in which it was seen.
    ///
    /// # Errors
    ///
    /// The secret is empty.
    pub fn signed(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let proof = Proof::Signature { encoding: Encoding::Hex, prefix: "sha256=".to_owned() };
        let header = HeaderName::from_static("x-gorgias-signature");
        Self { header, proof, keys: Vec::new() }.or_secret(secret)
    }

    /// Expects the secret itself, in a header that the sender is told to send.
    ///
    /// # Errors
    ///
    /// There can be no header of this name, or the secret is empty.
    pub fn shared(header: &str, secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let header = header_name(header)?;
        Self { header, proof: Proof::Secret, keys: Vec::new() }.or_secret(secret)
    }

    /// Takes another secret too, for as long as the sender goes from the one to the other.
    ///
    /// # Errors
    ///
    /// The secret is empty.
    pub fn or_secret(mut self, secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secret = secret.as_ref();
        if secret.is_empty() {
            return Err(Error::refused("secret", "is empty", "give the secret that was agreed on"));
        }
        let signing = Hmac::new_from_slice(secret)
            .map_err(|_| Error::refused("secret", "makes no key", "give another secret"))?;
        let itself = signing.clone().chain_update(secret).finalize().into_bytes().to_vec();
        self.keys.push(Key { signing, itself });
        Ok(self)
    }

    /// Expects it in another header.
    ///
    /// # Errors
    ///
    /// There can be no header of this name.
    pub fn header(self, name: &str) -> Result<Self, Error> {
        Ok(Self { header: header_name(name)?, ..self })
    }

    /// Expects the bytes of the signature written so. It means nothing where the secret itself is expected.
    #[must_use]
    pub fn encoding(mut self, expected: Encoding) -> Self {
        if let Proof::Signature { encoding, .. } = &mut self.proof {
            *encoding = expected;
        }
        self
    }

    /// Passes over another beginning of the signature. One without it is taken too, and nothing depends on it.
    #[must_use]
    pub fn prefix(mut self, expected: impl Into<String>) -> Self {
        if let Proof::Signature { prefix, .. } = &mut self.proof {
            *prefix = expected.into();
        }
        self
    }

    /// Whether a body came from who knows the secret, by the headers that came with it. The body is taken as it came: what was
    /// read and written again has another signature.
    ///
    /// # Errors
    ///
    /// It did not, or nothing shows it.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Unverified> {
        let mut outcome = Err(Unverified::Missing { header: self.header.clone() });
        for value in headers.get_all(&self.header) {
            outcome = match value.to_str() {
                Ok(value) => self.verify_value(value, body),
                Err(_) => Err(Unverified::Malformed { header: self.header.clone() }),
            };
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    /// The same by the value of the header, where headers are kept in some other way.
    ///
    /// # Errors
    ///
    /// It is not what it should be.
    pub fn verify_value(&self, value: &str, body: &[u8]) -> Result<(), Unverified> {
        let value = value.trim();
        let proven = match &self.proof {
            Proof::Signature { encoding, prefix } => {
                let value = value.strip_prefix(prefix.as_str()).unwrap_or(value);
                let Some(signature) = encoding.decode(value) else {
                    return Err(Unverified::Malformed { header: self.header.clone() });
                };
                self.keys.iter().any(|key| key.signs(body, &signature))
            }
            Proof::Secret => self.keys.iter().any(|key| key.is(value.as_bytes())),
        };
        if proven { Ok(()) } else { Err(Unverified::Mismatch { header: self.header.clone() }) }
    }
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    name.parse().map_err(|_| {
        Error::refused("header", "is no name of a header", "give one such as `X-Our-Secret`")
    })
}

impl Key {
    fn signs(&self, body: &[u8], signature: &[u8]) -> bool {
        self.signing.clone().chain_update(body).verify_slice(signature).is_ok()
    }

    /// Whether a text is the secret. Its signature is compared and not the text itself, so that not even the length of the
    /// secret can be found out by how long it takes.
    fn is(&self, given: &[u8]) -> bool {
        self.signs(given, &self.itself)
    }
}

impl Encoding {
    fn decode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Hex => from_hex(text),
            Self::Base64 => bytes_of(text),
        }
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16)?.try_into().ok());
    let digits: Vec<u8> = digits.collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

impl fmt::Debug for Verifier {
    /// Shows where it looks and how many secrets it knows, and none of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("header", &self.header)
            .field("proof", &self.proof)
            .field("secrets", &self.keys.len())
            .finish()
    }
}

impl std::error::Error for Unverified {}

impl fmt::Display for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { header } => write!(
                f,
                "nothing shows who sent this, because the header `{header}` is missing: check its name, and that the sender \
                 has the secret"
            ),
            Self::Malformed { header } => write!(
                f,
                "nothing shows who sent this, because the header `{header}` holds no signature: check how it is written"
            ),
            Self::Mismatch { header } => write!(
                f,
                "this is not from who knows the secret, by what the header `{header}` holds: check the secret, and that the body \
                 is as it came"
            ),
        }
    }
}
