//! The scorer: texts in, scores out, in their order.

use super::{ModelInfo, Options};
use crate::domain::Scored;
use crate::error::{Error, Result};

/// A model with the engine that runs it.
#[derive(Debug)]
pub struct Scorer {
    info: ModelInfo,
}

impl Scorer {
    /// Loads the model and prepares the engine.
    ///
    /// # Errors
    /// [`Error::Model`] when the model cannot be loaded, [`Error::Usage`] when the options ask
    /// for an engine or kernel that this build or processor lacks.
    pub fn open(options: &Options) -> Result<Scorer> {
        let name = options.model.clone().unwrap_or_default();
        Err(Error::Model { path: name.into(), reason: "this build has no model".into() })
    }

    /// The model.
    pub fn model(&self) -> &ModelInfo {
        &self.info
    }

    /// Scores texts; one result a text, in their order.
    ///
    /// # Errors
    /// [`Error::Model`] when the engine fails.
    pub fn score(&self, texts: &[&str]) -> Result<Vec<Scored>> {
        let _ = texts;
        Err(Error::Model { path: self.info.name.clone().into(), reason: "no engine".into() })
    }
}
