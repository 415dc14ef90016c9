//! The models that are at hand: what `pullquote models` prints.

use super::ModelInfo;
use crate::error::Result;

/// The built-in models, best first.
///
/// # Errors
/// [`Error::Model`](crate::error::Error::Model) when a built-in model is damaged.
pub fn list() -> Result<Vec<ModelInfo>> {
    Ok(Vec::new())
}

/// What is known about a model: a built-in one by name, another one by its folder.
///
/// # Errors
/// [`Error::Model`](crate::error::Error::Model) when there is no such model or it is damaged.
pub fn show(name: &str) -> Result<ModelInfo> {
    super::Scorer::open(&super::Options { model: Some(name.into()), ..Default::default() })
        .map(|scorer| scorer.model().clone())
}

/// The outcome of one check of a built-in model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The model's name.
    pub model: String,
    /// What was checked: a file's hash, or the golden scores.
    pub what: String,
    /// `Ok`, or what differs, in one line.
    pub outcome: std::result::Result<(), String>,
}

/// Recomputes the hashes of the built-in models' files and their golden scores.
///
/// # Errors
/// [`Error::Model`](crate::error::Error::Model) when a built-in model cannot be loaded at all; a
/// difference is no error but a [`Check`] that says so.
pub fn verify() -> Result<Vec<Check>> {
    Ok(Vec::new())
}
