//! Plain text: paragraphs as blocks, metadata from its first lines. The text itself stays as
//! given; offsets count in it.

use crate::domain::{Article, ArticleId, Metadata};
use crate::load::document::{Block, BlockKind, Document};
use crate::load::page::{detect_language, parse_date};
use std::ops::Range;

/// Reads a plain text.
pub fn read(id: &ArticleId, text: String) -> Document {
    let mut blocks = blocks(&text);
    let published = published(&text, &blocks);
    let title = title(&text, &blocks);
    if title.is_some() {
        blocks[0].kind = BlockKind::Heading;
    }
    let metadata = Metadata { title, published, ..Metadata::default() };
    let language = detect_language(&text);
    Document { article: Article { id: id.clone(), metadata, text }, blocks, language }
}

/// The blocks of a text: lines, or runs of lines where a paragraph is wrapped by hand.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut chunk: Vec<Range<usize>> = Vec::new();
    for line in lines(text) {
        if line.is_empty() {
            push_chunk(text, &mut chunk, &mut blocks);
        } else {
            chunk.push(line);
        }
    }
    push_chunk(text, &mut chunk, &mut blocks);
    blocks
}

/// The lines of a text without white space at their ends; an empty range for a blank one.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']).map(move |line| {
        let bare = line.trim_start();
        let from = start + line.len() - bare.len();
        let range = from..from + bare.trim_end().len();
        // Line ends are one to three bytes; the next line begins after this one's.
        start += line.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
        range
    })
}

/// Narrowest and widest line that a hand-wrapped paragraph has, in characters.
const WRAPPED: Range<usize> = 40..100;

/// Narrowest line, in bytes, that goes on with a capital in the next and last one.
const NARROW: usize = 64;

/// Adds the blocks of lines that no blank line parts.
fn push_chunk(text: &str, chunk: &mut Vec<Range<usize>>, blocks: &mut Vec<Block>) {
    let lines = std::mem::take(chunk);
    let Some((first, last)) = lines.first().zip(lines.last()) else { return };
    // Two lines may be a title and what stands below it, or a name and what it signs.
    let parted = lines.len() == 2
        && (blocks.is_empty() || first.len() < NARROW)
        && !text[last.clone()].starts_with(char::is_lowercase);
    if lines.len() > 1 && !parted && is_wrapped(text, &lines) {
        blocks.push(Block { kind: BlockKind::Paragraph, bytes: first.start..last.end });
        return;
    }
    for line in lines {
        blocks.push(Block { kind: kind(&text[line.clone()]), bytes: line });
    }
}

/// Whether lines are one paragraph wrapped at a column: all but the last are about as long, and
/// most of them end within a sentence.
fn is_wrapped(text: &str, lines: &[Range<usize>]) -> bool {
    let inner = &lines[..lines.len() - 1];
    let open = inner
        .iter()
        .zip(&lines[1..])
        .filter(|(line, next)| {
            let ends =
                text[line.start..line.end].ends_with(['.', '!', '?', ':', '”', '"', '’', '»', ')']);
            let goes_on = text[next.start..next.end].starts_with(char::is_lowercase);
            !ends || goes_on
        })
        .count();
    inner.iter().all(|line| WRAPPED.contains(&line.len()))
        && lines.iter().all(|line| kind(&text[line.clone()]) == BlockKind::Paragraph)
        && open * 2 > inner.len()
}

/// Whether a line is an item of a list.
fn kind(line: &str) -> BlockKind {
    let bullet = ["• ", "‣ ", "◦ ", "* ", "· "].iter().any(|it| line.starts_with(it));
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=3).contains(&digits)
        && line[digits..].starts_with(['.', ')'])
        && line[digits + 1..].starts_with(' ');
    if bullet || numbered { BlockKind::ListItem } else { BlockKind::Paragraph }
}

/// Longest title, in characters.
const LONGEST_TITLE: usize = 160;

/// The title: a short first line without a sentence's end, something after it, and not the
/// beginning of the story (a date line, a post, a quotation, a speaker's label).
fn title(text: &str, blocks: &[Block]) -> Option<String> {
    let [first, second, ..] = blocks else { return None };
    let line = &text[first.bytes.clone()];
    let short = line.chars().count() <= LONGEST_TITLE && !line.contains('\n');
    let closed =
        line.ends_with(['.', '…', ':', ';', ',', '”', '"', '»', '“']) || line.contains(" (@");
    let longer = blocks[1..].iter().take(6).any(|block| block.bytes.len() > line.len());
    let begins = line.starts_with(['“', '"', '«', '„', '‘', '—', '-', '@', '•', '*']);
    let words = line.split_whitespace().count();
    let prose = second.kind == BlockKind::Paragraph && first.kind == BlockKind::Paragraph;
    let dated = line.starts_with("date ") || dateline(line);
    (short && !closed && longer && !begins && words >= 3 && prose && !dated)
        .then(|| line.to_owned())
}

