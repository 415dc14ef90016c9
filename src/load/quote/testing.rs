//! Documents for the tests of this stage.

use crate::domain::{Article, ArticleId, Metadata};
use crate::load::document::{Block, BlockKind, Document};

/// A document whose paragraphs are the lines of a text.
pub fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() {
            let from = start + (line.len() - line.trim_start().len());
            blocks.push(Block { kind: BlockKind::Paragraph, bytes: from..from + words.len() });
        }
        start += line.len();
    }
    blocks_of(text, blocks)
}

/// A document with blocks of chosen kinds, one a line.
pub fn document_of(lines: &[(BlockKind, &str)]) -> Document {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for (kind, line) in lines {
        blocks.push(Block { kind: kind.clone(), bytes: text.len()..text.len() + line.len() });
        text.push_str(line);
        text.push_str("\n\n");
    }
    blocks_of(&text, blocks)
}

fn blocks_of(text: &str, blocks: Vec<Block>) -> Document {
    let article = Article {
        id: ArticleId("test".into()),
        metadata: Metadata::default(),
        text: text.to_owned(),
    };
    Document { article, blocks, language: None }
}
