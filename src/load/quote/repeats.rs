//! Pull quotes and headlines: the same words again, alone in a paragraph of their own.

use super::{Quotation, Shape};
use crate::load::document::Document;

/// Quotations that only repeat words of another one.
pub(super) struct Repeats {
    repeated: Vec<bool>,
}

impl Repeats {
    /// Compares each quotation that fills its block with the beginnings of all sentences of
    /// the quotations that do not.
    pub fn new(document: &Document, quotations: &[Quotation]) -> Self {
        let alone: Vec<bool> = quotations.iter().map(|q| stands_alone(document, q)).collect();
        let mut sentences: Vec<String> = Vec::new();
        if alone.iter().any(|alone| *alone) {
            for (quotation, _) in quotations.iter().zip(&alone).filter(|(_, alone)| !**alone) {
                for part in &quotation.parts {
                    sentences.extend(tails(&fold(&document.article.text[part.clone()])));
                }
            }
            sentences.sort_unstable();
        }
        let repeated = quotations
            .iter()
            .zip(&alone)
            .map(|(quotation, alone)| {
                in_title(document, quotation)
                    || in_deck(document, quotation)
                        && is_part_of_later(document, quotations, quotation)
                    || *alone && {
                        let words = fold(&document.article.text[quotation.parts[0].clone()]);
                        let words = beginning(words.trim_end_matches('.').trim_end());
                        let at = sentences.partition_point(|sentence| sentence.as_str() < words);
                        sentences.get(at).is_some_and(|sentence| sentence.starts_with(words))
                    }
            })
            .collect();
        Self { repeated }
    }

    /// Whether a quotation repeats another.
    pub fn contains(&self, index: usize) -> bool {
        self.repeated[index]
    }
}

/// Whether a quotation is all that its block holds.
fn stands_alone(document: &Document, quotation: &Quotation) -> bool {
    quotation.shape == Shape::Marked
        && quotation.parts.len() == 1
        && quotation.label.is_none()
        && document.blocks[quotation.block].bytes == quotation.outer
}

/// Whether a quotation stands in the headline at the top of a plain text.
fn in_title(document: &Document, quotation: &Quotation) -> bool {
    let title = document.article.metadata.title.as_deref();
    title.is_some_and(|title| {
        document.block_text(&document.blocks[quotation.block]).trim() == title.trim()
    })
}

/// Whether a quotation stands in a line below the headline that ends without a full stop.
fn in_deck(document: &Document, quotation: &Quotation) -> bool {
    const LINES: usize = 4;
    const LONGEST: usize = 400;
    let block = document.block_text(&document.blocks[quotation.block]).trim_end();
    let line = block.trim_end_matches(['\'', '’', '"', '”']);
    quotation.shape == Shape::Marked
        && quotation.block < LINES
        && block.len() <= LONGEST
        && line.ends_with(|c: char| c.is_alphanumeric())
}

/// Whether a later quotation holds the words of this one.
fn is_part_of_later(document: &Document, quotations: &[Quotation], quotation: &Quotation) -> bool {
    let text = &document.article.text;
    let words = fold(&text[quotation.parts[0].clone()]);
    quotations.iter().any(|later| {
        later.outer.start > quotation.outer.end
            && later.parts.iter().any(|part| fold(&text[part.clone()]).contains(&words))
    })
}

/// Lower case, sentence ends as full stops, no other punctuation.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '.' | '!' | '?' => folded.push('.'),
            _ if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if c.is_whitespace() && !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded
}

/// How much of a sentence and what follows it is compared, in bytes.
const LONGEST: usize = 160;

/// Sentences nearer to each other than this count as one, in bytes: keeps the list short.
const NEAREST: usize = 16;

/// The text from each of its sentences on.
fn tails(folded: &str) -> Vec<String> {
    let mut last = 0;
    let later = folded.match_indices(". ").map(|(at, _)| at + 2).filter(|start| {
        let far = *start >= last + NEAREST;
        last = if far { *start } else { last };
        far
    });
    std::iter::once(0).chain(later).map(|start| beginning(&folded[start..]).to_owned()).collect()
}

/// The first [`LONGEST`] bytes of a text, on a character boundary.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    #[test]
    fn a_pull_quote_repeats_a_sentence_of_the_body() {
        let text = "“I see no trams,” Ray said. “Nobody does. It is late.”\n“I see no trams”\n\
                    “Nobody does”\n“Something else here.”";
        let document = document(text);
        let quotations = super::super::find(&document);
        let repeats = Repeats::new(&document, &quotations);
        let found: Vec<bool> = (0..quotations.len()).map(|index| repeats.contains(index)).collect();
        assert_eq!(found, [false, false, true, true, false]);
    }
}
