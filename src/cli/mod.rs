//! What was typed: commands, options and their help.
//!
//! One file a command; [`Input`], [`Format`] and [`Model`] are shared by several. Nothing is
//! decided here; [`crate::run`] turns what was typed into what is meant.

mod analyze;
mod eval;
mod extract;
mod format;
mod input;
mod model;
mod models;
mod outputs;
mod report;
mod run;
mod score;

pub use analyze::Analyze;
pub use eval::{Eval, EvalFormat};
pub use extract::Extract;
pub use format::Format;
pub use input::{Input, Limit};
pub use model::Model;
pub use models::{Models, ModelsCommand};
pub use outputs::{OutputFormat, Outputs, PartitionBy};
pub use report::{Comparison, Grouping, Report, ReportFilter};
pub use run::Run;
pub use score::Score;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;

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
  pullquote report monday tuesday -o week     one result of several

Exit codes:
  0 all done                   1 done, but some inputs failed (see failures.csv)
  2 wrong use                  3 nothing could be read
  4 the model did not load     5 the result could not be written
  130 interrupted; the same command goes on";

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

    /// Write log lines to standard error as text or as JSON, one object a line
    ///
    /// Either tells what --verbose tells and shows no progress bar; the last line says how the run
    /// ended, in numbers.
    #[arg(long, global = true, value_enum, value_name = "FORMAT", display_order = 903)]
    pub log_format: Option<LogFormat>,
}

/// Formats of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// For machines
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find the comments of articles, score them, and write a result folder
    Analyze(Analyze),
    /// Do what a job file describes: analyze, for schedulers
    Run(Run),
    /// Print the comments of articles, without sentiment
    Extract(Extract),
    /// Score texts that are comments already
    Score(Score),
    /// Measure how well the model agrees with a labelled file
    Eval(Eval),
    /// Sum up earlier results again: filter, group, merge, compare
    Report(Report),
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_and_options_fit_together() {
        Cli::command().debug_assert();
    }
}
