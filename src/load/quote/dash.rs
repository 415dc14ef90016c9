//! Dialogue that a dash opens: `—Tarde —dijo—. Vamos.`, `— Late, she said.`

use super::reporting::{first_clause, opens_clause};
use crate::load::lang::Lexicon;
use std::ops::Range;

const DASHES: [char; 4] = ['—', '–', '―', '-'];

/// Longest clause between two dashes, in bytes.
const LONGEST_CLAUSE: usize = 240;

/// The stretches of speech of a paragraph that begins with a dash; none where nothing in it
/// reports speech (a list, a dateline).
pub(super) fn speech(text: &str, bytes: Range<usize>, lexicon: &Lexicon) -> Vec<Range<usize>> {
    let Some(dash) = text[bytes.clone()].chars().next().filter(|c| DASHES.contains(c)) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    let mut start = bytes.start + dash.len_utf8();
    while let Some(open) = incise(text, start..bytes.end, dash, lexicon) {
        push(text, start..open, &mut parts);
        let clause = open + dash.len_utf8();
        let Some(length) = text[clause..bytes.end].find(dash).filter(|n| *n <= LONGEST_CLAUSE)
        else {
            return parts;
        };
        let close = clause + length + dash.len_utf8();
        let gap = text[close..bytes.end].trim_start_matches(['.', ',', ';', ':', ' ', '\u{a0}']);
        start = bytes.end - gap.len();
    }
    if !parts.is_empty() {
        push(text, start..bytes.end, &mut parts);
        return parts;
    }
    if let Some(clause) = first_clause(text, start..bytes.end, lexicon) {
        push(text, start..clause.start, &mut parts);
    }
    parts
}

/// The next dash that begins a clause with a verb of saying.
fn incise(text: &str, range: Range<usize>, dash: char, lexicon: &Lexicon) -> Option<usize> {
    text[range.clone()].match_indices(dash).map(|(offset, _)| range.start + offset).find(|place| {
        let rest = &text[place + dash.len_utf8()..range.end];
        text[..*place].ends_with(char::is_whitespace)
            && !rest.starts_with(char::is_whitespace)
            && opens_clause(rest.split(dash).next().unwrap_or(rest), lexicon)
    })
}

fn push(text: &str, range: Range<usize>, parts: &mut Vec<Range<usize>>) {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = start + words.trim().len();
    if text[start..end].contains(char::is_alphanumeric) {
        parts.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_opens_speech_and_the_clause_is_cut_out() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("es", "—Tarde —dijo Ana Ruiz, la jefa—. Vamos.", &["Tarde", "Vamos."]),
            ("es", "- Tarde, dijo Ana.", &["Tarde,"]),
            ("en", "— It is late, she said.", &["It is late,"]),
            ("en", "- Water and bread", &[]),
            ("en", "— TOKYO", &[]),
        ];
        for (language, text, wanted) in cases {
            let lexicon = Lexicon::of(Some(language));
            let found: Vec<&str> =
                speech(text, 0..text.len(), lexicon).into_iter().map(|part| &text[part]).collect();
            assert_eq!(found, *wanted, "{text}");
        }
    }
}
