//! The columns of `summary.csv`.

use crate::report::statistics::Estimate;
use crate::report::summary::SummaryRow;
use crate::report::table::{Cell, Column, Type};

/// Which number of an estimate a column shows.
const VALUE: usize = 0;
const LOW: usize = 1;
const HIGH: usize = 2;

/// One number of an estimate.
fn part(estimate: Option<Estimate>, which: usize) -> Cell<'static> {
    Cell::number(estimate.and_then(|estimate| match which {
        VALUE => Some(estimate.value),
        LOW => estimate.low,
        _ => estimate.high,
    }))
}

/// A share's cell.
fn share<const LABEL: usize, const WHICH: usize>(row: &SummaryRow) -> Cell<'_> {
    part(row.shares[LABEL], WHICH)
}

/// An adjusted share's cell.
fn adjusted<const LABEL: usize, const WHICH: usize>(row: &SummaryRow) -> Cell<'_> {
    part(row.adjusted[LABEL], WHICH)
}

/// The mean score's cell.
fn mean<const WHICH: usize>(row: &SummaryRow) -> Cell<'_> {
    part(row.mean, WHICH)
}

/// The columns of one label's share, value and bounds.
macro_rules! shares {
    ($cell:ident, $label:expr, $name:literal, $meaning:literal) => {
        [
            column!($name, Type::Share, $meaning, $cell::<$label, VALUE>),
            Column {
                name: concat!($name, "_low"),
                kind: Type::Share,
                meaning: "lower end of its 95 % interval",
                value: $cell::<$label, LOW>,
            },
            Column {
                name: concat!($name, "_high"),
                kind: Type::Share,
                meaning: "upper end of its 95 % interval",
                value: $cell::<$label, HIGH>,
            },
        ]
    };
}

/// The columns of `summary.csv`.
pub fn summary() -> Vec<Column<SummaryRow>> {
    let mut columns: Vec<Column<SummaryRow>> = vec![
        column!(
            "level",
            Type::Text,
            "what the comments are grouped by: all, role, kind, article, speaker, day, or a \
             column of the input",
            |row| Cell::text(&row.level),
        ),
        column!(
            "group",
            Type::Text,
            "one value of it; the subject's own words have groups that say so",
            |row| Cell::text(&row.group),
        ),
        column!("n", Type::Integer, "comments in the group", |row| Cell::Integer(row.n)),
        column!("n_negative", Type::Integer, "of them negative", |row| Cell::Integer(
            row.counts[0]
        )),
        column!("n_neutral", Type::Integer, "of them neutral", |row| Cell::Integer(row.counts[1])),
        column!("n_positive", Type::Integer, "of them positive", |row| Cell::Integer(
            row.counts[2]
        )),
    ];
    columns.extend(shares!(share, 0, "share_negative", "n_negative / n (interval: Wilson)"));
    columns.extend(shares!(share, 1, "share_neutral", "n_neutral / n (interval: Wilson)"));
    columns.extend(shares!(share, 2, "share_positive", "n_positive / n (interval: Wilson)"));
    columns.extend(shares!(
        adjusted,
        0,
        "adjusted_share_negative",
        "share of negative corrected for the model's measured errors"
    ));
    columns.extend(shares!(
        adjusted,
        1,
        "adjusted_share_neutral",
        "share of neutral corrected for the model's measured errors"
    ));
    columns.extend(shares!(
        adjusted,
        2,
        "adjusted_share_positive",
        "share of positive corrected for the model's measured errors"
    ));
    columns.extend([
        column!("mean_score", Type::Score, "mean of the scores, -1 to 1", mean::<VALUE>),
        column!(
            "mean_score_low",
            Type::Score,
            "lower end of its 95 % interval (bootstrap)",
            mean::<LOW>
        ),
        column!(
            "mean_score_high",
            Type::Score,
            "upper end of its 95 % interval (bootstrap)",
            mean::<HIGH>
        ),
        column!(
            "note",
            Type::Text,
            "too-few: the group has too few comments for shares and means",
            |row| if row.too_few { Cell::text("too-few") } else { Cell::Empty },
        ),
    ]);
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::writer::names;

    #[test]
    fn the_columns_of_the_summary_are_those_that_users_rely_on() {
        let mut wanted = vec!["level", "group", "n", "n_negative", "n_neutral", "n_positive"];
        let mut shares = Vec::new();
        for prefix in ["share", "adjusted_share"] {
            for label in ["negative", "neutral", "positive"] {
                for suffix in ["", "_low", "_high"] {
                    shares.push(format!("{prefix}_{label}{suffix}"));
                }
            }
        }
        wanted.extend(shares.iter().map(String::as_str));
        wanted.extend(["mean_score", "mean_score_low", "mean_score_high", "note"]);
        assert_eq!(names(&summary()), wanted);
    }
}
