//! Comments that stand only in a picture's alternative text.

use super::glyph::double_marks;
use super::marks::{Region, outermost, pair};
use super::single::pair_single;
use std::ops::Range;

/// Words that tell a picture of somebody's words from a picture of anything else.
const SCREENSHOT: [&str; 9] =
    ["comment", "message", "post", "read", "reply", "review", "says", "screenshot", "tweet"];

/// Words before the name of an author.
const BY: [&str; 4] = [" by ", " from ", " von ", " de "];

/// A comment in an alternative text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pictured {
    pub words: Range<usize>,
    pub outer: Range<usize>,
    pub label: Option<String>,
}

/// The comments between marks of any kind in an alternative text.
pub(super) fn comments(text: &str, bytes: Range<usize>) -> Vec<Pictured> {
    let lower = text[bytes.clone()].to_lowercase();
    if !SCREENSHOT.iter().any(|word| lower.contains(word)) {
        return Vec::new();
    }
    let doubles = pair(&double_marks(text, bytes.clone())).regions;
    let singles = pair_single(text, bytes.clone(), &doubles).regions;
    let regions: Vec<Region> = outermost([doubles, singles].concat());
    regions
        .into_iter()
        .map(|region| Pictured {
            label: author(&text[region.outer.end..bytes.end])
                .or_else(|| author_before(&text[bytes.start..region.outer.start])),
            words: region.inner,
            outer: region.outer,
        })
        .collect()
}

/// `… by user kip22` after the words.
fn author(rest: &str) -> Option<String> {
    let (_, name) = BY.iter().find_map(|by| rest.split_once(by))?;
    let name = name.split(['.', ',', ';']).next().unwrap_or(name).trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// `… by user kip22 reading` before the words.
fn author_before(before: &str) -> Option<String> {
    const VERBS: [&str; 8] = ["reading", "reads", "saying", "says", "that", "which", "who", "with"];
    let (_, name) = BY.iter().find_map(|by| before.rsplit_once(by))?;
    let words: Vec<&str> = name
        .trim_end_matches([':', ',', ' '])
        .split_whitespace()
        .take_while(|word| !VERBS.contains(&word.trim_end_matches(':')))
        .collect();
    (!words.is_empty() && words.len() <= 4).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screenshot_of_a_comment_is_a_comment() {
        let text = "Screenshot of a comment reading ‘this is a joke’ by user kip22";
        let found = comments(text, 0..text.len());
        assert_eq!(&text[found[0].words.clone()], "this is a joke");
        assert_eq!(found[0].label.as_deref(), Some("user kip22"));
    }

    #[test]
    fn other_pictures_hold_none() {
        let text = "The ‘Flying Goat’ tram at dusk";
        assert!(comments(text, 0..text.len()).is_empty());
    }
}
