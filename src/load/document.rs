//! An article with its block structure, as the search for comments sees it.
//!
//! A plain text has paragraphs only; a page tells more: headings, lists, block quotes,
//! captions, posts. Offsets here are bytes into the article's text; they become code
//! points where a comment leaves the stage.

use crate::domain::Article;
use std::ops::Range;

/// An article and its blocks, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The article; all offsets are into its text.
    pub article: Article,
    /// The blocks, ascending and without overlap. Text between blocks is white space.
    pub blocks: Vec<Block>,
    /// ISO 639-1 code of the article's language as declared or detected; `None` when not certain.
    pub language: Option<String>,
}

/// A stretch of text that belongs together: a paragraph, a list item, a post, …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What kind of stretch it is.
    pub kind: BlockKind,
    /// Where it stands, in bytes of the article's text; no white space at its ends.
    pub bytes: Range<usize>,
}

/// The kinds of blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// A headline or sub-heading.
    Heading,
    /// Prose.
    Paragraph,
    /// An item of a list; items of one list follow each other.
    ListItem,
    /// A paragraph of a block quote that is no embedded post.
    BlockQuote {
        /// Number of the block quote in the document: its paragraphs share it.
        group: usize,
        /// Text of its `<cite>` or attribution footer, which is not part of the block's text.
        cite: Option<String>,
    },
    /// A pull quote: the article's own words again, in large type.
    PullQuote,
    /// A picture's caption.
    Caption,
    /// A picture's alternative text.
    AltText,
    /// The words of an embedded social-media post (an empty range when the page has none).
    Post(PostSource),
    /// A reader's comment in the page's own comment section.
    PageComment(PostSource),
}

/// Where an embedded post or a page comment comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostSource {
    /// Name of the service, lower case (`x`, `bluesky`, `tiktok`, …); empty for page comments.
    pub service: String,
    /// Display name of the author.
    pub author: Option<String>,
    /// `@handle` (or `u/name` at Reddit), as the service writes it.
    pub handle: Option<String>,
    /// Day of the post, ISO 8601.
    pub posted: Option<String>,
    /// Permanent address of the post.
    pub url: Option<String>,
    /// Index, among the document's blocks, of the post that this one answers or quotes.
    pub parent: Option<usize>,
}

impl Document {
    /// The text of a block.
    pub fn block_text(&self, block: &Block) -> &str {
        &self.article.text[block.bytes.clone()]
    }
}
