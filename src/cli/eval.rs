//! The options of `pullquote eval`.

use super::Model;
use super::model::one_of;
use crate::domain::Task;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `pullquote eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pullquote eval tweets.jsonl.gz --task sentiment
  pullquote eval posts.csv --task irony --text-field post --label-field sarcastic
  pullquote eval tweets.jsonl --task hate --format json --predictions answers.jsonl

Labels, and the measure that counts for each task:
  sentiment  negative, neutral, positive      macro-averaged recall
  emotion    anger, joy, optimism, sadness    macro F1
  irony      non_irony, irony                 F1 of irony
  offensive  not-offensive, offensive         macro F1
  hate       not-hate, hate                   macro F1

Also printed: accuracy; negative log-likelihood (nll), Brier score and expected calibration error
(ece, fifteen bins) of the probabilities; the confusion table with recall, precision and F1.
Texts with other labels are left out and counted.")]
pub struct Eval {
    /// A CSV or JSONL file with texts and their true labels, or - for standard input
    #[arg(value_name = "FILE")]
    pub input: String,

    /// What the labels say
    #[arg(long, value_parser = one_of(&Task::ALL, Task::name))]
    pub task: Task,

    /// Column that holds the texts
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_field: String,

    /// Column that holds the labels
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_field: String,

    /// Format of the output
    #[arg(long, value_enum, default_value_t)]
    pub format: EvalFormat,

    /// Write the answer and the probabilities of every text to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,

    /// How to score.
    #[command(flatten)]
    pub model: Model,
}

/// Formats of an evaluation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// For a reader
    #[default]
    Text,
    /// One JSON object, numbers not rounded
    Json,
}
