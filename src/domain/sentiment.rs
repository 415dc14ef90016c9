//! What the model says about one text.

use super::Flags;
use serde::{Deserialize, Serialize};

/// The three sentiments, in the order of every probability triple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sentiment {
    /// Against, sad, angry, disappointed.
    Negative,
    /// Neither.
    Neutral,
    /// In favour, glad, hopeful.
    Positive,
}

impl Sentiment {
    /// All three, in the order of every probability triple.
    pub const ALL: [Sentiment; 3] = [Sentiment::Negative, Sentiment::Neutral, Sentiment::Positive];

    /// The name in the `sentiment` column.
    pub fn name(self) -> &'static str {
        match self {
            Sentiment::Negative => "negative",
            Sentiment::Neutral => "neutral",
            Sentiment::Positive => "positive",
        }
    }
}

/// The four emotions, in the order of their probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Emotion {
    /// Anger.
    Anger,
    /// Joy.
    Joy,
    /// Optimism.
    Optimism,
    /// Sadness.
    Sadness,
}

impl Emotion {
    /// All four, in the order of their probabilities.
    pub const ALL: [Emotion; 4] =
        [Emotion::Anger, Emotion::Joy, Emotion::Optimism, Emotion::Sadness];

    /// The name in the `emotion` column.
    pub fn name(self) -> &'static str {
        match self {
            Emotion::Anger => "anger",
            Emotion::Joy => "joy",
            Emotion::Optimism => "optimism",
            Emotion::Sadness => "sadness",
        }
    }
}

/// Calibrated probabilities of every head for one text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Negative, neutral, positive; they sum to 1.
    pub sentiment: [f32; 3],
    /// Anger, joy, optimism, sadness, summing to 1; `None` for models without that head.
    pub emotion: Option<[f32; 4]>,
    /// Probability that the text is ironic; `None` for models without that head.
    pub irony: Option<f32>,
    /// Probability that the text is offensive; `None` for models without that head.
    pub offensive: Option<f32>,
    /// Probability that the text is hateful; `None` for models without that head.
    pub hate: Option<f32>,
}

impl Scores {
    /// The most probable sentiment; the first of equals.
    pub fn label(&self) -> Sentiment {
        Sentiment::ALL[first_largest(&self.sentiment)]
    }

    /// Probability of positive minus probability of negative, −1 … 1.
    pub fn score(&self) -> f32 {
        self.sentiment[2] - self.sentiment[0]
    }

    /// The most probable emotion; the first of equals.
    pub fn emotion_label(&self) -> Option<Emotion> {
        self.emotion.map(|probabilities| Emotion::ALL[first_largest(&probabilities)])
    }
}

/// The scores of one text, with what the scoring has to remark about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// The probabilities; `None` for a text without words, which nothing can be said about.
    pub scores: Option<Scores>,
    /// ISO 639-1 code of the text's language; `None` when not certain.
    pub language: Option<String>,
    /// Remarks of the scoring stage (`uncertain`, `truncated`, `not-english`, …).
    pub flags: Flags,
}

/// Index of the largest value; of equal ones the first.
fn first_largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(sentiment: [f32; 3]) -> Scores {
        Scores { sentiment, emotion: None, irony: None, offensive: None, hate: None }
    }

    #[test]
    fn the_label_is_the_most_probable_and_of_equals_the_first() {
        assert_eq!(scores([0.2, 0.5, 0.3]).label(), Sentiment::Neutral);
        assert_eq!(scores([0.4, 0.2, 0.4]).label(), Sentiment::Negative);
    }

    #[test]
    fn the_score_is_positive_minus_negative() {
        assert!((scores([0.1, 0.2, 0.7]).score() - 0.6).abs() < 1e-6);
    }
}
