//! The optional engine: the rust-bert package, which runs on libtorch.
//!
//! It is there for GPUs, and as a second opinion on the encoder of this program. All families
//! become the package's `BertModel`: they differ in names, in the first position and in the
//! layers after the encoder, which [`Weights`] has evened out already. Ids are those of our
//! tokenizer, weights come from memory. The package adds 10⁻¹² in every layer normalisation
//! whatever `layer_norm_eps` says; with the 10⁻⁵ of RoBERTa that moves a probability by less
//! than 10⁻³.
//!
//! On the processor every sequence goes alone, as the order in which libtorch adds depends on
//! the shape of the product; so the scores are the same in any company. On a GPU that would be
//! a waste: there, sequences go padded in groups, and last digits may depend on them.

use super::engine::Engine;
use super::model::config::{self, Shape};
use super::model::weights::{Classifier, Dense, Norm, Squash, Weights};
use super::model::{Matrix, Model};
use super::pack::Batch;
use crate::error::{Error, Result};
use rayon::prelude::*;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tch::nn::{Linear, VarStore};
use tch::{Device, Kind, Tensor};

/// Sequences that go through a GPU together.
const GPU_GROUP: usize = 64;

/// The encoder of rust-bert with the heads of the model.
pub struct RustBert {
    /// What errors call the model.
    name: String,
    shape: Shape,
    device: Device,
    /// Sequences that are computed together.
    group: usize,
    outputs: usize,
    idle: Mutex<Idle>,
}

/// The weights, and the networks on them that no worker uses at the moment: a network may go
/// from thread to thread, but must not be used by two at a time.
struct Idle {
    weights: HashMap<String, Tensor>,
    head: Head,
    networks: Vec<Network>,
}

struct Network {
    encoder: BertModel<BertEmbeddings>,
    head: Head,
}

/// From token vectors to logits.
enum Head {
    Mean { output: Linear },
    First { dense: Linear, squash: Squash, output: Linear },
}

impl RustBert {
    /// Copies a model's weights into libtorch; takes them out of the model.
    pub fn new(model: &mut Model) -> RustBert {
        let device = Device::cuda_if_available();
        let group = if device.is_cuda() { GPU_GROUP } else { 1 };
        RustBert::on(model, device, group)
    }

    fn on(model: &mut Model, device: Device, group: usize) -> RustBert {
        // The workers are one a core; threads inside an operation would fight for the same ones.
        tch::set_num_threads(1);
        let shape = model.config.shape.clone();
        let weights = model.take_weights();
        let head = Head::new(&weights.classifier, device);
        let outputs = head.outputs();
        let weights = name_weights(weights, &shape, device);
        let idle = Mutex::new(Idle { weights, head, networks: Vec::new() });
        RustBert { name: model.info.name.clone(), shape, device, group, outputs, idle }
    }

    /// Logits of some sequences of a batch, one row each.
    fn run(&self, network: &Network, batch: &Batch, group: &[usize]) -> Result<Vec<f32>> {
        let longest = group.iter().map(|index| batch.sequence(*index).len()).max().unwrap_or(0);
        let mut ids = vec![0; group.len() * longest];
        let mut mask = ids.clone();
        for (row, index) in group.iter().enumerate() {
            for (column, id) in batch.sequence(*index).iter().enumerate() {
                ids[row * longest + column] = i64::from(*id);
                mask[row * longest + column] = 1;
            }
        }
        let size = [group.len() as i64, longest as i64];
        let tensor = |values: &[i64]| Tensor::from_slice(values).view(size).to_device(self.device);
        let (ids, mask) = (tensor(&ids), tensor(&mask));
        let encoded = network
            .encoder
            .forward_t(Some(&ids), Some(&mask), None, None, None, None, None, false)
            .map_err(|error| self.fault(error))?;
        let logits = network.head.read(&encoded.hidden_state, &mask).flatten(0, 1);
        Vec::try_from(&logits.to_device(Device::Cpu)).map_err(|error| self.fault(error))
    }

    fn fault(&self, error: impl fmt::Display) -> Error {
        Error::Model { path: PathBuf::from(&self.name), reason: format!("rust-bert: {error}") }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        // A worker that panicked leaves it whole: networks are put in and taken out at once.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_network(&self) -> Network {
        let mut idle = self.idle();
        idle.networks.pop().unwrap_or_else(|| Network::new(&self.shape, self.device, &idle))
    }
}

