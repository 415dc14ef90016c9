//! A mended copy of a text with the way back to the text as given.
//!
//! Offsets of comments count in the text as given, but marks are easier to find when `&quot;`,
//! `\u201c` and `â€œ` read as what they mean. Search in [`View::text`], then ask
//! [`View::original`] where the place stands in the given text. Most texts need no mending;
//! their view borrows them and costs one scan.

use super::mojibake;
use std::borrow::Cow;
use std::ops::Range;

/// A text with entities and escapes decoded and mojibake mended.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The mended text; the given one when there is nothing to mend.
    pub text: Cow<'a, str>,
    /// The replaced stretches, ascending: bytes in the view, bytes in the given text.
    replaced: Vec<(Range<usize>, Range<usize>)>,
}

impl<'a> View<'a> {
    /// The view of a text.
    pub fn new(given: &'a str) -> Self {
        let mut text = String::new();
        let mut replaced = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(found) = next_candidate(given, at) {
            let Some((length, character)) = decode_at(given, found) else {
                at = found + 1;
                continue;
            };
            text.push_str(&given[from..found]);
            let start = text.len();
            text.push(character);
            from = found + length;
            at = from;
            replaced.push((start..text.len(), found..from));
        }
        if replaced.is_empty() {
            return Self { text: Cow::Borrowed(given), replaced };
        }
        text.push_str(&given[from..]);
        Self { text: Cow::Owned(text), replaced }
    }

    /// Where a stretch of the view stands in the given text. A boundary inside a replaced
    /// stretch cannot be: every one of them is a single character.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        self.original_offset(range.start)..self.original_offset(range.end)
    }

    /// Where a byte offset of the view stands in the given text.
    pub fn original_offset(&self, offset: usize) -> usize {
        let before = self.replaced.partition_point(|(view, _)| view.end <= offset);
        match before.checked_sub(1).map(|index| &self.replaced[index]) {
            Some((view, given)) => given.end + (offset - view.end),
            None => offset,
        }
    }

    /// Where a byte offset of the given text stands in the view; an offset inside a replaced
    /// stretch counts as its start.
    pub fn offset(&self, original: usize) -> usize {
        let before = self.replaced.partition_point(|(_, given)| given.end <= original);
        let base = match before.checked_sub(1).map(|index| &self.replaced[index]) {
            Some((view, given)) => view.end + (original - given.end),
            None => original,
        };
        match self.replaced.get(before) {
            Some((view, given)) if original > given.start => view.start,
            _ => base,
        }
    }
}

/// The next place where an entity, an escape or a mangled character could begin.
fn next_candidate(text: &str, at: usize) -> Option<usize> {
    // `Ã`, `Â`, `â`, `ï`, `ð` share their first byte in UTF-8 with other Latin letters; those are
    // sorted out by the decoding.
    memchr::memchr3(b'&', b'\\', 0xc3, &text.as_bytes()[at..]).map(|offset| at + offset)
}

/// Length in bytes and meaning of what stands at a candidate's place.
fn decode_at(text: &str, at: usize) -> Option<(usize, char)> {
    match text.as_bytes()[at] {
        b'&' => entity(&text[at..]),
        b'\\' => escape(&text[at..]),
        _ => mojibake::repair_at(text, at).map(|repair| (repair.length, repair.character)),
    }
}

/// Longest entity that is looked for, in bytes (`&CounterClockwiseContourIntegral;` is the
/// longest of all; none that matters in prose is half as long).
const LONGEST_ENTITY: usize = 16;

/// An HTML entity of one character at the start of a text.
fn entity(text: &str) -> Option<(usize, char)> {
    let end = memchr::memchr(b';', &text.as_bytes()[..text.len().min(LONGEST_ENTITY)])?;
    let decoded = html_escape::decode_html_entities(text.get(..=end)?);
    let mut characters = decoded.chars();
    let character = characters.next()?;
    characters.next().is_none().then_some((end + 1, character))
}

/// A JSON escape of one printable character (`\u201c`, `\"`) at the start of a text.
fn escape(text: &str) -> Option<(usize, char)> {
    if text.starts_with("\\\"") {
        return Some((2, '"'));
    }
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    (!character.is_control()).then_some((6, character))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_view_reads_mended_and_leads_back() {
        let given = "A &quot;b&quot; \\u201cc\\u201d â€œdâ€\u{9d} &ldquo;e&#8221; AT&T; é";
        let view = View::new(given);
        assert_eq!(view.text, "A \"b\" “c” “d” “e” AT&T; é");
        let start = view.text.find("“d”").unwrap();
        assert_eq!(&given[view.original(start..start + 7)], "â€œdâ€\u{9d}");
        let inner = view.text.find('d').unwrap();
        assert_eq!(&given[view.original(inner..inner + 1)], "d");
        assert_eq!(view.offset(given.find("AT&T").unwrap()), view.text.find("AT&T").unwrap());
    }

    #[test]
    fn a_clean_text_is_borrowed() {
        assert!(matches!(View::new("“Late,” she said. R&D; naïve \\n").text, Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn every_boundary_of_a_view_is_one_of_the_text(
            given in "([a-e ]|&quot;|&#8220;|\\\\u201c|â€œ|Ã©|é|&|\\\\|ð){0,40}"
        ) {
            let view = View::new(&given);
            let mut last = 0;
            for (offset, _) in view.text.char_indices() {
                let original = view.original_offset(offset);
                prop_assert!(given.is_char_boundary(original));
                prop_assert!(original >= last);
                prop_assert_eq!(view.offset(original), offset);
                last = original;
            }
            prop_assert_eq!(view.original_offset(view.text.len()), given.len());
        }
    }
}
