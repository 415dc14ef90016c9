//! The short summary table on the terminal.

use super::statistics::Estimate;
use super::summary::{PUBLIC_REACTION, SummaryRow};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

/// The table of all public reaction, its roles, and the subject.
pub fn table(rows: &[SummaryRow]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["", "comments", "negative", "neutral", "positive", "mean score"]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for (level, group, name) in [
        ("all", PUBLIC_REACTION, "Public reaction"),
        ("role", "public", "  public"),
        ("role", "named", "  named"),
        ("role", "media", "  media"),
        ("all", "subject", "Subject's own words"),
    ] {
        if let Some(row) = rows.iter().find(|row| row.level == level && row.group == group) {
            let mut cells = vec![Cell::new(name), Cell::new(row.n)];
            cells.extend(row.shares.iter().map(|share| Cell::new(percent(*share))));
            cells.push(Cell::new(row.mean.map_or_else(String::new, |mean| signed(mean.value))));
            table.add_row(cells);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

/// A share with its interval in percent: `58 % (51–65)`.
fn percent(share: Option<Estimate>) -> String {
    let Some(share) = share else { return String::new() };
    let hundred = |value: f64| (value * 100.0).round();
    match (share.low, share.high) {
        (Some(low), Some(high)) => {
            format!("{} % ({}–{})", hundred(share.value), hundred(low), hundred(high))
        }
        _ => format!("{} %", hundred(share.value)),
    }
}

/// A score with its sign, zero without one.
fn signed(score: f64) -> String {
    let text = format!("{score:+.2}");
    if text[1..] == *"0.00" { "0.00".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(level: &'static str, group: &str, n: u64, counts: [u64; 3], mean: f64) -> SummaryRow {
        SummaryRow {
            level,
            group: group.into(),
            n,
            counts,
            shares: counts.map(|count| crate::report::statistics::wilson::share(count, n)),
            adjusted: [None; 3],
            mean: Some(Estimate { value: mean, low: None, high: None }),
        }
    }

    #[test]
    fn the_table_is_aligned() {
        let rows = [
            row("all", PUBLIC_REACTION, 146, [85, 31, 30], -0.34),
            row("all", "subject", 12, [3, 0, 9], 0.001),
            row("role", "public", 140, [82, 30, 28], -0.36),
        ];
        insta::assert_snapshot!(table(&rows));
    }
}
