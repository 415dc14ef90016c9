//! The default engine: an encoder of the BERT family without padding, with weights and
//! activations as bytes, or with floats as the reference.
//!
//! Sequences lie head to tail in groups of a few hundred tokens. Every layer but the attention
//! runs over the whole group; the attention runs a sequence at a time. Each worker thread takes
//! a group; nothing inside is parallel. As a token's numbers depend on its own sequence only,
//! so do the results.

pub mod kernel;
mod linear;

use super::engine::Engine;
use super::model::config::Shape;
use super::model::weights::{Classifier, Norm, Squash};
use super::model::{Matrix, Model};
use super::options::Precision;
use super::pack::Batch;
use crate::error::Result;
use kernel::{AttentionScratch, Kernel, Then, room};
use linear::{Linear, LinearScratch};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Tokens of a group: enough to use the weights many times once they are in the cache, few
/// enough for the activations to stay there too.
const GROUP: usize = 256;
/// Rows that go through both feed-forward layers at a time, so that what lies between them,
/// the widest of all, never leaves the cache. A multiple of every tile's height. Products of floats
/// take whole groups.
const BLOCK: usize = 48;

#[derive(Debug)]
struct Layer {
    query_key_value: Linear,
    attention_output: Linear,
    attention_norm: Norm,
    up: Linear,
    down: Linear,
    output_norm: Norm,
}

/// From token vectors to logits, in floats: too small a part to gain from bytes.
#[derive(Debug)]
enum Head {
    Mean { output: Dense },
    First { dense: Dense, squash: Squash, output: Dense },
}

#[derive(Debug)]
struct Dense {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// The encoder.
#[derive(Debug)]
pub struct Encoder {
    shape: Shape,
    precision: Precision,
    kernel: Box<dyn Kernel>,
    words: Matrix,
    positions: Vec<f32>,
    embedding_norm: Norm,
    layers: Vec<Layer>,
    head: Head,
    outputs: usize,
    /// Working memory of the workers, used again.
    scratch: Mutex<Vec<Scratch>>,
}

#[derive(Debug, Default)]
struct Scratch {
    tokens: Vec<f32>,
    projected: Vec<f32>,
    context: Vec<f32>,
    between: Vec<f32>,
    linear: LinearScratch,
    attention: AttentionScratch,
}

impl Encoder {
    /// Packs a model's weights; takes them out of the model.
    pub fn new(model: &mut Model, precision: Precision, kernel: Box<dyn Kernel>) -> Encoder {
        let weights = model.take_weights();
        let linear = |parts: &[_]| Linear::new(parts, precision);
        let layers = weights.layers.into_iter().map(|layer| Layer {
            query_key_value: linear(&layer.query_key_value),
            attention_output: linear(&[layer.attention_output]),
            attention_norm: layer.attention_norm,
            up: linear(&[layer.up]),
            down: linear(&[layer.down]),
            output_norm: layer.output_norm,
        });
        let layers = layers.collect();
        let head = Head::new(weights.classifier);
        let outputs = match &head {
            Head::Mean { output } | Head::First { output, .. } => output.bias.len(),
        };
        Encoder {
            shape: model.config.shape.clone(),
            precision,
            kernel,
            words: weights.words,
            positions: weights.positions,
            embedding_norm: weights.embedding_norm,
            layers,
            head,
            outputs,
            scratch: Mutex::default(),
        }
    }

    /// Logits of a run of sequences.
    fn run(&self, batch: &Batch, group: Range<usize>, scratch: &mut Scratch, out: &mut [f32]) {
        self.embed(batch, group.clone(), scratch);
        for layer in &self.layers {
            self.attend(layer, batch, group.clone(), scratch);
            self.feed_forward(layer, scratch);
        }
        let mut first = 0;
        for (index, out) in group.zip(out.chunks_exact_mut(self.outputs)) {
            let count = batch.sequence(index).len() * self.shape.hidden;
            self.head.read(
                &*self.kernel,
                &scratch.tokens[first..first + count],
                self.shape.hidden,
                out,
            );
            first += count;
        }
    }

    fn embed(&self, batch: &Batch, group: Range<usize>, scratch: &mut Scratch) {
        let hidden = self.shape.hidden;
        let count: usize = group.clone().map(|index| batch.sequence(index).len()).sum();
        scratch.tokens.resize(count * hidden, 0.0);
        let mut rows = scratch.tokens.chunks_exact_mut(hidden);
        for index in group {
            for (position, id) in batch.sequence(index).iter().enumerate() {
                let Some(row) = rows.next() else { return };
                match self.words.int8_row(*id as usize) {
                    Some((bytes, scale)) => self.kernel.widen(bytes, scale, row),
                    None => self.words.read_row(*id as usize, row),
                }
                let start = (self.shape.first_position + position) * hidden;
                self.kernel.add_row(row, &self.positions[start..start + hidden]);
            }
        }
        self.normalise(&mut scratch.tokens, &self.embedding_norm);
    }

