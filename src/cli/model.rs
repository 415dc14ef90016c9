//! How to score: options that several commands share.

use crate::score::{EngineKind, KernelKind, Precision};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::num::NonZeroUsize;
use std::str::FromStr;

/// How to score.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Model")]
pub struct Model {
    /// A built-in model by name, or the folder of another one
    ///
    /// The folder holds config.json, tokenizer.json and model.safetensors of a BERT or RoBERTa
    /// classifier. Without this option the built-in model is used.
    #[arg(long, value_name = "NAME-OR-PATH")]
    pub model: Option<String>,

    /// Languages that the model of the folder was trained for, such as en,de
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub model_languages: Option<Vec<String>>,

    /// What runs the model
    ///
    /// rust-bert is there in programs that were built with it: it multiplies fp32 with libtorch, on
    /// a CUDA GPU if libtorch finds one. Its scores are those of packed with --precision fp32, but
    /// for the last digits.
    #[arg(long, value_parser = engines(), default_value_t)]
    pub engine: EngineKind,

    /// Numbers that the packed engine multiplies: int8 is fast, fp32 the reference
    #[arg(long, value_parser = one_of(Precision::ALL, Precision::name), default_value_t)]
    pub precision: Precision,

    /// Instruction set of the packed engine; auto takes the fastest
    #[arg(long, value_parser = one_of(KernelKind::ALL, KernelKind::name), default_value_t)]
    pub kernel: KernelKind,

    /// Texts scored at a time; bounds memory, never changes a score
    #[arg(long, value_name = "N")]
    pub batch: Option<NonZeroUsize>,
}

/// A parser of all engines that lists those of this build. Building the engine tells what to do
/// about one that is missing.
fn engines() -> impl TypedValueParser<Value = EngineKind> {
    let value = |kind: &EngineKind| {
        let is_missing = *kind == EngineKind::RustBert && !cfg!(feature = "rust-bert");
        PossibleValue::new(kind.name()).hide(is_missing)
    };
    PossibleValuesParser::new(EngineKind::ALL.iter().map(value))
        .try_map(|name: String| name.parse::<EngineKind>())
}

/// A parser of the names of the given values.
pub(super) fn one_of<T>(all: &[T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|value| name(*value)))
        .try_map(|name: String| name.parse::<T>())
}
