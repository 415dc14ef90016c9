//! The columns of the files beside the comment table: articles, failures, summary, comparison.

pub use comparison::comparison;
pub use summary::summary;

use super::table::{Cell, Column, Type};

/// Writes a column in few lines.
macro_rules! column {
    ($name:literal, $kind:expr, $meaning:literal, $value:expr $(,)?) => {
        Column { name: $name, kind: $kind, meaning: $meaning, value: $value }
    };
}

// They use the macro, so they come after it.
mod comparison;
mod summary;

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
    /// The earlier article that it repeats.
    pub duplicate_of: Option<String>,
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
    column!("duplicate_of", Type::Text, "the earlier article that it repeats", |row| {
        Cell::optional(row.duplicate_of.as_deref())
    }),
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
