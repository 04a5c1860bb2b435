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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &str) {
        assert_eq!(unified("f", old, new), expected);
    }

    #[test]
    fn shows_what_changed_and_where() {
        check("a\nb\nc\n", "a\nB\nc\n", "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
        check("", "new\n", "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+new\n");
        check("same\n", "same\n", "");
    }

    #[test]
    fn says_what_it_does_not_show() {
        let shown = unified("f", "", &"line\n".repeat(100));
        assert_eq!(shown.lines().count(), FILE_LINES + 1);
        assert_eq!(shown.lines().last(), Some("… 43 more lines of this file"));
    }
}
