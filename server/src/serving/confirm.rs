//! Asking the person behind a client before something is done that cannot be undone. What they say comes back through the client and
//! never through an argument, so that a model cannot say it for them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use gorgias_runtime::{clock::Clock, jiff::Timestamp};
use gorgias_tools::Deed;
use rmcp::{
    RoleServer,
    model::{
        ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema,
        InputRequest, InputRequests, InputRequiredResult, InputResponses, RequestStateCodec,
        SealOptions,
    },
    service::Peer,
};
use serde::{Deserialize, Serialize};

use crate::Error;

/// What a person is asked about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Confirm {
    /// Whatever cannot be brought back.
    #[default]
    Auto,
    /// Whatever changes anything, or may reach a customer.
    Always,
    /// Nothing.
    Never,
}

/// How the person behind a client can be asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Person {
    /// Not at all.
    Nobody,
    /// By an answer that asks: the client makes the call again with what they said.
    ByAnswer {
        /// What they said, and the seal that was given with the question.
        said: Option<(InputResponses, String)>,
    },
    /// By a request to the client.
    ByRequest(Peer<RoleServer>),
}

/// A call that needs a word.
pub(super) struct Question<'a> {
    /// What makes two calls the same.
    pub(super) identity: &'a str,
    /// What would be done, in words for a person.
    pub(super) message: String,
}

/// What came of asking.
pub(super) enum Consent {
    Given,
    /// The client has to ask.
    Asks(Box<InputRequiredResult>),
    /// It was not given.
    Withheld(&'static str),
}

/// The one field of the form, and the name of the question.
const CONFIRM: &str = "confirm";

/// How long a person may think.
const PATIENCE: Duration = Duration::from_secs(300);

/// How many bytes nobody can guess make a key.
const KEY: usize = RequestStateCodec::MIN_KEY_LENGTH;

/// Asks, and sees to it that each answer is good for one call.
pub(super) struct Confirmation {
    mode: Confirm,
    clock: Arc<dyn Clock>,
    seal: RequestStateCodec,
    /// The answers that were used, for as long as their seals would hold.
    used: Mutex<HashMap<String, Timestamp>>,
}

/// What a seal holds. It can be read by anybody and changed by nobody.
#[derive(Serialize, Deserialize)]
struct Sealed {
    number: String,
    until: Timestamp,
}

impl Confirmation {
    pub(super) fn new(mode: Confirm, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let mut key = [0; KEY];
        random(&mut key)?;
        Ok(Self {
            mode,
            clock,
            seal: RequestStateCodec::new_unchecked(key),
            used: Mutex::default(),
        })
    }

    /// Whether a person has to be asked before these deeds.
    pub(super) fn is_needed(&self, mut deeds: impl Iterator<Item = Deed>) -> bool {
        match self.mode {
            Confirm::Auto => deeds.any(|deed| deed == Deed::Destroys),
            Confirm::Always => deeds.any(|deed| deed != Deed::Reads),
            Confirm::Never => false,
        }
    }

    /// Asks in the way in which the person can be asked.
    pub(super) async fn ask(
        &self,
        question: Question<'_>,
        person: Person,
    ) -> Result<Consent, Error> {
        match person {
            Person::Nobody => Ok(Consent::Withheld(
                "this client cannot ask its user. Whoever keeps the server can allow such calls by `--confirm never`",
            )),
            Person::ByAnswer { said: None } => self.send_back(question),
            Person::ByAnswer { said: Some((said, seal)) } => {
                Ok(self.check(&question, &said, &seal))
            }
            Person::ByRequest(peer) => self.request(question, &peer).await,
        }
    }

    /// The answer that asks.
    fn send_back(&self, question: Question<'_>) -> Result<Consent, Error> {
        let mut number = [0; 16];
        random(&mut number)?;
        let number = number.iter().map(|byte| format!("{byte:02x}")).collect();
        let date = self.clock.date();
        let until = date.saturating_add(PATIENCE).unwrap_or(date);
        let sealed = serde_json::to_vec(&Sealed { number, until }).unwrap_or_default();
        let options = SealOptions::new().associated_data(question.identity.as_bytes());
        let seal = self.seal.seal_with(&sealed, &options);
        let request = ElicitRequest::new(form(question.message)?);
        let mut requests = InputRequests::new();
        requests.insert(CONFIRM.to_owned(), InputRequest::Elicitation(request));
        let asks = InputRequiredResult::new(Some(requests), Some(seal));
        Ok(Consent::Asks(Box::new(asks)))
    }

    /// What the person said, if it was said to this question, lately, and for the first time.
    fn check(&self, question: &Question<'_>, said: &InputResponses, seal: &str) -> Consent {
        let opened = self.seal.open_with(seal, question.identity.as_bytes());
        let sealed = opened.ok().and_then(|bytes| serde_json::from_slice::<Sealed>(&bytes).ok());
        let Some(sealed) = sealed else {
            return Consent::Withheld(
                "what was confirmed is another call. Make this one without `requestState`",
            );
        };
        let now = self.clock.date();
        if sealed.until <= now {
            return Consent::Withheld(
                "it was confirmed too late. Make the call again without `requestState`",
            );
        }
        let answer = said.get(CONFIRM).cloned().unwrap_or_default();
        let consent = consent(&serde_json::from_value(answer).ok());
        if matches!(consent, Consent::Given) && !self.use_up(sealed, now) {
            return Consent::Withheld(
                "it was confirmed once, and that was used. Make the call again without `requestState`",
            );
        }
        consent
    }

    /// Whether an answer is used for the first time.
    fn use_up(&self, sealed: Sealed, now: Timestamp) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| now < *until);
        used.insert(sealed.number, sealed.until).is_none()
    }

    async fn request(
        &self,
        question: Question<'_>,
        peer: &Peer<RoleServer>,
    ) -> Result<Consent, Error> {
        let asked = peer.create_elicitation(form(question.message)?);
        tokio::select! {
            said = asked => Ok(consent(&said.ok())),
            () = self.clock.sleep(PATIENCE) => Ok(consent(&None)),
        }
    }
}

/// A form with one field, which nobody fills in by chance.
fn form(message: String) -> Result<ElicitRequestParams, Error> {
    let schema = ElicitationSchema::builder()
        .required_bool_with(CONFIRM, |field| field.title("Do it"))
        .build()
        .map_err(|why| Error::Client(why.to_owned()))?;
    Ok(ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema: schema })
}

fn consent(said: &Option<ElicitResult>) -> Consent {
    let Some(said) = said else {
        return Consent::Withheld("nobody answered whether it may be done");
    };
    let ticked = said.content.as_ref().and_then(|content| content.get(CONFIRM)?.as_bool());
    match (&said.action, ticked) {
        (ElicitationAction::Accept, Some(true)) => Consent::Given,
        _ => Consent::Withheld("the user did not want it. Do not try it in another way"),
    }
}

/// Fills bytes that nobody can guess.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), Error> {
    getrandom::fill(bytes).map_err(|cause| Error::Machine {
        doing: "get random numbers".to_owned(),
        cause: cause.into(),
    })
}
