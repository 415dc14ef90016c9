//! Social-media posts that were flattened to plain text: no marks, a signature at the end.
//!
//! `text pic.twitter.com/AbC — Name (@handle) January 27, 2025` and what other services leave.

use crate::load::date::leading_date;
use crate::load::document::PostSource;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A post in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundPost {
    /// Its words; empty when the page has none, or when they stand in the block before.
    pub words: Range<usize>,
    /// Words and signature.
    pub outer: Range<usize>,
    pub source: PostSource,
    /// The signature begins its block, so the words stand in the one before.
    pub words_before: bool,
}

/// Longest display name before a handle, in bytes.
const LONGEST_NAME: usize = 160;

/// Longest handle, in bytes.
const LONGEST_HANDLE: usize = 80;

/// Lines that stand between a post's text and its signature and belong to neither.
const BOILERPLATE: [&str; 8] = [
    "show more",
    "read more",
    "see more",
    "advertisement",
    "sign up for our newsletter",
    "article continues below",
    "story continues below",
    "[image or embed]",
];

static REDDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<words>.*?)\s*\bby\s*(?P<user>u/[\w-]+)\s+(?:from discussion\s*)?in\s*[\w-]+$")
        .expect("the pattern is a constant that the tests compile")
});

static WIDGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^Post by (?P<handle>@[\w.@-]+)\s+View on (?P<service>Threads|Mastodon)$")
        .expect("the pattern is a constant that the tests compile")
});

static INSTAGRAM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:View this post on Instagram\s*)?A post shared by (?P<name>.*?)\s*\((?P<handle>@[\w.]+)\)",
    )
    .expect("the pattern is a constant that the tests compile")
});

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^https?://(?:www\.|m\.|old\.)?(?:
            (?P<x>x|twitter)\.com/(?P<x_user>\w+)/status/\d+
          | (?P<tiktok>tiktok)\.com/(?P<tiktok_user>@[\w.]+)/video/\d+
          | (?P<threads>threads)\.(?:net|com)/(?P<threads_user>@[\w.]+)/post/\w+
          | (?P<bluesky>bsky)\.app/profile/(?P<bluesky_user>[\w.:-]+)/post/\w+
          | (?P<instagram>instagram)\.com/(?:p|reel)/[\w-]+
          | (?P<reddit>reddit)\.com/r/\w+/comments/\S+
        )/?(?:\?\S*)?$",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// The posts of one block, in order.
pub(super) fn posts(text: &str, block: Range<usize>) -> Vec<FoundPost> {
    let words = &text[block.clone()];
    let line = text[..block.start].strip_suffix('\n');
    let wrapped = line.is_some_and(|line| !line.is_empty() && !line.ends_with('\n'));
    if let Some(post) = whole_block(words, block.start, wrapped) {
        return vec![post];
    }
    signed(text, block)
}

/// Whether a block is nothing but a line that stands between posts.
pub(super) fn is_boilerplate(words: &str) -> bool {
    let lower = words.trim().to_lowercase();
    BOILERPLATE.contains(&lower.as_str())
}

/// Longest block that can be the remains of a widget, in bytes.
const LONGEST_WIDGET: usize = 3000;

/// The remains of services whose post fills a block of its own.
fn whole_block(words: &str, start: usize, wrapped: bool) -> Option<FoundPost> {
    if words.len() > LONGEST_WIDGET {
        return None;
    }
    let end = start + words.len();
    let post = |inner: Range<usize>, source: PostSource| {
        Some(FoundPost {
            words: start + inner.start..start + inner.end,
            outer: start..end,
            source,
            words_before: false,
        })
    };
    if words.starts_with("http") {
        return ADDRESS.captures(words).and_then(|found| post(0..0, from_address(&found, words)));
    }
    if words.starts_with("View this post on Instagram") || words.starts_with("A post shared by") {
        let found = INSTAGRAM.captures(words);
        let of = |name: &str| found.as_ref().and_then(|found| found.name(name));
        let source =
            source("instagram", of("name").map(|m| m.as_str()), of("handle").map(|m| m.as_str()));
        return post(0..0, source);
    }
    if let Some(found) = WIDGET.captures(words) {
        return post(0..0, source(&found["service"].to_lowercase(), None, Some(&found["handle"])));
    }
    if words.starts_with('@')
        && let (Some(gap), Some(note)) = (words.find(char::is_whitespace), words.find('♬'))
        && gap < note
    {
        return post(trimmed(words, gap..note), source("tiktok", None, Some(&words[..gap])));
    }
    if words.contains("u/")
        && let Some(found) = REDDIT.captures(words)
    {
        let title = &found["words"];
        let inner = if title == "Comment" { 0..0 } else { 0..title.len() };
        return post(inner, source("reddit", None, Some(&found["user"])));
    }
    // In hard-wrapped text the words may stand in the line before.
    posted_by(words).and_then(|(inner, source)| {
        let words_before = inner.is_empty() && wrapped;
        Some(FoundPost { words_before, ..post(inner, source)? })
    })
}

