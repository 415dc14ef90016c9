//! What to read: options that several commands share.

use clap::Args;

/// What to read.
#[derive(Debug, Args)]
pub struct Input {
    /// Files, folders (read with all folders in them), patterns such as 'news/*.html', or -
    ///
    /// Plain text and HTML are told apart by content. A single - is standard input.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,
}
