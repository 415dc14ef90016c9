//! Where other people's words stand: quotations in marks, dialogue, lists, block quotes, posts.
//!
//! [`find`] proposes, blind to who speaks; [`keep`] later drops what turned out to be no
//! comment (titles, scare quotes, repeats …), when the attribution is known.

mod alt;
mod card;
mod context;
mod dash;
mod dialogue;
mod find;
mod glyph;
mod keep;
mod letter;
mod list;
mod marks;
mod negatives;
mod post;
mod prose;
mod readers;
mod repeats;
mod reporting;
mod single;
mod stamped;

use crate::load::document::{BlockKind, Document};
use crate::load::speaker::Attribution;
use std::ops::Range;

pub use post::{POSTED_BY, name_and_day};

/// A stretch of other people's words, before it is known who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Its paragraphs in bytes of the article's text, marks excluded; at least one. The first
    /// start and the last end make the comment's span.
    pub parts: Vec<Range<usize>>,
    /// From opening to closing mark, marks included; equals the parts' hull without marks.
    pub outer: Range<usize>,
    /// Index of the document block that it starts in.
    pub block: usize,
    /// How it is recognised.
    pub shape: Shape,
    /// What the shape itself says about the speaker: a label (`RAY:`), a list's lead-in, the
    /// tail of a list item (`– Jo, Leeds`), a `<cite>`, a post's signature, as printed.
    pub label: Option<String>,
}

/// How a quotation is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Between quotation marks in prose.
    Marked,
    /// A dash at the start of the line, no closing mark.
    Dash,
    /// A speaker's label before the words, without marks (interview, transcript).
    Labelled,
    /// An item of a list of comments, without marks.
    Item,
    /// A block quote without marks.
    BlockQuote,
    /// In a picture's alternative text.
    AltText,
    /// An embedded post or its remains in pasted text.
    Post(crate::load::document::PostSource),
    /// A comment of the page's own comment section.
    PageComment(crate::load::document::PostSource),
}

/// Finds every stretch that may be other people's words, in order of position.
pub fn find(document: &Document) -> Vec<Quotation> {
    find::quotations(document)
}

/// Whether what stands before a quotation says that somebody in a crowd calls it: `to a shout of`.
pub fn is_shout(before: &str) -> bool {
    const SHOUTS: [&str; 14] = [
        "call", "calls", "chant", "chants", "cheer", "cheers", "cries", "cry", "heckle", "heckles",
        "roar", "roars", "shout", "shouts",
    ];
    let mut words = before.split_whitespace().rev();
    words.next() == Some("of") && words.next().is_some_and(|word| SHOUTS.contains(&word))
}

/// Whether nobody is said to call what a crowd calls: `to a shout of`, `there were cries of`.
pub fn is_anonymous_shout(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().rev().skip(2).take(2).collect();
    is_shout(before)
        && matches!(
            words[..],
            ["a", "to" | "drew" | "was"]
                | ["were" | "drew" | "amid", ..]
                | ["with", "met" | "greeted"]
        )
}

/// The text of a block of prose: a paragraph or a heading.
fn prose_line(document: &Document, block: usize) -> Option<&str> {
    let block = document.blocks.get(block)?;
    let prose = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading);
    prose.then(|| document.block_text(block))
}

/// Says for each quotation whether it is a comment, now that its attribution is known.
pub fn keep(document: &Document, quotations: &[Quotation], found: &[Attribution]) -> Vec<bool> {
    keep::comments(document, quotations, found, find::lexicon(document))
}

#[cfg(test)]
pub(crate) mod testing {
    //! Documents for tests: every line a paragraph.

    use crate::domain::{Article, ArticleId, Metadata};
    use crate::load::document::{Block, BlockKind, Document};

    pub(crate) fn document(text: &str) -> Document {
        let mut at = 0;
        let mut blocks = Vec::new();
        for line in text.split('\n') {
            if !line.trim().is_empty() {
                blocks.push(Block { kind: BlockKind::Paragraph, bytes: at..at + line.len() });
            }
            at += line.len() + 1;
        }
        let id = ArticleId("test".to_owned());
        let article = Article { id, metadata: Metadata::default(), text: text.to_owned() };
        Document { article, blocks, language: Some("en".to_owned()) }
    }
}
