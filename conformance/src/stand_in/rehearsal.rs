//! A workflow is followed once with the recordings, to learn which of them show what must be in the account when it is followed
//! there.

use std::sync::{Arc, Mutex};

use gorgias_fixture::{Answer, Exchange, Received};
use gorgias_runtime::transport::{self, Request, Transport};
use gorgias_stand_in::transport::{received, response};

use super::open;

/// Plays recordings, each once if there are several for a request, and keeps which of them.
#[derive(Clone)]
pub(super) struct Rehearsal {
    /// In the order in which the suite has their cases.
    exchanges: Arc<Vec<Exchange>>,
    played: Arc<Mutex<Vec<usize>>>,
}

impl Rehearsal {
    pub(super) fn of(exchanges: Arc<Vec<Exchange>>) -> Self {
        Self { exchanges, played: Arc::default() }
    }

    /// What was played, in that order.
    pub(super) fn played(&self) -> Vec<&Exchange> {
        open(&self.played).iter().filter_map(|at| self.exchanges.get(*at)).collect()
    }

    fn answer(&self, request: &Received) -> Answer {
        let mut played = open(&self.played);
        let all = self.exchanges.iter().enumerate();
        let fitting = all.filter(|(_, exchange)| exchange.differences(request).is_empty());
        let fitting: Vec<usize> = fitting.map(|(at, _)| at).collect();
        let next = fitting.iter().find(|at| !played.contains(at)).or(fitting.last()).copied();
        let exchange = next.and_then(|at| {
            played.push(at);
            self.exchanges.get(at)
        });
        match exchange {
            Some(exchange) => recorded(exchange),
            None => Answer { status: 404, headers: Vec::new(), body: "{}".into() },
        }
    }
}

/// The answer of a recording.
pub(super) fn recorded(exchange: &Exchange) -> Answer {
    let body = exchange.answer.as_ref().map(ToString::to_string).unwrap_or_default();
    Answer { status: exchange.status, headers: exchange.headers.clone(), body: body.into() }
}

impl Transport for Rehearsal {
    fn send(&self, request: Request) -> transport::Exchange<'_> {
        Box::pin(async move { Ok(response(self.answer(&received(request).await?))) })
    }
}
