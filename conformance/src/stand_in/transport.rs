//! The account as what the suite sends its requests to.

use std::sync::{Arc, Mutex};

use gorgias_fixture::{Answer, Exchange, Received, Responder};
use gorgias_runtime::transport::{self, Request, Transport};
use gorgias_stand_in::Account;
use gorgias_stand_in::transport::{received, response};

use super::open;
use super::rehearsal::recorded;

/// An account, and what it refuses for reasons that only a real one has. Clients in the same process call it as it is; others
/// take a server in front of it.
pub struct Prepared {
    pub(super) account: Mutex<Account>,
    /// What is refused, and with what words.
    pub(super) refusals: Arc<Vec<Exchange>>,
}

impl Transport for Prepared {
    fn send(&self, request: Request) -> transport::Exchange<'_> {
        Box::pin(async move { Ok(response(self.answer(&received(request).await?))) })
    }
}

impl Responder for Prepared {
    fn answer(&self, request: &Received) -> Answer {
        let refusal = self.refusals.iter().find(|it| it.differences(request).is_empty());
        refusal.map_or_else(|| open(&self.account).answer(request), recorded)
    }
}
