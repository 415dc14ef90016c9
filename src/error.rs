//! What can go wrong, said in one line: what was tried, where, and what to do.

use std::path::PathBuf;

/// The program's exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// All done.
    Done = 0,
    /// Done, but some inputs failed; they are listed in `failures.csv`.
    SomeFailed = 1,
    /// Wrong use.
    Usage = 2,
    /// Nothing could be read.
    NothingRead = 3,
    /// The model could not be loaded.
    Model = 4,
    /// The result could not be written.
    Output = 5,
    /// Interrupted; the run can be resumed.
    Interrupted = 130,
}

/// An error of any stage.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The options do not fit together.
    #[error("{0}")]
    Usage(String),

    /// One input could not be read; the run goes on without it.
    #[error("{place}: {reason}")]
    Input {
        /// File, or file and record or line, as the user would name it.
        place: String,
        /// What is wrong and what to do.
        reason: String,
    },

    /// No input could be read at all.
    #[error("{0}")]
    NothingRead(String),

    /// The model could not be loaded.
    #[error("model {}: {reason}", path.display())]
    Model {
        /// The model's folder or file.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },

    /// A result could not be written.
    #[error("cannot write {}: {reason}", path.display())]
    Output {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },

    /// The user ended the run, which can be resumed.
    #[error("{0}")]
    Interrupted(String),

    /// Standard output was closed by its reader; no fault of anybody's.
    #[error("the output was closed")]
    ClosedPipe,
}

impl Error {
    /// The input that failed, as the user would name it; empty for errors of another kind.
    pub fn place(&self) -> &str {
        match self {
            Error::Input { place, .. } => place,
            _ => "",
        }
    }

    /// The exit code that this error ends the program with.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Error::Usage(_) => ExitCode::Usage,
            Error::Input { .. } | Error::NothingRead(_) => ExitCode::NothingRead,
            Error::Model { .. } => ExitCode::Model,
            Error::Output { .. } => ExitCode::Output,
            Error::Interrupted(_) => ExitCode::Interrupted,
            Error::ClosedPipe => ExitCode::Done,
        }
    }
}

/// The result of anything that may fail.
pub type Result<T> = std::result::Result<T, Error>;

/// The reason of an error of the system, without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.as_str(), |(reason, _)| reason).to_lowercase()
}

/// A text on one line: what would break it, run on a terminal or turn the line's direction becomes
/// a space.
pub fn one_line(text: &str) -> String {
    let unsafe_there = |letter: char| {
        letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|letter| if unsafe_there(letter) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_an_input_quotes_can_neither_break_the_line_nor_run_on_a_terminal() {
        assert_eq!(one_line("a\nb\r\u{1b}[2J \u{202e}c – é 😀"), "a b  [2J  c – é 😀");
    }
}
