//! The request for tokens and its answer. Nothing that is said of either repeats a secret.

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use super::{App, Tokens};
use crate::{
    Secret,
    account::{address, header},
    blot::Blot,
    error::{Complaint, Error, Kind, retry_after},
    kind::kind,
    operation::Method,
    runtime::{AGENT, JSON, location},
    transport::{Body, Request, Response, Transport},
};

const URLENCODED: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// What tokens are asked for with.
pub(super) enum Grant<'a> {
    /// The code that a person brought back, and the address they brought it to.
    Code { code: &'a Secret<String>, redirect_uri: &'a str },
    /// The refresh token.
    Refresh(&'a Secret<String>),
}

/// What an answer gives.
pub(super) struct Granted {
    pub(super) tokens: Tokens,
    /// Who the person is, where that was asked for.
    pub(super) id_token: Option<Secret<String>>,
}

impl Grant<'_> {
    /// Asks for tokens. `now` is before the request, so that no token is thought to live longer than it does.
    pub(super) async fn ask(
        &self,
        app: &App,
        base: &Url,
        transport: &dyn Transport,
        now: Timestamp,
    ) -> Result<Granted, Error> {
        let request = self.request(app, base);
        // A code works once, while refreshing changes nothing in the account.
        let harmless = matches!(self, Self::Refresh(_));
        let failed = |status, kind| Error::of_account(status, kind, harmless);
        match transport.send(request).await {
            Ok(response) if (200..300).contains(&response.status) => {
                read(&response, now).map_err(|(path, expected, found)| {
                    let snippet = "what stands there is secret".to_owned();
                    let (path, expected) = (path.to_owned(), expected.to_owned());
                    let kind = Kind::Decode { path, expected, found: found.to_owned(), snippet };
                    failed(Some(response.status), kind)
                })
            }
            Ok(response) => {
                let refusal = failed(Some(response.status), self.refusal(&response, now));
                Err(refusal.blotted(&self.secrets(app)))
            }
            Err(failure) => Err(failed(None, failure.into())),
        }
    }

    fn request(&self, app: &App, base: &Url) -> Request {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, URLENCODED);
        headers.insert(USER_AGENT, AGENT);
        if let Some(proof) = app.header() {
            headers.insert(AUTHORIZATION, proof);
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(self.fields()).extend_pairs(app.fields());
        Request {
            method: Method::Post,
            url: format!("{}/oauth/token", address::shown(base)),
            headers,
            body: Some(Body::Fields(form.finish().into())),
            within: None,
        }
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Code { code, redirect_uri } => vec![
                ("grant_type", "authorization_code"),
                ("code", code.reveal()),
                ("redirect_uri", redirect_uri),
            ],
            Self::Refresh(token) => {
                vec![("grant_type", "refresh_token"), ("refresh_token", token.reveal())]
            }
        }
    }

    /// What an answer that is no success means.
    fn refusal(&self, response: &Response, now: Timestamp) -> Kind {
        let said = complaint(&response.body);
        match response.status {
            404 => Kind::NotFound(said),
            429 => Kind::RateLimited { retry_after: retry_after(&response.headers, now), said },
            300..=399 => Kind::Redirected { location: location(response) },
            400..=499 => Kind::Unprocessable(said),
            500..=599 => Kind::Server(said),
            _ => Kind::Unexpected(said),
        }
    }

    /// What the request proved with, which the server may repeat.
    fn secrets(&self, app: &App) -> Blot {
        let mut blot = Blot::default();
        app.secrets(&mut blot);
        blot.secret(match self {
            Self::Code { code, .. } => code.reveal(),
            Self::Refresh(token) => token.reveal(),
        });
        blot
    }
}

/// `{"error": .., "error_description": ..}` as RFC 6749 has it, or what the API says elsewhere.
fn complaint(body: &[u8]) -> Complaint {
    let mut complaint = Complaint::read(body);
    let described = serde_json::from_slice::<Map<String, Value>>(body).ok();
    let described = described.and_then(|body| text(&body, "error_description"));
    let said = [complaint.message.take(), described.map(Secret::into_inner)];
    let said: Vec<_> = said.into_iter().flatten().collect();
    if !said.is_empty() {
        complaint.message = Some(said.join(": "));
    }
    // Nobody knows what else stands there.
    complaint.details = None;
    complaint
}

/// Where an answer is wrong, what should stand there, and what does.
type Wrong = (&'static str, &'static str, &'static str);

fn read(response: &Response, now: Timestamp) -> Result<Granted, Wrong> {
    let body = serde_json::from_slice::<Value>(&response.body)
        .map_err(|_| (".", "an object", "something that is no JSON"))?;
    let Value::Object(body) = body else { return Err((".", "an object", kind(&body))) };
    if text(&body, "token_type").is_some_and(|it| !it.reveal().eq_ignore_ascii_case("bearer")) {
        return Err(("token_type", "`Bearer`", "another type"));
    }
    let access = text(&body, "access_token").ok_or_else(|| {
        let found = body.get("access_token").map_or("nothing", kind);
        ("access_token", "a token", found)
    })?;
    if header::bearer(access.reveal()).is_none() {
        return Err(("access_token", "a token", "a text that no header can hold"));
    }
    let scope = text(&body, "scope").map(Secret::into_inner);
    let refresh = text(&body, "refresh_token");
    Ok(Granted {
        tokens: Tokens::granted(access, refresh, lifetime(&body), scope, now),
        id_token: text(&body, "id_token"),
    })
}

/// The text under a key, unless it is empty.
fn text(body: &Map<String, Value>, key: &str) -> Option<Secret<String>> {
    let text = body.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned().into())
}

/// How long the access token lives. Some servers write the number as a text.
fn lifetime(body: &Map<String, Value>) -> Option<SignedDuration> {
    let seconds = match body.get("expires_in")? {
        Value::String(text) => text.trim().parse().ok()?,
        number => number.as_u64()?,
    };
    i64::try_from(seconds).ok().map(SignedDuration::from_secs)
}
