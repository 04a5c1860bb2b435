//! Cases and their recordings, from words to the model.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{CaseWords, OperationWords};
use crate::load::yaml;
use crate::model::path::{lookup, steps_text};
use crate::model::{Answer, Case, Line, Operation, Path, Recording, Step, fit};
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(super) fn cases(&mut self, words: &'s OperationWords, operation: &Operation) -> Vec<Case> {
        let mut cases: Vec<Case> = Vec::new();
        for case in words.cases.iter().flat_map(|cases| &cases.0) {
            self.check_kebab("case", &case.name, case.name.span);
            if cases.iter().any(|earlier| earlier.name == case.name.value) {
                let message = format!("two cases are called `{}`", case.name.value);
                self.report(Diagnostic::new(Rule::DuplicateName, case.name.span, message));
            }
            cases.extend(self.case(case, operation));
        }
        cases
    }

    fn case(&mut self, words: &'s CaseWords, operation: &Operation) -> Option<Case> {
        let args = self.arguments(words, operation);
        let sends = match Line::parse(&words.sends) {
            Ok(line) => line,
            Err(why) => {
                let message = format!("the line cannot be read: {why}");
                self.report(Diagnostic::new(Rule::CaseSends, words.sends.span, message));
                return None;
            }
        };
        let made = args.as_ref().map(|args| Line::make(operation, args));
        if let Some(made) = &made
            && let Some(difference) = sends.difference(made)
        {
            let help = format!("the arguments make `{made}`");
            let message = format!("the arguments make another line: {difference}");
            self.report(Diagnostic::new(Rule::CaseSends, words.sends.span, message).help(help));
        }
        let refused = self.refused(words, operation);
        let recording = self.recording(words, operation, made.as_ref().unwrap_or(&sends))?;
        let answered = match &words.refused {
            Some(_) => recording.body.as_ref().map(Cow::Borrowed),
            None => recording.answered(&operation.answer),
        };
        let expects = self.expectations(words, answered.as_deref());
        Some(Case {
            name: words.name.value.clone(),
            about: words.about.clone(),
            after: words.after.as_ref().map(|after| (after.value.clone(), after.span)),
            args: args?,
            sends,
            recording,
            refused,
            expects,
            span: words.sends.span,
        })
    }

    /// The arguments of a case, if the operation would take them.
    fn arguments(
        &mut self,
        words: &'s CaseWords,
        operation: &Operation,
    ) -> Option<Map<String, Value>> {
        let (json, span) = match &words.args {
            Some(node) => (node.to_json(), node.span),
            None => (Value::Object(Map::new()), words.name.span),
        };
        let Value::Object(args) = json else {
            self.report(Diagnostic::new(Rule::WrongKind, span, "expected a map of arguments"));
            return None;
        };
        let misfits = fit::arguments(&self.model, operation, &args);
        for misfit in &misfits {
            let at =
                words.args.as_ref().map_or(words.name.span, |node| node.nearest(&misfit.path).span);
            let at = if misfit.path.is_empty() { words.name.span } else { at };
            let message = format!("the operation would refuse this: {}", misfit.text());
            self.report(
                Diagnostic::new(Rule::CaseArguments, at, message).maybe_help(misfit.help.clone()),
            );
        }
        misfits.is_empty().then_some(args)
    }

    fn recording(
        &mut self,
        words: &'s CaseWords,
        operation: &Operation,
        sends: &Line,
    ) -> Option<Recording> {
        let name = format!("{}/{}", operation.id, words.name.value);
        let Some(at) = self.recordings.get(name.as_str()).copied() else {
            let path = format!("conformance/recordings/{name}.json");
            if self.sources.files().iter().any(|file| file.path == path) {
                // It could not be read, and that has been said.
                return None;
            }
            let message = format!("the case `{}` has no recording", words.name.value);
            let help = format!("put the answer into `{path}`");
            self.report(
                Diagnostic::new(Rule::RecordingMissing, words.name.span, message).help(help),
            );
            return None;
        };
        self.replayed.insert(at);
        let found = &self.spec.recordings[at];
        let whole = Span::new(found.file, 0..0);
        let recording = match Recording::parse(&found.json) {
            Ok(recording) => recording,
            Err(why) => {
                self.report(Diagnostic::new(Rule::RecordingShape, whole, why));
                return None;
            }
        };
        if let Some(difference) = sends.difference(&recording.request) {
            let message =
                format!("the recording answers another request than `{name}` sends: {difference}");
            self.report(Diagnostic::new(Rule::RecordingRequest, whole, message));
        }
        let refused = words.refused.as_ref().map(|status| status.value);
        self.check_status(refused, &operation.answer, &recording, found.file);
        let misfits = match refused {
            Some(_) => fit::refusal(&self.model, &recording),
            None => fit::answer(&self.model, operation, &recording),
        };
        // JSON is YAML too, and only a wrong recording is read a second time, for the places in it.
        let places = (!misfits.is_empty()).then(|| self.places_in(found.file)).flatten();
        for misfit in misfits {
            let to_body = ["response", "body"].map(|key| Step::Key(key.to_owned()));
            let path: Vec<Step> = to_body.into_iter().chain(misfit.path.iter().cloned()).collect();
            let at = places.as_ref().map_or(whole, |places| places.nearest(&path).span);
            self.report(
                Diagnostic::new(Rule::RecordingShape, at, misfit.text()).maybe_help(misfit.help),
            );
        }
        Some(recording)
    }

    /// What is refused has the status that the case says, and nothing else is refused.
    fn check_status(
        &mut self,
        refused: Option<i64>,
        answer: &Answer,
        recording: &Recording,
        file: usize,
    ) {
        let recorded = recording.status;
        let (message, help) = match refused {
            None if answer.comes_with(recorded) => return,
            Some(refused) if refused == i64::from(recorded) => return,
            None => (
                format!("the API refused it with {recorded}, and the case does not say so"),
                format!("if that is what the case shows, write `refused: {recorded}` there"),
            ),
            Some(refused) => (
                format!("the recording has the status {recorded}, and the case {refused}"),
                "let both say the same".to_owned(),
            ),
        };
        let status = ["response", "status"].map(|key| Step::Key(key.to_owned()));
        let places = self.places_in(file);
        let at = places.map_or(Span::new(file, 0..0), |places| places.nearest(&status).span);
        self.report(Diagnostic::new(Rule::RecordingShape, at, message).help(help));
    }

    fn places_in(&self, file: usize) -> Option<yaml::Node> {
        let text = self.sources.files().get(file)?.text.as_deref()?;
        yaml::parse(file, text).ok()
    }

    fn expectations(
        &mut self,
        words: &'s CaseWords,
        answered: Option<&Value>,
    ) -> Vec<(Vec<Step>, String, Value)> {
        let mut expects = Vec::new();
        for (path, node) in words.expects.iter().flat_map(|expects| &expects.0) {
            let Some(steps) = Path::parse(&path.text).and_then(|path| path.steps()) else {
                let message = format!("`{}` is no path of a value", path.text);
                self.report(
                    Diagnostic::new(Rule::CaseExpects, path.span, message)
                        .help("write it like `data[0].name`"),
                );
                continue;
            };
            let wanted = node.to_json();
            let found = answered.and_then(|answered| lookup(answered, &steps));
            if found != Some(&wanted) {
                let found = found.map_or("nothing".to_owned(), |found| format!("`{found}`"));
                let message = format!(
                    "the recording holds {found} at `{}`, not `{wanted}`",
                    steps_text(&steps)
                );
                self.report(Diagnostic::new(Rule::CaseExpects, node.span, message));
            }
            expects.push((steps, path.text.clone(), wanted));
        }
        expects
    }
}
