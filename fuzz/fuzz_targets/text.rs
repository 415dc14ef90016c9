//! Any text: decoded, its comments found, every span slices to the comment's words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::domain::{Article, ArticleId, Metadata};
use pullquote::load::{Block, BlockKind, Document, comments, decode, page};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = decode::decode(bytes.to_vec(), None) else { return };
    let language = page::detect_language(&text);
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let start = at + line.len() - line.trim_start().len();
        let end = start + line.trim().len();
        if start < end {
            blocks.push(Block { kind: BlockKind::Paragraph, bytes: start..end });
        }
        at += line.len() + 1;
    }
    let id = ArticleId("any".to_owned());
    let article = Article { id, metadata: Metadata::default(), text };
    let document = Document { article, blocks, language };
    let count = document.article.text.chars().count();
    for comment in comments(&document) {
        assert!(comment.span.start <= comment.span.end && comment.span.end <= count);
    }
});
