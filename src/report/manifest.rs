//! `manifest.json`: what ran, on what, with what, so that it can be run again.

use super::summary::LeftOut;
use crate::score::ModelInfo;
use serde::Serialize;

/// All that is written.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// The program.
    pub program: Program,
    /// The command line.
    pub arguments: Vec<String>,
    /// The options as they were meant, defaults resolved.
    pub options: Options,
    /// The model.
    pub model: ModelInfo,
    /// When the run began, UTC.
    pub started: String,
    /// When it ended, UTC.
    pub ended: String,
    /// What was counted.
    pub counts: Counts,
    /// Every input that was opened.
    pub inputs: Vec<Input>,
}

/// The program that ran.
#[derive(Debug, Serialize)]
pub struct Program {
    name: &'static str,
    version: &'static str,
    system: &'static str,
    processor: &'static str,
}

impl Default for Program {
    fn default() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            system: std::env::consts::OS,
            processor: std::env::consts::ARCH,
        }
    }
}

/// Options that shape the result.
#[derive(Debug, Serialize)]
pub struct Options {
    /// What ran the model.
    pub engine: String,
    /// The numbers that were multiplied.
    pub precision: String,
    /// The instruction set that was asked for.
    pub kernel: String,
    /// Whether the CSV files are made for spreadsheets.
    pub excel: bool,
    /// Whether comments in other languages are counted.
    pub all_languages: bool,
    /// Whether repeated comments are counted.
    pub keep_duplicates: bool,
}

/// What was counted.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    /// Articles that were read.
    pub articles: u64,
    /// Inputs that failed.
    pub failures: u64,
    /// Rows of `comments.csv`.
    pub comments: u64,
    /// Comments that the summary counts.
    pub comments_in_summary: u64,
    /// Comments that it leaves out, and why.
    pub left_out: LeftOut,
}

/// One input.
#[derive(Debug, Serialize)]
pub struct Input {
    /// Its path as given.
    pub path: String,
    /// Its size in bytes, after unpacking.
    pub bytes: u64,
    /// SHA-256 of its bytes, after unpacking.
    pub sha256: String,
}

impl Manifest {
    /// The file's content.
    ///
    /// # Panics
    /// Never: all fields are plain data with string keys.
    pub fn print(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("plain data always serialises");
        bytes.push(b'\n');
        bytes
    }
}
