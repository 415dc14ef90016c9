//! Comments copied from a page: a name, a time, and the words, each in a line of its own.

use crate::load::date::leading_date;
use crate::load::document::{BlockKind, Document};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// How long ago something was said, in the languages of the lexicons.
static AGO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)^(?:
            just\ now | yesterday(?:\ at\ \S+(?:\ [ap]m)?)?
          | (?:about\ |over\ )?(?:an?|\d{1,3})\ ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|y|yrs?|years?)\ ago
          | vor\ (?:einer|einem|\d{1,3})\ (?:Sekunden?|Minuten?|Stunden?|Tag(?:en)?|Wochen?|Monat(?:en)?|Jahr(?:en)?)
          | il\ y\ a\ (?:une?|\d{1,3})\ (?:secondes?|minutes?|heures?|jours?|semaines?|mois|ans?)
          | hace\ (?:una?|\d{1,3})\ (?:segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?)
        )$",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// Marks between a name and a time on one line.
const SEPARATORS: [&str; 7] = [" · ", " • ", " | ", " – ", " — ", " - ", ", "];

/// Lines of the page's machinery between comments, lower case.
const MACHINERY: [&str; 15] = [
    "click to rate",
    "comment",
    "comments",
    "follow",
    "like",
    "like reply",
    "likes",
    "recommend",
    "reply",
    "reply · share",
    "report",
    "report abuse",
    "share",
    "show more replies",
    "view replies",
];

/// Longest name, in bytes, and most words of one.
const NAME: (usize, usize) = (40, 4);

/// Blocks of one comment, at most.
const PARAGRAPHS: usize = 6;

/// A comment with its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamped {
    /// Index of the block that its words begin in.
    pub block: usize,
    /// From the author's line to the last words: all of it is taken.
    pub blocks: Range<usize>,
    pub parts: Vec<Range<usize>>,
    pub author: String,
}

/// The line or lines that a comment begins with.
struct Head<'a> {
    author: &'a str,
    /// Blocks that it takes.
    blocks: usize,
}

/// The comments of a document that begin with name and time; none where there is only one, which
/// may be the article's own byline.
pub(super) fn comments(document: &Document) -> Vec<Stamped> {
    let mut found: Vec<Stamped> = Vec::new();
    let mut at = 0;
    while at < document.blocks.len() {
        let Some(head) = head(document, at) else {
            at += 1;
            continue;
        };
        let words = at + head.blocks;
        let end = end_of_words(document, words);
        let parts: Vec<Range<usize>> = (words..end)
            .filter(|block| !is_machinery(line(document, *block)))
            .map(|block| document.blocks[block].bytes.clone())
            .collect();
        if !parts.is_empty() {
            let author = head.author.to_owned();
            found.push(Stamped { block: words, blocks: at..end, parts, author });
        }
        at = end.max(at + 1);
    }
    if found.len() < 2 { Vec::new() } else { found }
}

fn line(document: &Document, block: usize) -> &str {
    document.block_text(&document.blocks[block]).trim()
}

/// Where the words of a comment end: at the next one's head, or else with their first block.
fn end_of_words(document: &Document, from: usize) -> usize {
    let is_words = |block: &usize| {
        matches!(document.blocks[*block].kind, BlockKind::Paragraph | BlockKind::ListItem)
    };
    let last = document.blocks.len().min(from + PARAGRAPHS);
    let next = (from..last.min(document.blocks.len()))
        .take_while(is_words)
        .find(|block| *block > from && head(document, *block).is_some());
    let first =
        (from..last).take_while(is_words).find(|block| !is_machinery(line(document, *block)));
    next.or(first.map(|block| block + 1)).unwrap_or(from)
}

/// Whether a comment's head begins at a block: `Jo Ray` and `2 hours ago` in two lines or in one.
fn head(document: &Document, at: usize) -> Option<Head<'_>> {
    let text = line(document, at);
    if text.len() > 2 * NAME.0 {
        return None;
    }
    let two = || {
        let time = document.blocks.get(at + 1).map(|_| line(document, at + 1))?;
        (is_name(text) && is_time(time)).then_some(Head { author: text, blocks: 2 })
    };
    let one = || {
        SEPARATORS.iter().find_map(|separator| {
            let (name, time) = text.split_once(separator)?;
            let name = name.trim();
            (is_name(name) && is_time(time.trim().trim_end_matches(':')))
                .then_some(Head { author: name, blocks: 1 })
        })
    };
    // `jo_72 6 hours ago`
    let spaced = || {
        let (name, time) = text.split_once(' ')?;
        (is_name(name) && AGO.is_match(time)).then_some(Head { author: name, blocks: 1 })
    };
    // `Jo Ray, Leeds, United Kingdom, 3 hours ago`
    let placed = || {
        let (author, time) = text.rsplit_once(", ")?;
        let name = author.split(',').next()?.trim();
        (is_name(name) && is_time(time)).then_some(Head { author: name, blocks: 1 })
    };
    two().or_else(one).or_else(spaced).or_else(placed).or_else(|| muted(document, at))
}

