//! The options of `pullquote extract`.

use super::{Format, Input};
use clap::Args;

/// `pullquote extract`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pullquote extract article.txt
  pullquote extract articles/ --format jsonl --with-text > comments.jsonl
  curl -s https://example.org/story | pullquote extract -")]
pub struct Extract {
    /// What to read.
    #[command(flatten)]
    pub input: Input,

    /// Format of the output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,

    /// Print the text of each article, too
    ///
    /// One more row an article, before its comments: kind is \"article\", text is the text that
    /// the comments' start and end count in.
    #[arg(long)]
    pub with_text: bool,

    /// Make CSV safe and easy for spreadsheets
    #[arg(long)]
    pub excel: bool,
}
