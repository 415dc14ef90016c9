//! Each command as one readable function: load → score → report.
//!
//! What was typed ([`crate::cli`]) becomes here what is meant. Only this module knows all
//! three stages.

mod analyze;
mod articles;
mod console;
mod eval;
mod extract;
mod interrupt;
mod model;
mod models;
mod report;
mod score;
mod screen;
mod shell;

use crate::cli::{Cli, Command};
use crate::error::{Error, ExitCode, Result};
use console::Console;

/// Runs a command and says how it ended.
///
/// # Errors
/// Whatever ends the command early; one bad input among good ones does not.
pub fn run(cli: Cli) -> Result<ExitCode> {
    interrupt::install()?;
    let threads = cli.global.threads.map(|threads| threads.get());
    if let Some(threads) = threads {
        start_threads(threads)?;
    }
    let console = Console::new(cli.global.quiet, cli.global.verbose);
    match cli.command {
        Command::Analyze(options) => analyze::run(&options, threads, console),
        Command::Extract(options) => extract::run(&options, console),
        Command::Score(options) => score::run(&options, threads, console),
        Command::Eval(options) => eval::run(&options, threads, console),
        Command::Report(options) => report::run(&options, console),
        Command::Models(options) => models::run(&options),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man => shell::man(),
    }
}

/// Fixes the number of worker threads of all stages.
fn start_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|error| Error::Usage(format!("cannot start {threads} threads: {error}")))
}
