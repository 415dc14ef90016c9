//! `manifest.json`: what ran, on what, with what, so that it can be run again.

use super::filter::Filter;
use super::summary::LeftOut;
use crate::score::ModelInfo;
use serde::Serialize;
use std::collections::BTreeMap;

/// All that is written.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// The program that wrote the result.
    pub program: Program,
    /// The command line that wrote it.
    pub arguments: Vec<String>,
    /// How the comments were chosen and summed up.
    pub report: Report,
    /// The runs that the result is made of.
    pub runs: Vec<Run>,
    /// The model; of results of different models the first one's.
    pub model: Option<ModelInfo>,
    /// When the first run began, UTC.
    pub started: String,
    /// When the last run ended, UTC; `None` while there is more to do.
    pub ended: Option<String>,
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

/// How the comments were chosen and summed up.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Which comments the result is about.
    pub filter: Filter,
    /// The levels of the summary.
    pub levels: Vec<&'static str>,
    /// The columns of the input that it groups by, too.
    pub group_by: Vec<String>,
    /// Groups of fewer comments have no shares and means.
    pub min_group: u64,
    /// Whether comments in other languages are counted.
    pub all_languages: bool,
    /// Whether repeated comments and articles are counted.
    pub keep_duplicates: bool,
    /// Whether the CSV files are made for spreadsheets.
    pub excel: bool,
}

/// One run.
#[derive(Debug, Serialize)]
pub struct Run {
    /// Version of the program that ran.
    pub program: String,
    /// Its latest command line.
    pub arguments: Vec<String>,
    /// Everything that changes a row, by name.
    pub settings: BTreeMap<String, String>,
    /// Name and short hash of the model.
    pub model: String,
    /// Engine, numbers and instruction set that ran it.
    pub engine: String,
    /// The part of the articles that it took, as I/N; `None` for all of them.
    pub shard: Option<String>,
    /// When it began, UTC.
    pub started: String,
    /// When it ended, UTC; `None` while there is more to do.
    pub ended: Option<String>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    /// Articles that were read.
    pub articles: u64,
    /// Of them such that repeat an earlier one.
    pub duplicate_articles: u64,
    /// Inputs that failed.
    pub failures: u64,
    /// Rows of `comments.csv`.
    pub comments: u64,
    /// Comments that a filter of the report left out of all files.
    pub filtered_out: u64,
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
    /// Its size in bytes, after unpacking; `None` when it could not be read to its end.
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes, after unpacking; `None` as above.
    pub sha256: Option<String>,
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
