//! The options of `pullquote analyze`.

use super::{Input, Model};
use clap::Args;
use std::path::PathBuf;

/// `pullquote analyze`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pullquote analyze article.txt
  pullquote analyze articles/ more.html -o result --excel
  pullquote analyze 'news/*.html' --all-languages --threads 2

Files written:
  comments.csv   one row a comment: who, what, where, and the scores
  summary.csv    counts, shares and means by role, article, speaker, day and kind
  articles.csv   one row an article: status, counts, seconds
  failures.csv   what could not be read, and why
  manifest.json  what ran, on what, with what

Public reaction (roles public, named, media) and the subject's own words are never added up.")]
pub struct Analyze {
    /// What to read.
    #[command(flatten)]
    pub input: Input,

    /// Folder for the result; files of an earlier result in it are replaced
    #[arg(long, short, value_name = "DIR", default_value = "pullquote-out")]
    pub output: PathBuf,

    /// Make the CSV files safe and easy for spreadsheets
    ///
    /// Adds the byte-order mark and puts an apostrophe before text that a spreadsheet would
    /// run as a formula.
    #[arg(long)]
    pub excel: bool,

    /// Count comments in languages that the model was not trained for, too
    ///
    /// They are always in comments.csv, flagged not-english; without this option summary.csv
    /// leaves them out.
    #[arg(long)]
    pub all_languages: bool,

    /// Count repeated comments, too
    ///
    /// The same words of the same speaker in another article are always in comments.csv, flagged
    /// duplicate-of; without this option summary.csv counts them once.
    #[arg(long)]
    pub keep_duplicates: bool,

    /// How to score.
    #[command(flatten)]
    pub model: Model,
}
