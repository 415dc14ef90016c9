//! Words without marks that a line announces: block quotes, and `One reader wrote in:`.

use super::list::last_sentence_with_colon;
use crate::load::document::{BlockKind, Document};
use crate::load::lang::{Class, Form, Lexicon};
use std::ops::Range;

/// A block quote, or a paragraph that a line announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub first_block: usize,
    pub parts: Vec<Range<usize>>,
    /// Number of blocks from the first one on; a signature's is one of them.
    pub blocks: usize,
    /// The cite, or the sentence with the colon before it.
    pub label: Option<String>,
}

/// The block quotes of a document, each with all its paragraphs.
pub(super) fn block_quotes(document: &Document) -> Vec<Letter> {
    let mut letters: Vec<(usize, Letter)> = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let BlockKind::BlockQuote { group, cite } = &block.kind else { continue };
        match letters.last_mut().filter(|(last, _)| last == group) {
            Some((_, letter)) => {
                letter.parts.push(block.bytes.clone());
                letter.blocks += 1;
                if letter.label.is_none() || cite.is_some() {
                    letter.label = cite.clone().or(letter.label.take());
                }
            }
            None => {
                let label = cite.clone().or_else(|| announcement(document, index));
                let parts = vec![block.bytes.clone()];
                letters.push((*group, Letter { first_block: index, parts, blocks: 1, label }));
            }
        }
    }
    letters.into_iter().map(|(_, letter)| signed(document, letter)).collect()
}

/// A line without the dash that it begins with.
pub(super) fn without_dash(text: &str) -> &str {
    text.trim_start_matches(['—', '–', '-', '―']).trim_start()
}

/// Words of a signature, at most.
const SIGNATURE_WORDS: usize = 8;

/// Takes the signature off a block quote whose last paragraph is one: `— A father of three`, `A. Ray,
/// Col (retd)`.
fn signed(document: &Document, mut letter: Letter) -> Letter {
    let [.., words, last] = &letter.parts[..] else { return letter };
    let line = &document.article.text[last.clone()];
    let name = without_dash(line).trim_end();
    let ended = document.article.text[words.clone()].ends_with(['.', '!', '?', '…', '”', '"']);
    let short = name.split_whitespace().count() <= SIGNATURE_WORDS;
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c == '(');
    let is_name = line.contains(' ') && line.split_whitespace().all(capital);
    if (name.len() < line.len() || is_name) && ended && short && !name.ends_with(['.', '!', '?']) {
        letter.label = Some(name.to_owned());
        letter.parts.pop();
    }
    letter
}

/// The sentence with a colon that ends the paragraph before a block.
fn announcement(document: &Document, index: usize) -> Option<String> {
    let before = document.blocks[..index].last()?;
    matches!(before.kind, BlockKind::Paragraph | BlockKind::Heading)
        .then(|| last_sentence_with_colon(document.block_text(before)))
        .flatten()
        .map(str::to_owned)
}

/// Words between the verb and the colon of an announcement, at most (`wrote in to us:`).
const AFTER_VERB: usize = 4;

/// Paragraphs of plain text that the line before announces with a verb of saying.
pub(super) fn announced_paragraphs(document: &Document, lexicon: &Lexicon) -> Vec<Letter> {
    let mut letters = Vec::new();
    for index in 1..document.blocks.len() {
        let block = &document.blocks[index];
        let words = document.block_text(block);
        if block.kind != BlockKind::Paragraph
            || !words.starts_with(|c: char| c.is_alphanumeric() || c == '…')
            || words.ends_with(':')
        {
            continue;
        }
        let Some(line) = announcement(document, index) else { continue };
        if announces_speech(&line, lexicon) {
            let parts = vec![block.bytes.clone()];
            letters.push(Letter { first_block: index, parts, blocks: 1, label: Some(line) });
        }
    }
    letters
}

/// Whether a line like `One reader wrote in:` ends with a finite verb of saying.
fn announces_speech(line: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<String> = line
        .split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let Some(verb) = words.iter().rposition(|word| {
        let entry = lexicon.entry(word);
        entry.is(Class::POST) && matches!(entry.form, Form::Past | Form::Present)
    }) else {
        return false;
    };
    verb > 0 && words.len() - verb - 1 <= AFTER_VERB && words.len() <= 16
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    #[test]
    fn a_line_that_announces_writing_makes_the_next_paragraph_a_comment() {
        let lexicon = Lexicon::of(Some("en"));
        let found = |text: &str| announced_paragraphs(&document(text), lexicon).len();
        assert_eq!(found("It went on. One reader wrote in:\nI rode it daily for years.\nEnd."), 1);
        assert_eq!(found("There were three reasons:\nThe first is money.\nEnd."), 0);
        assert_eq!(found("One reader wrote in:\n“I rode it daily.”\nEnd."), 0);
    }
}
