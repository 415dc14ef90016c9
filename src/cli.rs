//! What was typed: commands, options and their help.
//!
//! Nothing is decided here; [`crate::run`] turns what was typed into what is meant.

use crate::domain::Task;
use crate::score::{EngineKind, KernelKind, Precision};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

/// What did people say about the news, and how did they feel?
///
/// pullquote reads news articles, finds the comments they quote, says who made each of them,
/// and scores how they felt: negative, neutral or positive. It works offline; the model is
/// inside the program.
#[derive(Debug, Parser)]
#[command(
    name = "pullquote",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = AFTER_HELP
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Options that every command takes.
    #[command(flatten)]
    pub global: Global,
}

const AFTER_HELP: &str = "\
Examples:
  pullquote analyze articles/ -o result       read a folder, write a result folder
  pullquote extract article.html              the comments of one article, without sentiment
  echo \"I love it\" | pullquote score          the sentiment of texts that you have already

Exit codes:
  0 all done                   1 done, but some inputs failed (see failures.csv)
  2 wrong use                  3 nothing could be read
  4 the model did not load     5 the result could not be written
  130 interrupted";

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Number of worker threads [default: one a core]; the result never depends on it
    #[arg(long, global = true, value_name = "N", display_order = 900)]
    pub threads: Option<NonZeroUsize>,

    /// Print no progress, no warnings and no summary; errors only
    #[arg(long, short, global = true, conflicts_with = "verbose", display_order = 901)]
    pub quiet: bool,

    /// Say on standard error what is done
    #[arg(long, short, global = true, display_order = 902)]
    pub verbose: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the comments of articles, score them, and write a result folder
    Analyze(Analyze),
    /// Print the comments of articles, without sentiment
    Extract(Extract),
    /// Score texts that are comments already
    Score(Score),
    /// Measure how well the model agrees with a labelled file
    Eval(Eval),
    /// List, show or check the models
    Models(Models),
    /// Print the completion script of a shell
    #[command(after_help = "\
Example:
  pullquote completions bash > ~/.local/share/bash-completion/completions/pullquote")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "\
Example:
  pullquote man | man -l -")]
    Man,
}

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

/// `pullquote score`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  echo \"I love it\" | pullquote score
  pullquote score tweets.csv --text-field tweet > scored.csv
  pullquote score posts.jsonl --format jsonl

All other columns pass through. A column of the input that has the name of one that scoring
adds comes out as input_NAME.")]
pub struct Score {
    /// A CSV or JSONL file, or a text file with one text a line; without it, standard input
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    pub input: String,

    /// Column that holds the texts [default: text]
    ///
    /// Standard input is read as lines of text, unless this option says that it is a table.
    #[arg(long, value_name = "NAME")]
    pub text_field: Option<String>,

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

/// `pullquote models`.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "\
Examples:
  pullquote models list
  pullquote models show path/to/folder
  pullquote models verify"
)]
pub struct Models {
    /// What to do with the models.
    #[command(subcommand)]
    pub command: ModelsCommand,
}

/// The commands of `pullquote models`.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// List the models inside the program
    List,
    /// Show what is known about a model
    Show {
        /// Name of a built-in model, or the folder of another one
        #[arg(value_name = "NAME-OR-PATH")]
        model: String,
    },
    /// Check that the built-in models are whole and give the scores they should
    Verify,
}

/// What to read.
#[derive(Debug, Args)]
pub struct Input {
    /// Files, folders (read with all folders in them), patterns such as 'news/*.html', or -
    ///
    /// Plain text and HTML are told apart by content. A single - is standard input.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,
}

/// How to score.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Model")]
pub struct Model {
    /// A built-in model by name, or the folder of another one
    ///
    /// The folder holds config.json, tokenizer.json and model.safetensors of a BERT or RoBERTa
    /// classifier. Without this option the built-in model is used.
    #[arg(long, value_name = "NAME-OR-PATH")]
    pub model: Option<String>,

    /// Languages that the model of the folder was trained for, such as en,de
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub model_languages: Option<Vec<String>>,

    /// What runs the model
    #[arg(long, value_parser = one_of(ENGINES, EngineKind::name), default_value_t)]
    pub engine: EngineKind,

    /// Numbers that are multiplied: int8 is fast, fp32 the reference
    #[arg(long, value_parser = one_of(Precision::ALL, Precision::name), default_value_t)]
    pub precision: Precision,

    /// Instruction set of the packed engine; auto takes the fastest
    #[arg(long, value_parser = one_of(KernelKind::ALL, KernelKind::name), default_value_t)]
    pub kernel: KernelKind,

    /// Texts scored at a time; bounds memory, never changes a score
    #[arg(long, value_name = "N")]
    pub batch: Option<NonZeroUsize>,
}

/// Formats of what is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Comma-separated values
    #[default]
    Csv,
    /// One JSON object a line
    Jsonl,
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

/// The engines of this build; only what works is listed.
const ENGINES: &[EngineKind] = &[EngineKind::Packed];

/// A parser of the names of the given values.
fn one_of<T>(all: &[T], name: fn(T) -> &'static str) -> impl TypedValueParser<Value = T>
where
    T: FromStr<Err = String> + Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.iter().map(|value| name(*value)))
        .try_map(|name: String| name.parse::<T>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_and_options_fit_together() {
        Cli::command().debug_assert();
    }
}
