//! What a person is shown of a change: a unified diff that fits on a screen or two.

use std::fmt::Write as _;
use std::time::Duration;

use similar::TextDiff;

/// Lines shown of one file.
const FILE_LINES: usize = 60;

/// A diff that takes longer is shown coarser.
const PATIENCE: Duration = Duration::from_millis(500);

/// The change of one file, cut to a bounded length that says what was cut.
pub(crate) fn unified(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let whole = diff
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string();
    let mut text: String = whole.split_inclusive('\n').take(FILE_LINES).collect();
    let more = whole.lines().count().saturating_sub(FILE_LINES);
    if more > 0 {
        let _ = writeln!(text, "… {more} more lines of this file");
    }
    text
}
