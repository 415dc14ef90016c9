//! Each command as one readable function: load → score → report.
//!
//! What was typed ([`crate::cli`]) becomes here what is meant. Only this module knows all
//! three stages.

mod analyze;
mod articles;
mod clock;
mod console;
mod eval;
mod extract;
mod interrupt;
mod job;
mod metrics;
mod model;
mod models;
mod pipeline;
mod report;
mod score;
mod screen;
mod shell;

use crate::cli::{Cli, Command, Global};
use crate::error::{Error, ExitCode, Result};
use console::Console;

/// Runs a command and says how it ended.
///
/// # Errors
/// Whatever ends the command early; one bad input among good ones does not.
pub fn run(cli: Cli) -> Result<ExitCode> {
    interrupt::install()?;
    let global = cli.global;
    if let Command::Run(options) = &cli.command {
        return job::run(options, &global);
    }
    let (threads, console) = start(&global)?;
    match cli.command {
        Command::Analyze(options) => analyze::run(&options, threads, console),
        Command::Extract(options) => extract::run(&options, console),
        Command::Score(options) => score::run(&options, threads, console),
        Command::Eval(options) => eval::run(&options, threads, console),
        Command::Report(options) => report::run(&options, console),
        Command::Models(options) => models::run(&options),
        Command::Completions { shell } => shell::completions(shell),
        Command::Man => shell::man(),
        Command::Run(_) => unreachable!("a job has options of its own and returned above"),
    }
}

/// Says why the program ends, where its log lines go.
pub fn tell_error(error: &Error) {
    console::tell_end(&error.to_string());
}

/// Starts the worker threads and opens the console, as the options of every command want them.
fn start(global: &Global) -> Result<(Option<usize>, Console)> {
    let threads = global.threads.map(|threads| threads.get());
    let console = Console::open(global);
    if let Some(threads) = threads {
        start_threads(threads)?;
    }
    Ok((threads, console))
}

/// Fixes the number of worker threads of all stages.
fn start_threads(threads: usize) -> Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|error| Error::Usage(format!("cannot start {threads} threads: {error}")))
}
