//! The ledger: of every operation and every workflow what was verified, in what kind, and on what evidence.

use std::collections::BTreeMap;

use gorgias_runtime::jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::{Counts, Origins, Report};
use crate::kind::Kind;
use crate::record::Tried;

/// The ledger of what was recorded. What was seen live stays as the known one has it.
pub(super) fn text(known: Option<&str>, report: &Report<'_>, date: Date) -> String {
    let known: Value = known.and_then(|known| serde_json::from_str(known).ok()).unwrap_or_default();
    let kinds =
        report.kinds().into_iter().map(|kind| (kind.as_str().to_owned(), kind.about().into()));
    let live = known["kinds"].get(LIVE).map(|about| (LIVE.to_owned(), about.clone()));
    let origins = origins(report);
    let (mut operations, mut workflows) = (Map::new(), Map::new());
    for (subject, kinds) in report.table(Tried::subject) {
        let mut entry = entry(&kinds);
        entry.extend(unverified(report, subject));
        match origins.get(subject) {
            Some(origins) => {
                let recordings = json!({"documented": origins.documented, "live": origins.live});
                entry.insert("recordings".to_owned(), recordings);
                let live = known["operations"][subject].get(LIVE);
                entry.extend(live.map(|live| (LIVE.to_owned(), live.clone())));
                operations.insert(subject.to_owned(), entry.into());
            }
            None => drop(workflows.insert(subject.to_owned(), entry.into())),
        }
    }
    let ledger = json!({
        "date": date.to_string(),
        "target": "recordings",
        "kinds": Map::from_iter(kinds.chain(live)),
        "operations": operations,
        "workflows": workflows,
    });
    format!("{ledger:#}\n")
}

/// Under which an operation has what an account showed of it.
const LIVE: &str = "live";

/// The known ledger with what an account has shown: on which day, and how many trials of each operation. What was not verified
/// this time stays as it was, and has its reason if it never was.
pub(super) fn with_live(
    known: Option<&str>,
    report: &Report<'_>,
    date: Date,
) -> Result<String, String> {
    let known = known.ok_or("there is no ledger yet: write that of the recordings first")?;
    let mut ledger: Value =
        serde_json::from_str(known).map_err(|error| format!("is no ledger: {error}"))?;
    ledger["kinds"][LIVE] = Kind::Live.about().into();
    for (subject, kinds) in report.table(Tried::subject) {
        let Some(counts) = kinds.get(&Kind::Live) else { continue };
        let entry = &mut ledger["operations"][subject];
        let mut told = json!({"date": date.to_string(), "verified": counts.verified});
        if counts.failed + counts.broken > 0 {
            told["failed"] = (counts.failed + counts.broken).into();
        }
        if let Some((word, reasons)) = unverified(report, subject) {
            told[word] = reasons;
        }
        let is_shown = counts.verified + counts.failed > 0;
        if is_shown || entry.get(LIVE).is_none() {
            entry[LIVE] = told;
        }
    }
    Ok(format!("{ledger:#}\n"))
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use clap::Parser as _;

    use super::*;
    use crate::failure::Failure;
    use crate::options::Options;
    use crate::record::Verdict;
    use crate::replay::Replay;

    #[test]
    fn what_an_account_showed_stays_until_it_shows_something_else() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
        let replay = Replay::open(&folder).unwrap();
        let options = Options::parse_from(["it", "--target", "sandbox"]);
        let day = |day: i8| Date::constant(2026, 11, day);
        let live = |verdict: Verdict| {
            let id = "tags.get/live".to_owned();
            let took = Duration::ZERO;
            let tried = Tried { id, kind: Kind::Live, verdict, took, unknown: Vec::new() };
            let (options, replay) = (&options, &replay);
            Report { tried: vec![tried], options, replay, live: None, whole: true }
        };
        let mut ledger =
            r#"{"date": "2026-11-01", "operations": {"tags.get": {"call": {"verified": 1}}}}"#
                .to_owned();
        let mut check = |at: i8, verdict: Verdict, expected: Value| {
            ledger = with_live(Some(&ledger), &live(verdict), day(at)).unwrap();
            let read: Value = serde_json::from_str(&ledger).unwrap();
            assert_eq!(read["operations"]["tags.get"]["live"], expected);
            assert_eq!(read["operations"]["tags.get"]["call"]["verified"], 1);
            assert_eq!(read["date"], "2026-11-01");
        };
        let skipped = || Verdict::Skipped("There is none.".to_owned());
        let why = json!({"tags.get/live": "There is none."});
        check(2, skipped(), json!({"date": "2026-11-02", "verified": 0, "not_verified": why}));
        let seen = json!({"date": "2026-11-03", "verified": 1});
        check(3, Verdict::Verified, seen.clone());
        check(4, skipped(), seen);
        let failed = Verdict::Failed(Failure::new("It fails.", "a", "b"));
        check(5, failed, json!({"date": "2026-11-05", "verified": 0, "failed": 1}));

        // What the recordings show next does not undo it.
        let mut tried = live(Verdict::Verified);
        tried.tried[0].kind = Kind::Call;
        let again: Value = serde_json::from_str(&text(Some(&ledger), &tried, day(6))).unwrap();
        assert_eq!(again["kinds"]["live"], Kind::Live.about());
        let (entry, expected) = (&again["operations"]["tags.get"], json!("2026-11-05"));
        assert_eq!(
            (&entry["live"]["date"], &entry["recordings"]["documented"]),
            (&expected, &json!(2))
        );
        assert!(with_live(None, &tried, day(6)).unwrap_err().contains("there is no ledger yet"));
    }
}
