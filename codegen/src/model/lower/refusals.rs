//! Refusals, from words to the model.

use std::ops::RangeInclusive;

use super::Lower;
use crate::diagnostic::Diagnostic;
use crate::load::language::{CaseWords, ErrorsWords, OperationWords};
use crate::load::words::{List, Texts};
use crate::load::yaml::Key;
use crate::model::refusal::Status;
use crate::model::{Errors, Operation, Refusal};
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
    pub(super) fn refusals(&mut self, words: &'s OperationWords) -> Vec<Refusal> {
        let told = words.refusals.iter().flat_map(|table| &table.0);
        let told = told.filter_map(|(status, hint)| self.refusal(status, hint));
        let mut refusals: Vec<Refusal> = told.collect();
        refusals.sort_by_key(|refusal| refusal.status);
        refusals
    }

    /// A status as the key of what it means.
    fn refusal(&mut self, status: &Key, hint: &str) -> Option<Refusal> {
        let number = status.text.parse().ok().filter(|number| REFUSED.contains(number));
        if number.is_none() {
            let message = format!("`{}` is no status of a refusal", status.text);
            let help = format!("write one from {} to {}", REFUSED.start(), REFUSED.end());
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
        if refused.is_none() {
            self.unsaid(said.value, said.span);
        }
        refused
    }

    /// Reports a status of which nothing says what it means.
    pub(super) fn unsaid(&mut self, status: i64, span: Span) {
        let message = format!("nothing says what the status {status} means");
        let help = "say it under `refusals` of the operation";
        self.report(Diagnostic::new(Rule::RefusalStatus, span, message).help(help));
    }
}
