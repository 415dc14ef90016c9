//! `config.json`: the encoder's shape, the labels, and what this program adds to them.

use crate::score::HeadInfo;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The encoder families that can be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// BERT: positions from 0, a pooler on `[CLS]`.
    Bert,
    /// RoBERTa, XLM-RoBERTa, CamemBERT: positions after the padding index, a dense head on `<s>`.
    Roberta,
    /// DistilBERT: BERT without token types, a dense head with ReLU on `[CLS]`.
    DistilBert,
}

/// The non-linearity between the two feed-forward layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// x·Φ(x), with the exact normal distribution function.
    Gelu,
    /// max(x, 0).
    Relu,
}

/// The encoder's shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Which family's names and positions.
    pub family: Family,
    /// Width of a token's vector.
    pub hidden: usize,
    /// Attention heads; they share the width evenly.
    pub heads: usize,
    /// Width between the feed-forward layers.
    pub intermediate: usize,
    /// Number of layers.
    pub layers: usize,
    /// Rows of the token table.
    pub vocabulary: usize,
    /// Rows of the position table.
    pub positions: usize,
    /// Row of the position table that the first token takes.
    pub first_position: usize,
    /// Added to the variance in every layer normalisation.
    pub epsilon: f32,
    /// Between the feed-forward layers.
    pub activation: Activation,
}

impl Shape {
    /// The longest sequence that the position table allows.
    pub fn longest(&self) -> usize {
        self.positions - self.first_position
    }
}

/// What `config.json` says, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The encoder's shape.
    pub shape: Shape,
    /// Rows of the table of token types.
    pub token_types: usize,
    /// Label of each output of a stock classifier, in order.
    pub labels: Vec<String>,
    /// What this program's own models declare on top.
    pub extra: Extra,
}

/// The `pullquote` object of `config.json`; every part may be absent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Extra {
    /// Name of the model.
    pub name: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Licence of the weights.
    #[serde(alias = "licence")]
    pub license: Option<String>,
    /// ISO 639-1 codes of the training languages.
    pub languages: Option<Vec<String>>,
    /// How token vectors become one vector; only `mean` exists.
    pub pooling: Option<String>,
    /// Tokens a window, special ones included.
    pub window: Option<usize>,
    /// Tokens that neighbouring windows of a long text share.
    pub stride: Option<usize>,
    /// The tasks; absent for stock classifiers.
    pub heads: Vec<HeadInfo>,
}

/// The keys of `config.json` that matter, as they stand there. DistilBERT names some otherwise.
#[derive(Deserialize)]
struct Raw {
    model_type: String,
    #[serde(alias = "dim")]
    hidden_size: usize,
    #[serde(alias = "n_heads")]
    num_attention_heads: usize,
    #[serde(alias = "hidden_dim")]
    intermediate_size: usize,
    #[serde(alias = "n_layers")]
    num_hidden_layers: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    #[serde(default = "default_epsilon")]
    layer_norm_eps: f32,
    #[serde(default = "default_activation", alias = "activation")]
    hidden_act: String,
    #[serde(default = "default_token_types")]
    type_vocab_size: usize,
    #[serde(default)]
    pad_token_id: Option<usize>,
    #[serde(default)]
    position_embedding_type: Option<String>,
    #[serde(default)]
    id2label: BTreeMap<String, String>,
    #[serde(default)]
    pullquote: Extra,
}

fn default_epsilon() -> f32 {
    1e-12
}

fn default_token_types() -> usize {
    2
}

fn default_activation() -> String {
    "gelu".into()
}

/// The widths that the packed layout needs to be multiples of this.
const WIDTH_STEP: usize = 16;

impl Config {
    /// Reads and checks `config.json`; the error is one line without the file's name.
    pub fn parse(json: &[u8]) -> Result<Config, String> {
        let raw: Raw = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        let family = family(&raw.model_type)?;
        check_widths(&raw)?;
        if let Some(kind) =
            raw.position_embedding_type.as_deref().filter(|kind| *kind != "absolute")
        {
            return Err(format!("position_embedding_type \"{kind}\": only absolute is supported"));
        }
        let first_position = match family {
            Family::Roberta => raw.pad_token_id.unwrap_or(1) + 1,
            Family::Bert | Family::DistilBert => 0,
        };
        if first_position + 3 > raw.max_position_embeddings {
            return Err(format!(
                "max_position_embeddings is {}: no room for a text after the first position {first_position}",
                raw.max_position_embeddings
            ));
        }
        let shape = Shape {
            family,
            hidden: raw.hidden_size,
            heads: raw.num_attention_heads,
            intermediate: raw.intermediate_size,
            layers: raw.num_hidden_layers,
            vocabulary: raw.vocab_size,
            positions: raw.max_position_embeddings,
            first_position,
            epsilon: raw.layer_norm_eps,
            activation: activation(&raw.hidden_act)?,
        };
        check_extra(&raw.pullquote, &shape)?;
        let token_types = raw.type_vocab_size;
        Ok(Config { shape, token_types, labels: labels(&raw.id2label)?, extra: raw.pullquote })
    }
}

fn family(model_type: &str) -> Result<Family, String> {
    match model_type {
        "bert" => Ok(Family::Bert),
        "roberta" | "xlm-roberta" | "camembert" => Ok(Family::Roberta),
        "distilbert" => Ok(Family::DistilBert),
        other => Err(format!(
            "model_type \"{other}\": supported are bert, roberta, xlm-roberta, camembert, distilbert"
        )),
    }
}

