//! What keeps secrets out of what a server says: some repeat what they were sent.

use std::cmp::Reverse;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::form_urlencoded;

/// Stands where a secret stood.
const MARK: &str = "…";

/// What is shorter is hardly a key, and taking it out would take words apart.
const SHORTEST: usize = 5;

/// Secrets that must not be repeated, in the forms in which a text may hold them.
#[derive(Default)]
pub(crate) struct Blot(Vec<SecretString>);

impl Blot {
    /// Takes out this secret too: as it is, as forms have it, and as JSON has it.
    pub(crate) fn secret(&mut self, secret: &str) {
        if secret.len() < SHORTEST {
            return;
        }
        let urlencoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let json = Value::from(secret).to_string();
        let inside = json.trim_matches('"').to_owned();
        for form in [secret.to_owned(), urlencoded, inside] {
            if !self.0.iter().any(|known| known.expose_secret() == form) {
                self.0.push(form.into());
            }
        }
        // One may hold another, whose absence would leave the rest of it.
        self.0.sort_by_key(|form| Reverse(form.expose_secret().len()));
    }

    /// Takes out what this header proves with: a token, or a password and the pair that it is sent in.
    pub(crate) fn header(&mut self, header: &HeaderValue) {
        let Some((scheme, proof)) = header.to_str().ok().and_then(|it| it.split_once(' ')) else {
            return;
        };
        self.secret(proof);
        if scheme != "Basic" {
            return;
        }
        let pair = STANDARD.decode(proof).ok().and_then(|pair| String::from_utf8(pair).ok());
        let pair = SecretString::from(pair.unwrap_or_default());
        if let Some((_, password)) = pair.expose_secret().split_once(':') {
            self.secret(password);
        }
    }

    /// The text without secrets.
    pub(crate) fn text(&self, text: String) -> String {
        self.0.iter().fold(text, |text, secret| {
            let secret = secret.expose_secret();
            if text.contains(secret) { text.replace(secret, MARK) } else { text }
        })
    }

    /// The JSON without secrets, neither in its texts nor in its keys.
    pub(crate) fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(key, it)| (self.text(key), self.json(it)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            other => other,
        }
    }
}
