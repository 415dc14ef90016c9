//! What runs a model.

use super::model::Model;
use super::options::{EngineKind, KernelKind, Options};
use super::pack::Batch;
use super::packed::{Encoder, kernel};
use crate::error::{Error, Result};
use std::fmt::Debug;

/// Runs a model on packed sequences.
pub trait Engine: Debug + Send + Sync {
    /// Logits of all heads, one row a sequence, in their order. They must not depend on the
    /// other sequences of the batch.
    ///
    /// # Errors
    /// [`Error::Model`] when the engine fails.
    fn logits(&self, batch: &Batch) -> Result<Vec<f32>>;

    /// Name, numbers and instruction set, for the manifest.
    fn describe(&self) -> String;
}

/// The environment variable that forces a kernel, as `--kernel` does.
const KERNEL_VARIABLE: &str = "PULLQUOTE_KERNEL";

/// Builds the engine that the options ask for; takes the weights out of the model.
///
/// # Errors
/// [`Error::Usage`] when this build or processor lacks it.
pub fn build(model: &mut Model, options: &Options) -> Result<Box<dyn Engine>> {
    match options.engine {
        EngineKind::Packed => {
            let kind = forced_kernel(options.kernel)?;
            let kernel = kernel::choose(kind).ok_or_else(|| {
                Error::Usage(format!("kernel {kind}: this processor lacks its instructions; leave out --kernel to have the fastest chosen"))
            })?;
            Ok(Box::new(Encoder::new(model, options.precision, kernel)))
        }
        EngineKind::RustBert => rust_bert(model),
    }
}

#[cfg(feature = "rust-bert")]
fn rust_bert(model: &mut Model) -> Result<Box<dyn Engine>> {
    Ok(Box::new(super::rust_bert::RustBert::new(model)))
}

#[cfg(not(feature = "rust-bert"))]
fn rust_bert(_: &mut Model) -> Result<Box<dyn Engine>> {
    Err(Error::Usage(
        "engine rust-bert: this program was built without it; build it with --features rust-bert \
         (scripts/libtorch/README.md says how), or leave out --engine"
            .into(),
    ))
}

/// The kernel of the option, or else of the environment.
fn forced_kernel(option: KernelKind) -> Result<KernelKind> {
    match std::env::var(KERNEL_VARIABLE) {
        Ok(name) if option == KernelKind::Auto && !name.is_empty() => {
            name.parse().map_err(|error| Error::Usage(format!("{KERNEL_VARIABLE}: {error}")))
        }
        _ => Ok(option),
    }
}
