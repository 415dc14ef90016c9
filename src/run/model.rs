//! What the options and the report want to know about a model.

use crate::cli;
use crate::report::columns::Heads;
use crate::report::statistics::prevalence::Confusions;
use crate::score::{ModelInfo, Options};

/// The options of the scoring stage.
pub fn options(typed: &cli::Model, threads: Option<usize>) -> Options {
    Options {
        model: typed.model.clone(),
        engine: typed.engine,
        precision: typed.precision,
        kernel: typed.kernel,
        threads,
        batch: typed.batch.map(|batch| batch.get()),
        languages: typed.model_languages.clone(),
    }
}

/// The heads that the model has beyond sentiment.
pub fn heads(model: &ModelInfo) -> Heads {
    Heads {
        emotion: model.head("emotion").is_some(),
        irony: model.head("irony").is_some(),
        offensive: model.head("offensive").is_some(),
        hate: model.head("hate").is_some(),
    }
}

/// The model's measured confusions of sentiment; `None` when nobody measured all three labels.
pub fn confusions(model: &ModelInfo) -> Option<Confusions> {
    let confusion = model.head("sentiment")?.confusion.as_ref()?;
    let place = |name| confusion.labels.iter().position(|label| label == name);
    let order = [place("negative")?, place("neutral")?, place("positive")?];
    let mut counts = [[0; 3]; 3];
    for (row, gold) in counts.iter_mut().zip(order) {
        for (count, predicted) in row.iter_mut().zip(order) {
            *count = *confusion.counts.get(gold)?.get(predicted)?;
        }
    }
    Confusions::new(counts)
}
