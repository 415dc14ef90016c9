//! The models that are at hand: what `pullquote models` prints.

use super::model::builtin;
use super::{KernelKind, ModelInfo, Options, Precision, Scorer};
use crate::domain::Scores;
use crate::error::Result;

/// The built-in models, the default first.
///
/// # Errors
/// [`Error::Model`](crate::error::Error::Model) when a built-in model is damaged.
pub fn list() -> Result<Vec<ModelInfo>> {
    builtin::ALL.iter().map(|model| show(model.name)).collect()
}

/// What is known about a model: a built-in one by name, another one by its folder.
///
/// # Errors
/// [`Error::Model`](crate::error::Error::Model) when there is no such model or it is damaged.
pub fn show(name: &str) -> Result<ModelInfo> {
    let options = Options { model: Some(name.into()), ..Default::default() };
    Scorer::open(&options).map(|scorer| scorer.model().clone())
}

/// The outcome of one check of a built-in model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The model's name.
    pub model: String,
    /// What was checked: a file, or the scores.
    pub what: String,
    /// `Ok`, or what differs, in one line.
    pub outcome: std::result::Result<(), String>,
}

/// Texts of every label, short and long, that the check of the scores uses.
const TEXTS: [&str; 6] = [
    "I love this, what a wonderful day for the whole town!",
    "This is a disgrace and everybody responsible should resign.",
    "The meeting starts at nine in the town hall.",
    "Oh great, another delay. Just what we needed.",
    "no",
    "They closed the library on Monday, moved the books to the old school, and said that it will \
     open again in spring, once the roof is repaired and the new shelves have come.",
];

/// Probabilities in bytes and in floats may differ by this much.
const TOLERANCE: f32 = 0.1;

/// Recomputes the hashes of the built-in models' files, and compares the fastest engine on this
/// processor with the plain one in floats on a few texts.
///
/// # Errors
/// [`Error::Model`](crate::error::Error::Model) when a built-in model cannot be loaded at all; a
/// difference is no error but a [`Check`] that says so.
pub fn verify() -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for model in builtin::ALL {
        let mut add = |what: &str, outcome| {
            checks.push(Check { model: model.name.into(), what: what.into(), outcome });
        };
        for (file, outcome) in model.check() {
            add(file, outcome);
        }
        add("scores", compare_engines(model.name)?);
    }
    Ok(checks)
}

fn compare_engines(model: &str) -> Result<std::result::Result<(), String>> {
    let score = |precision, kernel| {
        let model = Some(model.to_string());
        let options = Options { model, precision, kernel, ..Default::default() };
        Scorer::open(&options)?.score(&TEXTS)
    };
    let fast = score(Precision::Int8, KernelKind::Auto)?;
    let plain = score(Precision::Fp32, KernelKind::Portable)?;
    for ((fast, plain), text) in fast.iter().zip(&plain).zip(TEXTS) {
        let close = match (&fast.scores, &plain.scores) {
            (Some(fast), Some(plain)) => distance(fast, plain) <= TOLERANCE,
            (fast, plain) => fast == plain,
        };
        if !close {
            return Ok(Err(format!("int8 and fp32 differ by more than {TOLERANCE} on: {text}")));
        }
    }
    Ok(Ok(()))
}

/// The largest difference of two probabilities of sentiment.
fn distance(a: &Scores, b: &Scores) -> f32 {
    a.sentiment.iter().zip(b.sentiment).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_models_pass_their_checks() {
        for check in verify().unwrap() {
            assert_eq!(check.outcome, Ok(()), "{} {}", check.model, check.what);
        }
    }

    #[test]
    fn the_default_model_has_all_heads_and_a_name() {
        let models = list().unwrap();
        let names: Vec<&str> = models[0].heads.iter().map(|head| head.name.as_str()).collect();
        assert_eq!(names, ["sentiment", "emotion", "irony", "offensive", "hate"]);
        assert_eq!(models[0].path, None);
        assert!(models[0].parameters > 20_000_000 && models[0].bytes < 24_000_000);
    }
}
