//! The rows of the comment table, with probabilities rounded as they are printed.
//!
//! Rounding happens here, once: the summary counts what the table shows, so that anyone
//! can recompute it from `comments.csv`.

use crate::domain::{Article, Comment, Emotion, Flags, Metadata, Scored, Scores, Sentiment};
use std::sync::Arc;

/// One row: a comment, scored or not; an article's text; or a text that is scored alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the row is about.
    pub content: Content,
    /// ISO 639-1 code of the words' language; `None` when not certain.
    pub language: Option<String>,
    /// What the model says; `None` where nothing was scored.
    pub rating: Option<Rating>,
    /// Remarks of all stages.
    pub flags: Flags,
    /// Name and short hash of the model; `None` where nothing was scored.
    pub model: Option<Arc<str>>,
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A comment.
    Comment(Box<Comment>),
    /// The text of a whole article (`extract --with-text`).
    Article(Arc<Article>),
    /// A text from elsewhere, whose own columns pass through.
    Text,
}

/// Scores as printed: four decimals, the probabilities of one head summing to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Rating {
    /// The most probable sentiment.
    pub sentiment: Sentiment,
    /// Negative, neutral, positive.
    pub probabilities: [f64; 3],
    /// The most probable emotion with the probabilities of all four.
    pub emotion: Option<(Emotion, [f64; 4])>,
    /// Probability of irony.
    pub irony: Option<f64>,
    /// Probability of offence.
    pub offensive: Option<f64>,
    /// Probability of hate.
    pub hate: Option<f64>,
}

impl Rating {
    /// Rounds scores for print.
    pub fn new(scores: &Scores) -> Self {
        Self {
            sentiment: scores.label(),
            probabilities: round_to_one(scores.sentiment),
            emotion: scores.emotion_label().zip(scores.emotion.map(round_to_one)),
            irony: scores.irony.map(round),
            offensive: scores.offensive.map(round),
            hate: scores.hate.map(round),
        }
    }

    /// Probability of positive minus probability of negative, −1 … 1.
    pub fn score(&self) -> f64 {
        // Both are whole ten-thousandths; rounding again drops the error of the difference.
        ((self.probabilities[2] - self.probabilities[0]) * UNIT).round() / UNIT
    }
}

impl Row {
    /// The row of a comment that nobody scored.
    pub fn unscored(mut comment: Comment) -> Self {
        Self {
            language: comment.language.take(),
            flags: std::mem::take(&mut comment.flags),
            content: Content::Comment(Box::new(comment)),
            rating: None,
            model: None,
        }
    }

    /// The row of a scored comment. The article's word on the language goes before the scorer's.
    pub fn scored(comment: Comment, scored: Scored, model: &Arc<str>) -> Self {
        let mut row = Self::unscored(comment);
        row.language = row.language.or(scored.language);
        row.flags.0.extend(scored.flags.0);
        row.rating = scored.scores.as_ref().map(Rating::new);
        row.model = Some(Arc::clone(model));
        row
    }

    /// The row of a text that is scored alone.
    pub fn text(scored: Scored, model: &Arc<str>) -> Self {
        Self {
            content: Content::Text,
            language: scored.language,
            rating: scored.scores.as_ref().map(Rating::new),
            flags: scored.flags,
            model: Some(Arc::clone(model)),
        }
    }

    /// The row of an article's text.
    pub fn article(article: Arc<Article>, language: Option<String>) -> Self {
        Self {
            content: Content::Article(article),
            language,
            rating: None,
            flags: Flags::default(),
            model: None,
        }
    }

    /// The comment, if the row is about one.
    pub fn comment(&self) -> Option<&Comment> {
        match &self.content {
            Content::Comment(comment) => Some(comment),
            _ => None,
        }
    }

    /// What the article says about itself.
    pub fn metadata(&self) -> Option<&Metadata> {
        match &self.content {
            Content::Comment(comment) => Some(&comment.metadata),
            Content::Article(article) => Some(&article.metadata),
            Content::Text => None,
        }
    }
}

/// Ten to the number of printed decimals.
const UNIT: f64 = 10_000.0;

/// A probability as printed.
fn round(probability: f32) -> f64 {
    (f64::from(probability) * UNIT).round() / UNIT
}

/// Probabilities as printed, still summing to 1: each is rounded down, and the units that
/// are then missing go to the largest remainders (of equal ones the first).
fn round_to_one<const N: usize>(probabilities: [f32; N]) -> [f64; N] {
    let exact = probabilities.map(|probability| f64::from(probability) * UNIT);
    let mut units = exact.map(f64::floor);
    let mut order: Vec<usize> = (0..N).collect();
    order.sort_by(|&a, &b| (exact[b] - units[b]).total_cmp(&(exact[a] - units[a])));
    let missing = UNIT - units.iter().sum::<f64>();
    for &index in order.iter().take(missing.max(0.0) as usize) {
        units[index] += 1.0;
    }
    units.map(|unit| unit / UNIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_probabilities_still_sum_to_one() {
        for probabilities in [
            [0.333_333_34, 0.333_333_34, 0.333_333_34],
            [0.99996, 0.00002, 0.00002],
            [1.0, 0.0, 0.0],
        ] {
            let rounded = round_to_one(probabilities);
            let units: f64 = rounded.iter().map(|share| (share * UNIT).round()).sum();
            assert_eq!(units, UNIT, "{rounded:?}");
        }
        assert_eq!(round_to_one([0.333_333_34; 3]), [0.3334, 0.3333, 0.3333]);
    }

    #[test]
    fn the_score_is_the_difference_of_the_printed_probabilities() {
        let scores = Scores {
            sentiment: [0.123_44, 0.5, 0.376_56],
            emotion: None,
            irony: None,
            offensive: None,
            hate: None,
        };
        let rating = Rating::new(&scores);
        assert_eq!(rating.probabilities, [0.1234, 0.5, 0.3766]);
        assert_eq!(rating.score(), 0.2532);
    }
}
