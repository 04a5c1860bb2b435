//! A page for people: a matrix of operations and kinds, and each failure with all that is known of it. It needs no other file.

use std::fmt::Write as _;

use super::{Counts, Report};
use crate::record::{Tried, Verdict};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

pub(super) fn page(report: &Report<'_>) -> String {
    let counts = report.counts();
    let mut page = String::new();
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Conformance: {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        headline(&counts)
    );
    head(&mut page, report, &counts);
    failures(&mut page, report);
    unverified(&mut page, report);
    matrix(&mut page, report);
    let _ = write!(page, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    page
}

fn headline(counts: &Counts) -> String {
    match (counts.failed, counts.broken) {
        (0, 0) => format!("{} verified", counts.verified),
        (failed, 0) => format!("{failed} failed of {}", counts.all()),
        (failed, broken) => format!("{failed} failed, {broken} broken of {}", counts.all()),
    }
}

fn head(page: &mut String, report: &Report<'_>, counts: &Counts) {
    let date = report.options.date.map(|date| format!(" · {date}")).unwrap_or_default();
    let mood = if counts.failed + counts.broken == 0 { "good" } else { "bad" };
    let _ = write!(
        page,
        "<header>\n<h1>Conformance <span class=\"{mood}\">{}</span></h1>\n\
         <p>Against {}{date} · {} trials · {}</p>\n<ul class=\"tiles\">\n",
        headline(counts),
        escaped(&report.options.target.to_string()),
        counts.all(),
        escaped(&report.answers())
    );
    let tiles = [
        ("good", counts.verified, "verified"),
        ("bad", counts.failed, "failed"),
        ("bad", counts.broken, "broken: the suite's own fault"),
        ("open", counts.not_verified(), "not verified"),
    ];
    for (class, count, about) in tiles {
        let class = if count == 0 { "none" } else { class };
        let _ = writeln!(page, "<li class=\"{class}\"><b>{count}</b> {about}</li>");
    }
    page.push_str("</ul>\n");
    let unused = report.unused();
    if !unused.is_empty() {
        let _ = writeln!(
            page,
            "<p class=\"open\">Unused recordings: {}</p>",
            escaped(&unused.join(", "))
        );
    }
    for tried in report.tried.iter().filter(|tried| !tried.unknown.is_empty()) {
        let unknown = escaped(&tried.unknown.join(", "));
        let _ = writeln!(
            page,
            "<p class=\"open\">Unknown to the spec: <code>{}</code>: {unknown}</p>",
            escaped(tried.subject())
        );
    }
    page.push_str("</header>\n");
}

fn failures(page: &mut String, report: &Report<'_>) {
    let failed = report.tried.iter().filter(|tried| tried.verdict.failure().is_some());
    let failed: Vec<_> = failed.collect();
    if failed.is_empty() {
        return;
    }
    page.push_str("<section>\n<h2>Failures</h2>\n");
    for tried in failed {
        failure(page, report, tried);
    }
    page.push_str("</section>\n");
}

fn failure(page: &mut String, report: &Report<'_>, tried: &Tried) {
    let Some(failure) = tried.verdict.failure() else { return };
    let _ = write!(
        page,
        "<details open id=\"{id}\">\n<summary><code>{id}</code> <i>{kind}</i> {what}</summary>\n\
         <div class=\"pair\">\n<figure><figcaption>expected</figcaption><pre>{expected}</pre></figure>\n\
         <figure><figcaption>came</figcaption><pre>{came}</pre></figure>\n</div>\n",
        id = escaped(&tried.id),
        kind = tried.kind.as_str(),
        what = escaped(&failure.what),
        expected = escaped(&failure.expected),
        came = escaped(&failure.came),
    );
    let differences = failure.differences();
    if !differences.is_empty() {
        let differences = escaped(&differences.join("\n"));
        let _ = writeln!(
            page,
            "<figure><figcaption>differences</figcaption><pre>{differences}</pre></figure>"
        );
    }
    if let Some(nearest) = &failure.nearest {
        let _ = writeln!(page, "<p>Nearest recording: <code>{}.json</code></p>", escaped(nearest));
    }
    let command = report.options.command(&tried.id);
    let _ = writeln!(page, "<p>Alone: <code>{}</code></p>\n</details>", escaped(&command));
}

fn unverified(page: &mut String, report: &Report<'_>) {
    let reasons = report.tried.iter().filter_map(|tried| Some((tried, tried.verdict.reason()?)));
    let reasons: Vec<_> = reasons.collect();
    if reasons.is_empty() {
        return;
    }
    page.push_str("<section>\n<h2>Not verified</h2>\n<ul>\n");
    for (tried, why) in reasons {
        let (id, verdict) = (escaped(&tried.id), tried.verdict.as_str());
        let _ =
            writeln!(page, "<li class=\"open\"><code>{id}</code> {verdict}: {}</li>", escaped(why));
    }
    page.push_str("</ul>\n</section>\n");
}

fn matrix(page: &mut String, report: &Report<'_>) {
    let kinds = report.kinds();
    page.push_str(
        "<section>\n<h2>Matrix</h2>\n<p class=\"tools\"><input id=\"filter\" type=\"search\" \
         placeholder=\"Filter, such as tags or delete\" aria-label=\"Filter\"> \
         <label><input id=\"open\" type=\"checkbox\"> only what is not all verified</label> \
         <span id=\"shown\"></span></p>\n<table>\n<thead><tr><th>operation</th>",
    );
    for kind in &kinds {
        let _ = write!(page, "<th title=\"{}\">{}</th>", escaped(kind.about()), kind.as_str());
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (subject, counted) in report.table(Tried::subject) {
        let open = counted.values().any(|counts| counts.verified < counts.all());
        let name = escaped(subject);
        let _ = write!(
            page,
            "<tr data-name=\"{name}\"{}><th><button aria-expanded=\"false\">{name}</button></th>",
            if open { " data-open" } else { "" }
        );
        for kind in &kinds {
            page.push_str(&cell(counted.get(kind)));
        }
        let _ = writeln!(page, "</tr>");
        trials(page, report, subject, kinds.len() + 1);
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
}

fn cell(counts: Option<&Counts>) -> String {
    let Some(counts) = counts else { return "<td class=\"none\">·</td>".to_owned() };
    let class = match counts {
        Counts { failed: 0, broken: 0, as_expected: 0, skipped: 0, .. } => "good",
        Counts { failed: 0, broken: 0, .. } => "open",
        _ => "bad",
    };
    let (verified, all) = (counts.verified, counts.all());
    let told = if verified == all { all.to_string() } else { format!("{verified}/{all}") };
    format!("<td class=\"{class}\">{told}</td>")
}

/// The trials of an operation, which are shown on request.
fn trials(page: &mut String, report: &Report<'_>, subject: &str, columns: usize) {
    let _ = write!(page, "<tr class=\"trials\" hidden><td colspan=\"{columns}\">");
    for tried in report.tried.iter().filter(|tried| tried.subject() == subject) {
        let class = match tried.verdict {
            Verdict::Verified => "good",
            Verdict::Failed(_) | Verdict::Broken(_) => "bad",
            Verdict::FailsAsExpected(..) | Verdict::Skipped(_) => "open",
        };
        let name = tried.id.split_once('/').map_or(tried.id.as_str(), |(_, name)| name);
        let _ = write!(page, "<span class=\"{class}\">{}</span> ", escaped(name));
    }
    page.push_str("</td></tr>\n");
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}
