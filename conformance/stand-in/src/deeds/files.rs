//! Files: kept under an address that nobody guesses, and read again through it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::Done;
use crate::api::Answer;
use crate::call::{Asked, Call};
use crate::refusal::{Fault, Refusal};
use crate::state::StoredFile;

/// What an address has that is good for a short time.
const SIGNATURE: &str = "signature=stand-in";

impl Call<'_> {
    pub(super) fn upload(&mut self, asked: &Asked<'_>) -> Result<Done, Refusal> {
        let parts = asked.form.as_ref().and_then(Value::as_array).filter(|parts| !parts.is_empty());
        let Some(parts) = parts else {
            let fault = Fault::new("Send a form with a part for each file.").under("files");
            return Err(Refusal::invalid("Failed to upload", fault));
        };
        let mut items: Vec<Value> = Vec::new();
        for part in parts {
            let text = |key: &str| part.get(key).and_then(Value::as_str).unwrap_or_default();
            let content = STANDARD.decode(text("content")).unwrap_or_default();
            let number = self.state.files.len() + 1;
            let name = text("name").to_owned();
            let plain =
                |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
            let last: String = name.chars().map(plain).collect();
            let path = format!("/api/attachment/download/stand-in/{number:08}-{last}");
            let kept = Map::from_iter([
                ("url".to_owned(), json!(format!("{}{path}", self.base))),
                ("name".to_owned(), json!(name)),
                ("content_type".to_owned(), json!(text("content_type"))),
                ("size".to_owned(), json!(content.len())),
            ]);
            let content_type = text("content_type").to_owned();
            self.state.files.insert(path, StoredFile { content_type, content });
            items.push(match &asked.operation.answer {
                Answer::List { of, .. } => self.shown().value(of, &kept.into()).into(),
                _ => kept.into(),
            });
        }
        Ok(self.piece(asked, items))
    }

    /// Where a file is: on the same server, under an address that needs no credentials.
    pub(super) fn download(&mut self, asked: &Asked<'_>) -> Result<Done, Refusal> {
        let path = asked.target.split('?').next().unwrap_or_default();
        let file = self.state.files.get(path).ok_or_else(Refusal::missing)?;
        if asked.target.contains(SIGNATURE) {
            return Ok(Done::File(file.content_type.clone(), file.content.clone()));
        }
        Ok(Done::Redirect(format!("{}{path}?{SIGNATURE}", self.base)))
    }
}
