//! Quotations between marks in running text, over one paragraph or several.

use super::glyph::{Family, Mark, double_marks};
use super::marks::{Paired, Region, inside, outermost, pair};
use super::reporting::{first_clause, speech_behind, verb_opens};
use super::single::{ends_like_speech, pair_single};
use crate::load::lang::Lexicon;
use std::ops::Range;

/// A stretch of running text: a paragraph, or what posts have left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Index of its block.
    pub block: usize,
    pub bytes: Range<usize>,
    /// Whether a post stands between it and the stretch before: no speech goes on across one.
    pub after_post: bool,
}

/// A quotation between marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quoted {
    /// Its paragraphs, marks excluded.
    pub parts: Vec<Range<usize>>,
    /// From mark to mark.
    pub outer: Range<usize>,
    pub block: usize,
}

/// Speech that has begun and not ended yet.
struct Pending {
    quoted: Quoted,
    family: Family,
}

/// Finds the quotations between marks in stretches that follow each other.
pub(super) fn quotations(
    text: &str,
    stretches: &[Stretch],
    british: bool,
    lexicon: &Lexicon,
) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut pending: Option<Pending> = None;
    for stretch in stretches {
        let mut paired = pair_all(text, stretch.bytes.clone(), british);
        if stretch.after_post
            && let Some(speech) = pending.take()
        {
            found.push(end_where_speech_does(text, speech.quoted, lexicon));
        }
        if let Some(speech) = pending.take() {
            pending = go_on(text, speech, stretch, &mut paired, lexicon, &mut found);
            if pending.is_some() {
                continue;
            }
        }
        pending = collect(text, stretch, paired, lexicon, &mut found);
    }
    if let Some(speech) = pending {
        found.push(end_where_speech_does(text, speech.quoted, lexicon));
    }
    if lexicon.code == "fr" {
        found = found.into_iter().flat_map(|it| without_clause(text, it, lexicon)).collect();
    }
    found.retain(|quoted| quoted.parts.iter().any(|part| has_words(&text[part.clone()])));
    found
}

/// The speech before and behind a clause with verb and subject that French print leaves between the
/// marks: `« Il est tard, soupire Ray, qui range. On ferme. »`
fn without_clause(text: &str, quoted: Quoted, lexicon: &Lexicon) -> Vec<Quoted> {
    let Some(last) = quoted.parts.last().cloned() else { return vec![quoted] };
    let clause = first_clause(text, last.clone(), lexicon).map(|clause| clause.start);
    let inverted = |start: &usize| verb_opens(&text[*start..last.end], lexicon);
    let Some(start) = clause.filter(inverted) else { return vec![quoted] };
    let (mut before, mut behind) = (quoted.clone(), quoted);
    if let Some(part) = before.parts.last_mut() {
        part.end = start;
    }
    before.outer.end = start;
    let resumed = start + speech_behind(&text[start..last.end]);
    behind.parts = std::iter::once(resumed..last.end).collect();
    behind.outer.start = resumed;
    vec![before, behind]
}

/// Whether the article's outer marks are single ones: more of their pairs end like speech than
/// there are double pairs outside of them.
pub(super) fn uses_single_marks(text: &str, stretches: &[Stretch]) -> bool {
    let (mut singles, mut doubles) = (0, 0);
    for stretch in stretches {
        let bytes = stretch.bytes.clone();
        let double = pair(&double_marks(text, bytes.clone())).regions;
        let single = pair_single(text, bytes, &double).regions;
        singles += single.iter().filter(|region| ends_like_speech(text, region)).count();
        doubles += double.iter().filter(|region| !inside(&single, region.outer.start)).count();
    }
    singles > doubles
}

