//! Which files a result has besides those that every result has.

use clap::{Args, ValueEnum};

/// Which files a result has besides those that every result has.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Files")]
pub struct Outputs {
    /// Write the comments in these formats, too: xlsx, parquet, jsonl
    ///
    /// CSV, the page and the manifest are always written. result.xlsx is one workbook with the
    /// summary, the comments, the articles, the failures and a data dictionary. Files of a format
    /// that an earlier run wrote and this one does not are removed.
    #[arg(long, value_name = "FORMATS", value_enum, value_delimiter = ',')]
    pub format: Vec<OutputFormat>,

    /// Split comments.parquet by day: comments/day=2025-01-28/part-0.parquet
    ///
    /// The day is that of the post, else of the article. Needs --format parquet.
    #[arg(long, value_name = "COLUMN", value_enum)]
    pub partition_by: Option<PartitionBy>,
}

/// Formats of the comments besides CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Comma-separated values, which are always written
    Csv,
    /// One workbook of all tables
    Xlsx,
    /// Parquet with typed columns
    Parquet,
    /// One JSON object a line
    Jsonl,
}

/// What Parquet files are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PartitionBy {
    /// The day of the post, else of the article
    Day,
}
