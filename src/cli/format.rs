//! How to print: options that several commands share.

use clap::ValueEnum;

/// Formats of what is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values
    #[default]
    Csv,
    /// One JSON object a line
    Jsonl,
}
