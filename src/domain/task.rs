//! The tasks of the heads, with their labels as published data sets name them.

use super::{Emotion, Scores, Sentiment};
use std::str::FromStr;

/// A classification task; each has a head of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Negative, neutral or positive.
    Sentiment,
    /// One of four emotions.
    Emotion,
    /// Whether the words mean something else than they say.
    Irony,
    /// Whether the words offend.
    Offensive,
    /// Whether the words show hate against a group.
    Hate,
}

impl Task {
    /// All tasks, in the order of the columns.
    pub const ALL: [Task; 5] =
        [Task::Sentiment, Task::Emotion, Task::Irony, Task::Offensive, Task::Hate];

    /// The name of the task and of its head.
    pub fn name(self) -> &'static str {
        match self {
            Task::Sentiment => "sentiment",
            Task::Emotion => "emotion",
            Task::Irony => "irony",
            Task::Offensive => "offensive",
            Task::Hate => "hate",
        }
    }

    /// The labels, in the order of [`Task::probabilities`]; of a task of two labels the second is
    /// the one that the head asks for.
    pub fn labels(self) -> Vec<&'static str> {
        match self {
            Task::Sentiment => Sentiment::ALL.map(Sentiment::name).to_vec(),
            Task::Emotion => Emotion::ALL.map(Emotion::name).to_vec(),
            Task::Irony => vec!["non_irony", "irony"],
            Task::Offensive => vec!["not-offensive", "offensive"],
            Task::Hate => vec!["not-hate", "hate"],
        }
    }

    /// The probability of each label, together 1; `None` for a model without that head.
    pub fn probabilities(self, scores: &Scores) -> Option<Vec<f64>> {
        let wide = |values: &[f32]| values.iter().copied().map(f64::from).collect();
        let two = |second: f32| vec![1.0 - f64::from(second), f64::from(second)];
        match self {
            Task::Sentiment => Some(wide(&scores.sentiment)),
            Task::Emotion => scores.emotion.map(|values| wide(&values)),
            Task::Irony => scores.irony.map(two),
            Task::Offensive => scores.offensive.map(two),
            Task::Hate => scores.hate.map(two),
        }
    }
}

impl FromStr for Task {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = || Task::ALL.map(Task::name).join(", ");
        Task::ALL
            .into_iter()
            .find(|task| task.name() == name)
            .ok_or_else(|| format!("unknown task \"{name}\"; known are {}", known()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_a_probability_and_they_sum_to_one() {
        let scores = Scores {
            sentiment: [0.25, 0.5, 0.25],
            emotion: Some([0.125, 0.25, 0.5, 0.125]),
            irony: Some(0.75),
            offensive: Some(0.25),
            hate: Some(0.0),
        };
        for task in Task::ALL {
            let probabilities = task.probabilities(&scores).unwrap();
            assert_eq!(probabilities.len(), task.labels().len(), "{}", task.name());
            assert_eq!(probabilities.iter().sum::<f64>(), 1.0, "{}", task.name());
        }
        assert_eq!(Task::Irony.probabilities(&scores), Some(vec![0.25, 0.75]));
        let bare = Scores { emotion: None, irony: None, ..scores };
        assert_eq!(Task::Emotion.probabilities(&bare), None);
    }
}
