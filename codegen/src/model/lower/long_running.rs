//! Work that goes on, from words to the model. An operation can be asked about it that stands in any file, so this comes
//! when all of them are known.

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{LongRunningWords, StandingWords};
use crate::load::words::{At, Table};
use crate::load::yaml::Key;
use crate::model::fit::Fit;
use crate::model::long_running::{LongRunning, Standing};
use crate::model::{Answer, Field, Operation, Path, Side, TypeUse};
use crate::nearest::did_you_mean;
use crate::rules::Rule;
use crate::source::Span;

impl<'s> Lower<'s> {
    pub(super) fn lower_long_running(&mut self) {
        for resource in &self.spec.resources {
            for (name, words) in &resource.operations.0 {
                let id = format!("{}.{}", resource.name.value, name.text);
                let Some(words) = &words.long_running else { continue };
                let Some(at) = self.place(&id) else { continue };
                self.model.operations[at].long_running = self.long_running(at, words);
            }
        }
        self.check_ends();
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.model.operations.iter().position(|operation| operation.id == id)
    }

    fn long_running(&mut self, at: usize, words: &LongRunningWords) -> Option<LongRunning> {
        let poll = self.named_operation(&words.poll);
        let cancel = words.cancel.as_ref().and_then(|cancel| self.named_operation(cancel));
        let begun = self.value_of(at, words.span);
        let poll = poll?;
        self.check_reads(poll, words.poll.span);
        let standing = self.value_of(poll, words.poll.span);
        let (begun, standing) = (begun?, standing?);
        let with = self.with(&words.with, poll, &begun);
        self.check_needs(&words.with, poll, words.poll.span);
        if let (Some(cancel), Some(name)) = (cancel, &words.cancel) {
            self.check_needs(&words.with, cancel, name.span);
        }
        let ended = self.standing(&words.ended, &standing);
        let good = self.standing(&words.good, &standing);
        self.check_good(words, &ended);
        let progress = words.progress.as_ref().and_then(|it| self.path_in(it, &standing));
        let progress = progress.map(|(path, _)| path);
        Some(LongRunning { poll, with, ended, good, progress, cancel })
    }

    /// The operation of an id; one that could not be understood is there all the same.
    fn named_operation(&mut self, id: &At<String>) -> Option<usize> {
        let found = self.place(id);
        let resources = self.spec.resources.iter();
        let ids = resources.flat_map(|resource| {
            let names = resource.operations.0.iter();
            names.map(|(name, _)| format!("{}.{}", resource.name.value, name.text))
        });
        let ids: Vec<String> = ids.collect();
        if !ids.contains(&id.value) {
            let help = did_you_mean(&id.value, ids.iter().map(String::as_str));
            let help = help.unwrap_or_else(|| "write it like `tags.get`".to_owned());
            let message = format!("there is no operation `{}`", id.value);
            self.report(Diagnostic::new(Rule::UnknownOperation, id.span, message).help(help));
        }
        found
    }

    /// What an operation answers, in which paths can lead somewhere.
    fn value_of(&mut self, at: usize, span: Span) -> Option<TypeUse> {
        let operation = &self.model.operations[at];
        if let Answer::Value(ty) = &operation.answer {
            return Some(ty.clone());
        }
        let message = format!("`{}` does not answer one thing", operation.id);
        let help = "paths lead into what `returns` names";
        self.report(Diagnostic::new(Rule::LongRunning, span, message).help(help));
        None
    }

    fn check_reads(&mut self, poll: usize, span: Span) {
        let operation = &self.model.operations[poll];
        if !operation.effect.only_reads() {
            let message =
                format!("`{}` does more than read, and would do it each time", operation.id);
            self.report(Diagnostic::new(Rule::LongRunning, span, message));
        }
    }

    fn with(
        &mut self,
        words: &Table<At<String>>,
        poll: usize,
        begun: &TypeUse,
    ) -> Vec<(String, Path)> {
        let mut with = Vec::new();
        for (name, path) in &words.0 {
            let Some(field) = self.argument_of(poll, name) else { continue };
            let Some((path, types)) = self.path_in(path, begun) else { continue };
            let taken = &field.ty.ty;
            if let Some(other) = types.iter().find(|ty| ty.ty != *taken) {
                let (taken, other) = (self.model.describe(taken), self.model.describe(&other.ty));
                let message = format!("`{}` takes {taken}, and `{path}` is {other}", field.key);
                self.report(Diagnostic::new(Rule::LongRunning, name.span, message));
            }
            with.push((field.key, path));
        }
        with
    }

