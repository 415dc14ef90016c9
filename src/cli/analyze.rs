//! The options of `pullquote analyze`.

use super::{Input, Model, Outputs};
use crate::journal::Shard;
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
  report.html    the result as one page that opens offline: words, charts, all comments
  manifest.json  what ran, on what, with what
  datapackage.json  the types and meanings of all columns (Frictionless)
  journal.sqlite what is done, so that a run that was stopped can go on

Public reaction (roles public, named, media) and the subject's own words are never added up.")]
pub struct Analyze {
    /// What to read.
    #[command(flatten)]
    pub input: Input,

    /// Folder for the result
    ///
    /// Its journal, journal.sqlite, remembers what is done: the same command on the same folder
    /// goes on where the last run stopped and reads only what is new or changed. The other files
    /// are written anew each time.
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

    /// Count repeated articles and comments, too
    ///
    /// An article with the address or nearly the words of an earlier one has that one's name in
    /// articles.csv under duplicate_of, and its comments are flagged article-duplicate-of. The same
    /// words of the same speaker in another article are flagged duplicate-of. All are always in
    /// comments.csv; without this option summary.csv counts them once.
    #[arg(long)]
    pub keep_duplicates: bool,

    /// Start over: forget what earlier runs on the result folder have done
    #[arg(long)]
    pub fresh: bool,

    /// Take one part of the articles only, such as 2/4 for the second of four
    ///
    /// The parts are split by the name of the article, the same way on every machine. Give each
    /// part a folder of its own.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Write the numbers of the run to a file for the textfile collector of Prometheus
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,

    /// Which files the result has besides.
    #[command(flatten)]
    pub outputs: Outputs,

    /// How to score.
    #[command(flatten)]
    pub model: Model,
}
