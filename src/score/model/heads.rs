//! Logits → calibrated probabilities → scores.

use super::labels::map_labels;
use crate::domain::{Emotion, Scores, Sentiment};
use crate::score::{Calibration, HeadInfo};
use std::ops::Range;

/// What a head's outputs mean.
#[derive(Debug, Clone)]
enum Meaning {
    Sentiment(Vec<Sentiment>),
    Emotion([usize; 4]),
    Irony(usize),
    Offensive(usize),
    Hate(usize),
}

#[derive(Debug, Clone)]
struct Reader {
    outputs: Range<usize>,
    meaning: Meaning,
    calibration: Option<Calibration>,
}

/// How to read a model's logits.
#[derive(Debug, Clone)]
pub struct Heads {
    readers: Vec<Reader>,
    outputs: usize,
    margin: f32,
}

impl Heads {
    /// Checks the heads' names and labels; the error is one line.
    pub fn new(heads: &[HeadInfo]) -> Result<Heads, String> {
        let mut readers = Vec::with_capacity(heads.len());
        let mut outputs = 0;
        for head in heads {
            let range = outputs..outputs + head.labels.len();
            outputs = range.end;
            let (meaning, calibration) = (meaning(head)?, head.calibration.clone());
            readers.push(Reader { outputs: range, meaning, calibration });
        }
        let Some(sentiment) = heads.iter().find(|head| head.name == "sentiment") else {
            return Err("pullquote.heads: expected one named sentiment".into());
        };
        Ok(Heads { readers, outputs, margin: sentiment.uncertain_margin.unwrap_or(0.0) })
    }

    /// Number of logits.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Calibrated probabilities of all heads, in the order of the logits.
    pub fn probabilities(&self, logits: &[f32]) -> Vec<f32> {
        let mut values = logits.to_vec();
        for reader in &self.readers {
            let values = &mut values[reader.outputs.clone()];
            if let Some(Calibration { scale, bias }) = &reader.calibration {
                for ((value, scale), bias) in values.iter_mut().zip(scale).zip(bias) {
                    *value = scale * *value + bias;
                }
            }
            softmax(values);
        }
        values
    }

    /// The scores that probabilities say.
    pub fn scores(&self, probabilities: &[f32]) -> Scores {
        let mut scores =
            Scores { sentiment: [0.0; 3], emotion: None, irony: None, offensive: None, hate: None };
        for reader in &self.readers {
            let values = &probabilities[reader.outputs.clone()];
            match &reader.meaning {
                Meaning::Sentiment(order) => {
                    for (sentiment, value) in order.iter().zip(values) {
                        scores.sentiment[*sentiment as usize] = *value;
                    }
                }
                Meaning::Emotion(order) => scores.emotion = Some(order.map(|index| values[index])),
                Meaning::Irony(index) => scores.irony = Some(values[*index]),
                Meaning::Offensive(index) => scores.offensive = Some(values[*index]),
                Meaning::Hate(index) => scores.hate = Some(values[*index]),
            }
        }
        scores
    }

    /// Whether the two most probable sentiments are closer than the model's margin.
    pub fn uncertain(&self, scores: &Scores) -> bool {
        let mut sorted = scores.sentiment;
        sorted.sort_by(|a, b| b.total_cmp(a));
        sorted[0] - sorted[1] < self.margin
    }
}

fn meaning(head: &HeadInfo) -> Result<Meaning, String> {
    let find = |label: &str| {
        head.labels.iter().position(|known| known == label).ok_or_else(|| {
            format!(
                "head {} has the labels {}: expected {label}",
                head.name,
                head.labels.join(", ")
            )
        })
    };
    match head.name.as_str() {
        "sentiment" => Ok(Meaning::Sentiment(map_labels(&head.labels)?)),
        "emotion" => {
            let [anger, joy, optimism, sadness] = Emotion::ALL.map(Emotion::name).map(find);
            Ok(Meaning::Emotion([anger?, joy?, optimism?, sadness?]))
        }
        "irony" => Ok(Meaning::Irony(find("irony")?)),
        "offensive" => Ok(Meaning::Offensive(find("offensive")?)),
        "hate" => Ok(Meaning::Hate(find("hate")?)),
        other => Err(format!(
            "pullquote.heads has {other}: known are sentiment, emotion, irony, offensive, hate"
        )),
    }
}

fn softmax(values: &mut [f32]) {
    let greatest = values.iter().copied().fold(f32::MIN, f32::max);
    values.iter_mut().for_each(|value| *value = (*value - greatest).exp());
    let sum: f32 = values.iter().sum();
    values.iter_mut().for_each(|value| *value /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(name: &str, labels: &[&str]) -> HeadInfo {
        HeadInfo {
            name: name.into(),
            labels: labels.iter().map(|label| label.to_string()).collect(),
            calibration: None,
            confusion: None,
            uncertain_margin: Some(0.1),
        }
    }

    #[test]
    fn probabilities_are_the_softmax_of_the_calibrated_logits() {
        let mut sentiment = head("sentiment", &["negative", "positive"]);
        sentiment.calibration = Some(Calibration { scale: vec![2.0, 1.0], bias: vec![0.0, 1.0] });
        let heads = Heads::new(&[sentiment]).unwrap();
        let probabilities = heads.probabilities(&[0.5, 1.0]);
        assert!((probabilities[1] - 1.0 / (1.0 + (-1f32).exp())).abs() < 1e-6);
    }

    #[test]
    fn a_model_of_two_classes_leaves_neutral_at_zero() {
        let heads = Heads::new(&[head("sentiment", &["POSITIVE", "NEGATIVE"])]).unwrap();
        assert_eq!(heads.scores(&[0.75, 0.25]).sentiment, [0.25, 0.0, 0.75]);
    }

    #[test]
    fn every_head_is_found_by_its_labels() {
        let heads = Heads::new(&[
            head("emotion", &["sadness", "joy", "anger", "optimism"]),
            head("irony", &["non_irony", "irony"]),
            head("sentiment", &["negative", "neutral", "positive"]),
        ]);
        let scores = heads.unwrap().scores(&[0.1, 0.2, 0.3, 0.4, 0.6, 0.4, 0.2, 0.3, 0.5]);
        assert_eq!(scores.emotion, Some([0.3, 0.2, 0.4, 0.1]));
        assert_eq!(scores.irony, Some(0.4));
        assert_eq!(scores.hate, None);
        assert_eq!(scores.sentiment, [0.2, 0.3, 0.5]);
    }

    #[test]
    fn a_label_is_uncertain_when_the_two_first_are_close() {
        let heads = Heads::new(&[head("sentiment", &["negative", "neutral", "positive"])]).unwrap();
        assert!(heads.uncertain(&heads.scores(&[0.45, 0.4, 0.15])));
        assert!(!heads.uncertain(&heads.scores(&[0.5, 0.3, 0.2])));
    }

    #[test]
    fn unknown_heads_and_labels_are_errors() {
        assert!(Heads::new(&[head("mood", &["a", "b"])]).is_err());
        assert!(Heads::new(&[head("irony", &["no", "yes"])]).is_err());
        assert!(Heads::new(&[head("irony", &["non_irony", "irony"])]).is_err());
    }
}
