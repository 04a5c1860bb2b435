//! Times in the form in which the API gives them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

/// The time of a clock, as a text.
pub(crate) fn written(start: Timestamp, passed: Duration) -> String {
    let now = start.checked_add(passed).unwrap_or(start);
    format(now)
}

/// A time in whatever form it was sent, as the API gives it; `None` if it is no time. Without an offset it is UTC.
pub(crate) fn normal(text: &str) -> Option<String> {
    let zoned = text.parse::<Timestamp>();
    let plain = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    zoned.ok().or_else(|| plain().map(|zoned| zoned.timestamp())).map(format)
}

/// The same time so much later; `None` if the text is no time.
pub(crate) fn later(text: &str, by: SignedDuration) -> Option<String> {
    text.parse::<Timestamp>().ok()?.checked_add(by).ok().map(format)
}

fn format(time: Timestamp) -> String {
    let has_fraction = time.subsec_nanosecond() / 1000 != 0;
    let form = if has_fraction { "%Y-%m-%dT%H:%M:%S.%6f+00:00" } else { "%Y-%m-%dT%H:%M:%S+00:00" };
    time.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_form() {
        let check = |sent: &str, kept: Option<&str>| assert_eq!(normal(sent).as_deref(), kept);
        check("2026-01-05T09:00:00Z", Some("2026-01-05T09:00:00+00:00"));
        check("2026-01-05T10:30:00+01:30", Some("2026-01-05T09:00:00+00:00"));
        check("2026-01-05T09:00:00.123456", Some("2026-01-05T09:00:00.123456+00:00"));
        check("2026-01-05 09:00:00+00:00", Some("2026-01-05T09:00:00+00:00"));
        check("yesterday", None);
    }
}
