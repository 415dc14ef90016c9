//! A linear layer of the encoder, in bytes or in floats.

use super::kernel::{Activations, DenseScratch, Kernel, Panels, Then, multiply_floats};
use crate::score::model::config::Activation;
use crate::score::model::weights::Dense;
use crate::score::options::Precision;

/// y = W·x + b, and what comes `then`.
#[derive(Debug)]
pub enum Linear {
    /// Bytes.
    Int8(Panels),
    /// Floats.
    Float(FloatLayer),
}

/// A layer of floats.
#[derive(Debug)]
pub struct FloatLayer {
    /// One row an output.
    weights: Vec<f32>,
    /// One number an output.
    bias: Vec<f32>,
}

/// Working memory of [`Linear::apply`].
#[derive(Debug, Default)]
pub struct LinearScratch {
    input: Activations,
    /// Apart from the others, as its rows are of another width.
    activated: Activations,
    dense: DenseScratch,
}

impl Linear {
    /// Layers with the same input, their outputs one after the other.
    pub fn new(parts: &[Dense], precision: Precision) -> Linear {
        match precision {
            Precision::Int8 => Linear::Int8(panels(parts)),
            Precision::Fp32 => Linear::Float(FloatLayer {
                weights: parts.iter().flat_map(|part| part.weight.to_vec()).collect(),
                bias: parts.iter().flat_map(|part| part.bias.clone()).collect(),
            }),
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
                kernel.quantise(input, panels.depth(), &mut scratch.input);
                kernel.multiply(&scratch.input, panels, out, then);
            }
            Linear::Float(layer) => layer.apply(kernel, input, out, then, &mut scratch.dense),
        }
    }

    /// Applies the layer to the activation of rows. `input` is scratch: it may be changed.
    pub fn apply_activated(
        &self,
        kernel: &dyn Kernel,
        input: &mut [f32],
        activation: Activation,
        out: &mut [f32],
        then: Then,
        scratch: &mut LinearScratch,
    ) {
        match self {
            Linear::Int8(panels) => {
                let bytes = &mut scratch.activated;
                kernel.quantise_activated(input, panels.depth(), activation, bytes);
                kernel.multiply(bytes, panels, out, then);
            }
            Linear::Float(layer) => {
                kernel.activate(input, activation);
                layer.apply(kernel, input, out, then, &mut scratch.dense);
            }
        }
    }
}

impl FloatLayer {
    fn apply(
        &self,
        kernel: &dyn Kernel,
        input: &[f32],
        out: &mut [f32],
        then: Then,
        scratch: &mut DenseScratch,
    ) {
        let width = self.weights.len() / self.bias.len();
        multiply_floats(input, &self.weights, width, out, then, scratch);
        kernel.add_row(out, &self.bias);
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
