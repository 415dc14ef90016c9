//! The comments of a document: quotations, their speakers, their roles, put together.

use super::decode::View;
use super::document::{Block, Document, PostSource};
use super::quote::{self, Quotation, Shape};
use super::speaker::{self, Attribution};
use super::surroundings;
use crate::domain::{Article, Comment, Flag, Flags, Kind, Role, Span};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Below this confidence a speaker is flagged as uncertain.
const UNCERTAIN_SPEAKER: f32 = 0.5;

/// Comments of fewer words are flagged as short.
const SHORT_WORDS: usize = 3;

/// Finds all comments of a document, in order of position.
///
/// The search reads a mended copy of the text (entities decoded, mojibake repaired) and so does
/// a comment's `text`; its span counts in the text as given.
pub fn comments(document: &Document) -> Vec<Comment> {
    let view = View::new(&document.article.text);
    let mended = match &view.text {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(mended(document, &view, text.clone())),
    };
    let readable = mended.as_ref().unwrap_or(document);

    let quotations = quote::find(readable);
    let attributions = speaker::attribute(readable, &quotations);
    let keep = quote::keep(readable, &quotations, &attributions);
    let roles = speaker::roles(readable, &quotations, &attributions);
    let code_points = CodePoints::new(&document.article.text);
    let place = |byte: usize| code_points.before(view.original_offset(byte));

    let mut ids: Vec<Option<String>> = vec![None; quotations.len()];
    let mut found = Vec::new();
    for (index, quotation) in quotations.iter().enumerate() {
        if !keep[index] {
            continue;
        }
        let mut comment = assemble(readable, place, quotation, &attributions[index], roles[index]);
        comment.parent_id = attributions[index].continues.and_then(|parent| ids[parent].clone());
        ids[index] = Some(comment.id.clone());
        found.push((index, comment));
    }
    name_parents(&quotations, &ids, &mut found);
    let mut found: Vec<Comment> = found.into_iter().map(|(_, comment)| comment).collect();
    flag_duplicates(&mut found);
    found
}

/// The document with its text mended.
fn mended(document: &Document, view: &View<'_>, text: String) -> Document {
    let blocks = document.blocks.iter().map(|block| Block {
        kind: block.kind.clone(),
        bytes: view.offset(block.bytes.start)..view.offset(block.bytes.end),
    });
    Document {
        blocks: blocks.collect(),
        article: Article { text, ..document.article.clone() },
        language: document.language.clone(),
    }
}

/// Gives a post that answers or quotes another one the id of that one.
fn name_parents(quotations: &[Quotation], ids: &[Option<String>], found: &mut [(usize, Comment)]) {
    let source = |quotation: &Quotation| match &quotation.shape {
        Shape::Post(source) | Shape::PageComment(source) => Some(source.clone()),
        _ => None,
    };
    let by_block: HashMap<usize, usize> = quotations
        .iter()
        .enumerate()
        .filter(|(_, quotation)| source(quotation).is_some())
        .map(|(index, quotation)| (quotation.block, index))
        .collect();
    for (index, comment) in found {
        let parent = source(&quotations[*index]).and_then(|source| source.parent);
        let parent =
            parent.and_then(|block| by_block.get(&block)).filter(|parent| *parent != index);
        if let Some(parent) = parent {
            comment.parent_id = ids[*parent].clone();
        }
    }
}

/// Flags comments whose words stand earlier by the same speaker.
fn flag_duplicates(found: &mut [Comment]) {
    let mut first: HashMap<(Option<String>, String), String> = HashMap::new();
    for comment in found.iter_mut().filter(|comment| !comment.text.is_empty()) {
        let speaker = comment.handle.clone().or_else(|| comment.speaker.clone());
        match first.entry((speaker, bare_words(&comment.text))) {
            Entry::Occupied(entry) => {
                comment.flags.insert(Flag::DuplicateOf(entry.get().clone()));
            }
            Entry::Vacant(entry) => {
                entry.insert(comment.id.clone());
            }
        }
    }
}

/// Words in lower case without punctuation and links: the same for two prints of one comment.
fn bare_words(text: &str) -> String {
    text.split_whitespace()
        .filter(|word| !word.starts_with("pic.") && !word.starts_with("http"))
        .flat_map(|word| {
            word.chars()
                .filter(|c| !c.is_ascii_punctuation() && !matches!(c, '‘'..='‟' | '…'))
                .flat_map(char::to_lowercase)
                .chain([' '])
        })
        .collect()
}

