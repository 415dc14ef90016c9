//! Plain UTF-8 files as articles, until the formats of the loading stage are at hand.

use crate::domain::{Article, ArticleId, Metadata};
use crate::error::{Error, Result};
use crate::load::{Block, BlockKind, Document};

/// One file.
pub struct Source {
    pub id: ArticleId,
}

impl Source {
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let failed = |reason: String| Error::Input { place: self.id.0.clone(), reason };
        let bytes = std::fs::read(&self.id.0).map_err(|error| failed(error.to_string()))?;
        if bytes.is_empty() { Err(failed("is empty".into())) } else { Ok(bytes) }
    }
}

pub fn find(inputs: &[String]) -> Vec<Result<Source>> {
    let entries = inputs.iter().flat_map(|input| walkdir::WalkDir::new(input).sort_by_file_name());
    entries
        .filter(|entry| entry.as_ref().map_or(true, |entry| entry.file_type().is_file()))
        .map(|entry| match entry {
            Ok(entry) => Ok(Source { id: ArticleId(entry.path().to_string_lossy().into()) }),
            Err(error) => Err(Error::Input {
                place: error.path().map_or_else(String::new, |path| path.to_string_lossy().into()),
                reason: error.to_string(),
            }),
        })
        .collect()
}

pub fn read_bytes(id: &ArticleId, bytes: Vec<u8>) -> Vec<Result<Document>> {
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
    let article = Article { id: id.clone(), metadata: Metadata::default(), text };
    vec![Ok(Document { article, blocks, language: None })]
}
