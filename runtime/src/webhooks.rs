//! Receiving what the API sends by itself: who sent it, and whether it came before.
//!
//! A [`Verifier`] tells by a secret that the sender and the receiver share whether something is from who it should be from. What
//! comes may come again; [`Repeats`] knows for a while what has come.
//!
//! ```
//! use std::time::{Duration, Instant};
//!
//! use gorgias_runtime::{http::HeaderMap, webhooks::{Repeats, Verifier}};
//!
//! let verifier = Verifier::signed("swordfish")?;
//! let repeats = Repeats::within(Duration::from_secs(600));
//!
//! // What a server got.
//! let body = br#"{"ticket":{"id":4101}}"#;
//! let mut headers = HeaderMap::new();
//! let signature = "edc0ca191ed622c44ae2f8f88e694eeb72063f609cc714e1628bb6486e9b00d5";
//! headers.insert("x-gorgias-signature", signature.parse()?);
//!
//! verifier.verify(&headers, body)?; // Else answer 401.
//! assert!(repeats.is_first(body, Instant::now()));
//! assert!(!repeats.is_first(body, Instant::now())); // Answer 200, and do nothing.
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod repeats;
mod verifier;

pub use self::{
    repeats::Repeats,
    verifier::{Encoding, Unverified, Verifier},
};
