//! The short tables on the terminal: summary and comparison.
//!
//! What does not fit a narrow terminal is dropped step by step: bars first, then intervals, then
//! the mean score; at last names are cut. Widths count terminal cells, so that names in wide
//! characters stay aligned.

use super::compare::{ComparisonRow, Measure};
use super::statistics::Estimate;
use super::summary::{LeftOut, PUBLIC_REACTION, Shown, SummaryRow};
use crate::error::one_line;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Groups of a level that are shown; `summary.csv` has all.
const SHOWN: usize = 20;

/// Comparisons that are shown; `comparison.csv` has all.
const COMPARISONS_SHOWN: usize = 40;

/// What the terminal can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Screen {
    /// Cells in a line; `None` where there is no terminal, and lines may be as long as they are.
    pub width: Option<usize>,
    /// Whether colours are shown.
    pub colour: bool,
}

/// One part of a bar: its sign, and its colour where there are colours. Signs differ, so that
/// nobody needs colours.
const PARTS: [(&str, &str, &str); 3] =
    [("negative", "█", "31"), ("neutral", "░", "90"), ("positive", "▓", "36")];

/// What is shown of a row.
#[derive(Debug, Clone, Copy)]
struct Layout {
    intervals: bool,
    mean: bool,
    bar: usize,
}

/// From the widest layout to the narrowest.
const LAYOUTS: [Layout; 6] = [
    Layout { intervals: true, mean: true, bar: 20 },
    Layout { intervals: true, mean: true, bar: 10 },
    Layout { intervals: true, mean: true, bar: 0 },
    Layout { intervals: false, mean: true, bar: 10 },
    Layout { intervals: false, mean: true, bar: 0 },
    Layout { intervals: false, mean: false, bar: 0 },
];

/// A row under the name that the table gives it.
type Named<'r> = (String, &'r SummaryRow);

/// The table of all public reaction, its roles, and the subject; empty without comments.
pub fn overview(shown: &Shown, screen: Screen) -> String {
    let named = [
        ("all", PUBLIC_REACTION, "Public reaction"),
        ("role", "public", "  public"),
        ("role", "named", "  named"),
        ("role", "media", "  media"),
        ("all", "subject", "Subject's own words"),
    ];
    let found: Vec<Named<'_>> = named
        .into_iter()
        .filter_map(|(level, group, name)| {
            let mut rows = shown.rows().iter();
            let row = rows.find(|row| row.level == level && row.group == group)?;
            Some((name.to_owned(), row))
        })
        .collect();
    table("", &found, screen)
}

/// The table of one level: the largest groups, the largest first; empty when it has none.
pub fn level(shown: &Shown, level: &str, screen: Screen) -> String {
    let mut found: Vec<Named<'_>> = shown
        .rows()
        .iter()
        .filter(|row| row.level == level)
        .map(|row| (one_line(&row.group), row))
        .collect();
    // Days are read in their order; the sort is stable, so equal sizes stay alphabetical.
    if level != "day" {
        found.sort_by_key(|(_, row)| std::cmp::Reverse(row.n));
    }
    let more = found.len().saturating_sub(SHOWN);
    if level == "day" {
        found.drain(..more);
    } else {
        found.truncate(SHOWN);
    }
    let mut text = table(level, &found, screen);
    let more = more as u64 + shown.dropped(level, false) + shown.dropped(level, true);
    if more > 0 {
        text.push_str(&format!(" and {more} more groups\n"));
    }
    text
}