fn activation(name: &str) -> Result<Activation, String> {
    match name {
        "gelu" => Ok(Activation::Gelu),
        "relu" => Ok(Activation::Relu),
        other => Err(format!("hidden_act \"{other}\": supported are gelu, relu")),
    }
}

fn check_widths(raw: &Raw) -> Result<(), String> {
    let widths = [("hidden_size", raw.hidden_size), ("intermediate_size", raw.intermediate_size)];
    for (key, width) in widths {
        if width == 0 || !width.is_multiple_of(WIDTH_STEP) {
            return Err(format!("{key} is {width}: expected a multiple of {WIDTH_STEP}"));
        }
    }
    let heads = raw.num_attention_heads;
    if heads == 0 || !raw.hidden_size.is_multiple_of(heads) {
        return Err(format!(
            "num_attention_heads is {heads}: expected a divisor of hidden_size {}",
            raw.hidden_size
        ));
    }
    if raw.num_hidden_layers == 0 || raw.vocab_size == 0 {
        return Err("num_hidden_layers and vocab_size: expected more than 0".into());
    }
    Ok(())
}

fn check_extra(extra: &Extra, shape: &Shape) -> Result<(), String> {
    if let Some(pooling) = extra.pooling.as_deref().filter(|pooling| *pooling != "mean") {
        return Err(format!("pullquote.pooling \"{pooling}\": only mean is supported"));
    }
    if let Some(window) = extra.window.filter(|window| !(3..=shape.longest()).contains(window)) {
        return Err(format!("pullquote.window is {window}: expected 3 to {}", shape.longest()));
    }
    for head in &extra.heads {
        check_head(head)?;
    }
    Ok(())
}

fn check_head(head: &HeadInfo) -> Result<(), String> {
    let (name, count) = (&head.name, head.labels.len());
    if count < 2 {
        return Err(format!("head {name} has {count} labels: expected at least 2"));
    }
    if let Some(calibration) = &head.calibration
        && (calibration.scale.len() != count || calibration.bias.len() != count)
    {
        return Err(format!(
            "calibration of head {name} has {} scales and {} biases: expected {count} of each",
            calibration.scale.len(),
            calibration.bias.len()
        ));
    }
    if let Some(confusion) = &head.confusion {
        let size = confusion.labels.len();
        let square =
            confusion.counts.len() == size && confusion.counts.iter().all(|row| row.len() == size);
        if !square || size != count {
            return Err(format!("confusion of head {name}: expected {count} by {count} counts"));
        }
    }
    Ok(())
}

/// The labels in the order of their numbers, which must be 0, 1, 2 and so on.
fn labels(id2label: &BTreeMap<String, String>) -> Result<Vec<String>, String> {
    let mut numbered = Vec::with_capacity(id2label.len());
    for (id, label) in id2label {
        let id: usize =
            id.parse().map_err(|_| format!("id2label has the key \"{id}\": expected numbers"))?;
        numbered.push((id, label.clone()));
    }
    numbered.sort();
    if numbered.iter().enumerate().any(|(index, (id, _))| index != *id) {
        return Err("id2label: expected the numbers 0, 1, 2 and so on".into());
    }
    Ok(numbered.into_iter().map(|(_, label)| label).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(change: impl FnOnce(&mut serde_json::Value)) -> Result<Config, String> {
        let mut json = serde_json::json!({
            "model_type": "bert", "hidden_size": 32, "num_attention_heads": 4,
            "intermediate_size": 64, "num_hidden_layers": 2, "vocab_size": 100,
            "max_position_embeddings": 64, "id2label": {"0": "negative", "1": "positive"},
        });
        change(&mut json);
        Config::parse(json.to_string().as_bytes())
    }

    #[test]
    fn a_plain_config_is_read() {
        let config = config(|_| ()).unwrap();
        assert_eq!(config.labels, ["negative", "positive"]);
        assert_eq!(config.shape.longest(), 64);
    }

    #[test]
    fn roberta_positions_start_after_the_padding_index() {
        let config = config(|json| json["model_type"] = "roberta".into()).unwrap();
        assert_eq!(config.shape.first_position, 2);
        assert_eq!(config.shape.longest(), 62);
    }

    #[test]
    fn what_does_not_fit_is_said_with_the_expected_and_the_found() {
        let cases: [(&str, serde_json::Value, &str); 7] = [
            ("hidden_size", 40.into(), "hidden_size is 40: expected a multiple of 16"),
            (
                "num_attention_heads",
                5.into(),
                "num_attention_heads is 5: expected a divisor of hidden_size 32",
            ),
            (
                "model_type",
                "t5".into(),
                "model_type \"t5\": supported are bert, roberta, xlm-roberta, camembert, distilbert",
            ),
            ("hidden_act", "silu".into(), "hidden_act \"silu\": supported are gelu, relu"),
            (
                "id2label",
                serde_json::json!({"1": "x"}),
                "id2label: expected the numbers 0, 1, 2 and so on",
            ),
            (
                "pullquote",
                serde_json::json!({"window": 900}),
                "pullquote.window is 900: expected 3 to 64",
            ),
            (
                "position_embedding_type",
                "relative_key".into(),
                "position_embedding_type \"relative_key\": only absolute is supported",
            ),
        ];
        for (key, value, wanted) in cases {
            let error = config(|json| json[key] = value).unwrap_err();
            assert_eq!(error, wanted);
        }
    }
}
