//! Comments → scores.
//!
//! A [`Scorer`] is a model (weights, tokenizer, labels, calibration) with an engine that runs
//! it. It takes texts and gives one [`Scored`](crate::domain::Scored) each, in their order. The
//! numbers depend on the text and the model only: never on the other texts, their order, the
//! batch size or the number of threads.

mod engine;
mod info;
mod language;
mod model;
pub mod models;
mod options;
mod pack;
mod packed;
mod recent;
#[cfg(feature = "rust-bert")]
mod rust_bert;
mod scorer;
mod tokenize;

/// The encoder's inner loops, public for the benchmarks only.
#[doc(hidden)]
pub use packed::kernel;

pub use info::{Calibration, Confusion, HeadInfo, ModelInfo};
pub use options::{EngineKind, KernelKind, Options, Precision};
pub use scorer::Scorer;