/// Pairs double marks and, in British texts, single ones around them.
fn pair_all(text: &str, bytes: Range<usize>, british: bool) -> Paired {
    let doubles = pair(&double_marks(text, bytes.clone()));
    if !british {
        return doubles;
    }
    let singles = pair_single(text, bytes, &doubles.regions);
    let mut regions = doubles.regions;
    regions.extend(singles.regions);
    let regions = outermost(regions);
    let mut dangling = doubles.dangling;
    dangling.extend(singles.dangling);
    dangling.sort_unstable_by_key(|mark| mark.start);
    dangling.retain(|mark| !inside(&regions, mark.start));
    Paired { regions, dangling, stray_close: doubles.stray_close.or(singles.stray_close) }
}

/// Lets speech that is still open go on into a stretch, if it does; gives back what is still
/// open after it. What the stretch used up is taken out of its pairs.
fn go_on(
    text: &str,
    mut speech: Pending,
    stretch: &Stretch,
    paired: &mut Paired,
    lexicon: &Lexicon,
    found: &mut Vec<Quoted>,
) -> Option<Pending> {
    let reopens = |start: usize| start == stretch.bytes.start;
    let reported = last_part_is_reported(text, &speech.quoted, lexicon);
    if !reported {
        // `“First part.` ¶ `“Second part.”`
        if let Some(region) = paired.regions.first()
            && reopens(region.outer.start)
            && region.family == speech.family
        {
            speech.quoted.parts.push(region.inner.clone());
            speech.quoted.outer.end = region.outer.end;
            found.push(speech.quoted);
            paired.regions.remove(0);
            return None;
        }
        // `“First part.` ¶ `“Second part.` ¶ …
        if let Some(mark) = paired.dangling.first()
            && reopens(mark.start)
            && mark.family == speech.family
            && paired.regions.is_empty()
            && paired.dangling.len() == 1
        {
            speech.quoted.parts.push(mark.end..stretch.bytes.end);
            speech.quoted.outer.end = stretch.bytes.end;
            return Some(speech);
        }
        // `“First part.` ¶ `Second part.”`, also with a French mark that opens the line.
        if let Some(close) = paired.stray_close.take()
            && close.family == speech.family
        {
            let repeated = reopens(close.start);
            if repeated && paired.regions.is_empty() && paired.dangling.is_empty() {
                let close = second_close(text, stretch, close);
                speech.quoted.parts.push(close.0..close.1.start);
                speech.quoted.outer.end = close.1.end;
                if close.1.end == close.1.start {
                    return Some(speech);
                }
                found.push(speech.quoted);
                return None;
            }
            if !repeated {
                speech.quoted.parts.push(stretch.bytes.start..close.start);
                speech.quoted.outer.end = close.end;
                found.push(speech.quoted);
                return None;
            }
        }
    }
    found.push(end_where_speech_does(text, speech.quoted, lexicon));
    None
}

/// Start of the words after a French mark that opens a line, and the mark that closes them; an empty
/// one at the end of the line where there is none.
fn second_close(text: &str, stretch: &Stretch, first: Mark) -> (usize, Mark) {
    let rest = double_marks(text, first.end..stretch.bytes.end);
    let end = Mark { start: stretch.bytes.end, end: stretch.bytes.end, ..first };
    let close = rest.into_iter().find(|mark| mark.family == first.family).unwrap_or(end);
    (first.end, close)
}

/// Takes the pairs of a stretch; speech that stays open at its end is given back.
fn collect(
    text: &str,
    stretch: &Stretch,
    paired: Paired,
    lexicon: &Lexicon,
    found: &mut Vec<Quoted>,
) -> Option<Pending> {
    let mut regions = paired.regions.iter().peekable();
    let mut pending = None;
    for (index, mark) in paired.dangling.iter().enumerate() {
        while let Some(region) = regions.next_if(|region| region.outer.start < mark.start) {
            found.push(quoted(region, stretch.block));
        }
        let next_region = regions.peek().map(|region| region.outer.start);
        let next_mark = paired.dangling.get(index + 1).map(|mark| mark.start);
        let limit = [next_region, next_mark].into_iter().flatten().min();
        let end = limit.unwrap_or(stretch.bytes.end);
        let words = mark.end..end;
        let open = Quoted { parts: vec![words], outer: mark.start..end, block: stretch.block };
        match limit {
            None => pending = Some(Pending { quoted: open, family: mark.family }),
            Some(_) => found.push(end_where_speech_does(text, open, lexicon)),
        }
    }
    found.extend(regions.map(|region| quoted(region, stretch.block)));
    pending
}