fn source(service: &str, author: Option<&str>, handle: Option<&str>) -> PostSource {
    PostSource {
        service: service.to_owned(),
        author: author.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned),
        handle: handle.map(str::to_owned),
        ..PostSource::default()
    }
}

fn from_address(found: &regex::Captures<'_>, address: &str) -> PostSource {
    for (service, group) in
        [("x", "x"), ("tiktok", "tiktok"), ("threads", "threads"), ("bluesky", "bluesky")]
    {
        if found.name(group).is_some() {
            let user = found.name(&format!("{group}_user")).map_or("", |m| m.as_str());
            let handle = format!("@{}", user.trim_start_matches('@'));
            let url = Some(address.to_owned());
            return PostSource { url, ..source(service, None, Some(&handle)) };
        }
    }
    let service = if found.name("instagram").is_some() { "instagram" } else { "reddit" };
    PostSource { url: Some(address.to_owned()), ..source(service, None, None) }
}

/// How Facebook says who posted, in the languages of the lexicons.
pub const POSTED_BY: [&str; 5] =
    ["Posted by ", "Gepostet von ", "Publicada por ", "Publicado por ", "Publié par "];

/// Splits what stands behind them: `Page on Monday, January 27, 2025`.
pub fn name_and_day(signature: &str) -> Option<(&str, &str)> {
    [" on ", " on\u{a0}", " am ", " am\u{a0}", " el ", " en ", " en\u{a0}", " le ", " le\u{a0}"]
        .iter()
        .filter_map(|word| signature.rsplit_once(word))
        .find(|(_, day)| day.contains(|c: char| c.is_ascii_digit()))
}

/// `text Posted by Page on Monday, January 27, 2025` (Facebook).
fn posted_by(words: &str) -> Option<(Range<usize>, PostSource)> {
    let (signature, start) =
        POSTED_BY.iter().find_map(|start| Some((words.rfind(start)?, start)))?;
    let (name, day) = name_and_day(&words[signature + start.len()..])?;
    let (posted, length) = leading_date(day.trim_start())?;
    if !day.trim_start()[length..].trim().is_empty() {
        return None;
    }
    let inner = trimmed(words, 0..signature);
    Some((inner, PostSource { posted: Some(posted), ..source("facebook", Some(name), None) }))
}

/// Posts with the signature `— Name (@handle) January 27, 2025`.
fn signed(text: &str, block: Range<usize>) -> Vec<FoundPost> {
    let mut found = Vec::new();
    let mut from = block.start;
    let mut at = block.start;
    while let Some(offset) = text[at..block.end].find("(@") {
        let bracket = at + offset;
        at = bracket + 2;
        let Some(signature) = signature(text, from, bracket, block.end) else { continue };
        let words = cut_boilerplate(text, trimmed(text, from..signature.start));
        // `> — Jo (@jo)`
        let words = if &text[words.clone()] == ">" { words.end..words.end } else { words };
        // A picture alone is a post without words, not one whose words stand before it.
        let picture = text[from..signature.start].contains("pic.")
            && !text[..block.start].trim_end().ends_with(char::is_alphabetic);
        found.push(FoundPost {
            words_before: words.is_empty() && !picture && from == block.start,
            words,
            outer: from..signature.end,
            source: signature.source,
        });
        from = signature.end;
        at = from;
    }
    found
}

struct Signature {
    start: usize,
    end: usize,
    source: PostSource,
}

/// The signature whose handle stands in the bracket at `bracket`; it begins at or after `from`.
fn signature(text: &str, from: usize, bracket: usize, end: usize) -> Option<Signature> {
    let near = &text.as_bytes()[bracket..end.min(bracket + LONGEST_HANDLE)];
    let length = memchr::memchr(b')', near)?;
    let handle = &text[bracket + 1..bracket + length];
    let in_handle = |c: char| c.is_alphanumeric() || matches!(c, '@' | '_' | '.' | '-');
    if handle.len() < 2 || !handle.chars().all(in_handle) {
        return None;
    }
    let after = bracket + length + 1;
    let gap = text[after..end].len() - text[after..end].trim_start().len();
    let mut date_end = (after + gap + 80).min(end);
    while !text.is_char_boundary(date_end) {
        date_end -= 1;
    }
    let date = leading_date(&text[after + gap..date_end]);
    let dash = dash_before(text, from, bracket)?;
    if date.is_none()
        && !(text[after..end].trim_start().is_empty() && text[dash.clone()].starts_with('—'))
    {
        return None;
    }
    let name = text[dash.end..bracket].trim();
    let service = if handle.ends_with(".bsky.social") { "bluesky" } else { "x" };
    let (posted, length) = date.map_or((None, 0), |(day, length)| (Some(day), gap + length));
    Some(Signature {
        start: dash.start,
        end: after + length,
        source: PostSource { posted, ..source(service, Some(name), Some(handle)) },
    })
}

