//! What the user sees while a command runs: standard output, warnings, progress.

use crate::error::reason;
use crate::error::{Error, ExitCode, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

/// Standard error as the options want it.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    quiet: bool,
    verbose: bool,
}

impl Console {
    /// A console that keeps silent (`quiet`) or tells more (`verbose`).
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// Whether a summary may be printed.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// One line on what went wrong without ending the command.
    pub fn warn(self, progress: &ProgressBar, message: impl std::fmt::Display) {
        if !self.quiet {
            progress.suspend(|| eprintln!("pullquote: {message}"));
        }
    }

    /// One line on what is done.
    pub fn tell(self, progress: &ProgressBar, message: impl std::fmt::Display) {
        if self.verbose {
            progress.suspend(|| eprintln!("{message}"));
        }
    }

    /// A progress bar over so many inputs; nothing is drawn where nobody looks.
    pub fn progress(self, length: usize, unit: &'static str) -> ProgressBar {
        let target = if !self.quiet && io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        let template = format!("{{bar:30}} {{pos}}/{{len}} {unit}, {{elapsed}}, {{eta}} left");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar
    }
}

/// Standard output, buffered.
pub struct Stdout(BufWriter<StdoutLock<'static>>);

impl Stdout {
    /// Takes standard output for this command alone.
    pub fn open() -> Self {
        Self(BufWriter::with_capacity(1 << 16, io::stdout().lock()))
    }

    /// Prints all of it and ends the command.
    pub fn print(mut self, bytes: &[u8]) -> Result<ExitCode> {
        self.0.write_all(bytes).and_then(|()| self.0.flush()).map_err(stdout_error)?;
        Ok(ExitCode::Done)
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What a failed write to standard output means.
pub fn stdout_error(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Error::ClosedPipe,
        _ => Error::Output { path: "standard output".into(), reason: reason(&error) },
    }
}
