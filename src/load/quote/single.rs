//! British quotation marks: `‘late,’ she said`, where the closing mark is the apostrophe too.

use super::glyph::{Family, Mark, Side, single_marks};
use super::marks::{Paired, Region, inside};
use std::ops::Range;

/// Words that begin with an apostrophe; an opening mark before them is none.
const CLIPPED: [&str; 13] =
    ["bout", "cause", "cos", "em", "er", "im", "n", "round", "til", "tis", "twas", "twere", "un"];

/// Words that end with an apostrophe for what is left out.
const CUT: [&str; 9] = ["an", "fo", "gi", "ha", "mo", "ol", "th", "wi", "yo"];

/// Pairs single marks outside of the given double regions.
pub(super) fn pair_single(text: &str, stretch: Range<usize>, doubles: &[Region]) -> Paired {
    let marks = single_marks(text, stretch);
    let mut paired = Paired::default();
    let mut at = 0;
    while at < marks.len() {
        let mark = marks[at];
        at += 1;
        if inside(doubles, mark.start) {
            continue;
        }
        if !opens(text, &mark) {
            if strongly_closes(text, &mark) && paired == Paired::default() {
                paired.stray_close = Some(mark);
            }
            continue;
        }
        match closing(text, &marks[at..], doubles) {
            Some(offset) => {
                let close = marks[at + offset];
                paired.regions.push(Region {
                    outer: mark.start..close.end,
                    inner: mark.end..close.start,
                    family: Family::Single,
                });
                at += offset + 1;
            }
            None => paired.dangling.push(mark),
        }
    }
    paired
}

/// Whether a mark opens a quotation: it faces right, and no clipped word or year follows.
fn opens(text: &str, mark: &Mark) -> bool {
    if mark.side != Side::Open {
        return false;
    }
    // `’90s`, `’em` with the glyph that closes; `‘tis`, `'em` with one that may open.
    let glyph = &text[mark.start..mark.end];
    let next = text[mark.end..].chars().next();
    let word: String = text[mark.end..]
        .chars()
        .take_while(|c| c.is_alphabetic())
        .take(6)
        .flat_map(char::to_lowercase)
        .collect();
    let clipped = CLIPPED.contains(&word.as_str());
    let year = next.is_some_and(|c| c.is_ascii_digit());
    match glyph {
        "’" => false,
        "'" => !clipped && !year,
        _ => !clipped || next.is_some_and(char::is_uppercase),
    }
}

/// Where among the marks after an opening one its closing mark is.
fn closing(text: &str, marks: &[Mark], doubles: &[Region]) -> Option<usize> {
    let mut apostrophe = None;
    for (offset, mark) in marks.iter().enumerate() {
        if inside(doubles, mark.start) {
            continue;
        }
        if opens(text, mark) {
            return apostrophe;
        }
        if mark.side == Side::Open {
            continue;
        }
        if strongly_closes(text, mark) {
            return Some(offset);
        }
        if may_be_apostrophe(text, mark) {
            apostrophe = Some(offset);
        } else {
            return Some(offset);
        }
    }
    apostrophe
}

/// Whether punctuation or a closing mark stands before the mark, and no word after it.
fn strongly_closes(text: &str, mark: &Mark) -> bool {
    mark.side == Side::Close && punctuation_before(text, mark.start)
}

/// Whether the words between two marks end with punctuation, as speech does.
pub(super) fn ends_like_speech(text: &str, region: &Region) -> bool {
    punctuation_before(text, region.inner.end)
}

fn punctuation_before(text: &str, place: usize) -> bool {
    text[..place]
        .chars()
        .next_back()
        .is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '…' | ';' | '”' | '"' | '—' | '-'))
}

/// Whether the mark may belong to the word before it: `the dogs’ bowl`, `goin’ home`, `fish an’
/// chips`.
fn may_be_apostrophe(text: &str, mark: &Mark) -> bool {
    let before = &text[..mark.start];
    let followed = text[mark.end..].starts_with(' ')
        && text[mark.end + 1..].starts_with(|c: char| c.is_lowercase());
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    followed && (before.ends_with(['s', 'S', 'z']) || CUT.contains(&word.to_lowercase().as_str()))
        || before.ends_with("in")
        || word == "o"
}

#[cfg(test)]
mod tests {
    use super::super::glyph::double_marks;
    use super::super::marks::pair;
    use super::*;

    fn paired(text: &str) -> (Vec<&str>, usize) {
        let doubles = pair(&double_marks(text, 0..text.len())).regions;
        let found = pair_single(text, 0..text.len(), &doubles);
        let words = found.regions.iter().map(|region| &text[region.inner.clone()]).collect();
        (words, found.dangling.len())
    }

    #[test]
    fn the_apostrophe_does_not_close() {
        let cases: &[(&str, &[&str])] = &[
            ("‘It’s the dogs’ bowl,’ she said", &["It’s the dogs’ bowl,"]),
            ("'It's the dogs' bowl,' she said", &["It's the dogs' bowl,"]),
            ("‘Get ’em all out, it’s not the ’90s.’", &["Get ’em all out, it’s not the ’90s."]),
            ("a note: ‘’Tis a sad day.’", &["’Tis a sad day."]),
            ("calls plan ‘reckless’ as riders fume", &["reckless"]),
            ("He told her, ‘My wife says, “No, you fool.”’", &["My wife says, “No, you fool.”"]),
            ("“He told me ‘go home’ twice,” she said", &[]),
            ("the riders’ union and the drivers’ union", &[]),
            ("rock ’n’ roll and rock 'n' roll", &[]),
            ("‘We’re goin’ home,’ he said", &["We’re goin’ home,"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(paired(text).0, *wanted, "{text}");
        }
    }

    #[test]
    fn a_forgotten_closing_mark_leaves_the_mark_open() {
        let (words, open) = paired("‘Never saw it, said a lad. ‘They look odd.’");
        assert_eq!((words, open), (vec!["They look odd."], 1));
    }
}
