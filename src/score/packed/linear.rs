//! A linear layer of the encoder, in bytes or in floats.

use super::kernel::{Activations, DenseScratch, Kernel, Panels, Then, multiply_floats};
use crate::score::model::weights::Dense;
use crate::score::options::Precision;

/// y = W·x + b, and what comes `then`.
#[derive(Debug)]
pub enum Linear {
    /// Bytes.
    Int8(Panels),
    /// Floats.
    Float {
        /// One row an output.
        weights: Vec<f32>,
        /// One number an output.
        bias: Vec<f32>,
    },
}

/// Working memory of [`Linear::apply`].
#[derive(Debug, Default)]
pub struct LinearScratch {
    input: Activations,
    dense: DenseScratch,
}

impl Linear {
    /// Layers with the same input, their outputs one after the other.
    pub fn new(parts: &[Dense], precision: Precision) -> Linear {
        match precision {
            Precision::Int8 => Linear::Int8(panels(parts)),
            Precision::Fp32 => Linear::Float {
                weights: parts.iter().flat_map(|part| part.weight.to_vec()).collect(),
                bias: parts.iter().flat_map(|part| part.bias.clone()).collect(),
            },
        }
    }

    /// Applies the layer to rows.
    pub fn apply(
        &self,
        kernel: &dyn Kernel,
        input: &[f32],
        out: &mut [f32],
        then: Then,
        scratch: &mut LinearScratch,
    ) {
        match self {
            Linear::Int8(panels) => {
                let rows = out.len() / panels.outputs();
                if rows == 0 {
                    return;
                }
                kernel.quantise(input, input.len() / rows, &mut scratch.input);
                kernel.multiply(&scratch.input, 0..rows, panels, out, then);
            }
            Linear::Float { weights, bias } => {
                let width = weights.len() / bias.len();
                multiply_floats(input, weights, width, out, then, &mut scratch.dense);
                kernel.finish(out, bias, then);
            }
        }
    }
}

/// Packs layers; what is stored as bytes keeps them, floats are rounded to 127 steps of each
/// output's largest weight.
fn panels(parts: &[Dense]) -> Panels {
    let outputs = parts.iter().map(|part| part.bias.len()).sum();
    let depth = parts[0].weight.columns();
    let mut panels = Panels::new(outputs, depth);
    let mut row = vec![0.0; depth];
    let mut output = 0;
    for part in parts {
        for (index, bias) in part.bias.iter().enumerate() {
            if let Some((bytes, scale)) = part.weight.int8_row(index) {
                panels.set(output, bytes.iter().map(|byte| *byte as i8), scale, *bias);
            } else {
                part.weight.read_row(index, &mut row);
                let largest = row.iter().fold(0f32, |largest, value| largest.max(value.abs()));
                let scale = (largest / 127.0).max(f32::MIN_POSITIVE);
                let bytes = row.iter().map(|value| (value / scale).round_ties_even() as i8);
                panels.set(output, bytes, scale, *bias);
            }
            output += 1;
        }
    }
    panels
}