/// What was left out, in words; empty when nothing was.
pub fn left_out(left_out: &LeftOut) -> String {
    let LeftOut { without_text, other_language, duplicate, duplicate_article } = *left_out;
    let parts: Vec<String> = [
        (without_text, "without words"),
        (other_language, "in other languages (counted with --all-languages)"),
        (duplicate + duplicate_article, "repeated (counted with --keep-duplicates)"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| format!("{n} {what}"))
    .collect();
    if parts.is_empty() { String::new() } else { format!("Not counted: {}\n", parts.join(", ")) }
}

/// A table of rows in the widest layout that fits.
fn table(title: &str, rows: &[Named<'_>], screen: Screen) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let fits = |lines: &Vec<(String, usize)>| {
        screen.width.is_none_or(|width| lines.iter().all(|(_, cells)| *cells <= width))
    };
    let found = LAYOUTS.iter().map(|layout| lines(title, rows, *layout, screen)).find(fits);
    let lines = found.unwrap_or_else(|| {
        let narrowest = LAYOUTS[LAYOUTS.len() - 1];
        let whole = lines(title, rows, narrowest, screen);
        let widest = whole.iter().map(|(_, cells)| *cells).max().unwrap_or(0);
        let excess = widest.saturating_sub(screen.width.unwrap_or(widest));
        let longest = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let room = longest.saturating_sub(excess).max(8);
        let cut: Vec<Named<'_>> = rows.iter().map(|(name, row)| (cut(name, room), *row)).collect();
        lines(title, &cut, narrowest, screen)
    });
    lines.into_iter().map(|(line, _)| line + "\n").collect()
}

/// The lines of a table, each with its width in cells.
fn lines(title: &str, rows: &[Named<'_>], layout: Layout, screen: Screen) -> Vec<(String, usize)> {
    let mut table = plain_table();
    let mut head = vec![title, "comments", "negative", "neutral", "positive"];
    head.extend(layout.mean.then_some("mean score"));
    table.set_header(head);
    align_right(&mut table);
    for (name, row) in rows {
        let mut cells = vec![Cell::new(name), Cell::new(row.n)];
        if row.too_few {
            cells.push(Cell::new("too few"));
        } else {
            cells.extend(row.shares.iter().map(|share| Cell::new(percent(*share, layout))));
            let mean = row.mean.filter(|_| layout.mean);
            cells.extend(mean.map(|mean| Cell::new(signed(mean.value))));
        }
        table.add_row(cells);
    }
    let bars = rows.iter().map(|(_, row)| (layout.bar > 0 && !row.too_few).then_some(row.counts));
    let bars: Vec<Option<[u64; 3]>> = std::iter::once(None).chain(bars).collect();
    let mut lines: Vec<(String, usize)> = table
        .lines()
        .zip(bars)
        .map(|(line, counts)| match counts {
            // The table pads every line to its full width, so the bars stand under each other.
            Some(counts) => {
                let cells = line.width() + 1 + layout.bar;
                (format!("{line} {}", bar(counts, layout.bar, screen.colour)), cells)
            }
            None => {
                let line = line.trim_end().to_owned();
                let cells = line.width();
                (line, cells)
            }
        })
        .collect();
    if layout.bar > 0 {
        let legend =
            PARTS.map(|(name, sign, code)| format!("{} {name}", paint(sign, code, screen.colour)));
        lines.push((format!(" {}", legend.join("  ")), 0));
    }
    lines
}

/// A table without lines.
fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// Aligns all columns but the first to the right.
fn align_right(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// A bar of so many cells, divided as the counts are; the largest remainders are rounded up.
fn bar(counts: [u64; 3], cells: usize, colour: bool) -> String {
    let total: u64 = counts.iter().sum();
    let exact = counts.map(|count| count as f64 / total.max(1) as f64 * cells as f64);
    let mut lengths = exact.map(|length| length.floor() as usize);
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let missing = cells.saturating_sub(lengths.iter().sum());
    order.iter().take(missing).for_each(|part| lengths[*part] += 1);
    let parts = PARTS.iter().zip(lengths).filter(|(_, length)| *length > 0);
    parts.map(|((_, sign, code), length)| paint(&sign.repeat(length), code, colour)).collect()
}

/// Text in a colour of the terminal's own palette.
fn paint(text: &str, code: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A name of at most so many cells; one that is cut ends in an ellipsis.
fn cut(name: &str, room: usize) -> String {
    if name.width() <= room {
        return name.to_owned();
    }
    let mut used = 1;
    let fits = |letter: &char| {
        used += letter.width().unwrap_or(0);
        used <= room
    };
    name.chars().take_while(fits).chain(['…']).collect()
}

/// A share in percent, with its interval where there is room: `58 % (51–65)`.
fn percent(share: Option<Estimate>, layout: Layout) -> String {
    let Some(share) = share else { return String::new() };
    let hundred = |value: f64| (value * 100.0).round();
    match (share.low, share.high) {
        (Some(low), Some(high)) if layout.intervals => {
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

/// The comparisons, those with the smallest corrected p-values first; empty without any.
pub fn comparison(rows: &[ComparisonRow]) -> String {
    if rows.is_empty() {
        return "Nothing to compare: the two have no group in common.\n".to_owned();
    }
    let mut order: Vec<&ComparisonRow> = rows.iter().collect();
    order.sort_by(|a, b| a.p_holm.unwrap_or(2.0).total_cmp(&b.p_holm.unwrap_or(2.0)));
    let mut table = plain_table();
    table.set_header(["level", "a", "b", "measure", "a", "b", "difference", "p (Holm)"]);
    for row in order.iter().take(COMPARISONS_SHOWN) {
        let value = |value: Option<f64>| value.map_or_else(String::new, |v| shown(row.measure, v));
        let p = match (row.p_holm, row.note) {
            (Some(p), _) if p < 0.0001 => "<0.0001".to_owned(),
            (Some(p), _) => format!("{p:.4}"),
            (None, note) => note.map_or_else(String::new, |note| note.name().replace('-', " ")),
        };
        table.add_row([
            row.level.clone(),
            one_line(&side(row, true)),
            one_line(&side(row, false)),
            row.measure.name().replace('_', " "),
            value(row.first.value),
            value(row.second.value),
            difference(row),
            p,
        ]);
    }
    align_right(&mut table);
    for column in table.column_iter_mut().take(4) {
        column.set_cell_alignment(CellAlignment::Left);
    }
    let mut text: String = table.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    if rows.len() > COMPARISONS_SHOWN {
        let more = rows.len() - COMPARISONS_SHOWN;
        text.push_str(&format!(" and {more} more comparisons\n"));
    }
    text
}

/// One side of a comparison: its result where there are two, and its group.
fn side(row: &ComparisonRow, first: bool) -> String {
    let side = if first { &row.first } else { &row.second };
    if row.first.result == row.second.result {
        side.group.clone()
    } else {
        format!("{}: {}", side.result, side.group)
    }
}

/// A value of a measure: shares in percent.
fn shown(measure: Measure, value: f64) -> String {
    match measure {
        Measure::Share(_) => format!("{} %", (value * 100.0).round()),
        Measure::MeanScore => signed(value),
    }
}

/// A difference with its interval: shares in percentage points.
fn difference(row: &ComparisonRow) -> String {
    let Some(difference) = row.difference else { return String::new() };
    let number = |value: f64| match row.measure {
        Measure::Share(_) => {
            let points = (value * 100.0).round();
            if points == 0.0 { "0".to_owned() } else { format!("{points:+}") }
        }
        Measure::MeanScore => signed(value),
    };
    match difference.test {
        Some(test) => {
            format!("{} ({} to {})", number(difference.value), number(test.low), number(test.high))
        }
        None => number(difference.value),
    }
}

#[cfg(test)]
mod tests;
