//! Where an answer comes from, as far as errors about it must tell or hide.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use super::Shared;
use crate::{
    blot::Blot,
    error::{Error, Kind},
    operation::Operation,
    retry::Attempt,
    transport::Response,
};

/// Where an answer comes from. Only errors ask for it.
#[derive(Clone)]
pub(crate) struct Origin {
    shared: Arc<Shared>,
    /// What the request to the account proved with, if there was one: the account may have another one by now.
    proof: Option<HeaderValue>,
    /// The attempts before the one that was answered.
    tried: Vec<Attempt>,
}

impl Origin {
    pub(super) fn new(shared: &Arc<Shared>, proof: Option<HeaderValue>) -> Self {
        Self { shared: Arc::clone(shared), proof, tried: Vec::new() }
    }

    pub(crate) fn having_tried(self, tried: Vec<Attempt>) -> Self {
        Self { tried, ..self }
    }

    /// What the account proves with, and what the request did: a server may repeat it.
    pub(crate) fn secrets(&self) -> Blot {
        let mut blot = self.shared.account.secrets();
        if let Some(proof) = &self.proof {
            blot.header(proof);
        }
        blot
    }

    pub(crate) fn attempts(&self) -> usize {
        self.tried.len() + 1
    }

    /// By what name the server's logs have the request.
    pub(crate) fn request_id(&self, headers: &HeaderMap) -> Option<String> {
        let id = headers.get(&self.shared.request_id)?.to_str().ok()?;
        Some(self.secrets().text(id.to_owned()))
    }

    /// What is wrong with the answer, as the error of a call.
    pub(crate) fn error<B>(
        &self,
        operation: &Operation,
        response: &Response<B>,
        kind: Kind,
    ) -> Error {
        self.told(Error::of(operation, Some(response.status), kind), &response.headers)
    }

    /// An error with what the headers of an answer say of it, and without what proves who calls.
    pub(crate) fn told(&self, error: Error, headers: &HeaderMap) -> Error {
        let Self { shared, tried, .. } = self;
        error
            .told_in(headers, &shared.request_id, shared.clock.date())
            .blotted(&self.secrets())
            .having_tried(tried.clone())
    }
}
