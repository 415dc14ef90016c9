//! The tensors of one encoder and its classifier, whatever its family calls them.

use super::config::{Config, Family};
use super::tensors::{Matrix, Tensors};

/// y = W·x + b.
#[derive(Debug, Clone)]
pub struct Dense {
    /// One row an output.
    pub weight: Matrix,
    /// One number an output.
    pub bias: Vec<f32>,
}

/// Factor and addend of a layer normalisation.
#[derive(Debug, Clone)]
pub struct Norm {
    /// The factor.
    pub gain: Vec<f32>,
    /// The addend.
    pub bias: Vec<f32>,
}

/// One transformer layer.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Projections to queries, keys and values.
    pub query_key_value: [Dense; 3],
    /// Projection of the attention's result.
    pub attention_output: Dense,
    /// After the attention.
    pub attention_norm: Norm,
    /// Feed-forward, up.
    pub up: Dense,
    /// Feed-forward, down.
    pub down: Dense,
    /// After the feed-forward layers.
    pub output_norm: Norm,
}

/// Between the dense layer on the first token and the outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Squash {
    /// Hyperbolic tangent.
    Tanh,
    /// max(x, 0).
    Relu,
}

/// From token vectors to logits.
#[derive(Debug, Clone)]
pub enum Classifier {
    /// The mean over all tokens, then one layer a head.
    Mean(Vec<Dense>),
    /// The first token through a dense layer, then the outputs.
    First {
        /// On the first token's vector.
        dense: Dense,
        /// After it.
        squash: Squash,
        /// To the logits.
        output: Dense,
    },
}

/// All weights of a model.
#[derive(Debug, Clone)]
pub struct Weights {
    /// The token table.
    pub words: Matrix,
    /// The position table with the (single) token type already added.
    pub positions: Vec<f32>,
    /// After the embeddings.
    pub embedding_norm: Norm,
    /// The layers in order.
    pub layers: Vec<Layer>,
    /// To the logits.
    pub classifier: Classifier,
}

/// Names inside a layer: query, key, value, attention output, its norm, up, down, output norm.
const BERT_LAYER: [&str; 8] = [
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
];
const DISTILBERT_LAYER: [&str; 8] = [
    "attention.q_lin",
    "attention.k_lin",
    "attention.v_lin",
    "attention.out_lin",
    "sa_layer_norm",
    "ffn.lin1",
    "ffn.lin2",
    "output_layer_norm",
];

/// A tensor that every encoder has: tells whether its names have a prefix.
pub const PROBE: &str = "embeddings.word_embeddings.weight";
/// Prefixes under which an encoder's tensors may stand.
pub const PREFIXES: [&str; 4] = ["", "bert.", "roberta.", "distilbert."];

impl Weights {
    /// Collects the tensors; the error is one line that names the tensor.
    pub fn collect(tensors: &Tensors, config: &Config) -> Result<Weights, String> {
        let shape = &config.shape;
        let layers = (0..shape.layers).map(|index| layer(tensors, config, index));
        Ok(Weights {
            words: tensors.matrix(PROBE, shape.vocabulary, shape.hidden)?.detach(),
            positions: positions(tensors, config)?,
            embedding_norm: norm(tensors, "embeddings.LayerNorm", shape.hidden)?,
            layers: layers.collect::<Result<_, _>>()?,
            classifier: classifier(tensors, config)?,
        })
    }
}

/// The position table plus the first row of the token types: one text has only that type.
fn positions(tensors: &Tensors, config: &Config) -> Result<Vec<f32>, String> {
    let shape = &config.shape;
    let name = "embeddings.position_embeddings.weight";
    let mut table = tensors.matrix(name, shape.positions, shape.hidden)?.to_vec();
    if shape.family != Family::DistilBert {
        let name = "embeddings.token_type_embeddings.weight";
        let types = tensors.matrix(name, config.token_types, shape.hidden)?;
        let mut first = vec![0.0; shape.hidden];
        types.read_row(0, &mut first);
        for row in table.chunks_exact_mut(shape.hidden) {
            row.iter_mut().zip(&first).for_each(|(value, addend)| *value += addend);
        }
    }
    Ok(table)
}

fn layer(tensors: &Tensors, config: &Config, index: usize) -> Result<Layer, String> {
    let (hidden, between) = (config.shape.hidden, config.shape.intermediate);
    let (stem, names) = match config.shape.family {
        Family::DistilBert => ("transformer.layer", &DISTILBERT_LAYER),
        Family::Bert | Family::Roberta => ("encoder.layer", &BERT_LAYER),
    };
    let name = |part: usize| format!("{stem}.{index}.{}", names[part]);
    let square = |part| dense(tensors, &name(part), hidden, hidden);
    Ok(Layer {
        query_key_value: [square(0)?, square(1)?, square(2)?],
        attention_output: square(3)?,
        attention_norm: norm(tensors, &name(4), hidden)?,
        up: dense(tensors, &name(5), between, hidden)?,
        down: dense(tensors, &name(6), hidden, between)?,
        output_norm: norm(tensors, &name(7), hidden)?,
    })
}

fn classifier(tensors: &Tensors, config: &Config) -> Result<Classifier, String> {
    let hidden = config.shape.hidden;
    if !config.extra.heads.is_empty() {
        let heads = config.extra.heads.iter();
        let heads = heads.map(|head| {
            named_dense(tensors, &format!("heads.{}", head.name), head.labels.len(), hidden)
        });
        return Ok(Classifier::Mean(heads.collect::<Result<_, _>>()?));
    }
    let outputs = config.labels.len();
    let (dense, squash, output) = match config.shape.family {
        Family::Bert => {
            (dense(tensors, "pooler.dense", hidden, hidden)?, Squash::Tanh, "classifier")
        }
        Family::Roberta => {
            let dense = named_dense(tensors, "classifier.dense", hidden, hidden)?;
            (dense, Squash::Tanh, "classifier.out_proj")
        }
        Family::DistilBert => {
            (named_dense(tensors, "pre_classifier", hidden, hidden)?, Squash::Relu, "classifier")
        }
    };
    Ok(Classifier::First { dense, squash, output: named_dense(tensors, output, outputs, hidden)? })
}

fn dense(tensors: &Tensors, name: &str, rows: usize, columns: usize) -> Result<Dense, String> {
    Ok(Dense {
        weight: tensors.matrix(&format!("{name}.weight"), rows, columns)?,
        bias: tensors.vector(&format!("{name}.bias"), rows)?,
    })
}

/// A layer outside the encoder, whose name has no prefix.
fn named_dense(
    tensors: &Tensors,
    name: &str,
    rows: usize,
    columns: usize,
) -> Result<Dense, String> {
    Ok(Dense {
        weight: tensors.named_matrix(&format!("{name}.weight"), rows, columns)?,
        bias: tensors.named_vector(&format!("{name}.bias"), rows)?,
    })
}

fn norm(tensors: &Tensors, name: &str, width: usize) -> Result<Norm, String> {
    Ok(Norm {
        gain: tensors.vector(&format!("{name}.weight"), width)?,
        bias: tensors.vector(&format!("{name}.bias"), width)?,
    })
}