/// Whether a line begins with a place in capitals and a dash, as agencies' stories do.
fn dateline(line: &str) -> bool {
    let Some(at) = [" -- ", " — ", " – ", " - "].iter().filter_map(|dash| line.find(dash)).min()
    else {
        return false;
    };
    let place = &line[..at];
    place.len() < 60
        && place.chars().any(char::is_alphabetic)
        && place.split([',', '(']).next().is_some_and(|city| !city.contains(char::is_lowercase))
}

/// Blocks at the start that may state the day.
const FIRST: usize = 4;

/// The day of publication: a `date YYYY-MM-DD` prefix, or a day in one of the first short lines
/// (byline, date line). A date within the prose is no date of publication.
fn published(text: &str, blocks: &[Block]) -> Option<String> {
    let first = blocks.first().map(|block| &text[block.bytes.clone()])?;
    if let Some(rest) = first.strip_prefix("date ") {
        return parse_date(rest.get(..10)?);
    }
    blocks.iter().take(FIRST).map(|block| &text[block.bytes.clone()]).find_map(|line| {
        let head = if dateline(line) {
            &line[..line
                .find(" -")
                .or_else(|| line.find(" —"))
                .or_else(|| line.find(" –"))
                .unwrap_or(0)]
        } else {
            line
        };
        (head.len() < 120 && !head.contains("(@")).then(|| parse_date(head)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn document(text: &str) -> Document {
        read(&ArticleId("a".into()), text.to_owned())
    }

    fn words(text: &str) -> Vec<(BlockKind, String)> {
        let document = document(text);
        document
            .blocks
            .iter()
            .map(|block| (block.kind.clone(), document.block_text(block).to_owned()))
            .collect()
    }

    #[test]
    fn lines_and_blank_lines_part_blocks() {
        use BlockKind::{ListItem, Paragraph};
        let found = words("  One two. \r\n\r\nThree “four.\nFive.”\n\n• Six\n1. Seven\n");
        let want = [
            (Paragraph, "One two."),
            (Paragraph, "Three “four."),
            (Paragraph, "Five.”"),
            (ListItem, "• Six"),
            (ListItem, "1. Seven"),
        ];
        assert_eq!(found, want.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_hand_wrapped_paragraph_is_one_block() {
        let text = "The tram was late again on Monday, and the riders\nwho had waited since dawn were told that it would\nnot come at all.\n\nNobody knew why.";
        assert_eq!(words(text).len(), 2);
    }

    #[test]
    fn title_and_day_are_read_from_the_first_lines() {
        let cases = [
            (
                "Late trams anger riders\n\nBy Jo Ray\n\nPublished April 3, 2025\n\nThe tram was late again on Monday.",
                Some("Late trams anger riders"),
                Some("2025-04-03"),
            ),
            (
                " date 2025-01-28 Selena Ray, the singer, was late on Monday.\n\nNobody knew why, and nobody asked.",
                None,
                Some("2025-01-28"),
            ),
            (
                "PORT SELWYN -- The tram was late again on Monday\n\nNobody knew why, and nobody at all asked about it.",
                None,
                None,
            ),
            (
                "The tram was late.\n\nIt came in the end on May 3, 2024, and nobody cheered, and nobody asked about it, and nobody wept, and the day was done.",
                None,
                None,
            ),
        ];
        for (text, title, day) in cases {
            let found = document(text).article.metadata;
            assert_eq!(
                (found.title.as_deref(), found.published.as_deref()),
                (title, day),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn blocks_are_ascending_trimmed_and_hold_all_words(text in "([a-zé“”] ?|[ \n\r\t]|\r\n|\u{2028}|• |1\\. |😀){0,60}") {
            let mut last = 0;
            let mut words = 0;
            for block in blocks(&text) {
                prop_assert!(block.bytes.start >= last);
                let slice = &text[block.bytes.clone()];
                prop_assert!(!slice.is_empty() && slice == slice.trim());
                words += slice.split_whitespace().count();
                last = block.bytes.end;
            }
            prop_assert_eq!(words, text.split_whitespace().count());
        }
    }
}
