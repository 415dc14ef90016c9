//! The columns of the files beside the comment table: summary, articles, failures.

use super::statistics::Estimate;
use super::summary::{LEVELS, SummaryRow};
use super::table::{Cell, Column, Type};

/// One row of `articles.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    /// Name of the article.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// Language, when certain.
    pub language: Option<String>,
    /// Whether it was read.
    pub read: bool,
    /// Comments found.
    pub comments: u64,
    /// Comments by role: subject, public, named, media.
    pub roles: [u64; 4],
    /// Seconds that reading it took.
    pub seconds: f64,
}

/// One row of `failures.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureRow {
    /// The input as the user would name it.
    pub input: String,
    /// Where in it: a record or line; `None` for all of it.
    pub place: Option<String>,
    /// What is wrong and what to do.
    pub reason: String,
}

/// Writes a column in few lines.
macro_rules! column {
    ($name:literal, $kind:expr, $meaning:literal, $value:expr $(,)?) => {
        Column { name: $name, kind: $kind, meaning: $meaning, value: $value }
    };
}

/// The columns of `articles.csv`.
pub const ARTICLES: &[Column<ArticleRow>] = &[
    column!("article_id", Type::Text, "path of the file as given, or id of the record", |row| {
        Cell::text(&row.id)
    }),
    column!("title", Type::Text, "headline", |row| Cell::optional(row.title.as_deref())),
    column!("url", Type::Text, "address", |row| Cell::optional(row.url.as_deref())),
    column!("published", Type::Date, "day of publication", |row| {
        Cell::optional(row.published.as_deref())
    }),
    column!("language", Type::Text, "ISO 639-1 code; empty when not certain", |row| {
        Cell::optional(row.language.as_deref())
    }),
    column!(
        "status",
        Type::Choice(&["done", "failed"]),
        "done, or failed (the reason is in failures.csv)",
        |row| Cell::text(if row.read { "done" } else { "failed" }),
    ),
    column!("n_comments", Type::Integer, "comments found", |row| Cell::Integer(row.comments)),
    column!("n_subject", Type::Integer, "of them by the subject", |row| Cell::Integer(
        row.roles[0]
    )),
    column!("n_public", Type::Integer, "of them by ordinary people", |row| Cell::Integer(
        row.roles[1]
    )),
    column!("n_named", Type::Integer, "of them by other named people", |row| Cell::Integer(
        row.roles[2]
    )),
    column!("n_media", Type::Integer, "of them by outlets", |row| Cell::Integer(row.roles[3])),
    column!("seconds", Type::Number, "seconds that reading it took", |row| Cell::Number(
        row.seconds
    )),
];

/// The columns of `failures.csv`.
pub const FAILURES: &[Column<FailureRow>] = &[
    column!("input", Type::Text, "file, folder or pattern as given", |row| Cell::text(&row.input)),
    column!("place", Type::Text, "record or line in it; empty for all of it", |row| {
        Cell::optional(row.place.as_deref())
    }),
    column!("reason", Type::Text, "what is wrong and what to do", |row| Cell::text(&row.reason)),
];

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
            column!($name, Type::Number, $meaning, $cell::<$label, VALUE>),
            Column {
                name: concat!($name, "_low"),
                kind: Type::Number,
                meaning: "lower end of its 95 % interval",
                value: $cell::<$label, LOW>,
            },
            Column {
                name: concat!($name, "_high"),
                kind: Type::Number,
                meaning: "upper end of its 95 % interval",
                value: $cell::<$label, HIGH>,
            },
        ]
    };
}

/// The columns of `summary.csv`.
pub fn summary() -> Vec<Column<SummaryRow>> {
    let mut columns: Vec<Column<SummaryRow>> = vec![
        column!("level", Type::Choice(LEVELS), "what the comments are grouped by", |row| {
            Cell::text(row.level)
        }),
        column!("group", Type::Text, "one value of it", |row| Cell::text(&row.group)),
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
        "share of negative corrected for the model's measured errors; empty below 5 comments"
    ));
    columns.extend(shares!(
        adjusted,
        1,
        "adjusted_share_neutral",
        "share of neutral corrected for the model's measured errors; empty below 5 comments"
    ));
    columns.extend(shares!(
        adjusted,
        2,
        "adjusted_share_positive",
        "share of positive corrected for the model's measured errors; empty below 5 comments"
    ));
    columns.extend([
        column!("mean_score", Type::Number, "mean of the scores, -1 to 1", mean::<VALUE>),
        column!(
            "mean_score_low",
            Type::Number,
            "lower end of its 95 % interval (bootstrap)",
            mean::<LOW>
        ),
        column!(
            "mean_score_high",
            Type::Number,
            "upper end of its 95 % interval (bootstrap)",
            mean::<HIGH>
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
        wanted.extend(["mean_score", "mean_score_low", "mean_score_high"]);
        assert_eq!(names(&summary()), wanted);
    }
}
