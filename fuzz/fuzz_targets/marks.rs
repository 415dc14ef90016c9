//! Texts of little else than marks: what is paired ascends, overlaps nothing and slices.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::domain::{Article, ArticleId, Metadata};
use pullquote::load::quote;
use pullquote::load::{Block, BlockKind, Document};

/// What a byte stands for: marks of every family, their neighbours, a few words.
const PIECES: [&str; 32] = [
    "“", "”", "\"", "''", "'", "’", "‘", "`", "``", "„", "‚", "«", "»", "‹", "›", "「", "」", "『",
    "』", "—", "- ", "\n", " ", ", ", ". ", "? ", ":", "late", "It is", " said Ann Roy", "5", "\u{a0}",
];

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().map(|byte| PIECES[usize::from(byte % 32)]).collect();
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
    let document = Document { article, blocks, language: Some("en".to_owned()) };
    let mut end = 0;
    for quotation in quote::find(&document) {
        assert!(quotation.outer.start >= end);
        end = quotation.outer.end;
        let mut last = quotation.outer.start;
        for part in &quotation.parts {
            assert!(part.start >= last && part.end <= quotation.outer.end);
            assert!(document.article.text.get(part.clone()).is_some());
            last = part.end;
        }
    }
});
