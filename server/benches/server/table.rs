//! The table that is printed.

/// What a figure may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    AtMost(f64),
    AtLeast(f64),
    /// It stands there to be compared.
    None,
}

/// A line of the table. The best of several figures is what the machine can do, and the median what it did while others used it, too.
pub(crate) struct Row<'a> {
    pub(crate) what: &'a str,
    pub(crate) figures: Vec<f64>,
    pub(crate) unit: &'a str,
    pub(crate) limit: Limit,
    /// The same of the peer.
    pub(crate) peer: Option<f64>,
}

pub(crate) fn head() {
    println!("| what | best | median | limit | peer |");
    println!("| --- | --- | --- | --- | --- |");
}

impl Row<'_> {
    pub(crate) fn print(mut self) {
        self.figures.sort_by(f64::total_cmp);
        let (least, most) = (self.figures[0], self.figures[self.figures.len() - 1]);
        let median = self.figures[self.figures.len() / 2];
        let unit = self.unit;
        let shown = |figure: f64| format!("{} {unit}", rounded(figure));
        let (best, limit) = match self.limit {
            Limit::AtMost(limit) => (least, held("≤", shown(limit), least <= limit)),
            Limit::AtLeast(limit) => (most, held("≥", shown(limit), most >= limit)),
            Limit::None => (least, String::new()),
        };
        let (best, median) = (shown(best), shown(median));
        let peer = self.peer.map(shown).unwrap_or_default();
        println!("| {} | {best} | {median} | {limit} | {peer} |", self.what);
    }
}

pub(crate) fn not_measured(what: &str, why: &str) {
    println!("| {what} | – | not measured: {why} | | |");
}

fn held(sign: &str, limit: String, is_held: bool) -> String {
    format!("{sign} {limit}{}", if is_held { "" } else { " (missed)" })
}

/// As many digits as tell something.
fn rounded(figure: f64) -> String {
    if figure.abs() < 100.0 { format!("{figure:.1}") } else { format!("{figure:.0}") }
}
