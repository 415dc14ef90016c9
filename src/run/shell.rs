//! `pullquote completions` and `pullquote man`.

use super::console::Stdout;
use crate::cli::Cli;
use crate::error::{ExitCode, Result};
use clap::CommandFactory;

/// Prints the completion script of a shell.
pub fn completions(shell: clap_complete::Shell) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pullquote", &mut script);
    Stdout::open().print(&script)
}

/// Prints the manual page, the commands' pages after the program's.
pub fn man() -> Result<ExitCode> {
    let mut command = Cli::command();
    command.build();
    let mut pages = Vec::new();
    render(&command, &mut pages);
    Stdout::open().print(&pages)
}

/// Adds the page of a command and of the commands in it.
fn render(command: &clap::Command, pages: &mut Vec<u8>) {
    // Writing into memory cannot fail.
    let _ = clap_mangen::Man::new(command.clone()).render(pages);
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        render(inner, pages);
    }
}
