//! The words around a comment, short enough to store with it.

use crate::domain::Surroundings;
use std::ops::Range;

/// Code points of each side at most.
const REACH: usize = 240;

/// A sentence that begins nearer to the comment than this says too little: one more is taken.
const ENOUGH: usize = 60;

/// What stands before and after a stretch of a text, about a sentence of each.
///
/// `bytes` lies on character boundaries of `text`.
pub fn around(text: &str, bytes: Range<usize>) -> Surroundings {
    let (before_text, after_text) = (&text[..bytes.start], &text[bytes.end..]);
    let (mut before, mut after) = (before(before_text), after(after_text));
    // A space stays where a word or a paragraph ends, so that the three read on as one.
    if before_text.ends_with(char::is_whitespace) && !before.is_empty() {
        before.push(' ');
    }
    if after_text.starts_with(char::is_whitespace) && !after.is_empty() {
        after.insert(0, ' ');
    }
    Surroundings { before, after }
}

/// The end of a text, from the beginning of a sentence where one is near.
fn before(text: &str) -> String {
    let reach = text.char_indices().rev().nth(REACH - 1).map_or(0, |(byte, _)| byte);
    let window = &text[reach..];
    let starts: Vec<usize> = sentence_ends(window).map(|end| end + 1).collect();
    let far_enough = |start: &&usize| window[**start..].trim().chars().count() >= ENOUGH;
    match starts.iter().rev().find(far_enough) {
        Some(start) => one_line(&window[*start..]),
        None if reach == 0 => one_line(window),
        None => match starts.first() {
            Some(start) => one_line(&window[*start..]),
            None => format!("… {}", one_line(after_first_word(window))),
        },
    }
}

/// The beginning of a text, to the end of a sentence where one is near.
fn after(text: &str) -> String {
    let reach = text.char_indices().nth(REACH).map_or(text.len(), |(byte, _)| byte);
    let window = &text[..reach];
    let ends: Vec<usize> = sentence_ends(window).collect();
    let far_enough = |end: &&usize| window[..**end].trim().chars().count() >= ENOUGH;
    match ends.iter().find(far_enough) {
        Some(end) => one_line(&window[..*end]),
        None if reach == text.len() => one_line(window),
        None => match ends.last() {
            Some(end) => one_line(&window[..*end]),
            None => format!("{} …", one_line(before_last_word(window))),
        },
    }
}

/// The offsets of white space that ends a sentence or a paragraph.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut previous = ' ';
    let mut one_before = ' ';
    text.char_indices().filter_map(move |(byte, c)| {
        let ends = |c: char| matches!(c, '.' | '!' | '?' | '…');
        let closes = |c: char| matches!(c, '"' | '”' | '’' | '»' | ')');
        let end = c == '\n' || c == ' ' && (ends(previous) || closes(previous) && ends(one_before));
        (one_before, previous) = (previous, c);
        end.then_some(byte)
    })
}

/// The text without its first word, which may have been cut.
fn after_first_word(text: &str) -> &str {
    text.find(char::is_whitespace).map_or(text, |space| &text[space..])
}

/// The text without its last word, which may have been cut.
fn before_last_word(text: &str) -> &str {
    text.rfind(char::is_whitespace).map_or(text, |space| &text[..space])
}

/// The words with single spaces between them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The surroundings of the part between two bars.
    fn of(marked: &str) -> (String, String) {
        let start = marked.find('|').unwrap();
        let end = marked[start + 1..].find('|').unwrap() + start;
        let around = around(&marked.replace('|', ""), start..end);
        (around.before, around.after)
    }

    #[test]
    fn a_short_text_comes_whole() {
        assert_eq!(of("Ann said: “|No|”, twice."), ("Ann said: “".into(), "”, twice.".into()));
        assert_eq!(of("|No|"), (String::new(), String::new()));
        assert_eq!(of("It rained.\n\n|No|\nHe left."), ("It rained. ".into(), " He left.".into()));
        assert_eq!(of(" |No| "), (String::new(), String::new()));
    }

    #[test]
    fn a_sentence_that_is_long_enough_is_taken_alone() {
        let text = "Far away it rained. The council, which had met in the old town hall for three \
                    hours, said: “|No|” and then everybody went home to eat and sleep and think \
                    it over. Far away it rained.";
        let (before, after) = of(text);
        assert!(before.starts_with("The council,"), "{before}");
        assert!(after.ends_with("think it over."), "{after}");
    }

    #[test]
    fn a_short_sentence_brings_its_neighbour_along() {
        let text = "The council met in the old town hall for more than three hours. She said: \
                    “|No|” He left. The rain had not stopped since the morning of the day before.";
        let (before, after) = of(text);
        assert!(before.starts_with("The council"), "{before}");
        assert!(after.ends_with("day before."), "{after}");
    }

    #[test]
    fn endless_text_is_cut_between_words_and_says_so() {
        let long = "word ".repeat(200);
        let (before, after) = of(&format!("{long}|No|{long}"));
        assert!(before.starts_with("… word"), "{before}");
        assert!(after.ends_with("word …"), "{after}");
        assert!(before.chars().count() <= REACH + 2 && after.chars().count() <= REACH + 2);
    }

    #[test]
    fn any_script_and_line_break_will_do() {
        let (before, after) = of("🧩é\n\n「|いいえ|」と\u{2028}彼女は");
        assert_eq!((before.as_str(), after.as_str()), ("🧩é 「", "」と 彼女は"));
    }
}
