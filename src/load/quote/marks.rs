//! Pairs the quotation marks of one stretch of text, in one pass with a stack.
//!
//! Only the outermost pairs matter. A mark that stays open is not paired by force: either the
//! next paragraph goes on with the speech, or its closing mark was forgotten.

use super::glyph::{Family, Mark, Side};
use std::ops::Range;

/// What stands between an opening and its closing mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// Marks included.
    pub outer: Range<usize>,
    /// Marks excluded.
    pub inner: Range<usize>,
    pub family: Family,
}

/// The marks of a stretch, paired.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Paired {
    /// Outermost pairs, ascending.
    pub regions: Vec<Region>,
    /// Opening marks without a closing one that stand in no pair, ascending.
    pub dangling: Vec<Mark>,
    /// The first closing mark, where it stands before any opening one.
    pub stray_close: Option<Mark>,
}

/// More open marks than this at once are an ornament, not speech in speech.
const DEEPEST: usize = 32;

/// Pairs the marks of one stretch.
pub(super) fn pair(marks: &[Mark]) -> Paired {
    let mut stack: Vec<Mark> = Vec::new();
    let mut open = [0usize; Family::COUNT];
    let mut regions = Vec::new();
    let mut stray_close = None;
    let next_sure = sides_behind(marks);
    for (index, mark) in marks.iter().enumerate() {
        let is_open = open[mark.family as usize] > 0;
        match facing(mark, is_open, next_sure[index]) {
            None => {}
            Some(Side::Open) => {
                if stack.len() == DEEPEST {
                    let lost = stack.remove(0);
                    open[lost.family as usize] -= 1;
                }
                open[mark.family as usize] += 1;
                stack.push(*mark);
            }
            Some(_) if is_open => {
                while let Some(top) = stack.pop() {
                    open[top.family as usize] -= 1;
                    if top.family == mark.family {
                        regions.push(region(&top, mark));
                        break;
                    }
                }
            }
            Some(_) => {
                let first = regions.is_empty() && stack.is_empty();
                stray_close = stray_close.or(first.then_some(*mark));
            }
        }
    }
    let regions = outermost(regions);
    let dangling = stack.into_iter().filter(|mark| !inside(&regions, mark.start)).collect();
    Paired { regions, dangling, stray_close }
}

/// For each mark the side of the next one that stands behind no digit.
fn sides_behind(marks: &[Mark]) -> Vec<Option<Side>> {
    let mut sides = vec![None; marks.len()];
    for index in (1..marks.len()).rev() {
        let next = &marks[index];
        sides[index - 1] = if next.after_digit { sides[index] } else { Some(next.side) };
    }
    sides
}

/// The side that a mark has here; `None` when it is no quotation mark at all.
fn facing(mark: &Mark, is_open: bool, next: Option<Side>) -> Option<Side> {
    if mark.after_digit {
        // `11'6"`: inches, unless a quotation is open that nothing else would close.
        return (is_open && next != Some(Side::Close)).then_some(Side::Close);
    }
    Some(match mark.side {
        Side::Either if is_open => Side::Close,
        Side::Either => Side::Open,
        side => side,
    })
}

fn region(open: &Mark, close: &Mark) -> Region {
    Region { outer: open.start..close.end, inner: open.end..close.start, family: open.family }
}

/// The pairs that stand in no other, ascending.
pub(super) fn outermost(mut regions: Vec<Region>) -> Vec<Region> {
    regions
        .sort_unstable_by_key(|region| (region.outer.start, std::cmp::Reverse(region.outer.end)));
    let mut end = 0;
    regions.retain(|region| {
        let kept = region.outer.start >= end;
        if kept {
            end = region.outer.end;
        }
        kept
    });
    regions
}

/// Whether a place stands in one of the ascending regions.
pub(super) fn inside(regions: &[Region], place: usize) -> bool {
    let after = regions.partition_point(|region| region.outer.start <= place);
    after > 0 && place < regions[after - 1].outer.end
}

#[cfg(test)]
mod tests {
    use super::super::glyph::double_marks;
    use super::*;

    fn paired(text: &str) -> (Vec<&str>, usize) {
        let found = pair(&double_marks(text, 0..text.len()));
        let words = found.regions.iter().map(|region| &text[region.inner.clone()]).collect();
        (words, found.dangling.len())
    }

    #[test]
    fn outermost_pairs_are_found() {
        let cases: &[(&str, &[&str])] = &[
            ("“It is late,” she said, “and cold.”", &["It is late,", "and cold."]),
            ("wrote, “Close it.”Another read, “Open it!”", &["Close it.", "Open it!"]),
            ("“He told me “go” twice,” she said.", &["He told me “go” twice,"]),
            ("\"He said \"go\" and left,\" she said.", &["He said \"go\" and left,"]),
            ("\"He said 'go.'\"", &["He said 'go.'"]),
            ("«Il a dit “non”», dit-elle", &["Il a dit “non”"]),
            ("「彼は『行け』と言った」", &["彼は『行け』と言った"]),
            ("„Er sagte ‚nein‘ zu mir“, sagte sie", &["Er sagte ‚nein‘ zu mir"]),
            ("It is 6'2\" tall, \"too tall,\" he said", &["too tall,"]),
            ("\"The gap is 11'6\" high,\" he said", &["The gap is 11'6\" high,"]),
            ("\"It was 6'2\" and is 5'9\" now,\" he said", &["It was 6'2\" and is 5'9\" now,"]),
            ("\"It cost $5\" and more", &["It cost $5"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(paired(text).0, *wanted, "{text}");
        }
    }

    #[test]
    fn a_mark_without_its_partner_stays_open() {
        assert_eq!(paired("“It is late, he said. “We are cold.”"), (vec!["We are cold."], 1));
        assert_eq!(paired("late” he said. “Cold.”"), (vec!["Cold."], 0));
    }
}
