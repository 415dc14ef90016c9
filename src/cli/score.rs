//! The options of `pullquote score`.

use super::{Format, Limit, Model};
use clap::Args;

/// `pullquote score`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo \"I love it\" | pullquote score
  pullquote score tweets.csv --text-field tweet > scored.csv
  pullquote score posts.jsonl.gz --format jsonl

All other columns pass through. A column of the input that has the name of one that scoring
adds comes out as input_NAME.")]
pub struct Score {
    /// A table (CSV, JSON lines, Parquet) or a text a line; without it, standard input
    ///
    /// The file may be packed as .gz or .zst.
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    pub input: String,

    /// Column that holds the texts [default: text]
    ///
    /// Standard input is read as lines of text, unless this option says that it is a table.
    #[arg(long, value_name = "NAME")]
    pub text_field: Option<String>,

    /// What one text may have.
    #[command(flatten)]
    pub limit: Limit,

    /// Format of the output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,

    /// Make CSV safe and easy for spreadsheets
    #[arg(long)]
    pub excel: bool,

    /// How to score.
    #[command(flatten)]
    pub model: Model,
}
