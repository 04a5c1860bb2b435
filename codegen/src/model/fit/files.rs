//! What in a file that is sent does not fit.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::Fit;
use crate::model::Step;
use crate::model::upload::UPLOAD;
use crate::nearest::did_you_mean;

impl Fit<'_> {
    pub(super) fn check_upload(&mut self, file: &Value) {
        let Value::Object(entries) = file else {
            self.misfit("a file is an object", None);
            return;
        };
        for (key, value) in entries {
            self.within(Step::Key(key.clone()), |fit| fit.check_part_of_file(key, value));
        }
        for (key, _) in UPLOAD.iter().filter(|(key, _)| !entries.contains_key(*key)) {
            self.misfit(format!("a file needs `{key}`"), None);
        }
    }

    fn check_part_of_file(&mut self, key: &str, value: &Value) {
        let known = || UPLOAD.iter().map(|(key, _)| *key);
        match value {
            _ if !known().any(|known| known == key) => {
                self.misfit(format!("a file has no `{key}`"), did_you_mean(key, known()));
            }
            Value::String(text) if key == "content" && STANDARD.decode(text).is_err() => {
                self.misfit("the content of a file is base64", None);
            }
            Value::String(_) => {}
            _ => self.misfit(format!("the `{key}` of a file is a text"), None),
        }
    }
}
