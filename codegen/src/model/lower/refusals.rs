//! Refusals, from words to the model.

use std::ops::RangeInclusive;

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{CaseWords, ErrorsWords, OperationWords};
use crate::load::words::{List, Texts};
use crate::load::yaml::Key;
use crate::model::refusal::Status;
use crate::model::{Answer, Errors, Operation, Refusal};
use crate::rules::Rule;
use crate::source::Span;

/// The statuses of what is no success.
const REFUSED: RangeInclusive<u16> = 300..=599;

impl<'s> Lower<'s> {
    pub(super) fn errors(&mut self, words: &'s ErrorsWords) -> Errors {
        let body = self.resolve(&words.body);
        let mut statuses: Vec<Status> = Vec::new();
        for (status, entry) in &words.statuses.0 {
            let refusal = self.refusal(status, &entry.0.about);
            statuses.extend(refusal.map(|refusal| Status { refusal, meets: entry.0.meets }));
        }
        statuses.sort_by_key(|status| status.refusal.status);
        Errors {
            body,
            statuses,
            source: Texts::of(words.source.as_ref()),
            notes: List::of(words.notes.as_ref()),
        }
    }

    /// What refusals mean to the caller of one operation.
    pub(super) fn refusals(&mut self, words: &'s OperationWords, answer: &Answer) -> Vec<Refusal> {
        let told = words.refusals.iter().flat_map(|table| &table.0);
        let mut refusals = Vec::new();
        for (status, hint) in told {
            let Some(refusal) = self.refusal(status, hint) else { continue };
            self.check_refuses(refusal.status, answer, status.span);
            refusals.push(refusal);
        }
        refusals.sort_by_key(|refusal| refusal.status);
        refusals
    }

    /// A status as the key of what it means.
    fn refusal(&mut self, status: &Key, hint: &str) -> Option<Refusal> {
        let number =
            status.text.parse().ok().filter(|number: &u16| {
                REFUSED.contains(number) && number.to_string() == status.text
            });
        if number.is_none() {
            let message = format!("`{}` is no status of a refusal", status.text);
            let help = format!("write one from {} to {}", REFUSED.start(), REFUSED.end());
            self.report(Diagnostic::new(Rule::RefusalStatus, status.span, message).help(help));
        }
        if hint.trim().is_empty() {
            let message = format!("nothing is said of the status {}", status.text);
            let help = "say what it means, and what to do about it";
            self.report(Diagnostic::new(Rule::RefusalStatus, status.span, message).help(help));
        }
        Some(Refusal { status: number?, hint: hint.to_owned() })
    }

    /// With what the API refuses a case, if it does.
    pub(super) fn refused(&mut self, words: &CaseWords, operation: &Operation) -> Option<Refusal> {
        let said = words.refused.as_ref()?;
        let refused = u16::try_from(said.value).ok().and_then(|status| {
            let hint = self.model.meaning(operation, status)?.hint().to_owned();
            Some(Refusal { status, hint })
        });
        match &refused {
            Some(refusal) => self.check_refuses(refusal.status, &operation.answer, said.span),
            None => self.unsaid(said.value, said.span),
        }
        refused
    }

    /// A file comes with a status that refuses anything else.
    fn check_refuses(&mut self, status: u16, answer: &Answer, span: Span) {
        if answer.comes_with(status) {
            let message = format!("{status} is no refusal here: it says where the file is");
            let help = "a file is refused with a status from 400 on";
            self.report(Diagnostic::new(Rule::RefusalStatus, span, message).help(help));
        }
    }

    /// Reports a status of which nothing says what it means.
    pub(super) fn unsaid(&mut self, status: i64, span: Span) {
        let message = format!("nothing says what the status {status} means");
        let help = "say it under `refusals` of the operation";
        self.report(Diagnostic::new(Rule::RefusalStatus, span, message).help(help));
    }
}
