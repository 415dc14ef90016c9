//! A model: weights, tokenizer, labels and calibration, from a folder or built in.

pub mod builtin;
pub mod config;
mod heads;
mod labels;
mod tensors;
pub mod weights;

pub use heads::Heads;
pub use tensors::Matrix;

use super::tokenize::Tokenize;
use super::{HeadInfo, ModelInfo};
use crate::error::{Error, Result};
use config::Config;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use tensors::{Blob, Tensors};
use weights::Weights;

/// The files of a model's folder.
pub const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// Two probabilities of an outside model that are closer than this make its label uncertain.
const DEFAULT_MARGIN: f32 = 0.1;

/// A loaded model.
#[derive(Debug)]
pub struct Model {
    /// What is known about it.
    pub info: ModelInfo,
    /// The encoder's shape and the labels.
    pub config: Config,
    /// Text to ids.
    pub tokenize: Tokenize,
    /// Logits to scores.
    pub heads: Heads,
    weights: Option<Weights>,
}

/// The bytes of the three files, and where they are from.
pub struct Source {
    /// What errors call the model.
    pub place: PathBuf,
    /// `config.json`.
    pub config: Cow<'static, [u8]>,
    /// `tokenizer.json`.
    pub tokenizer: Cow<'static, [u8]>,
    /// `model.safetensors`.
    pub weights: Cow<'static, [u8]>,
    /// SHA-256 of the weights, where it is known beforehand.
    pub hash: Option<String>,
    /// Whether the model is part of the program.
    pub built_in: bool,
}

impl Source {
    /// Reads the three files of a folder.
    ///
    /// # Errors
    /// [`Error::Model`] when it is no folder or lacks one of the files.
    pub fn read(folder: &Path) -> Result<Source> {
        if !folder.is_dir() {
            return Err(fault(
                folder,
                "no such folder, and no built-in model of that name (see pullquote models list)",
            ));
        }
        let read = |name: &str| {
            std::fs::read(folder.join(name)).map(Cow::Owned).map_err(|error| {
                let hint = match error.kind() {
                    std::io::ErrorKind::NotFound => missing(folder, name),
                    _ => error.to_string(),
                };
                fault(folder, format!("{name}: {hint}"))
            })
        };
        let [config, tokenizer, weights] = FILES;
        Ok(Source {
            place: folder.to_path_buf(),
            config: read(config)?,
            tokenizer: read(tokenizer)?,
            weights: read(weights)?,
            hash: None,
            built_in: false,
        })
    }
}

/// Why a file is missing, as far as the folder tells.
fn missing(folder: &Path, name: &str) -> String {
    let others = [
        ("model.safetensors.index.json", "is split into parts"),
        ("pytorch_model.bin", "is in the old pickle format"),
    ];
    for (other, why) in others {
        if name == FILES[2] && folder.join(other).exists() {
            return format!(
                "missing; the model {why}: save it again with save_pretrained(…, max_shard_size=\"100GB\", safe_serialization=True)"
            );
        }
    }
    format!("missing; a model folder holds {}", FILES.join(", "))
}

fn fault(place: &Path, reason: impl Into<String>) -> Error {
    Error::Model { path: place.to_path_buf(), reason: reason.into() }
}

impl Model {
    /// Puts a model together from its files.
    ///
    /// # Errors
    /// [`Error::Model`] with the file and what is wrong in it.
    pub fn load(source: Source) -> Result<Model> {
        let Source { place, config, tokenizer, weights, hash, built_in } = source;
        let in_file = |name: &str, reason: String| fault(&place, format!("{name}: {reason}"));
        let config = Config::parse(&config).map_err(|reason| in_file(FILES[0], reason))?;
        let bytes = weights.len() as u64;
        let hash = hash.unwrap_or_else(|| hex(&Sha256::digest(&weights)));
        let tensors = Tensors::parse(Blob::new(weights), &weights::PREFIXES, weights::PROBE)
            .map_err(|reason| in_file(FILES[2], reason))?;
        let weights =
            Weights::collect(&tensors, &config).map_err(|reason| in_file(FILES[2], reason))?;
        let heads = head_infos(&config);
        let tokenize =
            Tokenize::parse(&tokenizer, &config).map_err(|reason| in_file(FILES[1], reason))?;
        Ok(Model {
            heads: Heads::new(&heads).map_err(|reason| in_file(FILES[0], reason))?,
            info: ModelInfo {
                name: config.extra.name.clone().unwrap_or_else(|| folder_name(&place)),
                version: config.extra.version.clone(),
                hash: hash.chars().take(12).collect(),
                licence: config.extra.license.clone(),
                languages: config.extra.languages.clone(),
                parameters: tensors.parameters(),
                bytes,
                window: tokenize.window(),
                heads,
                path: (!built_in).then(|| place.clone()),
            },
            config,
            tokenize,
            weights: Some(weights),
        })
    }

    /// The weights, once: the engine keeps them in its own form.
    pub fn take_weights(&mut self) -> Weights {
        self.weights.take().expect("an engine is built once, right after loading")
    }
}

/// The declared heads, or the one sentiment head of a stock classifier.
fn head_infos(config: &Config) -> Vec<HeadInfo> {
    if !config.extra.heads.is_empty() {
        return config.extra.heads.clone();
    }
    vec![HeadInfo {
        name: "sentiment".into(),
        labels: config.labels.clone(),
        calibration: None,
        confusion: None,
        uncertain_margin: Some(DEFAULT_MARGIN),
    }]
}

fn folder_name(folder: &Path) -> String {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    full.file_name().unwrap_or(full.as_os_str()).to_string_lossy().into_owned()
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
