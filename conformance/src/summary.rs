//! What stands at the end of a run.

use std::fmt;

use crate::record::Tried;
use crate::report::{Counts, Report};

/// A report in a few lines.
pub(crate) struct Summary<'r>(pub(crate) &'r Report<'r>);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        self.resources(f)?;
        let counts = report.counts();
        let verified = report.kinds().into_iter().map(|kind| {
            let of_kind = report.tried.iter().filter(|tried| tried.kind == kind);
            let mut counts = Counts::default();
            of_kind.for_each(|tried| counts.add(&tried.verdict));
            format!("{} [{}]", counts.verified, kind.as_str())
        });
        let verified = verified.collect::<Vec<_>>().join(", ");
        writeln!(f, "verified: {verified}; failed: {}", counts.failed)?;
        if counts.broken > 0 {
            writeln!(f, "broken: {}, by the suite's own fault", counts.broken)?;
        }
        if counts.not_verified() > 0 {
            let Counts { skipped, as_expected, .. } = counts;
            writeln!(f, "not verified: {skipped} skipped, {as_expected} fail as expected")?;
        }
        for (tried, why) in report.tried.iter().filter_map(|it| Some((it, it.verdict.reason()?))) {
            writeln!(f, "  {}: {why}", tried.id)?;
        }
        self.unknown(f)?;
        writeln!(f, "{}", report.answers())?;
        let unused = report.unused();
        if unused.is_empty() {
            Ok(())
        } else {
            writeln!(f, "unused recordings: {}", unused.join(", "))
        }
    }
}

impl Summary<'_> {
    /// What answers have that the spec should say.
    fn unknown(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for tried in self.0.tried.iter().filter(|tried| !tried.unknown.is_empty()) {
            writeln!(f, "unknown to the spec: {}: {}", tried.subject(), tried.unknown.join(", "))?;
        }
        Ok(())
    }

    /// A line for each resource: how many trials of each kind are verified, and of how many, if not of all.
    fn resources(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kinds, table) = (self.0.kinds(), self.0.table(Tried::resource));
        let width = table.keys().map(|resource| resource.len()).max().unwrap_or_default();
        write!(f, "{:width$}", "")?;
        for kind in &kinds {
            write!(f, "  {:>9}", kind.as_str())?;
        }
        writeln!(f)?;
        for (resource, counted) in table {
            write!(f, "{resource:width$}")?;
            for kind in &kinds {
                let told = counted.get(kind).map_or_else(|| "-".to_owned(), told);
                write!(f, "  {told:>9}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn told(counts: &Counts) -> String {
    match (counts.verified, counts.all()) {
        (verified, all) if verified == all => all.to_string(),
        (verified, all) => format!("{verified}/{all}"),
    }
}
