//! How answers agree with true labels: the confusion table, and the measures that come from it.
//!
//! Precision, recall, F1 and their macro averages as in C. J. van Rijsbergen (1979), "Information
//! Retrieval"; a ratio with nothing below the line is 0.

/// How often each true label was answered with which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// `counts[true][answered]`, square.
    counts: Vec<Vec<u64>>,
}

impl Confusion {
    /// An empty table for so many labels.
    pub fn new(labels: usize) -> Self {
        Self { counts: vec![vec![0; labels]; labels] }
    }

    /// Counts one text by the places of its true and its answered label.
    pub fn add(&mut self, truth: usize, answer: usize) {
        self.counts[truth][answer] += 1;
    }

    /// `counts[true][answered]`.
    pub fn counts(&self) -> &[Vec<u64>] {
        &self.counts
    }

    /// Number of texts.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Texts that have a label.
    fn of(&self, label: usize) -> u64 {
        self.counts[label].iter().sum()
    }

    /// Texts that a label was the answer for.
    fn answered(&self, label: usize) -> u64 {
        self.counts.iter().map(|row| row[label]).sum()
    }

    /// Share of the texts with the right answer, 0 … 1.
    pub fn accuracy(&self) -> f64 {
        ratio((0..self.counts.len()).map(|label| self.counts[label][label]).sum(), self.total())
    }

    /// Share of a label's texts that were found, 0 … 1.
    pub fn recall(&self, label: usize) -> f64 {
        ratio(self.counts[label][label], self.of(label))
    }

    /// Share of a label's answers that were right, 0 … 1.
    pub fn precision(&self, label: usize) -> f64 {
        ratio(self.counts[label][label], self.answered(label))
    }

    /// Harmonic mean of precision and recall, 0 … 1.
    pub fn f1(&self, label: usize) -> f64 {
        ratio(2 * self.counts[label][label], self.of(label) + self.answered(label))
    }

    /// Mean recall of the labels that occur among the true or the answered ones.
    pub fn macro_recall(&self) -> f64 {
        self.mean(Self::recall)
    }

    /// Mean F1 of the labels that occur among the true or the answered ones.
    pub fn macro_f1(&self) -> f64 {
        self.mean(Self::f1)
    }

    fn mean(&self, measure: impl Fn(&Self, usize) -> f64) -> f64 {
        let occurs = |label: &usize| self.of(*label) + self.answered(*label) > 0;
        let values: Vec<f64> =
            (0..self.counts.len()).filter(occurs).map(|label| measure(self, label)).collect();
        values.iter().sum::<f64>() / values.len().max(1) as f64
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
