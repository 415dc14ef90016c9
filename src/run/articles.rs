//! Reading articles: many at a time, in the order of the inputs, in bounded memory.

use super::console::Console;
use crate::domain::{Article, Comment};
use crate::error::{Error, Result};
use crate::load::{self, Document, Source};
use crate::report::manifest;
use indicatif::ProgressBar;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Inputs read at a time: enough to keep all cores busy, few enough to bound memory.
const CHUNK: usize = 64;

/// Failures that are told one by one before the rest is only counted.
const TOLD: usize = 10;

/// An input that was opened: its articles, or the reason why there are none.
pub struct Opened {
    /// Its name as given.
    pub name: String,
    /// What the manifest says about it; `None` when its bytes could not be read.
    pub input: Option<manifest::Input>,
    /// Its articles in order.
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

/// Opens all inputs and hands them on in their order, a chunk at a time.
///
/// # Errors
/// What `take` returns; inputs that cannot be read are values.
pub fn read_all(
    inputs: &[String],
    console: Console,
    mut take: impl FnMut(Vec<Opened>, &ProgressBar) -> Result<()>,
) -> Result<()> {
    let sources = load::find(inputs);
    let progress = console.progress(sources.len(), "inputs");
    let mut sources = sources.into_iter();
    loop {
        let chunk: Vec<_> = sources.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let length = chunk.len() as u64;
        take(chunk.into_par_iter().map(open).collect(), &progress)?;
        progress.inc(length);
    }
    progress.finish_and_clear();
    Ok(())
}

/// Opens one input.
fn open(source: Result<Source>) -> Opened {
    let failed = |name: String, error| Opened { name, input: None, articles: vec![Err(error)] };
    match source {
        Err(error) => failed(error.place().to_owned(), error),
        Ok(source) => match source.bytes() {
            Err(error) => failed(source.id.0, error),
            Ok(bytes) => Opened {
                input: Some(manifest_input(&source.id.0, &bytes)),
                articles: load::read_bytes(&source.id, bytes)
                    .into_iter()
                    .map(|document| document.map(search))
                    .collect(),
                name: source.id.0,
            },
        },
    }
}

/// What the manifest says about an input.
fn manifest_input(path: &str, bytes: &[u8]) -> manifest::Input {
    let hash = Sha256::digest(bytes);
    manifest::Input {
        path: path.to_owned(),
        bytes: bytes.len() as u64,
        sha256: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
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