impl Engine for RustBert {
    fn logits(&self, batch: &Batch) -> Result<Vec<f32>> {
        let mut order: Vec<usize> = (0..batch.count()).collect();
        // Sequences of one length need no padding.
        order.sort_by_key(|index| batch.sequence(*index).len());
        let parts: Vec<Vec<f32>> = order
            .par_chunks(self.group)
            .map(|group| {
                let network = self.take_network();
                let logits = tch::no_grad(|| self.run(&network, batch, group));
                self.idle().networks.push(network);
                logits
            })
            .collect::<Result<_>>()?;
        let mut logits = vec![0.0; batch.count() * self.outputs];
        for (row, index) in parts.concat().chunks_exact(self.outputs).zip(order) {
            logits[index * self.outputs..][..self.outputs].copy_from_slice(row);
        }
        Ok(logits)
    }

    fn describe(&self) -> String {
        match self.device {
            Device::Cuda(number) => format!("rust-bert fp32 cuda:{number}"),
            _ => "rust-bert fp32 cpu".into(),
        }
    }
}

impl fmt::Debug for RustBert {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RustBert").field("device", &self.device).finish_non_exhaustive()
    }
}

impl Network {
    /// A network that shares its weights with all others.
    fn new(shape: &Shape, device: Device, idle: &Idle) -> Network {
        let store = VarStore::new(device);
        let encoder = BertModel::new_with_optional_pooler(store.root(), &bert_config(shape), false);
        tch::no_grad(|| {
            for (name, mut variable) in store.variables() {
                variable.set_data(&idle.weights[&name]);
            }
        });
        Network { encoder, head: idle.head.shared() }
    }
}

/// The shape in the package's words; what only matters in training is left at its defaults.
fn bert_config(shape: &Shape) -> BertConfig {
    BertConfig {
        hidden_act: match shape.activation {
            config::Activation::Gelu => rust_bert::Activation::gelu,
            config::Activation::Relu => rust_bert::Activation::relu,
        },
        hidden_size: shape.hidden as i64,
        intermediate_size: shape.intermediate as i64,
        max_position_embeddings: shape.longest() as i64,
        num_attention_heads: shape.heads as i64,
        num_hidden_layers: shape.layers as i64,
        type_vocab_size: 1,
        vocab_size: shape.vocabulary as i64,
        ..Default::default()
    }
}

/// The encoder's tensors by the names that the package gives them.
fn name_weights(weights: Weights, shape: &Shape, device: Device) -> HashMap<String, Tensor> {
    let mut named = Named { tensors: HashMap::new(), device };
    let hidden = shape.hidden as i64;
    named.matrix("embeddings.word_embeddings", &weights.words);
    // The package counts positions from 0. The table has the one token type added to it.
    let positions = &weights.positions[shape.first_position * shape.hidden..];
    named.numbers("embeddings.position_embeddings.weight", positions, &[-1, hidden]);
    let types = vec![0.0; shape.hidden];
    named.numbers("embeddings.token_type_embeddings.weight", &types, &[1, hidden]);
    named.norm("embeddings.LayerNorm", &weights.embedding_norm);
    for (index, layer) in weights.layers.iter().enumerate() {
        let name = |part: &str| format!("encoder.layer.{index}.{part}");
        let parts = ["attention.self.query", "attention.self.key", "attention.self.value"];
        for (part, dense) in parts.iter().zip(&layer.query_key_value) {
            named.dense(&name(part), dense);
        }
        named.dense(&name("attention.output.dense"), &layer.attention_output);
        named.norm(&name("attention.output.LayerNorm"), &layer.attention_norm);
        named.dense(&name("intermediate.dense"), &layer.up);
        named.dense(&name("output.dense"), &layer.down);
        named.norm(&name("output.LayerNorm"), &layer.output_norm);
    }
    named.tensors
}

struct Named {
    tensors: HashMap<String, Tensor>,
    device: Device,
}

impl Named {
    fn numbers(&mut self, name: &str, values: &[f32], size: &[i64]) {
        self.tensors.insert(name.into(), tensor(values, size, self.device));
    }

    fn matrix(&mut self, name: &str, matrix: &Matrix) {
        let size = [-1, matrix.columns() as i64];
        self.numbers(&format!("{name}.weight"), &matrix.to_vec(), &size);
    }

    fn dense(&mut self, name: &str, dense: &Dense) {
        self.matrix(name, &dense.weight);
        self.numbers(&format!("{name}.bias"), &dense.bias, &[-1]);
    }

