//! Posts copied line by line from a service: the author's name, the handle or the day, the words,
//! and what the service counts.

use super::post;
use super::prose_line;
use super::stamped;
use crate::load::date::leading_date;
use crate::load::document::{Document, PostSource};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// `@name`, `@name · 3h`, `@name · Aug 12, 2025`
static HANDLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<handle>@[\w.]{1,60})(?:\s*[·•]\s*(?P<time>\S.{0,40}))?$")
        .expect("the pattern is a constant that the tests compile")
});

/// `Name (@name) · Aug 12, 2025`, `Name @name · 3h`, `Name @name`
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<name>[^@“”\x22]{1,80}?)\s*\(?(?P<handle>@[\w.]{1,60})\)?(?:\s*[·•]\s*(?P<time>\S.{0,40}))?$",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// `Name • 1st`, as LinkedIn has it.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<name>\S.{1,60}?)\s*[·•]\s*(?:1st|2nd|3rd\+?)$")
        .expect("the pattern is a constant that the tests compile")
});

/// `byu/jo_72 from discussion`, between a line that says `Comment` and one with the forum.
static REDDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^by\s*(?P<handle>u/[\w-]{1,60})(?: from discussion)?$")
        .expect("the pattern is a constant that the tests compile")
});

/// `1.1K Reposts 203 Quotes`, `2,310 reactions · 1,874 comments`
static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:[\d.,]+\s?[km]?\s*(?:reposts?|retweets?|quotes?|likes?|comments?|shares?|reactions?|replies|reply|views?|bookmarks?)?\s*[·•|]?\s*)+$",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// `4:31 PM · Jul 22, 2025`, `8:51 PM · Nov 12`, `16 June at 08:14`, `4d • Edited`, `3h`
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    const MONTH: &str = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
    Regex::new(&format!(
        r"(?xi)^(?:
            \d{{1,2}}[:.]\d{{2}}\s*(?:[ap]\.?m\.?)?\s*[·•,]\s*(?:{MONTH}\.?\ \d{{1,2}}|(?P<date>\S.*))
          | \d{{1,2}}\ {MONTH}(?:\ at\ \d{{1,2}}[:.]\d{{2}})?
          | {MONTH}\.?\ \d{{1,2}}(?:\ at\ \d{{1,2}}[:.]\d{{2}}(?:\ ?[ap]m)?)?
          | \d{{1,3}}(?:s|m|min|h|hr|d|w|mo|y)(?:\s*[·•]\s*edited)?
          | \d{{1,2}}[\ -]min(?:ute)?s?\ read
        )$",
    ))
    .expect("the pattern is a constant that the tests compile")
});

/// Longest name, in bytes, and most words of one.
const NAME: (usize, usize) = (60, 6);

/// Blocks of words of one post, at most.
const PARAGRAPHS: usize = 6;

/// A post with its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    /// Index of the block that its words begin in.
    pub block: usize,
    /// From the author's line to the counts: all of it is taken.
    pub blocks: Range<usize>,
    pub parts: Vec<Range<usize>>,
    pub source: PostSource,
}

/// What a post begins with.
struct Head {
    source: PostSource,
    /// Blocks that it takes.
    blocks: usize,
    needs: Foot,
}

/// What must stand below a post's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Foot {
    Nothing,
    /// A day or counts.
    Any,
    /// The service's counts: a name and a day alone may be a byline.
    Counts,
}

/// The posts of a document that stand in lines of their own.
pub(super) fn cards(document: &Document) -> Vec<Card> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < document.blocks.len() {
        match head(document, at).and_then(|head| card(document, at, head)) {
            Some(card) => {
                at = card.blocks.end;
                found.push(card);
            }
            None => at += 1,
        }
    }
    found
}

fn line(document: &Document, block: usize) -> Option<&str> {
    prose_line(document, block).map(str::trim)
}

fn card(document: &Document, at: usize, head: Head) -> Option<Card> {
    let first = at + head.blocks;
    let is_end = |block: &usize| line(document, *block).is_none_or(is_foot);
    let last = first + PARAGRAPHS;
    let foot = (first..=last).find(is_end).filter(|block| line(document, *block).is_some());
    if foot.is_none() && head.needs != Foot::Nothing {
        return None;
    }
    // Without a foot the next line is the post.
    let end = foot.unwrap_or(first + 1);
    let feet = (end..document.blocks.len()).take(3).take_while(|block| is_end(block));
    let feet: Vec<&str> = feet.filter_map(|block| line(document, block)).collect();
    let counted = feet.iter().any(|text| is_counts(text));
    if first >= end || head.needs == Foot::Counts && !counted {
        return None;
    }
    line(document, first)?;
    let posted = feet.iter().find_map(|text| day(text));
    let words = |block: usize| {
        post::without_links(&document.article.text, document.blocks[block].bytes.clone())
    };
    let parts: Vec<_> = (first..end).map(words).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return None;
    }
    let source = PostSource { posted: head.source.posted.clone().or(posted), ..head.source };
    Some(Card { block: first, blocks: at..end + feet.len(), parts, source })
}

