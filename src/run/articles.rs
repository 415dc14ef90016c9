//! Reading articles: many at a time, in the order of the inputs, in bounded memory.

use super::console::Console;
use crate::domain::{Article, ArticleId, Comment, Metadata};
use crate::error::{Error, Result};
use crate::load::{self, Block, BlockKind, Document};
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Inputs read at a time: enough to keep all cores busy, few enough to bound memory.
const CHUNK: usize = 64;

/// An article that was read.
pub struct Read {
    /// The article.
    pub article: Arc<Article>,
    /// Its language, when certain.
    pub language: Option<String>,
    /// Its comments, in order of position.
    pub comments: Vec<Comment>,
    /// Time that reading and searching took.
    pub time: Duration,
}

/// Reads all inputs and hands them on in their order, a chunk at a time.
///
/// # Errors
/// What `take` returns; inputs that cannot be read are values.
pub fn read_all(
    inputs: &[String],
    console: &Console,
    mut take: impl FnMut(Vec<Result<Read>>, &ProgressBar) -> Result<()>,
) -> Result<()> {
    let mut paths = Vec::new();
    for input in inputs {
        for entry in walkdir::WalkDir::new(input).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::Input {
                place: input.clone(),
                reason: error.to_string(),
            })?;
            if entry.file_type().is_file() {
                paths.push(entry.path().to_string_lossy().into_owned());
            }
        }
    }
    let progress = console.progress(paths.len(), "articles");
    for chunk in paths.chunks(CHUNK) {
        let read = chunk.par_iter().map(|path| read(path)).collect();
        progress.inc(chunk.len() as u64);
        take(read, &progress)?;
    }
    progress.finish_and_clear();
    Ok(())
}

fn read(path: &str) -> Result<Read> {
    let started = Instant::now();
    let bytes = std::fs::read(path)
        .map_err(|error| Error::Input { place: path.into(), reason: error.to_string() })?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let from = start + (line.len() - line.trim_start().len());
            blocks.push(Block { kind: BlockKind::Paragraph, bytes: from..from + trimmed.len() });
        }
        start += line.len();
    }
    let document = Document {
        article: Article { id: ArticleId(path.into()), metadata: Metadata::default(), text },
        blocks,
        language: None,
    };
    let comments = load::comments(&document);
    Ok(Read {
        article: Arc::new(document.article),
        language: document.language,
        comments,
        time: started.elapsed(),
    })
}
