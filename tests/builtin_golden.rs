//! The built-in model against a reference in another language: the same network in PyTorch, on
//! the same 8-bit weights, with activations in 32-bit floats (`scripts/train/golden.py`).

use pullquote::domain::{Scores, Task};
use pullquote::score::{Options, Precision, Scorer};
use serde_json::Value;

/// Floats are added in another order here than there.
const FLOAT_TOLERANCE: f64 = 2e-3;

/// 8-bit activations move a probability by this much at most, and on average by a tenth of it.
const INT8_TOLERANCE: f64 = 0.12;

/// Ids of `[UNK]`, `[CLS]` and `[SEP]`.
const NO_WORDS: [u64; 3] = [100, 101, 102];

struct Golden {
    text: String,
    /// Whether it has nothing that the model could judge.
    is_unknown: bool,
    probabilities: Vec<Vec<f64>>,
}

/// The texts with the probabilities of every task, in the order of [`Task::ALL`].
fn golden() -> Vec<Golden> {
    let fixture: Value =
        serde_json::from_str(include_str!("fixtures/builtin-golden.json")).unwrap();
    for task in Task::ALL {
        assert_eq!(fixture["labels"][task.name()], Value::from(task.labels()));
    }
    let texts = fixture["texts"].as_array().unwrap();
    assert!(texts.len() >= 40);
    texts
        .iter()
        .map(|row| Golden {
            text: row["text"].as_str().unwrap().to_owned(),
            is_unknown: {
                let mut ids = row["ids"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap());
                let is_mark = row["text"].as_str().unwrap().chars().all(|c| !c.is_alphanumeric());
                is_mark || ids.all(|id| NO_WORDS.contains(&id))
            },
            probabilities: Task::ALL
                .map(|task| {
                    serde_json::from_value(row["probabilities"][task.name()].clone()).unwrap()
                })
                .to_vec(),
        })
        .collect()
}

/// The largest difference on each text, and the texts whose sentiment is another one.
fn compare(precision: Precision) -> (Vec<(f64, String)>, Vec<String>) {
    let golden = golden();
    let texts: Vec<&str> = golden.iter().map(|row| row.text.as_str()).collect();
    let scorer = Scorer::open(&Options { precision, ..Default::default() }).unwrap();
    let (mut differences, mut others) = (Vec::new(), Vec::new());
    for (row, scored) in golden.iter().zip(scorer.score(&texts).unwrap()) {
        let Some(scores) = scored.scores else {
            assert!(row.is_unknown, "no scores for {:?}", row.text);
            continue;
        };
        differences.push((difference(&scores, row), row.text.clone()));
        let wanted = &row.probabilities[0];
        let best = (0..3).max_by(|a, b| wanted[*a].total_cmp(&wanted[*b])).unwrap();
        if scores.label() as usize != best {
            others.push(row.text.clone());
        }
    }
    assert!(differences.len() >= 40);
    (differences, others)
}

fn difference(scores: &Scores, row: &Golden) -> f64 {
    let found = Task::ALL.map(|task| task.probabilities(scores).unwrap());
    let pairs = found.iter().flatten().zip(row.probabilities.iter().flatten());
    pairs.map(|(found, wanted)| (found - wanted).abs()).fold(0.0, f64::max)
}

#[test]
fn in_floats_the_scores_are_those_of_the_reference() {
    let (differences, others) = compare(Precision::Fp32);
    for (difference, text) in differences {
        assert!(difference < FLOAT_TOLERANCE, "{difference} on {text:?}");
    }
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn in_bytes_they_are_close_and_the_labels_hold() {
    let (differences, others) = compare(Precision::Int8);
    for (difference, text) in &differences {
        assert!(*difference < INT8_TOLERANCE, "{difference} on {text:?}");
    }
    let mean = differences.iter().map(|(value, _)| value).sum::<f64>() / differences.len() as f64;
    assert!(mean < INT8_TOLERANCE / 5.0, "{mean}");
    assert!(others.len() <= 1, "{others:?}");
}
