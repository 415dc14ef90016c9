//! How far probabilities can be believed.
//!
//! Expected calibration error as in C. Guo et al. (2017), "On Calibration of Modern Neural
//! Networks", with fifteen bins of equal width; Brier score as in G. W. Brier (1950), summed over
//! the labels.

/// Bins of the largest probability.
const BINS: usize = 15;

/// Probabilities below this count as this much in the likelihood, so that one certain error
/// cannot make it infinite.
const LEAST: f64 = 1e-12;

/// Sums over texts with their true labels and probabilities.
#[derive(Debug, Clone, Default)]
pub struct Calibration {
    texts: u64,
    nll: f64,
    brier: f64,
    bins: [Bin; BINS],
}

#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    confidence: f64,
    right: u64,
}

impl Calibration {
    /// Adds a text: the place of its true label, and the probability of every label.
    pub fn add(&mut self, truth: usize, probabilities: &[f64]) {
        let (top, confidence) = most_probable(probabilities);
        self.texts += 1;
        self.nll -= probabilities[truth].max(LEAST).ln();
        for (label, probability) in probabilities.iter().enumerate() {
            self.brier += (probability - f64::from(u8::from(label == truth))).powi(2);
        }
        let bin = &mut self.bins[((confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.confidence += confidence;
        bin.right += u64::from(top == truth);
    }

    /// Mean negative log-likelihood (natural logarithm), from 0.
    pub fn nll(&self) -> f64 {
        self.nll / self.texts as f64
    }

    /// Mean squared distance from the truth, 0 … 2.
    pub fn brier(&self) -> f64 {
        self.brier / self.texts as f64
    }

    /// Expected calibration error, 0 … 1: how far confidence and accuracy lie apart.
    pub fn error(&self) -> f64 {
        let apart = |bin: &Bin| (bin.confidence - bin.right as f64).abs();
        self.bins.iter().map(apart).sum::<f64>() / self.texts as f64
    }
}

/// The place and size of the largest probability; of equal ones the first.
pub fn most_probable(probabilities: &[f64]) -> (usize, f64) {
    let mut best = (0, probabilities[0]);
    for (label, probability) in probabilities.iter().copied().enumerate() {
        if probability > best.1 {
            best = (label, probability);
        }
    }
    best
}
