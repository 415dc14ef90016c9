//! Interviews and transcripts: a label before each turn, no marks.

use crate::load::document::{Block, BlockKind, Document};
use crate::load::lang::{Class, Form, Lexicon};
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// `RAY: …`, `DE WIT: …`, `Q: …`, `Q. …`
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?P<name>\p{Lu}[\p{Lu}'’.\-]+(?: \p{Lu}[\p{Lu}'’.\-]*){0,3}|[QA]):|(?P<letter>[QA])\.)\s+(?P<words>\S)")
        .expect("the pattern is a constant that the tests compile")
});

/// `Ray-Ek: …`, `Dr Ray: …`: such labels may also stand before comments.
static SMALL_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>\p{Lu}[\p{L}'’.\-]+(?: \p{Lu}[\p{L}'’.\-]*){0,2}):\s+(?P<words>\S)")
        .expect("the pattern is a constant that the tests compile")
});

/// Labels of lines that nobody speaks.
const NOTICES: [&str; 13] = [
    "ALSO",
    "BREAKING",
    "EDITOR'S NOTE",
    "LISTEN",
    "MORE",
    "NOTE",
    "PHOTO",
    "READ",
    "READ MORE",
    "RELATED",
    "TO THE EDITOR",
    "UPDATE",
    "WATCH",
];

/// Labels of those who ask.
const ASKERS: [&str; 6] = ["HOST", "INTERVIEWER", "MODERATOR", "Q", "QUESTION", "REPORTER"];

/// Of an interviewer's turns, at least this share are questions; of one who has the first word, and
/// whom nobody asks anything, the second one.
const QUESTIONS: (f32, f32) = (0.6, 0.4);

/// A turn of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub block: usize,
    pub label: String,
    /// The words in the labelled block and in the unlabelled ones up to the next label.
    pub parts: Vec<Range<usize>>,
    /// The one who asks: no comment.
    pub asks: bool,
}

/// The turns of an article's dialogues; none when fewer than two blocks have a label.
pub(super) fn turns(document: &Document, lexicon: &Lexicon) -> Vec<Turn> {
    let turns = labelled(document, &LABEL);
    if !turns.is_empty() {
        return of_dialogue(document, turns, lexicon);
    }
    // Somebody asks and somebody answers, both more than once, or these are no turns.
    let turns = of_dialogue(document, labelled(document, &SMALL_LABEL), lexicon);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    turns.iter().for_each(|turn| *counts.entry(turn.label.as_str()).or_default() += 1);
    let often = counts.values().all(|count| *count > 1);
    let asked = turns.iter().any(|turn| turn.asks) && turns.iter().any(|turn| !turn.asks);
    if asked && often { turns } else { Vec::new() }
}

/// The paragraphs that begin with a label.
fn labelled(document: &Document, pattern: &Regex) -> Vec<Turn> {
    let blocks = document.blocks.iter().enumerate();
    blocks
        .filter(|(_, block)| matches!(block.kind, BlockKind::Paragraph))
        .filter_map(|(index, block)| turn(document, index, block, pattern))
        .collect()
}

/// The turns among labelled paragraphs, with those who ask.
fn of_dialogue(document: &Document, mut turns: Vec<Turn>, lexicon: &Lexicon) -> Vec<Turn> {
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    for turn in &turns {
        let (all, questions) = counts.entry(turn.label.clone()).or_default();
        *all += 1;
        *questions += usize::from(document.article.text[turn.parts[0].clone()].ends_with('?'));
    }
    let is_dialogue = counts.contains_key("Q") || counts.values().any(|(all, _)| *all > 1);
    if turns.len() < 2 || !is_dialogue {
        return Vec::new();
    }
    let first = turns[0].label.clone();
    let answered = counts.iter().all(|(label, (_, asked))| *label == first || *asked == 0);
    for turn in &mut turns {
        let (all, questions) = counts[&turn.label];
        let least = if answered && turn.label == first { QUESTIONS.1 } else { QUESTIONS.0 };
        turn.asks = ASKERS.contains(&turn.label.as_str())
            || counts.len() > 1 && all > 1 && questions as f32 >= least * all as f32;
    }
    join_paragraphs(document, &mut turns, lexicon);
    turns
}

fn turn(document: &Document, index: usize, block: &Block, pattern: &Regex) -> Option<Turn> {
    let text = document.block_text(block);
    let found = pattern.captures(text)?;
    // Only `Q` and `A` have a letter of their own.
    let label = found.name("name").or_else(|| found.name("letter"))?.as_str();
    if NOTICES.contains(&label) {
        return None;
    }
    let start = block.bytes.start + found.name("words")?.start();
    let words = start..block.bytes.end;
    Some(Turn { block: index, label: label.to_owned(), parts: vec![words], asks: false })
}

/// Gives an answer the unlabelled paragraphs between it and the next label.
fn join_paragraphs(document: &Document, turns: &mut [Turn], lexicon: &Lexicon) {
    for index in 0..turns.len().saturating_sub(1) {
        let between = turns[index].block + 1..turns[index + 1].block;
        let blocks = &document.blocks[between];
        // Longer stretches are the article's own text between two talks.
        if !turns[index].asks
            && blocks.len() <= 4
            && blocks.iter().all(|block| block.kind == BlockKind::Paragraph)
            && !blocks.iter().any(|block| reports(document.block_text(block), lexicon))
            && turns[index + 1].asks
        {
            turns[index].parts.extend(blocks.iter().map(|block| block.bytes.clone()));
        }
    }
}

/// Whether a paragraph says who spoke, as an answer does not: `“Late,” says her brother.`
fn reports(text: &str, lexicon: &Lexicon) -> bool {
    text.match_indices(['”', '"', '’', '»']).any(|(at, mark)| {
        let word = text[at + mark.len()..].trim_start().split(|c: char| !c.is_alphabetic()).next();
        word.is_some_and(|word| {
            let entry = lexicon.entry(&word.to_lowercase());
            entry.is(Class::SPEECH) && matches!(entry.form, Form::Past | Form::Present)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    fn found(text: &str) -> Vec<(String, String, bool)> {
        let document = document(text);
        let words = |turn: &Turn| {
            let parts: Vec<&str> =
                turn.parts.iter().map(|part| &document.article.text[part.clone()]).collect();
            parts.join("|")
        };
        turns(&document, Lexicon::of(None))
            .iter()
            .map(|turn| (turn.label.clone(), words(turn), turn.asks))
            .collect()
    }

    #[test]
    fn a_label_names_the_speaker_of_a_turn() {
        let turns = found("Q: Why?\nDE WIT: No money.\nNone at all.\nQ. When?\nDE WIT: Never.");
        let wanted = [
            ("Q", "Why?", true),
            ("DE WIT", "No money.|None at all.", false),
            ("Q", "When?", true),
            ("DE WIT", "Never.", false),
        ];
        let wanted: Vec<_> =
            wanted.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), *c)).collect();
        assert_eq!(turns, wanted);
    }

    #[test]
    fn a_single_label_makes_no_dialogue() {
        for text in
            ["TOKYO: It rained.\nThe tram left.", "READ MORE: Why\nREAD MORE: How", "Ray: yes"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