/// The dash between a post's words and the name of its author: the last long one, else the
/// last short one. Names may hold hyphens, words may hold any dash.
fn dash_before(text: &str, from: usize, bracket: usize) -> Option<Range<usize>> {
    let mut start = bracket.saturating_sub(LONGEST_NAME).max(from);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let near = &text[start..bracket];
    for dash in ["—", "–", "--", "-"] {
        let place = near.rmatch_indices(dash).map(|(offset, _)| offset).find(|offset| {
            let after = &near[offset + dash.len()..];
            let apart = near[..*offset].chars().next_back().is_none_or(char::is_whitespace);
            after.starts_with(char::is_whitespace) && (apart || dash == "—")
        });
        if let Some(offset) = place {
            return Some(start + offset..start + offset + dash.len());
        }
    }
    None
}

/// A post's range without the addresses of pictures and pages that it ends with.
pub(super) fn without_links(text: &str, range: Range<usize>) -> Range<usize> {
    let range = trimmed(text, range);
    let words = &text[range.clone()];
    let last = words
        .char_indices()
        .rfind(|(_, c)| c.is_whitespace())
        .map_or(0, |(at, space)| at + space.len_utf8());
    let link = ["pic.twitter.com/", "pic.x.com/", "https://t.co/"];
    if !words.is_empty() && link.iter().any(|start| words[last..].starts_with(start)) {
        return without_links(text, range.start..range.start + last);
    }
    range
}

/// A range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

/// A post's range without the boilerplate at its ends.
fn cut_boilerplate(text: &str, mut range: Range<usize>) -> Range<usize> {
    loop {
        let words = &text[range.clone()];
        let unlinked = without_links(text, range.clone());
        if unlinked.len() < range.len() {
            range = unlinked;
            continue;
        }
        let cut = BOILERPLATE.iter().find_map(|line| {
            let tail = words.len().checked_sub(line.len())?;
            let ends = words.get(tail..).is_some_and(|end| end.eq_ignore_ascii_case(line));
            let begins =
                words.get(..line.len()).is_some_and(|start| start.eq_ignore_ascii_case(line));
            if ends {
                Some(range.start..range.start + tail)
            } else {
                begins.then_some(range.start + line.len()..range.end)
            }
        });
        match cut {
            Some(shorter) => range = trimmed(text, shorter),
            None => return range,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String, String, String)> {
        posts(text, 0..text.len())
            .into_iter()
            .map(|post| {
                (
                    text[post.words].to_owned(),
                    post.source.author.unwrap_or_default(),
                    post.source.handle.unwrap_or_default(),
                    post.source.posted.unwrap_or_default(),
                )
            })
            .collect()
    }

    fn one(
        words: &str,
        author: &str,
        handle: &str,
        posted: &str,
    ) -> (String, String, String, String) {
        (words.to_owned(), author.to_owned(), handle.to_owned(), posted.to_owned())
    }

    #[test]
    fn a_signature_ends_a_post() {
        let day = "2025-01-27";
        let cases = [
            (
                "closed AGAIN — Mara 🚲 (@mara_l) January 27, 2025",
                one("closed AGAIN", "Mara 🚲", "@mara_l", day),
            ),
            (
                "closed - again -- Jo (she/her) (@jo) Jan 27, 2025",
                one("closed - again", "Jo (she/her)", "@jo", day),
            ),
            ("zu – A. B-C (@abc) 27. Januar 2025", one("zu", "A. B-C", "@abc", day)),
            (
                "Two hours. [image or embed] — Tom (@tom.bsky.social) January 27, 2025 at 3:04 PM",
                one("Two hours.", "Tom", "@tom.bsky.social", day),
            ),
            ("late Show more — Mara (@m) 2025年1月27日", one("late", "Mara", "@m", day)),
            (
                "Shut: “sorry” pic.twitter.com/x — Pop (@pop) 27 January 2025",
                one("Shut: “sorry”", "Pop", "@pop", day),
            ),
            ("late— Mara (@m)", one("late", "Mara", "@m", "")),
            ("@oda no bus #tag ♬ original sound - oda", one("no bus #tag", "", "@oda", "")),
            (
                "Open. Posted by Hill Bakery on Monday, January 27, 2025",
                one("Open.", "Hill Bakery", "", day),
            ),
            ("Why no tram by u/slow in cats", one("Why no tram", "", "u/slow", "")),
            ("Comment by u/slow from discussion in cats", one("", "", "u/slow", "")),
            (
                "View this post on Instagram A post shared by Ida (@ida.roe)",
                one("", "Ida", "@ida.roe", ""),
            ),
            ("Post by @jo View on Threads", one("", "", "@jo", "")),
            ("Post by @jo@host.example View on Mastodon", one("", "", "@jo@host.example", "")),
            ("https://x.com/jo/status/123", one("", "", "@jo", "")),
        ];
        for (text, wanted) in cases {
            assert_eq!(found(text), [wanted], "{text}");
        }
    }

    #[test]
    fn several_posts_run_together() {
        let text = "one — A (@a) May 1, 2025 two — B (@b) May 2, 2025";
        let words: Vec<String> = found(text).into_iter().map(|post| post.0).collect();
        assert_eq!(words, ["one", "two"]);
    }

    #[test]
    fn prose_with_a_handle_is_no_post() {
        for text in
            ["Mara (@mara_l) posted, “Same.”", "Posted by the gate on a Monday", "see u/slow"]
        {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