/// `Mute Jo Ray`, `Favourite Jo Ray`, `Report` and a time in lines of their own.
fn muted(document: &Document, at: usize) -> Option<Head<'_>> {
    const LINES: usize = 4;
    let author = line(document, at).strip_prefix("Mute ")?;
    let last = at + LINES - 1;
    let lines = || (at + 1..=last).map(|block| line(document, block));
    (last < document.blocks.len()
        && lines().any(|line| line.strip_prefix("Favourite ") == Some(author))
        && is_name(author)
        && is_time(line(document, last)))
    .then_some(Head { author, blocks: LINES })
}

/// Whether a line may be somebody's name and nothing more.
fn is_name(text: &str) -> bool {
    let clock = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(':');
    is_like_name(text, NAME) && !clock && !is_time(text) && !is_machinery(text)
}

/// Whether a line reads like a name of at most so many bytes and words.
pub(super) fn is_like_name(text: &str, most: (usize, usize)) -> bool {
    text.len() <= most.0
        && text.split_whitespace().count() <= most.1
        && text.contains(char::is_alphabetic)
        && !text.starts_with("By ")
        && !text.ends_with(['!', '?', ':', ',', ';', '”', '"'])
        && !text.starts_with(['“', '"', '(', '•'])
}

/// Whether a line is a time and nothing more: `2 hours ago`, `3 May 2025, 17:20`.
pub(super) fn is_time(text: &str) -> bool {
    const LONGEST: usize = 60;
    if text.len() > LONGEST {
        return false;
    }
    AGO.is_match(text)
        || leading_date(text).is_some_and(|(_, length)| {
            let rest = text[length..].trim_start_matches([',', ' ']).trim_start_matches("at ");
            !rest.contains(char::is_alphabetic)
                || matches!(
                    rest.to_lowercase().trim_start_matches(|c: char| !c.is_alphabetic()),
                    "am" | "pm" | "uhr"
                )
        })
}

fn is_machinery(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphabetic());
    bare.is_empty() || MACHINERY.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let document = document(text);
        comments(&document)
            .into_iter()
            .map(|comment| {
                let words: Vec<&str> =
                    comment.parts.iter().map(|part| &document.article.text[part.clone()]).collect();
                (comment.author, words.join("|"))
            })
            .collect()
    }

    #[test]
    fn a_name_and_a_time_begin_a_comment() {
        let wanted = [
            ("jo_72".to_owned(), "It is late.|Very.".to_owned()),
            ("Tom Ek".to_owned(), "No.".to_owned()),
        ];
        let cases = [
            "Comments\njo_72\n2 hours ago\nIt is late.\nVery.\nReply\nTom Ek\nyesterday\nNo.\nThe end of it.",
            "jo_72 · 3 May 2025, 17:20\nIt is late.\nVery.\n3 likes\nTom Ek · vor 2 Stunden\nNo.",
            "jo_72, May 3, 2025 at 5:20 PM\nIt is late.\nVery.\nTom Ek, hace 3 días:\nNo.",
            "jo_72, Leeds, United Kingdom, 3 hours ago\nIt is late.\nVery.\n34\nClick to rate\nTom Ek, York, 47 minutes ago\nNo.\n2\nThe end.",
            "Mute jo_72\nFavourite jo_72\nReport\nJun 3rd 2025, 8:14 AM\nIt is late.\nVery.\n88\nMute Tom Ek\nFavourite Tom Ek\nReport\nJun 3rd 2025, 8:31 AM\nNo.",
        ];
        for text in cases {
            assert_eq!(found(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_byline_is_no_comment() {
        let text = "Late trams\nJo Ray\nMay 3, 2025\nThe tram was late again.\nNobody knew why.";
        assert!(found(text).is_empty());
    }
}
