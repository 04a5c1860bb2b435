//! What an error must tell of a fault.

use gorgias_runtime::transport::Response;
use gorgias_suite::Refusal;
use gorgias_tools::Tool;

use super::play::{Answer, Fault, REQUEST_ID, Wire};

/// What an error must tell of the answer that it is about.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) status: Option<u16>,
    pub(super) request_id: Option<&'static str>,
    pub(super) retry_after: Option<u64>,
}

impl Facts {
    pub(super) fn of(fault: Fault, recorded: &Response) -> Self {
        let request_id = Some(REQUEST_ID);
        match fault {
            Fault::Answer(Answer::Error { status, retry_after }) => {
                Self { status: Some(status), request_id, retry_after }
            }
            Fault::Answer(Answer::Echo) => {
                Self { status: Some(422), request_id, retry_after: None }
            }
            Fault::Answer(_) => {
                Self { status: Some(recorded.status), request_id, retry_after: None }
            }
            Fault::Wire(Wire::Html(status)) => Self { status: Some(status), ..Self::default() },
            Fault::Wire(Wire::Redirect) => Self { status: Some(301), ..Self::default() },
            Fault::Wire(Wire::Empty) => Self { status: Some(200), ..Self::default() },
            Fault::Wire(_) | Fault::Never => Self::default(),
        }
    }
}

/// What a status means: what is said of the operation, or else of all.
pub(super) fn hint(tool: &Tool, status: u16) -> Option<&'static str> {
    let of = |refusals: &'static [Refusal]| {
        refusals.iter().find(|refusal| refusal.status == status).map(|refusal| refusal.hint)
    };
    of(tool.operation.refusals).or_else(|| of(tool.operation.statuses))
}
