//! Where an answer comes from, as far as errors about it must tell or hide.

use std::sync::Arc;

use http::HeaderValue;

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
    pub(super) shared: Arc<Shared>,
    /// What the request proved with: the account may have another one by now.
    pub(super) proof: HeaderValue,
    /// The attempts before the one that was answered.
    pub(super) tried: Vec<Attempt>,
}

impl Origin {
    /// What the account proves with, and what the request did: a server may repeat it.
    pub(crate) fn secrets(&self) -> Blot {
        self.shared.secrets(&self.proof)
    }

    pub(crate) fn attempts(&self) -> usize {
        self.tried.len() + 1
    }

    /// By what name the server's logs have the request.
    pub(crate) fn request_id(&self, response: &Response) -> Option<String> {
        let id = response.headers.get(&self.shared.request_id)?.to_str().ok()?;
        Some(self.secrets().text(id.to_owned()))
    }

    /// What is wrong with the answer, as the error of a call.
    pub(crate) fn error(&self, operation: &Operation, response: &Response, kind: Kind) -> Error {
        let Self { shared, proof, tried } = self;
        shared.error(operation, response, proof, kind).having_tried(tried.clone())
    }
}

impl Shared {
    /// What is wrong with an answer, with what its headers say of that, and without what proves who calls.
    pub(super) fn error(
        &self,
        operation: &Operation,
        response: &Response,
        proof: &HeaderValue,
        kind: Kind,
    ) -> Error {
        Error::of(operation, Some(response.status), kind)
            .told_in(&response.headers, &self.request_id, self.clock.date())
            .blotted(&self.secrets(proof))
    }

    fn secrets(&self, proof: &HeaderValue) -> Blot {
        let mut blot = self.account.secrets();
        blot.header(proof);
        blot
    }
}
