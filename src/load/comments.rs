//! The comments of a document: quotations, their speakers, their roles, put together.

use super::document::{Document, PostSource};
use super::quote::{self, Quotation, Shape};
use super::speaker::{self, Attribution};
use crate::domain::{Comment, Flag, Flags, Kind, Role, Span};
use sha2::{Digest, Sha256};

/// Below this confidence a speaker is flagged as uncertain.
const UNCERTAIN_SPEAKER: f32 = 0.5;

/// Comments of fewer words are flagged as short.
const SHORT_WORDS: usize = 3;

/// Finds all comments of a document, in order of position.
pub fn comments(document: &Document) -> Vec<Comment> {
    let quotations = quote::find(document);
    let attributions = speaker::attribute(document, &quotations);
    let keep = quote::keep(document, &quotations, &attributions);
    let roles = speaker::roles(document, &quotations, &attributions);
    let code_points = CodePoints::new(&document.article.text);

    let mut ids: Vec<Option<String>> = vec![None; quotations.len()];
    let mut found = Vec::new();
    for (index, quotation) in quotations.iter().enumerate() {
        if !keep[index] {
            continue;
        }
        let mut comment =
            assemble(document, &code_points, quotation, &attributions[index], roles[index]);
        comment.parent_id = attributions[index].continues.and_then(|parent| ids[parent].clone());
        ids[index] = Some(comment.id.clone());
        found.push(comment);
    }
    found
}

/// Puts one comment together.
fn assemble(
    document: &Document,
    code_points: &CodePoints,
    quotation: &Quotation,
    attribution: &Attribution,
    role: Role,
) -> Comment {
    let article = &document.article;
    let text = words(&article.text, quotation);
    let span = Span {
        start: code_points.before(quotation.parts[0].start),
        end: code_points.before(quotation.parts[quotation.parts.len() - 1].end),
    };
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
    fn an_id_depends_on_article_position_and_text() {
        let span = Span { start: 1, end: 4 };
        let id = comment_id("a", span, "yes");
        assert_eq!(id.len(), 16);
        assert_ne!(id, comment_id("b", span, "yes"));
        assert_ne!(id, comment_id("a", Span { start: 2, end: 4 }, "yes"));
        assert_ne!(id, comment_id("a", span, "yet"));
    }
}
