//! What is known about a model: its names, labels, calibration and measured errors.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What is known about a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// Name of the built-in model, or the folder's name of an outside one.
    pub name: String,
    /// The model's own version, where it has one.
    pub version: Option<String>,
    /// The first twelve hexadecimal digits of the SHA-256 of the weights file.
    pub hash: String,
    /// Licence of the weights as an SPDX expression, where it is declared.
    pub licence: Option<String>,
    /// ISO 639-1 codes of the languages that it was trained for; `None` when not declared.
    pub languages: Option<Vec<String>>,
    /// Numbers in the encoder and the heads.
    pub parameters: u64,
    /// Size of the weights file in bytes.
    pub bytes: u64,
    /// Tokens, special ones included, that it takes at a time; longer texts go in windows.
    pub window: usize,
    /// The tasks that it was trained for, in the order of its metadata.
    pub heads: Vec<HeadInfo>,
    /// The folder that it was read from; `None` for a built-in model.
    pub path: Option<PathBuf>,
}

impl ModelInfo {
    /// Name and short hash, as the `model` column has it.
    pub fn label(&self) -> String {
        format!("{}@{}", self.name, self.hash)
    }

    /// The head of a name (`sentiment`, `emotion`, `irony`, `offensive`, `hate`).
    pub fn head(&self, name: &str) -> Option<&HeadInfo> {
        self.heads.iter().find(|head| head.name == name)
    }
}

/// One task on the encoder's output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeadInfo {
    /// The task: `sentiment`, `emotion`, `irony`, `offensive` or `hate`.
    pub name: String,
    /// Labels in the order of the logits.
    pub labels: Vec<String>,
    /// Vector scaling of the logits before the softmax; `None` for plain softmax.
    #[serde(default)]
    pub calibration: Option<Calibration>,
    /// Errors measured on held-out texts; `None` when nobody measured.
    #[serde(default)]
    pub confusion: Option<Confusion>,
    /// The label counts as uncertain when the two largest probabilities are closer than this.
    #[serde(default)]
    pub uncertain_margin: Option<f32>,
}

/// Vector scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): probabilities
/// are `softmax(scale · logit + bias)`, label by label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Factor of each label's logit.
    pub scale: Vec<f32>,
    /// Addend of each label's logit.
    pub bias: Vec<f32>,
}

/// How often each true label was taken for which, on held-out texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Labels of rows and columns.
    pub labels: Vec<String>,
    /// `counts[gold][predicted]`.
    pub counts: Vec<Vec<u64>>,
    /// The texts that it was measured on.
    #[serde(default)]
    pub source: Option<String>,
}