/// Puts one comment together.
fn assemble(
    document: &Document,
    place: impl Fn(usize) -> usize,
    quotation: &Quotation,
    attribution: &Attribution,
    role: Role,
) -> Comment {
    let article = &document.article;
    let text = words(&article.text, quotation);
    let bytes = quotation.parts[0].start..quotation.parts[quotation.parts.len() - 1].end;
    let span = Span { start: place(bytes.start), end: place(bytes.end) };
    let (kind, source) = match &quotation.shape {
        Shape::Post(source) => (Kind::Post, Some(source)),
        Shape::PageComment(source) => (Kind::Quote, Some(source)),
        _ => (Kind::Quote, None),
    };
    Comment {
        id: comment_id(&article.id.0, span, &text),
        article_id: article.id.clone(),
        metadata: article.metadata.clone(),
        kind,
        role,
        speaker: attribution.speaker.clone(),
        speaker_surface: attribution.surface.clone(),
        handle: attribution.handle.clone(),
        cue: attribution.cue.clone(),
        posted: source.and_then(|source: &PostSource| source.posted.clone()),
        parent_id: None,
        span,
        language: None,
        flags: flags(quotation, attribution, &text),
        text,
        surroundings: surroundings::around(&article.text, bytes),
    }
}

/// The words of a quotation, its paragraphs apart by a blank line.
fn words(text: &str, quotation: &Quotation) -> String {
    let parts: Vec<&str> = quotation.parts.iter().map(|part| text[part.clone()].trim()).collect();
    parts.join("\n\n")
}

/// What a reader of the table should know about this comment.
fn flags(quotation: &Quotation, attribution: &Attribution, text: &str) -> Flags {
    let mut flags = Flags::default();
    match quotation.shape {
        Shape::AltText => flags.insert(Flag::FromAlt),
        Shape::PageComment(_) => flags.insert(Flag::FromCommentSection),
        _ => {}
    }
    if text.is_empty() {
        flags.insert(Flag::NoText);
    } else if text.split_whitespace().count() < SHORT_WORDS {
        flags.insert(Flag::Short);
    }
    if attribution.speaker.is_some() && attribution.confidence < UNCERTAIN_SPEAKER {
        flags.insert(Flag::SpeakerUncertain);
    }
    flags
}

/// Sixteen hexadecimal digits of SHA-256 over article id, span and text.
fn comment_id(article_id: &str, span: Span, text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [article_id, &span.start.to_string(), &span.end.to_string(), text] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Turns byte offsets into code points without walking the text each time.
struct CodePoints<'a> {
    text: &'a str,
    /// Code points before every `STEP`th byte (rounded up to a character boundary).
    marks: Vec<(usize, usize)>,
}

impl<'a> CodePoints<'a> {
    /// Bytes between two remembered places.
    const STEP: usize = 1024;

    fn new(text: &'a str) -> Self {
        let mut marks = vec![(0, 0)];
        let mut next = Self::STEP;
        for (count, (byte, _)) in text.char_indices().enumerate() {
            if byte >= next {
                marks.push((byte, count));
                next = byte + Self::STEP;
            }
        }
        Self { text, marks }
    }

    /// Number of code points before a byte offset on a character boundary.
    fn before(&self, byte: usize) -> usize {
        let index = self.marks.partition_point(|mark| mark.0 <= byte) - 1;
        let (from, count) = self.marks[index];
        count + self.text[from..byte].chars().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_offsets_become_code_points_anywhere() {
        let text = "aé🧩\u{301} ".repeat(700);
        let points = CodePoints::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.before(byte), count);
        }
        assert_eq!(points.before(text.len()), text.chars().count());
    }

    #[test]
    fn mangled_text_is_read_mended_and_counted_as_given() {
        let given = "Ana Ruiz came. â€œItâ€™s late again,â€\u{9d} she said.\n&ldquo;No, no, no,&rdquo; he said.";
        let document = super::super::quote::testing::document(given);
        let found = comments(&document);
        let slice = |span: Span| -> String {
            given.chars().skip(span.start).take(span.end - span.start).collect()
        };
        assert_eq!(found[0].text, "It’s late again,");
        assert_eq!(slice(found[0].span), "Itâ€™s late again,");
        assert_eq!(found[1].text, "No, no, no,");
        assert_eq!(slice(found[1].span), "No, no, no,");
    }

    #[test]
    fn the_same_words_by_the_same_speaker_are_flagged() {
        let text = "“It is late,” said Ana Ruiz.\nShe left. “It is late!” said Ana Ruiz.";
        let found = comments(&super::super::quote::testing::document(text));
        assert_eq!(found.len(), 2);
        assert!(!found[0].flags.to_string().contains("duplicate"));
        assert!(found[1].flags.contains(&Flag::DuplicateOf(found[0].id.clone())));
    }

    #[test]
    fn an_id_depends_on_article_position_and_text() {
        let span = Span { start: 1, end: 4 };
        let id = comment_id("a", span, "yes");
        assert_eq!(id.len(), 16);
        assert_ne!(id, comment_id("b", span, "yes"));
        assert_ne!(id, comment_id("a", Span { start: 2, end: 4 }, "yes"));
        assert_ne!(id, comment_id("a", span, "yet"));
    }
}
