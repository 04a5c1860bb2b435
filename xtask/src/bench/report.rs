//! The report: a section for each kind of measurement, of which a run writes those that it made.

use std::fmt;
use std::thread;

use crate::error::Error;
use crate::tree::Tree;
use crate::{process, say};

const REPORT: &str = "BENCHMARKS.md";
const HEAD: &str =
    "# Benchmarks\n\nWritten by `cargo xtask bench --cold --write`, but for the last section.\n";

/// What one kind of measurement gave.
pub(crate) struct Section {
    heading: &'static str,
    text: String,
}

impl Section {
    /// A section with a table, and below it how the figures came about.
    pub(crate) fn new(heading: &'static str, table: &str, how: &str) -> Result<Self, Error> {
        let rustc = process::output(process::cargo().arg("--version"))?;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let machine =
            format!("Measured with {cores} cores, {}, on {}.", rustc.trim(), std::env::consts::OS);
        Ok(Self { heading, text: format!("{machine}\n\n{}\n\n{}\n", table.trim(), how.trim()) })
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "## {}\n\n{}", self.heading, self.text)
    }
}

/// Puts sections in place of those of the same heading, and leaves all else as it stands.
pub(crate) fn write(tree: &Tree, sections: &[Section]) -> Result<(), Error> {
    let old = tree.read(REPORT)?.unwrap_or_default();
    let report = merged(&String::from_utf8_lossy(&old), sections);
    tree.write(REPORT, report.as_bytes())?;
    say::line(format_args!("wrote {REPORT}"))
}

fn merged(old: &str, sections: &[Section]) -> String {
    let mut kept: Vec<(&str, &str)> = old
        .split("\n## ")
        .skip(1)
        .map(|section| section.split_once('\n').unwrap_or((section, "")))
        .collect();
    for (place, section) in sections.iter().enumerate() {
        let text = section.text.as_str();
        match kept.iter_mut().find(|(heading, _)| *heading == section.heading) {
            Some((_, old)) => *old = text,
            None => kept.insert(place.min(kept.len()), (section.heading, text)),
        }
    }
    let sections =
        kept.iter().map(|(heading, text)| format!("\n## {heading}\n\n{}\n", text.trim()));
    HEAD.to_owned() + &sections.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, sections: &[(&'static str, &str)], expected: &str) {
        let sections: Vec<_> = sections
            .iter()
            .map(|(heading, text)| Section { heading, text: (*text).to_owned() })
            .collect();
        assert_eq!(merged(old, &sections), format!("{HEAD}{expected}"));
    }

    #[test]
    fn what_was_measured_is_replaced_and_the_rest_stays() {
        check("", &[("A", "one")], "\n## A\n\none\n");
        check(
            "# B\n\nold\n\n## A\n\none\n\n## Z\n\nby hand\n",
            &[("A", "two")],
            "\n## A\n\ntwo\n\n## Z\n\nby hand\n",
        );
        check(
            "# B\n\n## Z\n\nby hand\n",
            &[("A", "one"), ("B", "two")],
            "\n## A\n\none\n\n## B\n\ntwo\n\n## Z\n\nby hand\n",
        );
    }
}
