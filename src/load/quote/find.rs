//! The search for quotations, one kind after the other; what one kind takes, the next leaves.

use super::list::{self, Item};
use super::post::{self, FoundPost};
use super::prose::{self, Quoted, Stretch};
use super::readers;
use super::{Quotation, Shape, alt, card, dash, dialogue, letter, stamped};
use crate::load::document::{BlockKind, Document};
use crate::load::lang::Lexicon;
use std::ops::Range;

/// Longest paragraph that can be the words of a post signed in the next block, in bytes.
const LONGEST_POST: usize = 2000;

/// Longest name before or after a quotation in a list, in bytes.
const LONGEST_LABEL: usize = 80;

/// What is known while the search goes on.
struct Search<'a> {
    document: &'a Document,
    lexicon: &'static Lexicon,
    found: Vec<Quotation>,
    /// Blocks whose words are all taken.
    taken: Vec<bool>,
    /// Ends of the posts in each block: prose starts after the last.
    posts_end: Vec<usize>,
}

/// Finds all quotations of a document, in order of position, without overlap.
pub(super) fn quotations(document: &Document) -> Vec<Quotation> {
    let mut search = Search {
        document,
        lexicon: lexicon(document),
        found: Vec::new(),
        taken: vec![false; document.blocks.len()],
        posts_end: document.blocks.iter().map(|block| block.bytes.start).collect(),
    };
    search.embedded();
    search.flattened_posts();
    search.cards();
    search.stamped();
    search.readers();
    search.dialogues();
    search.letters();
    let items = list::items(document, search.lexicon);
    search.dashes();
    search.items(&items);
    search.marked(&items);
    in_order(search.found)
}

/// The lexicon of a document's language.
pub(super) fn lexicon(document: &Document) -> &'static Lexicon {
    match document.language.as_deref() {
        Some(code) => Lexicon::of(Some(code)),
        None => Lexicon::guess(&document.article.text),
    }
}

/// Sorts by position; of two that overlap the earlier stays.
fn in_order(mut found: Vec<Quotation>) -> Vec<Quotation> {
    found.sort_by_key(|quotation| (quotation.outer.start, std::cmp::Reverse(quotation.outer.end)));
    let mut end = 0;
    found.retain(|quotation| {
        let kept = quotation.outer.start >= end;
        end = end.max(quotation.outer.end);
        kept
    });
    found
}