    fn argument_of(&mut self, operation: usize, name: &Key) -> Option<Field> {
        let args = self.model.operations[operation].args.clone();
        let fields: Vec<&Field> = args.iter().map(|arg| &arg.field).collect();
        self.argument(&fields, &name.text, name.span).cloned()
    }

    /// The operation has each of the arguments, and needs no other.
    fn check_needs(&mut self, words: &Table<At<String>>, operation: usize, span: Span) {
        for (name, _) in &words.0 {
            self.argument_of(operation, name);
        }
        let operation = &self.model.operations[operation];
        let given = |field: &Field| {
            words.0.iter().any(|(name, _)| name.text == field.key || name.text == field.wire)
        };
        let missing = operation.args.iter().map(|arg| &arg.field);
        let missing = missing.filter(|field| !field.optional && !given(field));
        let messages: Vec<String> = missing
            .map(|field| format!("`{}` needs the argument `{}`", operation.id, field.key))
            .collect();
        for message in messages {
            let help = "say under `with` where the answer has it";
            self.report(Diagnostic::new(Rule::LongRunning, span, message).help(help));
        }
    }

    fn path_in(&mut self, text: &At<String>, ty: &TypeUse) -> Option<(Path, Vec<TypeUse>)> {
        let Some(path) = Path::parse(text) else {
            let message = format!("`{}` is no path", text.value);
            self.report(Diagnostic::new(Rule::UnknownField, text.span, message));
            return None;
        };
        match self.model.follow(Side::Answer, ty, &path) {
            Ok(types) => Some((path, types)),
            Err(lost) => {
                self.report(lost.at(text.span));
                None
            }
        }
    }

    fn standing(&mut self, words: &StandingWords, ty: &TypeUse) -> Standing {
        let mut standing = Standing::new();
        for (path, values) in &words.0 {
            let text = At { value: path.text.clone(), span: path.span };
            let Some((path, types)) = self.path_in(&text, ty) else { continue };
            for value in &values.0 {
                self.check_value(&types, value);
            }
            let values = values.0.iter().map(|value| value.value.clone()).collect();
            standing.push((path, values));
        }
        standing
    }

    /// The value is one that can stand there; of an enum, one that is listed.
    fn check_value(&mut self, types: &[TypeUse], value: &At<String>) {
        let json = value.value.as_str().into();
        let misfits = types.iter().flat_map(|ty| {
            let mut fit = Fit::new(&self.model, Side::Answer);
            fit.check(ty, &json);
            fit.misfits.into_iter().chain(self.model.unlisted(&ty.ty, &json))
        });
        let misfit = misfits.take(1).next();
        if let Some(misfit) = misfit {
            let message = format!("it never stands so: {}", misfit.text());
            self.report(
                Diagnostic::new(Rule::LongRunning, value.span, message).maybe_help(misfit.help),
            );
        }
    }

    /// What went well has ended.
    fn check_good(&mut self, words: &LongRunningWords, ended: &Standing) {
        for (path, values) in &words.good.0 {
            let ends = ended.iter().find(|(ends, _)| ends.to_string() == path.text);
            let ends = ends.map(|(_, values)| values.as_slice()).unwrap_or_default();
            for value in values.0.iter().filter(|value| !ends.contains(&value.value)) {
                let message = format!("`{}` is good, and not among those that end it", value.value);
                let help = "list it under `ended` too";
                self.report(Diagnostic::new(Rule::LongRunning, value.span, message).help(help));
            }
        }
    }

    /// Who asks how work stands must not begin some.
    fn check_ends(&mut self) {
        let begins = |operation: &Operation| operation.long_running.is_some();
        let operations = self.model.operations.iter();
        let endless = operations.filter_map(|operation| {
            let work = operation.long_running.as_ref()?;
            let mut asked = [Some(work.poll), work.cancel].into_iter().flatten();
            let other = asked.find(|at| begins(&self.model.operations[*at]))?;
            let other = &self.model.operations[other].id;
            let message = format!("`{other}`, which follows this, goes on after its answer too");
            Some(Diagnostic::new(Rule::LongRunning, operation.span, message))
        });
        let endless: Vec<Diagnostic> = endless.collect();
        self.diagnostics.extend(endless);
    }
}
