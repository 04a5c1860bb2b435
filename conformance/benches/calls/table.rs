//! The table that is printed.

pub(crate) fn head() {
    println!("| call | what | by hand | client | ratio | limit |");
    println!("| --- | --- | --- | --- | --- | --- |");
}

pub(crate) fn row(call: &str, what: &str, [hand, client]: [f64; 2], unit: &str, limit: f64) {
    ratio_row(call, what, [hand, client], unit, client / hand, limit);
}

/// A row whose ratio is more exact than its figures, such as the median of many.
pub(crate) fn ratio_row(
    call: &str,
    what: &str,
    [hand, client]: [f64; 2],
    unit: &str,
    ratio: f64,
    limit: f64,
) {
    let over = if ratio > limit { " (over)" } else { "" };
    println!(
        "| {call} | {what} | {hand:.0}{unit} | {client:.0}{unit} | {ratio:.2} | {limit:.2}{over} |"
    );
}

pub(crate) fn not_measured(call: &str, what: &str, why: &str, limit: f64) {
    println!("| {call} | {what} | – | – | not measured: {why} | {limit:.2} |");
}
