//! The models that scored the results of a report.

use crate::error::{Error, Result};
use crate::journal::Corpus;
use crate::report::columns::Heads;
use crate::report::statistics::prevalence::Confusions;
use crate::run::model;
use crate::score::ModelInfo;
use std::sync::Arc;

/// The models of a report, one for each of its results.
pub struct Models {
    infos: Vec<ModelInfo>,
    distinct: Vec<ModelInfo>,
    labels: Vec<Arc<str>>,
    confusions: Option<Confusions>,
}

impl Models {
    /// The models of the results of a corpus.
    ///
    /// # Errors
    /// [`Error::Usage`] when they differ and `mixed` is not set; [`Error::Input`] when a journal
    /// says something else than a model.
    pub fn of(corpus: &Corpus, mixed: bool) -> Result<Self> {
        let infos: Vec<ModelInfo> = corpus
            .runs()
            .map(|run| serde_json::from_value(run.model.clone()))
            .collect::<std::result::Result<_, _>>()
            .map_err(|error| Error::Input {
                place: "journal".to_owned(),
                reason: format!("says something unreadable about its model ({error})"),
            })?;
        let labels: Vec<Arc<str>> = infos.iter().map(|info| info.label().into()).collect();
        let other = labels.iter().find(|label| **label != labels[0]);
        if let (Some(other), false) = (other, mixed) {
            return Err(different(&labels[0], other));
        }
        // The errors of one model say nothing about those of another.
        let confusions = match (infos.first(), other) {
            (Some(info), None) => model::confusions(info),
            _ => None,
        };
        let mut distinct: Vec<ModelInfo> = Vec::new();
        for info in &infos {
            if distinct.iter().all(|other| other.label() != info.label()) {
                distinct.push(info.clone());
            }
        }
        Ok(Self { infos, distinct, labels, confusions })
    }

    /// Checks that two sides of a comparison were scored by the same model.
    ///
    /// # Errors
    /// [`Error::Usage`] when they were not, and `mixed` is not set.
    pub fn check_same(&self, other: &Self, mixed: bool) -> Result<()> {
        match (self.labels.first(), other.labels.first()) {
            (Some(one), Some(other)) if one != other && !mixed => Err(different(one, other)),
            _ => Ok(()),
        }
    }

    /// Name and short hash of the model of a result.
    pub fn label(&self, result: usize) -> &Arc<str> {
        &self.labels[result]
    }

    /// The models without repetition.
    pub fn distinct(&self) -> &[ModelInfo] {
        &self.distinct
    }

    /// The model of the first result.
    pub fn first(&self) -> Option<&ModelInfo> {
        self.infos.first()
    }

    /// The heads that any of the models has beyond sentiment.
    pub fn heads(&self) -> Heads {
        self.infos.iter().map(model::heads).fold(Heads::default(), Heads::or)
    }

    /// The measured confusions; `None` where nobody measured, or the models differ.
    pub fn confusions(&self) -> Option<&Confusions> {
        self.confusions.as_ref()
    }
}

/// Results of different models say different things by the same words.
fn different(one: &str, other: &str) -> Error {
    Error::Usage(format!(
        "the results were scored by different models, {one} and {other}; score them with one, or \
         say --mixed-models"
    ))
}
