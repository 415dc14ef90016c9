//! The optional engine beside the default one: the same labels, and the same probabilities but for
//! the order in which floats are added.
#![cfg(feature = "rust-bert")]

mod support;

use pullquote::domain::{Scored, Task};
use pullquote::score::{EngineKind, Options, Precision, Scorer};
use serde_json::Value;
use support::{pullquote, records, stdout};

const TOLERANCE: f64 = 1e-3;

/// The built-in model and the golden checkpoints: BERT, BERT with heads of our own, RoBERTa.
const MODELS: [Option<&str>; 4] =
    [None, Some("tiny-bert"), Some("tiny-heads"), Some("tiny-roberta")];

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn options(model: Option<&str>, engine: EngineKind) -> Options {
    let model = model.map(fixture);
    Options { model, engine, precision: Precision::Fp32, ..Default::default() }
}

/// Texts of the golden fixtures, empty ones, and some that go in windows.
fn texts() -> Vec<String> {
    let golden = std::fs::read_to_string(fixture("builtin-golden.json")).unwrap();
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let rows = golden["texts"].as_array().unwrap().iter();
    let mut texts: Vec<String> = rows.map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    for name in MODELS.iter().flatten() {
        let golden = std::fs::read_to_string(fixture(&format!("{name}/golden.json"))).unwrap();
        let golden: Value = serde_json::from_str(&golden).unwrap();
        let rows = golden.as_array().unwrap().iter();
        texts.extend(rows.map(|row| row["text"].as_str().unwrap().to_owned()));
    }
    texts.extend(["", " \n", "?!", "no", "😡"].map(str::to_owned));
    texts.push("The council closed the library, and we are angry. ".repeat(70));
    texts.push(format!("{} What a wonderful day!", "It is the worst plan, no? ".repeat(40)));
    texts
}

fn score(options: &Options, texts: &[String]) -> Vec<Scored> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Scorer::open(options).unwrap().score(&texts).unwrap()
}

#[test]
fn both_engines_give_the_same_labels_and_probabilities() {
    let texts = texts();
    assert!(texts.len() > 60);
    for model in MODELS {
        let packed = score(&options(model, EngineKind::Packed), &texts);
        let other = score(&options(model, EngineKind::RustBert), &texts);
        let mut compared = 0;
        for ((packed, other), text) in packed.iter().zip(&other).zip(&texts) {
            assert_eq!(packed.language, other.language, "{model:?} {text:?}");
            let (Some(packed), Some(other)) = (&packed.scores, &other.scores) else {
                assert_eq!(packed.scores.is_some(), other.scores.is_some(), "{model:?} {text:?}");
                continue;
            };
            compared += 1;
            assert_eq!(packed.label(), other.label(), "{model:?} {text:?}");
            for task in Task::ALL {
                let (packed, other) = (task.probabilities(packed), task.probabilities(other));
                assert_eq!(packed.is_some(), other.is_some(), "{model:?} {text:?}");
                let pairs = packed.iter().flatten().zip(other.iter().flatten());
                for (packed, other) in pairs {
                    let difference = (packed - other).abs();
                    assert!(difference < TOLERANCE, "{model:?} {difference} {text:?}");
                }
            }
        }
        assert!(compared > 50, "{model:?} {compared}");
    }
}

#[test]
fn scores_are_the_same_for_any_batch_threads_and_order() {
    let texts = texts();
    let mut reversed = texts.clone();
    reversed.reverse();
    for model in MODELS {
        let base =
            Options { threads: Some(1), batch: Some(64), ..options(model, EngineKind::RustBert) };
        let wanted = format!("{:?}", score(&base, &texts));
        for (threads, batch) in [(1, 1), (1, 7), (2, 7), (2, 64)] {
            let options = Options { threads: Some(threads), batch: Some(batch), ..base.clone() };
            let found = format!("{:?}", score(&options, &texts));
            assert!(found == wanted, "{model:?} {threads} {batch}");
        }
        let mut found = score(&base, &reversed);
        found.reverse();
        assert!(format!("{found:?}") == wanted, "{model:?} reversed");
    }
}

#[test]
fn the_program_takes_the_engine_and_the_result_names_it() {
    let lines = "I love it\nThis is a disgrace.\n";
    let score = |engine: &str| {
        let output = stdout(pullquote(&["score", "--engine", engine]).write_stdin(lines));
        records(&output).into_iter().map(|row| row["sentiment"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(score("rust-bert"), ["positive", "negative"]);
    assert_eq!(score("packed"), ["positive", "negative"]);

    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().to_str().unwrap();
    let arguments = ["analyze", "data/singer-cries.html", "--engine", "rust-bert", "-o", result];
    pullquote(&arguments).assert().code(0);
    let manifest = std::fs::read_to_string(folder.path().join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["runs"][0]["settings"]["--engine"], "rust-bert");
    assert_eq!(manifest["runs"][0]["settings"].get("--precision"), None);
    assert!(manifest["runs"][0]["engine"].as_str().unwrap().starts_with("rust-bert fp32"));
}