fn quoted(region: &Region, block: usize) -> Quoted {
    Quoted { parts: vec![region.inner.clone()], outer: region.outer.clone(), block }
}

/// Whether the last paragraph so far ends with `…, he said.`: then nothing goes on.
fn last_part_is_reported(text: &str, quoted: &Quoted, lexicon: &Lexicon) -> bool {
    let last = quoted.parts[quoted.parts.len() - 1].clone();
    first_clause(text, last, lexicon).is_some()
}

/// Ends a quotation whose closing mark was forgotten: before the clause that reports it, or
/// else with its last whole sentence.
fn end_where_speech_does(text: &str, mut quoted: Quoted, lexicon: &Lexicon) -> Quoted {
    let last = quoted.parts.len() - 1;
    let part = quoted.parts[last].clone();
    let end = match first_clause(text, part.clone(), lexicon) {
        Some(clause) => clause.start,
        None => {
            let sentence = text[part.clone()].rfind(['.', '!', '?', '…']);
            sentence.map_or(part.end, |offset| {
                let c = text[part.start + offset..].chars().next().map_or(1, char::len_utf8);
                part.start + offset + c
            })
        }
    };
    quoted.parts[last] = part.start..end;
    quoted.outer.end = end;
    quoted
}

/// Whether there is anything to say: a letter or digit.
fn has_words(words: &str) -> bool {
    words.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quotations of a text whose paragraphs are its lines; parts joined by `|`.
    fn found(text: &str) -> Vec<String> {
        let mut at = 0;
        let stretches: Vec<Stretch> = text
            .split('\n')
            .enumerate()
            .map(|(block, line)| {
                let bytes = at..at + line.len();
                at = bytes.end + 1;
                Stretch { block, bytes, after_post: false }
            })
            .collect();
        quotations(text, &stretches, uses_single_marks(text, &stretches), Lexicon::of(Some("en")))
            .into_iter()
            .map(|quoted| {
                let parts: Vec<&str> =
                    quoted.parts.iter().map(|part| &text[part.clone()]).collect();
                parts.join("|")
            })
            .collect()
    }

    #[test]
    fn speech_over_several_paragraphs_is_one_quotation() {
        let cases: &[(&str, &[&str])] = &[
            ("“First part.\n“Second part,” she said.", &["First part.|Second part,"]),
            ("“First.\n“Second.\n“Third.” He left.", &["First.|Second.|Third."]),
            ("“First part.\nSecond part.” He left.", &["First part.|Second part."]),
            ("« Un.\n» Deux. »", &[" Un.| Deux. "]),
            ("‘One day.\n‘It’s two days.’\n‘Go,’ he said.", &["One day.|It’s two days.", "Go,"]),
            ("``One day.\n``Two days.''", &["One day.|Two days."]),
        ];
        for (text, wanted) in cases {
            assert_eq!(found(text), *wanted, "{text}");
        }
    }

    #[test]
    fn a_forgotten_mark_ends_where_the_speech_does() {
        let cases: &[(&str, &[&str])] = &[
            ("“It is late, he said. “We are cold.”", &["It is late,", "We are cold."]),
            ("“It is late, he said.\n“We are cold,” she said.", &["It is late,", "We are cold,"]),
            ("“It is late. Go home.\nThe tram left.", &["It is late. Go home."]),
            ("‘Never, said a lad. ‘They look odd.’", &["Never,", "They look odd."]),
        ];
        for (text, wanted) in cases {
            assert_eq!(found(text), *wanted, "{text}");
        }
    }

    #[test]
    fn a_stray_mark_takes_nothing_with_it() {
        assert_eq!(found("late” he said.\n“Cold,” she said."), ["Cold,"]);
    }
}
