//! What callers are told of a refusal: its status, what the vendor said, where the thing is instead, and what that means here.

use gorgias_client::Error;
use gorgias_client::error::Kind;
use gorgias_suite::{Answered, Failed, Refusal};
use gorgias_tools::ToolError;
use serde_json::{Value, json};

use crate::failure::{Failure, pretty};
use crate::recordings::Recorded;

/// The refusal of a case, as the spec and the recording have it.
pub(crate) struct Refused<'t> {
    pub(crate) refusal: &'t Refusal,
    pub(crate) recorded: &'t Recorded,
}

impl Refused<'_> {
    pub(crate) fn by_client(
        &self,
        way: &str,
        result: Result<Answered, Failed>,
    ) -> Result<(), Failure> {
        match result {
            Ok(answered) => Err(self.taken_for_success(way, &answered.read)),
            Err(error) => match error.downcast_ref::<Error>() {
                Some(error) => self.check(way, error),
                None => Err(self.another(way, error.to_string())),
            },
        }
    }

    /// A tool's error says in its text what the refusal means, since a model reads nothing else.
    pub(crate) fn by_tool(
        &self,
        way: &str,
        result: Result<Value, ToolError>,
    ) -> Result<(), Failure> {
        match &result {
            Ok(shown) => Err(self.taken_for_success(way, shown)),
            Err(whole @ ToolError::Failed(error)) => {
                self.check(way, error)?;
                let text = whole.to_string();
                let told = text.ends_with(self.refusal.hint) && whole.hint() == error.hint();
                if told { Ok(()) } else { Err(self.another(way, text)) }
            }
            Err(error) => Err(self.another(way, error.to_string())),
        }
    }

    fn check(&self, way: &str, error: &Error) -> Result<(), Failure> {
        let (expected, came) = (self.expected(), told(error));
        if expected == came {
            return Ok(());
        }
        let what = format!("{way} tells something else of the refusal");
        Err(Failure::new(what, pretty(&expected), pretty(&came)))
    }

    fn expected(&self) -> Value {
        let recorded = &self.recorded.exchange;
        let body = recorded.answer.as_ref().unwrap_or(&Value::Null);
        let location =
            recorded.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
        json!({
            "status": self.refusal.status,
            "said": body["error"]["msg"],
            "details": body["error"]["data"],
            "location": location.map(|(_, location)| location),
            "hint": self.refusal.hint,
        })
    }

    fn taken_for_success(&self, way: &str, read: &Value) -> Failure {
        let what = format!("{way} takes a refusal for a success");
        Failure::new(what, pretty(&self.expected()), pretty(read))
    }

    fn another(&self, way: &str, came: String) -> Failure {
        Failure::new(format!("{way} fails in another way"), pretty(&self.expected()), came)
    }
}

/// All that an error tells of a refusal.
fn told(error: &Error) -> Value {
    let complaint = error.complaint();
    let location = match error.kind() {
        Kind::Redirected { location } => location.as_deref(),
        _ => None,
    };
    json!({
        "status": error.status(),
        "said": complaint.and_then(|said| said.message.as_ref()),
        "details": complaint.and_then(|said| said.details.as_ref()),
        "location": location,
        "hint": error.hint(),
    })
}
