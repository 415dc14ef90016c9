//! The encoder against transformers on tiny random checkpoints; `scripts/fixtures` made them.

use super::*;
use crate::score::KernelKind;
use crate::score::model::Source;
use serde::Deserialize;
use std::path::Path;

const MODELS: [&str; 3] = ["tiny-bert", "tiny-roberta", "tiny-heads"];

#[derive(Deserialize)]
struct Case {
    text: String,
    ids: Vec<u32>,
    logits: Vec<f32>,
}

fn load(name: &str) -> (Model, Vec<Case>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let golden = std::fs::read(folder.join("golden.json")).unwrap();
    let model = Model::load(Source::read(&folder).unwrap()).unwrap();
    (model, serde_json::from_slice(&golden).unwrap())
}

fn kernels() -> impl Iterator<Item = Box<dyn Kernel>> {
    KernelKind::ALL[1..].iter().filter_map(|kind| kernel::choose(*kind))
}

fn batch(cases: &[Case]) -> Batch {
    let mut batch = Batch::default();
    cases.iter().for_each(|case| batch.push(&case.ids));
    batch
}

#[test]
fn texts_become_the_ids_that_transformers_gives() {
    for name in MODELS {
        let (model, cases) = load(name);
        for case in cases {
            let windows = model.tokenize.windows(&case.text).unwrap();
            if case.ids.len() <= model.tokenize.window() {
                assert_eq!(windows[0].ids, case.ids, "{name}: {}", case.text);
            }
        }
    }
}

#[test]
fn logits_in_floats_are_those_of_transformers() {
    for name in MODELS {
        for kernel in kernels() {
            let (mut model, cases) = load(name);
            let encoder = Encoder::new(&mut model, Precision::Fp32, kernel);
            let logits = encoder.logits(&batch(&cases)).unwrap();
            for (found, case) in logits.chunks_exact(encoder.outputs).zip(&cases) {
                for (found, wanted) in found.iter().zip(&case.logits) {
                    assert!((found - wanted).abs() < 1e-4, "{name} {found} {wanted}");
                }
            }
        }
    }
}

#[test]
fn logits_in_bytes_are_near_and_every_kernel_gives_the_same_labels() {
    for name in MODELS {
        for kernel in kernels() {
            let (mut model, cases) = load(name);
            let encoder = Encoder::new(&mut model, Precision::Int8, kernel);
            let logits = encoder.logits(&batch(&cases)).unwrap();
            for (found, case) in logits.chunks_exact(encoder.outputs).zip(&cases) {
                let range = case.logits.iter().fold(0f32, |range, value| range.max(value.abs()));
                for (found, wanted) in found.iter().zip(&case.logits) {
                    assert!(
                        (found - wanted).abs() < 0.05 * range.max(1.0),
                        "{name} {found} {wanted}"
                    );
                }
                let count = if name == "tiny-roberta" { 2 } else { 3 };
                assert_eq!(largest(&found[..count]), largest(&case.logits[..count]), "{name}");
            }
        }
    }
}

fn largest(values: &[f32]) -> Option<usize> {
    (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]))
}

#[test]
fn a_sequence_has_the_same_logits_in_any_company() {
    for name in MODELS {
        for precision in [Precision::Int8, Precision::Fp32] {
            for kernel in kernels() {
                let (mut model, mut cases) = load(name);
                let encoder = Encoder::new(&mut model, precision, kernel);
                let alone: Vec<f32> = cases
                    .chunks(1)
                    .flat_map(|case| encoder.logits(&batch(case)).unwrap())
                    .collect();
                assert_eq!(encoder.logits(&batch(&cases)).unwrap(), alone, "{name} {precision}");
                cases.reverse();
                let mut reversed = encoder.logits(&batch(&cases)).unwrap();
                reversed.reverse();
                let mut alone = alone;
                alone.chunks_exact_mut(encoder.outputs).for_each(<[f32]>::reverse);
                assert_eq!(reversed, alone, "{name} {precision}");
            }
        }
    }
}

#[test]
fn no_sequences_have_no_logits() {
    let (mut model, _) = load("tiny-bert");
    let kernel = kernel::choose(KernelKind::Auto).unwrap();
    let encoder = Encoder::new(&mut model, Precision::Int8, kernel);
    assert!(encoder.logits(&Batch::default()).unwrap().is_empty());
}