    fn attend(&self, layer: &Layer, batch: &Batch, group: Range<usize>, scratch: &mut Scratch) {
        let (hidden, kernel) = (self.shape.hidden, &*self.kernel);
        let Scratch { tokens, projected, context, linear, attention, .. } = scratch;
        let projected = room(projected, 3 * tokens.len());
        let context = room(context, tokens.len());
        layer.query_key_value.apply(kernel, tokens, projected, Then::Store, linear);
        let mut first = 0;
        for index in group {
            let count = batch.sequence(index).len() * hidden;
            let projected = &projected[3 * first..3 * (first + count)];
            let out = &mut context[first..first + count];
            kernel.attention(projected, hidden, self.shape.heads, out, attention);
            first += count;
        }
        layer.attention_output.apply(kernel, context, tokens, Then::Add, linear);
        self.normalise(tokens, &layer.attention_norm);
    }

    fn feed_forward(&self, layer: &Layer, scratch: &mut Scratch) {
        let kernel = &*self.kernel;
        let activation = self.shape.activation;
        let block = match self.precision {
            Precision::Int8 => BLOCK,
            Precision::Fp32 => GROUP,
        };
        let Scratch { tokens, between, linear, .. } = scratch;
        for rows in tokens.chunks_mut(block * self.shape.hidden) {
            let width = self.shape.intermediate;
            let between = room(between, rows.len() / self.shape.hidden * width);
            layer.up.apply(kernel, rows, between, Then::Store, linear);
            layer.down.apply_activated(kernel, between, activation, rows, Then::Add, linear);
            self.normalise(rows, &layer.output_norm);
        }
    }

    fn normalise(&self, values: &mut [f32], norm: &Norm) {
        self.kernel.layer_norm(values, &norm.gain, &norm.bias, self.shape.epsilon);
    }

    fn take_scratch(&self) -> Scratch {
        // A worker that panicked leaves the list whole: it only ever holds idle buffers.
        let mut idle = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_default()
    }

    fn give_back(&self, scratch: Scratch) {
        self.scratch.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
    }
}

impl Engine for Encoder {
    fn logits(&self, batch: &Batch) -> Result<Vec<f32>> {
        let parts: Vec<Vec<f32>> = batch
            .groups(GROUP)
            .into_par_iter()
            // A group at a time, or one worker would be left with several at the end.
            .with_max_len(1)
            .map(|group| {
                let mut scratch = self.take_scratch();
                let mut out = vec![0.0; group.len() * self.outputs];
                self.run(batch, group, &mut scratch, &mut out);
                self.give_back(scratch);
                out
            })
            .collect();
        Ok(parts.concat())
    }

    fn describe(&self) -> String {
        format!("packed {} {}", self.precision, self.kernel.kind())
    }
}

impl Head {
    fn new(classifier: Classifier) -> Head {
        match classifier {
            Classifier::Mean(heads) => Head::Mean { output: Dense::stack(&heads) },
            Classifier::First { dense, squash, output } => Head::First {
                dense: Dense::stack(&[dense]),
                squash,
                output: Dense::stack(&[output]),
            },
        }
    }

    /// Logits from the token vectors of one sequence.
    fn read(&self, kernel: &dyn Kernel, tokens: &[f32], hidden: usize, out: &mut [f32]) {
        match self {
            Head::Mean { output } => {
                let mut mean = vec![0.0; hidden];
                for token in tokens.chunks_exact(hidden) {
                    kernel.add_row(&mut mean, token);
                }
                let count = (tokens.len() / hidden) as f32;
                mean.iter_mut().for_each(|sum| *sum /= count);
                output.apply(kernel, &mean, out);
            }
            Head::First { dense, squash, output } => {
                let mut first = vec![0.0; hidden];
                dense.apply(kernel, &tokens[..hidden], &mut first);
                for value in &mut first {
                    *value = match squash {
                        Squash::Tanh => value.tanh(),
                        Squash::Relu => value.max(0.0),
                    };
                }
                output.apply(kernel, &first, out);
            }
        }
    }
}

impl Dense {
    fn stack(parts: &[super::model::weights::Dense]) -> Dense {
        Dense {
            weights: parts.iter().flat_map(|part| part.weight.to_vec()).collect(),
            bias: parts.iter().flat_map(|part| part.bias.clone()).collect(),
        }
    }

    fn apply(&self, kernel: &dyn Kernel, input: &[f32], out: &mut [f32]) {
        let rows = self.weights.chunks_exact(input.len()).zip(&self.bias);
        for (out, (row, bias)) in out.iter_mut().zip(rows) {
            *out = kernel.dot(row, input) + bias;
        }
    }
}

#[cfg(test)]
mod tests;
