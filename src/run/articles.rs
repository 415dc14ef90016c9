//! Reading articles: many at a time, in the order of the inputs, in bounded memory.

use super::console::Console;
use crate::cli;
use crate::domain::{Article, Comment};
use crate::error::{Error, Result};
use crate::load::{self, Document, Inputs, ReadOptions, Record, Records};
use crate::report::manifest;
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Records read at a time: enough to keep all cores busy, few enough to bound memory.
const CHUNK: usize = 64;

/// Bytes of records read at a time, after which no more are added to a chunk.
const CHUNK_BYTES: usize = 16 << 20;

/// Failures that are told one by one before the rest is only counted.
const TOLD: usize = 10;

/// Some articles of an input, or the reason why there are none.
pub struct Opened {
    /// Its name as given.
    pub name: String,
    /// What the manifest says about it, once all of it is read; `None` when it could not be.
    pub input: Option<manifest::Input>,
    /// Its next articles in order.
    pub articles: Vec<Result<Read>>,
}

/// An article that was read.
pub struct Read {
    /// The article.
    pub article: Arc<Article>,
    /// Its language, when certain.
    pub language: Option<String>,
    /// Its comments, in order of position.
    pub comments: Vec<Comment>,
    /// Time that searching it took.
    pub time: Duration,
}

/// What was typed about the inputs as what is meant.
pub fn reading(input: &cli::Input) -> (Inputs, ReadOptions) {
    let inputs = Inputs { named: input.inputs.clone(), lists: Vec::new() };
    (inputs, ReadOptions::default())
}

/// Opens all inputs and hands their articles on in order, a chunk at a time.
///
/// # Errors
/// What `take` returns; inputs that cannot be read are values.
pub fn read_all(
    inputs: &Inputs,
    options: &ReadOptions,
    console: Console,
    mut take: impl FnMut(Vec<Opened>, &ProgressBar) -> Result<()>,
) -> Result<()> {
    let progress = console.progress(load::find(inputs).count(), "inputs");
    let mut chunk = Chunk::default();
    for source in load::find(inputs) {
        match source {
            Err(error) => chunk.pieces.push(Piece::failed(error)),
            Ok(source) => {
                let mut records = load::records(&source, options);
                chunk.pieces.push(Piece::new(source.id.0.clone()));
                for record in records.by_ref() {
                    if chunk.add(&source.id.0, record) {
                        take(chunk.search(), &progress)?;
                    }
                }
                chunk.finish(&source.id.0, records, console, &progress);
            }
        }
        progress.inc(1);
        if chunk.is_full() {
            take(chunk.search(), &progress)?;
        }
    }
    take(chunk.search(), &progress)?;
    progress.finish_and_clear();
    Ok(())
}

/// Records that are searched together.
#[derive(Default)]
struct Chunk {
    pieces: Vec<Piece>,
    records: usize,
    bytes: usize,
}

/// The records of one input in a chunk.
struct Piece {
    name: String,
    input: Option<manifest::Input>,
    records: Vec<Result<Record>>,
}

impl Piece {
    fn new(name: String) -> Self {
        Self { name, input: None, records: Vec::new() }
    }

    fn failed(error: Error) -> Self {
        Self { name: error.place().to_owned(), input: None, records: vec![Err(error)] }
    }
}

impl Chunk {
    /// Adds a record of an input; true when the chunk is full.
    fn add(&mut self, input: &str, record: Result<Record>) -> bool {
        self.records += 1;
        self.bytes += record.as_ref().map_or(0, Record::size);
        match self.pieces.last_mut() {
            Some(piece) => piece.records.push(record),
            None => {
                self.pieces.push(Piece::new(input.to_owned()));
                self.pieces[0].records.push(record);
            }
        }
        self.is_full()
    }

    /// Notes what is known of an input whose records are all read.
    fn finish(&mut self, name: &str, records: Records, console: Console, progress: &ProgressBar) {
        let Some(finished) = records.finish() else { return };
        for remark in finished.remarks {
            console.warn(progress, remark);
        }
        if self.pieces.is_empty() {
            self.pieces.push(Piece::new(name.to_owned()));
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.input = Some(manifest::Input {
                path: name.to_owned(),
                bytes: Some(finished.bytes),
                sha256: Some(finished.sha256.iter().map(|byte| format!("{byte:02x}")).collect()),
            });
        }
    }

    fn is_full(&self) -> bool {
        self.records.max(self.pieces.len()) >= CHUNK || self.bytes >= CHUNK_BYTES
    }

    /// Searches all records and empties the chunk.
    fn search(&mut self) -> Vec<Opened> {
        let pieces = std::mem::take(self).pieces;
        pieces
            .into_par_iter()
            .map(|piece| Opened {
                name: piece.name,
                input: piece.input,
                articles: piece
                    .records
                    .into_par_iter()
                    .map(|record| load::document(record?).map(search))
                    .collect(),
            })
            .collect()
    }
}

/// Finds the comments of a document.
fn search(document: Document) -> Read {
    let started = Instant::now();
    let comments = load::comments(&document);
    Read {
        article: Arc::new(document.article),
        language: document.language,
        comments,
        time: started.elapsed(),
    }
}

/// How many articles were read and how many failed, and what there is to tell about it.
#[derive(Default)]
pub struct Outcome {
    /// Articles that were read.
    pub read: u64,
    /// Inputs and articles that failed.
    pub failed: u64,
    /// Failures that nobody was told yet. A failure that is all there is becomes the error that
    /// ends the command, so it is not told before.
    untold: Vec<Error>,
}

impl Outcome {
    /// Notes an article that was read.
    pub fn note_read(&mut self) {
        self.read += 1;
    }

    /// Notes a failure.
    pub fn note_failure(&mut self, error: Error) {
        self.failed += 1;
        self.untold.push(error);
    }

    /// Tells the failures so far.
    pub fn tell(&mut self, console: Console, progress: &ProgressBar) {
        if self.read == 0 && self.failed == 1 {
            return;
        }
        let told = self.failed as usize - self.untold.len();
        for error in self.untold.drain(..).take(TOLD.saturating_sub(told)) {
            console.warn(progress, error);
        }
    }

    /// The error that ends a command that could read nothing.
    ///
    /// # Errors
    /// [`Error::NothingRead`], or the only failure there is.
    pub fn check(&mut self, console: Console) -> Result<()> {
        if self.failed as usize > TOLD {
            let more = self.failed as usize - TOLD;
            console.warn(&ProgressBar::hidden(), format_args!("{more} more inputs failed"));
        }
        match (self.read, self.untold.pop()) {
            (0, Some(only)) => Err(only),
            (0, None) => Err(Error::NothingRead("no article could be read".into())),
            _ => Ok(()),
        }
    }
}
