//! The program: parse, run, print the error, exit.

use clap::Parser;
use pullquote::{cli::Cli, error::Error, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    let code = match run::run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            if !matches!(error, Error::ClosedPipe) {
                run::tell_error(&error);
            }
            error.exit_code()
        }
    };
    ExitCode::from(code as u8)
}