    fn norm(&mut self, name: &str, norm: &Norm) {
        self.numbers(&format!("{name}.weight"), &norm.gain, &[-1]);
        self.numbers(&format!("{name}.bias"), &norm.bias, &[-1]);
    }
}

fn tensor(values: &[f32], size: &[i64], device: Device) -> Tensor {
    Tensor::from_slice(values).view(size).to_device(device)
}

impl Head {
    fn new(classifier: &Classifier, device: Device) -> Head {
        match classifier {
            Classifier::Mean(heads) => Head::Mean { output: linear(heads, device) },
            Classifier::First { dense, squash, output } => Head::First {
                dense: linear(std::slice::from_ref(dense), device),
                squash: *squash,
                output: linear(std::slice::from_ref(output), device),
            },
        }
    }

    /// The same head on the same weights.
    fn shared(&self) -> Head {
        let shared = |linear: &Linear| Linear {
            ws: linear.ws.shallow_clone(),
            bs: linear.bs.as_ref().map(Tensor::shallow_clone),
        };
        match self {
            Head::Mean { output } => Head::Mean { output: shared(output) },
            Head::First { dense, squash, output } => {
                Head::First { dense: shared(dense), squash: *squash, output: shared(output) }
            }
        }
    }

    fn outputs(&self) -> usize {
        match self {
            Head::Mean { output } | Head::First { output, .. } => output.ws.size()[0] as usize,
        }
    }

    /// Logits from the token vectors of sequences; the mask is 1 where there is a token.
    fn read(&self, tokens: &Tensor, mask: &Tensor) -> Tensor {
        match self {
            Head::Mean { output } => {
                let mask = mask.unsqueeze(-1).to_kind(Kind::Float);
                let sum = (tokens * &mask).sum_dim_intlist(1, false, Kind::Float);
                let count = mask.sum_dim_intlist(1, false, Kind::Float);
                (sum / count).apply(output)
            }
            Head::First { dense, squash, output } => {
                let first = tokens.select(1, 0).apply(dense);
                match squash {
                    Squash::Tanh => first.tanh(),
                    Squash::Relu => first.relu(),
                }
                .apply(output)
            }
        }
    }
}

/// Layers on the same input, their outputs one after the other.
fn linear(parts: &[Dense], device: Device) -> Linear {
    let columns = parts[0].weight.columns() as i64;
    let weights: Vec<f32> = parts.iter().flat_map(|part| part.weight.to_vec()).collect();
    let bias: Vec<f32> = parts.iter().flat_map(|part| part.bias.clone()).collect();
    Linear { ws: tensor(&weights, &[-1, columns], device), bs: Some(tensor(&bias, &[-1], device)) }
}

#[cfg(test)]
mod tests {
    use super::super::model::{Source, builtin};
    use super::*;

    /// Sequences of many lengths, none of them in order.
    fn batch(model: &Model) -> Batch {
        let vocabulary = model.config.shape.vocabulary as u32;
        let mut batch = Batch::default();
        for index in 0..50u32 {
            let length = 1 + (index * 7 + index * index) % 60;
            let ids: Vec<u32> = (0..length).map(|at| (at * 31 + index * 17) % vocabulary).collect();
            batch.push(&ids);
        }
        batch
    }

    /// This is how a GPU takes them.
    #[test]
    fn padded_groups_give_the_logits_of_sequences_that_go_alone() {
        let tiny = |name: &str| {
            let folder = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
            Model::load(Source::read(folder.as_ref()).unwrap()).unwrap()
        };
        let built_in = || Model::load(builtin::source(&builtin::ALL[0])).unwrap();
        let logits = |mut model: Model, group| {
            let batch = batch(&model);
            RustBert::on(&mut model, Device::Cpu, group).logits(&batch).unwrap()
        };
        let cases = [
            (logits(built_in(), 1), logits(built_in(), 8)),
            (logits(tiny("tiny-bert"), 1), logits(tiny("tiny-bert"), 8)),
            (logits(tiny("tiny-roberta"), 1), logits(tiny("tiny-roberta"), 8)),
        ];
        for (alone, grouped) in cases {
            assert_eq!(alone.len(), grouped.len());
            for (alone, grouped) in alone.iter().zip(&grouped) {
                assert!((alone - grouped).abs() < 1e-4, "{alone} {grouped}");
            }
        }
    }
}
