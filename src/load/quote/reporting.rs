//! Where speech ends although no mark says so: at the clause that reports it.

use crate::load::lang::{Class, Lexicon};
use std::ops::Range;

/// Words that a reporting clause may have before the next punctuation, at most.
const CLAUSE_WORDS: usize = 9;

/// A reporting clause (`she said`, `said a lad in overalls`) inside a stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    /// Byte where the clause begins, after the punctuation and space before it.
    pub start: usize,
}

/// The first reporting clause in a stretch that stands after a comma, `?` or `!`.
pub(super) fn first_clause(text: &str, stretch: Range<usize>, lexicon: &Lexicon) -> Option<Clause> {
    let mut from = stretch.start;
    while let Some(offset) = text[from..stretch.end].find([',', '?', '!']) {
        // The mark of speech within the speech may stand before the clause.
        let behind = &text[from + offset + 1..stretch.end];
        let marks = behind.len() - behind.trim_start_matches(['”', '’', '›']).len();
        let start = from + offset + 1 + marks;
        if opens_clause(&text[start..stretch.end], lexicon) {
            return Some(Clause { start });
        }
        from = start;
    }
    None
}

/// Whether the words that follow, up to the next punctuation, are a clause that reports speech
/// and nothing more.
pub(super) fn opens_clause(rest: &str, lexicon: &Lexicon) -> bool {
    /// Words that may follow the verb (`she said on Monday`).
    const AFTER_VERB: usize = 3;
    let words = clause_words(rest);
    words.len() <= CLAUSE_WORDS
        && reporting_verb(&words, lexicon)
            .is_some_and(|verb| verb == 0 || words.len() - verb <= AFTER_VERB + 1)
}

/// Whether a clause begins with its verb: `raconte Ray`, `dit-elle`.
pub(super) fn verb_opens(rest: &str, lexicon: &Lexicon) -> bool {
    reporting_verb(&clause_words(rest), lexicon) == Some(0)
}

/// Where speech goes on behind a French clause that reports it: behind its full stop, or behind the
/// comma before a word that no apposition begins with.
pub(super) fn speech_behind(clause: &str) -> usize {
    const BEGINNINGS: [&str; 30] = [
        "alors", "au", "c", "car", "ce", "ces", "cette", "d", "donc", "elle", "en", "et", "il",
        "ils", "j", "je", "l", "les", "mais", "même", "nous", "on", "ou", "parce", "pas", "puis",
        "quand", "si", "ça", "vous",
    ];
    let mut marks = clause.match_indices([',', '.', '!', '?']);
    let end = marks.find(|(at, mark)| {
        let next = clause[at + mark.len()..].split(|c: char| !c.is_alphanumeric());
        let word = next.into_iter().find(|word| !word.is_empty()).unwrap_or_default();
        *mark != "," || BEGINNINGS.contains(&word.to_lowercase().as_str())
    });
    let end = end.map_or(clause.len(), |(at, mark)| at + mark.len());
    end + clause[end..].len() - clause[end..].trim_start().len()
}

/// Whether the words that follow begin with a clause that reports speech, however it goes on.
pub(super) fn reports_after(rest: &str, lexicon: &Lexicon) -> bool {
    let mut words = clause_words(rest);
    words.truncate(CLAUSE_WORDS);
    reporting_verb(&words, lexicon).is_some()
}

fn clause_words(rest: &str) -> Vec<&str> {
    let clause = rest.split([',', '.', ';', ':', '!', '?', '“', '"', '—']).next().unwrap_or("");
    clause.split_whitespace().flat_map(apart).take(CLAUSE_WORDS + 1).collect()
}

/// The verb and the pronoun of `soupire-t-elle`, and any other word as it is.
fn apart(word: &str) -> impl Iterator<Item = &str> {
    let inverted = word
        .rsplit_once('-')
        .filter(|(_, pronoun)| matches!(*pronoun, "elle" | "elles" | "il" | "ils" | "on"));
    let (verb, pronoun) = match inverted {
        Some((verb, pronoun)) => (verb.strip_suffix("-t").unwrap_or(verb), Some(pronoun)),
        None => (word, None),
    };
    std::iter::once(verb).chain(pronoun)
}

/// Where in a clause the verb is that reports speech; `None` when it does not.
fn reporting_verb(words: &[&str], lexicon: &Lexicon) -> Option<usize> {
    // `se quejó una vecina`: the verb's own pronoun comes first.
    let reflexive = words.first().is_some_and(|word| {
        let entry = lexicon.entry(&word.to_lowercase());
        entry.is(Class::OBJECT) && !entry.is(Class::PRONOUN.with(Class::POSSESSIVE))
    });
    let words = &words[usize::from(reflexive)..];
    if words.len() < 2 {
        return None;
    }
    let entries: Vec<_> = words.iter().map(|word| lexicon.entry(&word.to_lowercase())).collect();
    if entries.iter().any(|entry| is_first_or_second(*entry)) {
        return None;
    }
    let reports = |index: &usize| entries[*index].reports();
    // `said a lad`: the subject follows.
    if reports(&0) {
        return is_subject(words[1], entries[1]).then_some(0);
    }
    // `she said`, `Curtis from the marina said`
    let verb = (1..words.len()).rev().find(reports)?;
    let that = words.get(verb + 1).is_some_and(|word| word.eq_ignore_ascii_case("that"));
    (is_subject(words[0], entries[0]) && !that).then_some(verb)
}

fn is_first_or_second(entry: crate::load::lang::Entry) -> bool {
    use crate::load::lang::Gender::{First, Second};
    entry.is(Class::PRONOUN) && matches!(entry.gender, First | Second)
}

/// Whether a word can begin a subject: a name, a pronoun, a determiner, a title.
fn is_subject(word: &str, entry: crate::load::lang::Entry) -> bool {
    entry.is(Class::PRONOUN
        .with(Class::DETERMINER)
        .with(Class::ANONYMOUS)
        .with(Class::TITLE)
        .with(Class::POSSESSIVE)
        .with(Class::NOUN))
        || word.starts_with(char::is_uppercase)
        || word.starts_with('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_ends_where_it_is_reported() {
        let lexicon = Lexicon::of(Some("en"));
        let cases = [
            ("It is late, he said. We", Some("It is late,")),
            ("Never saw it, said a lad in overalls. ", Some("Never saw it,")),
            ("Four dollars, for luck, Curtis from the pier said.", Some("Four dollars, for luck,")),
            ("Why now? asked Ray.", Some("Why now?")),
            ("It is late, and cold, and I said so.", None),
            ("Well, we are cold. Come in.", None),
        ];
        for (text, wanted) in cases {
            let found = first_clause(text, 0..text.len(), lexicon);
            assert_eq!(found.map(|clause| &text[..clause.start]), wanted, "{text}");
        }
    }
}
