//! The most negative, most positive and least certain comments, kept while all pass by.

use crate::report::row::Row;
use std::cmp::Ordering;

/// Comments of one kind that are shown.
const SHOWN: usize = 6;

/// Shorter comments say too little to be shown as extremes.
const MIN_WORDS: usize = 3;

/// The comments that stand out, each list the most extreme first.
#[derive(Debug, Default)]
pub struct Extremes {
    /// Lowest scores.
    pub negative: Vec<Row>,
    /// Highest scores.
    pub positive: Vec<Row>,
    /// The most probable sentiment least probable.
    pub uncertain: Vec<Row>,
}

impl Extremes {
    /// Takes a comment in where it stands out; of equals the earlier stays. Repeated words, which
    /// would fill a list with themselves, are taken once.
    pub fn add(&mut self, row: &Row) {
        let (Some(comment), Some(rating)) = (row.comment(), &row.rating) else { return };
        if comment.text.split_whitespace().nth(MIN_WORDS - 1).is_none() {
            return;
        }
        let score = rating.score();
        if score < 0.0 {
            keep(&mut self.negative, row, |row| of_score(row, 1.0));
        }
        if score > 0.0 {
            keep(&mut self.positive, row, |row| of_score(row, -1.0));
        }
        keep(&mut self.uncertain, row, certainty);
    }
}

/// Puts a row at its place in a list that is ascending by a key; the list keeps its length.
fn keep(list: &mut Vec<Row>, row: &Row, key: fn(&Row) -> f64) {
    let value = key(row);
    let place = list.partition_point(|other| key(other).total_cmp(&value) != Ordering::Greater);
    let words = |row: &Row| row.comment().map(|comment| comment.text.to_lowercase());
    if place >= SHOWN || list[..place].iter().any(|other| words(other) == words(row)) {
        return;
    }
    list.retain({
        let mut index = 0;
        move |other| {
            index += 1;
            index <= place || words(other) != words(row)
        }
    });
    list.insert(place, row.clone());
    list.truncate(SHOWN);
}

/// The score, turned by its sign.
fn of_score(row: &Row, sign: f64) -> f64 {
    row.rating.as_ref().map_or(0.0, |rating| sign * rating.score())
}

/// Probability of the most probable sentiment.
fn certainty(row: &Row) -> f64 {
    row.rating.as_ref().map_or(1.0, |rating| rating.probabilities.into_iter().fold(0.0, f64::max))
}

#[cfg(test)]
mod tests {
    use super::super::testing::row;
    use super::*;

    fn texts(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.comment().unwrap().text.as_str()).collect()
    }

    #[test]
    fn the_most_extreme_come_first_and_of_equals_the_earlier() {
        let mut extremes = Extremes::default();
        for index in 0..20 {
            let negative = 0.5 + 0.02 * f32::from(index as u8 / 2);
            let shares = [negative, 0.9 - negative, 0.1];
            extremes.add(&row(&format!("word word {index}"), shares));
        }
        assert_eq!(extremes.negative.len(), SHOWN);
        assert_eq!(
            texts(&extremes.negative)[..3],
            ["word word 18", "word word 19", "word word 16"]
        );
        assert_eq!(texts(&extremes.uncertain)[0], "word word 0");
        assert!(extremes.positive.is_empty());
    }

    #[test]
    fn the_same_words_are_shown_once_and_bare_ones_never() {
        let mut extremes = Extremes::default();
        for text in ["It is bad", "it is BAD", "Awful", "It is awful"] {
            extremes.add(&row(text, [0.8, 0.1, 0.1]));
        }
        extremes.add(&row("It is bad", [0.9, 0.05, 0.05]));
        assert_eq!(texts(&extremes.negative), ["It is bad", "It is awful"]);
    }
}