impl Search<'_> {
    fn text(&self) -> &str {
        &self.document.article.text
    }

    fn push(
        &mut self,
        block: usize,
        parts: Vec<Range<usize>>,
        shape: Shape,
        label: Option<String>,
    ) {
        let outer = parts[0].start..parts[parts.len() - 1].end;
        self.found.push(Quotation { parts, outer, block, shape, label });
    }

    /// Posts and reader comments that the page's structure tells.
    fn embedded(&mut self) {
        for (index, block) in self.document.blocks.iter().enumerate() {
            let shape = match &block.kind {
                BlockKind::Post(source) => Shape::Post(source.clone()),
                BlockKind::PageComment(source) => Shape::PageComment(source.clone()),
                BlockKind::AltText => {
                    self.pictured(index, block.bytes.clone());
                    continue;
                }
                _ => continue,
            };
            self.taken[index] = true;
            self.push(index, vec![block.bytes.clone()], shape, None);
        }
    }

    fn pictured(&mut self, index: usize, bytes: Range<usize>) {
        self.taken[index] = true;
        for comment in alt::comments(self.text(), bytes) {
            self.found.push(Quotation {
                parts: vec![comment.words],
                outer: comment.outer,
                block: index,
                shape: Shape::AltText,
                label: comment.label,
            });
        }
    }

    /// Posts whose page structure was lost.
    fn flattened_posts(&mut self) {
        for index in 0..self.document.blocks.len() {
            let block = &self.document.blocks[index];
            let prose = matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote { .. }
            );
            if self.taken[index] || !prose {
                continue;
            }
            for post in post::posts(self.text(), block.bytes.clone()) {
                self.post(index, post);
            }
        }
    }

    fn post(&mut self, index: usize, mut post: FoundPost) {
        self.posts_end[index] = post.outer.end;
        if self.posts_end[index] == self.document.blocks[index].bytes.end {
            self.taken[index] = true;
        }
        let mut block = index;
        if post.words_before {
            let Some(before) = self.words_before(index) else { return };
            self.taken[before] = true;
            let words = self.document.block_text(&self.document.blocks[before]);
            let mark = words.len() - words.trim_start_matches("> ").len();
            post.words = self.document.blocks[before].bytes.clone();
            post.outer.start = post.words.start;
            post.words.start += mark;
            post.words = post::without_links(self.text(), post.words);
            block = before;
        }
        self.found.push(Quotation {
            parts: vec![post.words],
            outer: post.outer,
            block,
            shape: Shape::Post(post.source),
            label: None,
        });
    }

    /// The paragraph that a signature in a block of its own belongs to.
    fn words_before(&self, index: usize) -> Option<usize> {
        let boilerplate = |block: &usize| {
            post::is_boilerplate(self.document.block_text(&self.document.blocks[*block]))
        };
        let before = (0..index).rev().take(4).find(|block| !boilerplate(block))?;
        let block = &self.document.blocks[before];
        (!self.taken[before]
            && block.kind == BlockKind::Paragraph
            && block.bytes.len() <= LONGEST_POST)
            .then_some(before)
    }

    /// Posts that stand in lines of their own.
    fn cards(&mut self) {
        for card in card::cards(self.document) {
            if self.taken[card.blocks.clone()].contains(&true) {
                continue;
            }
            self.taken[card.blocks].fill(true);
            self.push(card.block, card.parts, Shape::Post(card.source), None);
        }
    }

    /// Comments below a name and a time.
    fn stamped(&mut self) {
        for comment in stamped::comments(self.document) {
            if self.taken[comment.blocks.clone()].contains(&true) {
                continue;
            }
            self.taken[comment.blocks].fill(true);
            self.push(comment.block, comment.parts, Shape::Item, Some(comment.author));
        }
    }

    /// Rows of readers' words with their names.
    fn readers(&mut self) {
        let mut rows = readers::rows(self.document, self.lexicon);
        rows.extend(readers::said(self.document));
        rows.extend(readers::messages(self.document));
        for row in rows {
            if self.taken[row.block] || self.begins_with_mark(row.words.start) {
                continue;
            }
            self.taken[row.block] = true;
            self.push(row.block, vec![row.words], Shape::Item, Some(row.label));
        }
    }

    fn dialogues(&mut self) {
        for turn in dialogue::turns(self.document, self.lexicon) {
            if self.taken[turn.block] || self.begins_with_mark(turn.parts[0].start) {
                continue;
            }
            for part in &turn.parts {
                let block = self.document.blocks.partition_point(|b| b.bytes.end < part.end);
                self.taken[block] = true;
            }
            if !turn.asks {
                self.push(turn.block, turn.parts, Shape::Labelled, Some(turn.label));
            }
        }
    }

    /// Block quotes, and paragraphs that a line announces.
    fn letters(&mut self) {
        let mut letters = letter::block_quotes(self.document);
        // A page of letters has salutations on all of them or on none.
        let addressed = readers::letters(self.document);
        if addressed.is_empty() {
            letters.extend(readers::signed_letters(self.document, self.lexicon));
        }
        letters.extend(addressed);
        letters.extend(letter::announced_paragraphs(self.document, self.lexicon));
        for letter in letters {
            let free = letter.parts.len() == 1 || !self.taken[letter.first_block];
            if self.taken[letter.first_block]
                || !free
                || self.begins_with_mark(letter.parts[0].start)
            {
                continue;
            }
            for offset in 0..letter.blocks {
                self.taken[letter.first_block + offset] = true;
            }
            self.push(letter.first_block, letter.parts, Shape::BlockQuote, letter.label);
        }
    }

    /// Whether words begin with a quotation mark: then the marks tell where they end.
    fn begins_with_mark(&self, start: usize) -> bool {
        let words = &self.text()[start..];
        words.starts_with(['"', '“', '”', '„', '«', '»', '「', '『', '‘'])
            || words.starts_with("''")
            || words.starts_with("``")
    }

    fn dashes(&mut self) {
        for index in 0..self.document.blocks.len() {
            let block = &self.document.blocks[index];
            if self.taken[index] || !matches!(block.kind, BlockKind::Paragraph) {
                continue;
            }
            let parts = dash::speech(self.text(), block.bytes.clone(), self.lexicon);
            self.taken[index] = !parts.is_empty();
            for part in parts {
                self.push(index, vec![part], Shape::Dash, None);
            }
        }
    }

    /// List items without marks.
    fn items(&mut self, items: &[Item]) {
        for item in items {
            if self.taken[item.block] || self.begins_with_mark(item.body.start) {
                continue;
            }
            let Some(listed) = list::unmarked(self.text(), item, self.lexicon) else { continue };
            if self.begins_with_mark(listed.words.start) {
                continue;
            }
            self.taken[item.block] = true;
            let shape = if listed.named { Shape::Labelled } else { Shape::Item };
            self.push(item.block, vec![listed.words], shape, Some(listed.label));
        }
    }

    /// Quotations between marks in what is left of the running text.
    fn marked(&mut self, items: &[Item]) {
        let is_body = |kind: &BlockKind| {
            matches!(
                kind,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote { .. }
            )
        };
        let body = self.stretches(is_body);
        let text = &self.document.article.text;
        let british = prose::uses_single_marks(text, &body);
        let mut quoted = prose::quotations(text, &body, british, self.lexicon);
        for caption in self.stretches(|kind| *kind == BlockKind::Caption) {
            quoted.extend(prose::quotations(text, &[caption], british, self.lexicon));
        }
        for quoted in quoted {
            let label = self.label(&quoted, items);
            self.found.push(Quotation {
                parts: quoted.parts,
                outer: quoted.outer,
                block: quoted.block,
                shape: Shape::Marked,
                label,
            });
        }
    }

    fn stretches(&self, wanted: impl Fn(&BlockKind) -> bool) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        let mut after_post = false;
        for (index, block) in self.document.blocks.iter().enumerate() {
            let start = self.posts_end[index];
            after_post |= start > block.bytes.start
                || matches!(block.kind, BlockKind::Post(_) | BlockKind::PageComment(_));
            if !self.taken[index] && wanted(&block.kind) {
                stretches.push(Stretch {
                    block: index,
                    bytes: start..block.bytes.end,
                    after_post: std::mem::take(&mut after_post),
                });
            }
        }
        stretches
    }

    /// Who signs, in a line with a dash below, a quotation that is all of its block: `— jo_72`.
    fn signed_below(&self, quoted: &Quoted) -> Option<String> {
        const WORDS: usize = 5;
        let blocks = &self.document.blocks;
        let last = blocks.partition_point(|block| block.bytes.end < quoted.outer.end);
        let whole = blocks[quoted.block].bytes.start == quoted.outer.start
            && blocks.get(last)?.bytes.end == quoted.outer.end;
        let below = self.document.block_text(blocks.get(last + 1)?).trim();
        let name = below.trim_start_matches(['—', '–', '―']).trim();
        let short = name.split_whitespace().count() <= WORDS && !name.ends_with(['.', '!', '?']);
        (whole && name.len() < below.len() && short && !name.is_empty()).then(|| name.to_owned())
    }

    /// What list or block quote say about the speaker of a quotation in marks.
    fn label(&self, quoted: &Quoted, items: &[Item]) -> Option<String> {
        let block = &self.document.blocks[quoted.block];
        if let BlockKind::BlockQuote { cite: Some(cite), .. } = &block.kind {
            return Some(cite.clone());
        }
        if let Some(name) = self.signed_below(quoted) {
            return Some(name);
        }
        let item = items.binary_search_by_key(&quoted.block, |item| item.block).ok()?;
        let item = &items[item];
        let before = &self.text()[item.body.start..quoted.outer.start.max(item.body.start)];
        if !before.trim_start().is_empty() {
            let name = before.trim().strip_suffix(':').filter(|name| name.len() <= LONGEST_LABEL);
            return name.map(str::to_owned);
        }
        if quoted.outer.end > item.body.end || item.body.end - quoted.outer.end > LONGEST_LABEL {
            return None;
        }
        let body = &self.text()[item.body.clone()];
        match list::tail(body) {
            Some(dash) if item.body.start + dash.start >= quoted.outer.end => {
                Some(body[dash.end..].trim().to_owned())
            }
            _ if self.text()[quoted.outer.end..item.body.end].trim().len() < 3 => {
                item.lead_in.clone()
            }
            _ => None,
        }
    }
}
