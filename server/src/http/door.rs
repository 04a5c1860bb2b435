//! What a client has to know before it is let in.

use axum::extract::Request;
use gorgias_runtime::{Secret, http::header::AUTHORIZATION};
use subtle::ConstantTimeEq;

/// What a client has to know: a bearer, a path for those that can carry nothing else, either of the two, or nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Door {
    pub(crate) bearer: Option<Secret<String>>,
    pub(crate) path: Option<Secret<String>>,
}

/// Whether a request is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    Open,
    /// It has to bring the bearer.
    NoBearer,
    /// Here is nothing, or nothing that it may know of.
    Nowhere,
}

impl Door {
    /// Whether anybody is let in.
    pub(crate) fn is_open(&self) -> bool {
        self.bearer.is_none() && self.path.is_none()
    }

    /// The path to tell people. A secret is never shown.
    pub(super) fn shown(&self, root: &str) -> String {
        let path =
            if self.path.is_some() && self.bearer.is_none() { "/<the secret path>" } else { "" };
        format!("{root}{path}")
    }

    pub(super) fn admits<B>(&self, root: &str, request: &Request<B>) -> Admission {
        let path = request.uri().path();
        if path == root {
            return match &self.bearer {
                Some(bearer) if same(bearer, brought(request).unwrap_or_default()) => {
                    Admission::Open
                }
                Some(_) => Admission::NoBearer,
                None if self.path.is_none() => Admission::Open,
                None => Admission::Nowhere,
            };
        }
        let beyond = path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/'));
        match (&self.path, beyond) {
            (Some(secret), Some(given)) if same(secret, given) => Admission::Open,
            _ => Admission::Nowhere,
        }
    }
}

fn brought<B>(request: &Request<B>) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// In a time that does not tell how much of it is right.
fn same(secret: &Secret<String>, given: &str) -> bool {
    secret.reveal().as_bytes().ct_eq(given.as_bytes()).into()
}
