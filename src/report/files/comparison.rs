//! The columns of `comparison.csv`.

use crate::report::compare::{ComparisonRow, Measure};
use crate::report::statistics::difference::{Difference, Test};
use crate::report::table::{Cell, Column, Type};

/// A number of the difference.
fn difference(row: &ComparisonRow, number: fn(Difference) -> Option<f64>) -> Cell<'_> {
    Cell::number(row.difference.and_then(number))
}

/// A number of the test.
fn test(row: &ComparisonRow, number: fn(Test) -> f64) -> Cell<'_> {
    Cell::number(row.difference.and_then(|difference| difference.test).map(number))
}

/// The names of the measures.
const MEASURES: &[&str] = &[
    Measure::ALL[0].name(),
    Measure::ALL[1].name(),
    Measure::ALL[2].name(),
    Measure::ALL[3].name(),
];

/// The columns of `comparison.csv`.
pub fn comparison() -> Vec<Column<ComparisonRow>> {
    vec![
        column!(
            "level",
            Type::Text,
            "what the comments are grouped by, as in summary.csv",
            |row| { Cell::text(&row.level) }
        ),
        column!("measure", Type::Choice(MEASURES), "what is compared", |row| Cell::text(
            row.measure.name()
        )),
        column!("result_a", Type::Text, "the first result, as named", |row| Cell::text(
            &row.first.result
        )),
        column!("group_a", Type::Text, "the group in it", |row| Cell::text(&row.first.group)),
        column!("n_a", Type::Integer, "comments in the group", |row| Cell::Integer(row.first.n)),
        column!("articles_a", Type::Integer, "articles that they stand in", |row| Cell::Integer(
            row.first.articles
        )),
        column!("value_a", Type::Number, "the measure there", |row| Cell::number(row.first.value)),
        column!("result_b", Type::Text, "the second result, as named", |row| Cell::text(
            &row.second.result
        )),
        column!("group_b", Type::Text, "the group in it", |row| Cell::text(&row.second.group)),
        column!("n_b", Type::Integer, "comments in the group", |row| Cell::Integer(row.second.n)),
        column!("articles_b", Type::Integer, "articles that they stand in", |row| Cell::Integer(
            row.second.articles
        )),
        column!("value_b", Type::Number, "the measure there", |row| Cell::number(row.second.value)),
        column!("difference", Type::Number, "value_a - value_b", |row| difference(
            row,
            |difference| Some(difference.value)
        )),
        column!(
            "difference_low",
            Type::Number,
            "lower end of its 95 % interval (comments of an article may be alike)",
            |row| test(row, |test| test.low),
        ),
        column!("difference_high", Type::Number, "upper end of its 95 % interval", |row| test(
            row,
            |test| test.high
        )),
        column!(
            "p_value",
            Type::Number,
            "probability of a difference at least as large if there were none",
            |row| test(row, |test| test.p),
        ),
        column!(
            "p_holm",
            Type::Number,
            "the p-value corrected for the number of comparisons in this file (Holm)",
            |row| Cell::number(row.p_holm),
        ),
        column!(
            "note",
            Type::Choice(&["too-few", "few-articles", "no-variation"]),
            "why there is no p-value: too few comments in a group; comments of fewer than 5 \
             articles; no value differs from its group's mean",
            |row| Cell::optional(row.note.map(|note| note.name())),
        ),
    ]
}
