//! The ledger: of every operation and every workflow what was verified, in what kind, and on what evidence.

use std::collections::BTreeMap;

use gorgias_runtime::jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Counts, Origins, Report};
use crate::kind::Kind;
use crate::record::Tried;

pub(super) fn text(report: &Report<'_>, date: Date) -> String {
    let kinds =
        report.kinds().into_iter().map(|kind| (kind.as_str().to_owned(), kind.about().into()));
    let origins = origins(report);
    let (mut operations, mut workflows) = (Map::new(), Map::new());
    for (subject, kinds) in report.table(Tried::subject) {
        let mut entry = entry(&kinds);
        entry.extend(unverified(report, subject));
        match origins.get(subject) {
            Some(origins) => {
                let recordings = json!({"documented": origins.documented, "live": origins.live});
                entry.insert("recordings".to_owned(), recordings);
                operations.insert(subject.to_owned(), entry.into());
            }
            None => drop(workflows.insert(subject.to_owned(), entry.into())),
        }
    }
    let ledger = json!({
        "date": date.to_string(),
        "target": "recordings",
        "kinds": Map::from_iter(kinds),
        "operations": operations,
        "workflows": workflows,
    });
    format!("{ledger:#}\n")
}

/// What each operation's recordings are, those that are left over among them.
fn origins(report: &Report<'_>) -> BTreeMap<String, Origins> {
    let mut origins = BTreeMap::<String, Origins>::new();
    for recorded in report.replay.all() {
        let operation = recorded.exchange.name.split('/').next().unwrap_or_default();
        let origins = origins.entry(operation.to_owned()).or_default();
        origins.add(recorded.origin, recorded.date.as_deref());
    }
    origins.values_mut().for_each(|origins| origins.live.sort_unstable());
    origins
}

fn entry(kinds: &BTreeMap<Kind, Counts>) -> Map<String, Value> {
    let kinds = kinds.iter().map(|(kind, counts)| {
        let mut told = json!({"verified": counts.verified});
        let rest =
            [("failed", counts.failed + counts.broken), ("not_verified", counts.not_verified())];
        for (word, count) in rest.into_iter().filter(|(_, count)| *count > 0) {
            told[word] = count.into();
        }
        (kind.as_str().to_owned(), told)
    });
    kinds.collect()
}

/// Why some of it is not verified.
fn unverified(report: &Report<'_>, subject: &str) -> Option<(String, Value)> {
    let of_subject = report.tried.iter().filter(|tried| tried.subject() == subject);
    let reasons: Map<_, _> = of_subject
        .filter_map(|tried| Some((tried.id.clone(), tried.verdict.reason()?.into())))
        .collect();
    (!reasons.is_empty()).then(|| ("not_verified".to_owned(), reasons.into()))
}
