//! Main text, metadata and embedded posts of an HTML page.
//!
//! The tree is parsed once. Embedded posts and the page's own reader comments are taken out of
//! it and leave a marker ([`embed`], [`reader_comments`]); the `trafilatura` crate then says which
//! words are main text, and a walk of our own ([`walk`]) keeps what it loses: block structure,
//! block quotes, list items, captions and alternative texts with quoted words. [`select`] brings
//! the two together. The order of the steps is that of [`read`].

mod dom;
mod embed;
mod linked_data;
mod metadata;
mod nesting;
mod reader_comments;
mod select;
mod walk;

pub use super::date::parse_date;

use super::decode::repair_mojibake;
use super::document::{Block, BlockKind};
use super::lang::Lexicon;
use crate::domain::Metadata;
use crate::language;
use trafilatura::dom::Document as Dom;
use trafilatura::{HtmlDateMode, Options};
use walk::{Raw, RawKind};

/// What a page gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The main text, a blank line between blocks.
    pub text: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// What the page says about itself.
    pub metadata: Metadata,
    /// ISO 639-1 code of its declared or detected language.
    pub language: Option<String>,
}

/// Reads a page. A page without an article gives an empty text.
pub fn read(html: &str) -> Page {
    let mut dom = Dom::parse(&nesting::limit(html));
    let posts = embed::take(&mut dom);
    let comments = reader_comments::take(&mut dom);
    // Only now: posts and comments carry dates of their own.
    let metadata = metadata::read(&dom);
    let declared = metadata::language(&dom);
    let blocks = walk::blocks(&dom);
    let kept = select::main_blocks(&dom, blocks, &main_text(&dom), metadata.title.as_deref());
    let mut page = assemble(kept, posts, comments);
    page.language = declared.or_else(|| detect_language(&page.text));
    page.metadata = metadata;
    page
}

/// The main text as the crate sees it; empty when it finds none.
fn main_text(dom: &Dom) -> String {
    let mut options = Options::default().with_exclude_comments(true);
    // Dates are read by `metadata`.
    options.html_date_mode = HtmlDateMode::Disabled;
    trafilatura::extract_document(dom.clone_document(), &options)
        .map(|found| found.content_text)
        .unwrap_or_default()
}

/// Detects the language of a text; `None` when it is short or unclear. Function words tell the
/// languages that have a lexicon, at a fraction of the time that trigrams take for all others.
pub fn detect_language(text: &str) -> Option<String> {
    Lexicon::clear_language(text).or_else(|| language::detect(text)).map(str::to_owned)
}

/// Lays the kept blocks, the posts at their markers and the reader comments out as one text.
fn assemble(kept: Vec<Raw>, posts: Vec<Vec<embed::Post>>, comments: Vec<embed::Post>) -> Page {
    let mut page = Page::default();
    let mut posts: Vec<Option<Vec<embed::Post>>> = posts.into_iter().map(Some).collect();
    for block in kept {
        match block.kind {
            RawKind::Embed(index) => {
                if let Some(posts) = posts.get_mut(index).and_then(Option::take) {
                    push_posts(&mut page, posts, BlockKind::Post);
                }
            }
            RawKind::Text(kind) => push(&mut page, &block.text, kind),
        }
    }
    push_posts(&mut page, comments, BlockKind::PageComment);
    page
}

/// Adds posts that belong together; their parents count from the first of them.
fn push_posts(
    page: &mut Page,
    posts: Vec<embed::Post>,
    kind: fn(super::document::PostSource) -> BlockKind,
) {
    let first = page.blocks.len();
    for mut post in posts {
        post.source.parent = post.source.parent.map(|parent| first + parent);
        push(page, &post.text, kind(post.source));
    }
}

/// Adds one block; a block without words gets an empty range after the one before it.
fn push(page: &mut Page, words: &str, kind: BlockKind) {
    let repaired = repair_mojibake(words);
    let words = repaired.trim();
    if !page.text.is_empty() && !words.is_empty() {
        page.text.push_str("\n\n");
    }
    let start = page.text.len();
    page.text.push_str(words);
    page.blocks.push(Block { kind, bytes: start..page.text.len() });
}
