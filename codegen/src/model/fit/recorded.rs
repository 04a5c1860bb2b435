//! What in a recording does not fit what the operation answers.

use serde_json::Value;

use super::{Fit, Misfit, kind};
use crate::model::{
    Answer, Dialect, Field, Model, Operation, Recording, Side, Step, Type, TypeUse,
};

/// What in a recorded refusal does not fit the type of refusals. What is elsewhere may have any body.
pub(crate) fn refusal(model: &Model, recording: &Recording) -> Vec<Misfit> {
    let mut fit = Fit::new(model, Side::Answer);
    match &recording.body {
        Some(body) if recording.status >= 400 => fit.check(&model.api.errors.body, body),
        None if recording.status >= 400 => fit.misfit("the refusal has no body", None),
        _ => {}
    }
    fit.misfits
}

/// What in a recorded answer does not fit the type; that it is none is said where its status is.
pub(crate) fn answer(model: &Model, operation: &Operation, recording: &Recording) -> Vec<Misfit> {
    let mut fit = Fit::new(model, Side::Answer);
    if !operation.answer.comes_with(recording.status) {
        return Vec::new();
    }
    match (&operation.answer, &recording.body) {
        (Answer::Nothing, None) => {}
        (Answer::Nothing, Some(_)) => fit.misfit("the operation answers nothing", None),
        (Answer::File, body) => fit.check_file(recording, body.as_ref()),
        (_, None) => fit.misfit("the answer has no body", None),
        (Answer::Value(ty), Some(body)) => fit.check(ty, body),
        (Answer::List { item, under }, Some(body)) => fit.check_list(item, under, body),
        (Answer::Pages { item, dialect }, Some(body)) => {
            let dialect = &model.api.dialects[*dialect];
            fit.check_list(item, &dialect.items, body);
            fit.check_meta(dialect, body);
        }
        (Answer::Csv, Some(body)) => fit.check_csv(recording, body),
    }
    fit.misfits
}

/// What stands beside the items of a list.
const ENVELOPE: &[&str] = &["object", "uri", "meta"];

impl Fit<'_> {
    /// A list, bare or under a key of its envelope.
    fn check_list(&mut self, item: &TypeUse, under: &str, body: &Value) {
        let list = TypeUse { ty: Type::List(Box::new(item.clone())), nullable: false };
        let Value::Object(envelope) = body else { return self.check(&list, body) };
        for (key, value) in envelope {
            self.within(Step::Key(key.clone()), |fit| {
                if key == under {
                    fit.check(&list, value);
                } else if !ENVELOPE.contains(&key.as_str()) {
                    fit.misfit(format!("a list has no key `{key}` beside its items"), None);
                }
            });
        }
        if !envelope.contains_key(under) {
            self.misfit(format!("the list needs `{under}`"), None);
        }
    }

    /// A file is recorded by where it is; its bytes would make a recording nothing that people read.
    fn check_file(&mut self, recording: &Recording, body: Option<&Value>) {
        let is_elsewhere = (300..400).contains(&recording.status);
        if !is_elsewhere || recording.header("location").is_none() || body.is_some() {
            let help = "give it a status from 300 to 399, a header `location` and no body";
            self.misfit("a file is recorded by where it is", Some(help.to_owned()));
        }
    }

    fn check_csv(&mut self, recording: &Recording, body: &Value) {
        let is_csv = |of: &str| of.split(';').next().is_some_and(|of| of.trim() == "text/csv");
        if !recording.header("content-type").is_some_and(is_csv) {
            let help = "give it the header `content-type: text/csv`";
            self.misfit("CSV is recorded with its content type", Some(help.to_owned()));
        }
        if !body.is_string() {
            self.misfit(format!("expected a text with CSV, found {}", kind(body)), None);
        }
    }

    /// What a page says beside its items, where its dialect knows of it.
    fn check_meta(&mut self, dialect: &Dialect, body: &Value) {
        if let Some(Value::Object(entries)) = body.get("meta")
            && !dialect.meta.is_empty()
        {
            let fields: Vec<&Field> = dialect.meta.iter().collect();
            self.within(Step::Key("meta".to_owned()), |fit| {
                fit.check_fields(&dialect.name, &fields, false, entries, None);
            });
        }
    }
}