/// The name, and the handle or the day, that a post begins with.
fn head(document: &Document, at: usize) -> Option<Head> {
    let text = line(document, at)?;
    let source = |service: &str, name: &str, handle: Option<&str>, time: Option<&str>| PostSource {
        service: service.to_owned(),
        author: Some(name.trim().trim_end_matches(['✓', '✔', '☑', ' ']).to_owned()),
        handle: handle.map(str::to_owned),
        posted: time.and_then(day),
        ..PostSource::default()
    };
    // Most lines are prose: a look at a character is enough to pass over them.
    if text.contains('@')
        && let Some(found) = HEAD.captures(text)
        && is_name(found["name"].trim())
        && found.name("time").is_none_or(|time| is_time(time.as_str()))
    {
        let time = found.name("time").map(|time| time.as_str());
        let source = source("x", &found["name"], Some(&found["handle"]), time);
        let needs = if time.is_some() { Foot::Nothing } else { Foot::Any };
        return Some(Head { source, blocks: 1, needs });
    }
    if text.contains(['·', '•'])
        && let Some(found) = CONTACT.captures(text)
    {
        // The next line is what the author does.
        let source = source("linkedin", &found["name"], None, None);
        return Some(Head { source, blocks: 2, needs: Foot::Counts });
    }
    let next = line(document, at + 1)?;
    if next.starts_with("by")
        && let Some(found) = REDDIT.captures(next)
        && line(document, at + 2)?.starts_with("in")
    {
        let handle = &found["handle"];
        let name = &handle["u/".len()..];
        return Some(Head {
            source: source("reddit", name, Some(handle), None),
            blocks: 3,
            needs: Foot::Nothing,
        });
    }
    if !is_name(text) {
        return None;
    }
    if let Some(found) = HANDLE.captures(next) {
        let time = found.name("time").map(|time| time.as_str());
        let source = source("x", text, Some(&found["handle"]), time);
        return Some(Head { source, blocks: 2, needs: Foot::Nothing });
    }
    is_time(next).then(|| Head {
        source: source("facebook", text, None, Some(next)),
        blocks: 2,
        needs: Foot::Counts,
    })
}

/// Whether a line may be somebody's name and nothing more.
fn is_name(text: &str) -> bool {
    // `Jo R.`
    let initial = text.rsplit(' ').next().is_some_and(|word| word.len() == 2);
    stamped::is_like_name(text, NAME)
        && (!text.ends_with('.') || initial)
        && !text.starts_with('@')
        && !is_foot(text)
}

/// Whether a line is what a service prints below a post.
fn is_foot(text: &str) -> bool {
    is_time(text) || is_counts(text)
}

fn is_counts(text: &str) -> bool {
    text.contains(char::is_alphabetic) && COUNTS.is_match(text)
}

fn is_time(text: &str) -> bool {
    TIME.captures(text).is_some_and(|found| {
        found.name("date").is_none_or(|date| leading_date(date.as_str()).is_some())
    }) || stamped::is_time(text)
}

/// The day in a line with a time, as ISO date.
fn day(text: &str) -> Option<String> {
    let date = TIME.captures(text).and_then(|found| found.name("date").map(|date| date.as_str()));
    leading_date(date.unwrap_or(text)).map(|(day, _)| day)
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;

    fn found(text: &str) -> Vec<(String, String, String, String)> {
        let document = document(text);
        let words = |card: &Card| {
            let parts: Vec<&str> =
                card.parts.iter().map(|part| &document.article.text[part.clone()]).collect();
            parts.join("|")
        };
        let of = |card: &Card| {
            let source = card.source.clone();
            let or = Option::unwrap_or_default;
            (or(source.author), or(source.handle), or(source.posted), words(card))
        };
        cards(&document).iter().map(of).collect()
    }

    #[test]
    fn a_post_in_lines_of_its_own_is_found() {
        let cases = [
            (
                "Ann Ray ✓\n@annray\nIt is late.\nVery.\n4:31 PM · Jul 22, 2025\n1.1K Reposts 29 Quotes\nThe end.",
                ("Ann Ray", "@annray", "2025-07-22", "It is late.|Very."),
            ),
            (
                "Jo from Leeds @jo_leeds\nNever seen it.\n8:51 PM · Nov 12\nThe end.",
                ("Jo from Leeds", "@jo_leeds", "", "Never seen it."),
            ),
            (
                "big jo 🦀\n@jo_\nno tram\nThe answer came later.",
                ("big jo 🦀", "@jo_", "", "no tram"),
            ),
            (
                "Ray & Sons (@rays) · Aug 12, 2025\nOurs run.\nThe end of it.",
                ("Ray & Sons", "@rays", "2025-08-12", "Ours run."),
            ),
            (
                "Hill Police\n16 June at 08:14\nCome in, Jo.\n4.2K 1.1K comments 890 shares\nThe end.",
                ("Hill Police", "", "", "Come in, Jo."),
            ),
            (
                "Jo Ek • 1st\nFounder at Ek\nI cried.\n4d • Edited\n2,310 reactions · 1,874 comments\nThe end.",
                ("Jo Ek", "", "", "I cried."),
            ),
        ];
        for (text, (author, handle, day, words)) in cases {
            let wanted = (author.to_owned(), handle.to_owned(), day.to_owned(), words.to_owned());
            assert_eq!(found(text), [wanted], "{text}");
        }
    }

    #[test]
    fn a_byline_is_no_post() {
        for text in [
            "Late trams\nBy Jo Ray\n22 July 2025, 18.05\nThe tram was late again.",
            "Jo Ray\nMay 3, 2025\nThe tram was late again.\nNobody knew why.",
            "Results\n3 May\nThe reds won.\nThe blues lost.",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
