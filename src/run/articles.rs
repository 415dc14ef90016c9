//! Reading articles: many at a time, in the order of the inputs, in bounded memory.

use super::console::Console;
use crate::cli;
use crate::domain::{Article, Comment};
use crate::error::{Error, Result};
use crate::load::{self, Document, Fields, Inputs, ReadOptions, Record};
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::sync::Arc;

/// Records read at a time: enough to keep all cores busy, few enough to bound memory.
const CHUNK: usize = 64;

/// Bytes of records read at a time, after which no more are added to a chunk.
const CHUNK_BYTES: usize = 16 << 20;

/// Failures that are told one by one before the rest is only counted.
const TOLD: usize = 10;

/// An article that was read.
pub struct Read {
    /// The article.
    pub article: Arc<Article>,
    /// Its language, when certain.
    pub language: Option<String>,
    /// Its comments, in order of position.
    pub comments: Vec<Comment>,
}

/// What was typed about the inputs as what is meant.
pub fn reading(input: &cli::Input) -> (Inputs, ReadOptions) {
    let inputs = Inputs { named: input.inputs.clone(), lists: input.from_file.clone() };
    let typed = &input.fields;
    let fields = Fields {
        text: typed.text_field.clone(),
        html: typed.html_field.clone(),
        id: typed.id_field.clone(),
        title: typed.title_field.clone(),
        date: typed.date_field.clone(),
        url: typed.url_field.clone(),
    };
    (inputs, ReadOptions { fields, max_bytes: input.limit.max_bytes })
}

/// Opens all inputs and hands their articles on in order, a chunk at a time.
///
/// # Errors
/// What `take` returns; inputs that cannot be read are values.
pub fn read_all(
    inputs: &Inputs,
    options: &ReadOptions,
    console: Console,
    mut take: impl FnMut(Vec<Result<Read>>, &ProgressBar) -> Result<()>,
) -> Result<()> {
    let progress = console.progress_of(inputs);
    let mut chunk = Chunk::default();
    let mut found = 0;
    let mut take = |articles: Vec<Result<Read>>| {
        found += articles.len();
        progress.set_message(format!("{found} articles"));
        take(articles, &progress)
    };
    for source in load::find(inputs) {
        match source {
            Err(error) => chunk.add(Err(error)),
            Ok(source) => {
                let before = progress.position();
                let mut records = load::records(&source, options);
                while let Some(record) = records.next() {
                    chunk.add(record);
                    if chunk.is_full() {
                        progress.set_position(before + records.bytes_read());
                        take(chunk.search())?;
                    }
                }
                progress.set_position(before + records.bytes_read());
                for remark in records.finish().map(|end| end.remarks).unwrap_or_default() {
                    console.warn(&progress, remark);
                }
            }
        }
        if chunk.is_full() {
            take(chunk.search())?;
        }
    }
    take(chunk.search())?;
    progress.finish_and_clear();
    Ok(())
}

/// Records that are searched together.
#[derive(Default)]
struct Chunk {
    records: Vec<Result<Record>>,
    bytes: usize,
}

impl Chunk {
    fn add(&mut self, record: Result<Record>) {
        self.bytes += record.as_ref().map_or(0, Record::size);
        self.records.push(record);
    }

    fn is_full(&self) -> bool {
        self.records.len() >= CHUNK || self.bytes >= CHUNK_BYTES
    }

    /// Searches all records and empties the chunk.
    fn search(&mut self) -> Vec<Result<Read>> {
        let records = std::mem::take(self).records;
        records.into_par_iter().map(|record| load::document(record?).map(search)).collect()
    }
}

/// Finds the comments of a document.
fn search(document: Document) -> Read {
    let comments = load::comments(&document);
    Read { article: Arc::new(document.article), language: document.language, comments }
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
    /// Notes articles that were read.
    pub fn note_read(&mut self, articles: u64) {
        self.read += articles;
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

    /// Tells what is left to tell at the end.
    pub fn tell_rest(&mut self, console: Console) {
        for error in self.untold.drain(..) {
            console.warn(&ProgressBar::hidden(), error);
        }
        self.tell_number(console);
    }

    /// Tells how many failures were not told one by one.
    fn tell_number(&self, console: Console) {
        if self.failed as usize > TOLD {
            let more = self.failed as usize - TOLD;
            console.warn(&ProgressBar::hidden(), format_args!("{more} more inputs failed"));
        }
    }

    /// The error that ends a command that could read nothing.
    ///
    /// # Errors
    /// [`Error::NothingRead`], or the only failure there is.
    pub fn check(&mut self, console: Console) -> Result<()> {
        self.tell_number(console);
        match (self.read, self.untold.pop()) {
            (0, Some(only)) => Err(only),
            (0, None) => Err(Error::NothingRead("no article could be read".into())),
            _ => Ok(()),
        }
    }
}
