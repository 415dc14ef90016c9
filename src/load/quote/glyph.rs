//! Which characters are quotation marks, and which way each of them faces.
//!
//! The glyph alone does not tell: `“` opens in English and closes in German, `"` does both,
//! and many a text swaps them. So the neighbours are asked first, the glyph only in doubt.

use std::ops::Range;

/// Glyphs that can pair with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `"`, `“ ”`, `„ “`, `''`, ` `` ''`.
    Double,
    /// `« »` and `» «`.
    Guillemet,
    /// `「 」` and `『 』`.
    Corner,
    /// `‘ ’`, `'`, `‚ ‘`, `‹ ›`: outermost in British texts only.
    Single,
}

impl Family {
    /// How many there are.
    pub const COUNT: usize = 4;
}

/// Which way a mark faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Open,
    Close,
    /// Nothing tells; the marks before it must.
    Either,
}

/// A quotation mark in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    pub family: Family,
    pub side: Side,
    /// A straight mark after a digit: it may stand for inches or seconds.
    pub after_digit: bool,
}

/// More marks than this in a stretch whose every eighth byte is one: no prose.
const MANY_MARKS: usize = 1000;
const BYTES_A_MARK: usize = 8;

/// The double marks (all families but `Single`) of a stretch of text, in order; none where
/// they are too dense for prose.
pub(super) fn double_marks(text: &str, stretch: Range<usize>) -> Vec<Mark> {
    let marks: Vec<Mark> =
        Scanner::new(text, stretch.clone()).filter(|mark| mark.family != Family::Single).collect();
    if marks.len() > MANY_MARKS && marks.len() * BYTES_A_MARK > stretch.len() {
        return Vec::new();
    }
    marks
}

/// The single marks of a stretch of text, apostrophes inside words left out, in order.
pub(super) fn single_marks(text: &str, stretch: Range<usize>) -> Vec<Mark> {
    let marks: Vec<Mark> =
        Scanner::new(text, stretch.clone()).filter(|mark| mark.family == Family::Single).collect();
    if marks.len() > MANY_MARKS && marks.len() * BYTES_A_MARK > stretch.len() {
        return Vec::new();
    }
    marks
}

/// Walks over the marks of a stretch.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    start: usize,
    /// Whether `« ` with a space inside has been met: then ` »` closes.
    spaced: bool,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, stretch: Range<usize>) -> Self {
        Self { text, at: stretch.start, end: stretch.end, start: stretch.start, spaced: false }
    }

    /// The mark for glyphs `at..end`, its side told by glyph and neighbours.
    fn mark(&self, length: usize, family: Family, glyph: Side) -> Mark {
        let (start, end) = (self.at, self.at + length);
        let before = self.text[self.start..start].chars().next_back();
        let after = self.text[end..self.end].chars().next();
        let straight = matches!(self.text.as_bytes()[start], b'"' | b'\'');
        Mark {
            start,
            end,
            family,
            side: side(glyph, before, after),
            after_digit: straight && before.is_some_and(|c| c.is_ascii_digit()),
        }
    }

    /// Number of times the byte at the current place is repeated.
    fn run(&self, byte: u8) -> usize {
        self.text.as_bytes()[self.at..self.end].iter().take_while(|b| **b == byte).count()
    }

    /// Straight double marks: a run of more than two is a rule or an ornament.
    fn straight_double(&mut self) -> (Option<Mark>, usize) {
        let run = self.run(b'"');
        if run > 2 { (None, run) } else { (Some(self.mark(1, Family::Double, Side::Either)), 1) }
    }

    /// Apostrophes: one is a single mark, two are a double one, three are both, inner side
    /// first; more are an ornament.
    fn apostrophes(&mut self) -> (Option<Mark>, usize) {
        match self.run(b'\'') {
            1 => (self.single(1, Side::Either), 1),
            2 => (Some(self.mark(2, Family::Double, Side::Either)), 2),
            3 => {
                let opens = self.mark(3, Family::Double, Side::Either).side == Side::Open;
                if opens {
                    (Some(Mark { side: Side::Open, ..self.mark(2, Family::Double, Side::Open) }), 3)
                } else {
                    self.at += 1;
                    let mark = self.mark(2, Family::Double, Side::Close);
                    (Some(Mark { side: Side::Close, ..mark }), 2)
                }
            }
            run => (None, run),
        }
    }

    /// A single mark, unless it stands inside a word.
    fn single(&self, length: usize, glyph: Side) -> Option<Mark> {
        let before = self.text[self.start..self.at].chars().next_back();
        let after = self.text[self.at + length..self.end].chars().next();
        let inside_word =
            before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        (!inside_word).then(|| self.mark(length, Family::Single, glyph))
    }

    /// Length of the markup tag that begins here (`<tweet author="…">`), 0 for none.
    fn tag(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..self.end];
        if !rest.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') {
            return 0;
        }
        match memchr::memchr2(b'<', b'>', &rest[1..]) {
            Some(offset) if rest[offset + 1] == b'>' => offset + 2,
            _ => 0,
        }
    }

    /// The mark at the current place, if there is one, and how many bytes to go on.
    fn step(&mut self) -> (Option<Mark>, usize) {
        let rest = &self.text.as_bytes()[self.at..self.end];
        match rest {
            [b'"', ..] => self.straight_double(),
            [b'\'', ..] => self.apostrophes(),
            [b'`', b'`', ..] => (Some(self.mark(2, Family::Double, Side::Open)), 2),
            [b'`', ..] => (self.single(1, Side::Open), 1),
            [b'<', ..] => (None, self.tag().max(1)),
            [0xe2, 0x80, third, ..] => self.general_punctuation(*third),
            [0xc2, 0xab, ..] => (Some(self.guillemet(Side::Open)), 2),
            [0xc2, 0xbb, ..] => (Some(self.guillemet(Side::Close)), 2),
            [0xe3, 0x80, third @ 0x8c..=0x8f, ..] => {
                let side = if third % 2 == 0 { Side::Open } else { Side::Close };
                (Some(Mark { side, ..self.mark(3, Family::Corner, side) }), 3)
            }
            [0xef, 0xbc, 0x82, ..] => (Some(self.mark(3, Family::Double, Side::Either)), 3),
            _ => (None, 1),
        }
    }

    /// `«` or `»`. Where French marks have a space on their inner side, it tells more than
    /// what stands on the other one (`« Non. »Une autre`).
    fn guillemet(&mut self, glyph: Side) -> Mark {
        let mark = self.mark(2, Family::Guillemet, glyph);
        let before = self.text[self.start..self.at].chars().next_back();
        let after = self.text[self.at + 2..self.end].chars().next();
        let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        if glyph == Side::Open && is_space(after) && before.is_none_or(char::is_whitespace) {
            self.spaced = true;
        }
        let inner = self.spaced && is_space(if glyph == Side::Open { after } else { before });
        if inner { Mark { side: glyph, ..mark } } else { mark }
    }

    /// The marks U+2018 … U+203A.
    fn general_punctuation(&mut self, third: u8) -> (Option<Mark>, usize) {
        let mark = match third {
            0x98 => self.single(3, Side::Open),
            0x99 => self.single(3, Side::Close),
            0x9a | 0xb9 => self.single(3, Side::Open),
            0x9b | 0xba => self.single(3, Side::Close),
            0x9c => Some(self.mark(3, Family::Double, Side::Open)),
            0x9d => Some(self.mark(3, Family::Double, Side::Close)),
            0x9e | 0x9f => {
                Some(Mark { side: Side::Open, ..self.mark(3, Family::Double, Side::Open) })
            }
            _ => None,
        };
        (mark, 3)
    }
}

/// Whether a mark or a tag can begin with a byte; most of a text is passed over by this alone.
fn may_begin(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'<' | 0xc2 | 0xe2 | 0xe3 | 0xef)
}

impl Iterator for Scanner<'_> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        while let Some(plain) =
            self.text.as_bytes()[self.at..self.end].iter().position(|byte| may_begin(*byte))
        {
            self.at += plain;
            let (mark, step) = self.step();
            self.at += step;
            if mark.is_some() {
                return mark;
            }
        }
        None
    }
}

/// What stands beside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    /// White space, or an end of the stretch.
    Gap,
    /// An opening bracket or mark.
    Opening,
    /// A closing bracket or mark, or punctuation that ends a clause.
    Closing,
    /// A dash, slash, colon or ellipsis: may stand on either side.
    Neutral,
    /// Anything that belongs to a word.
    Word,
}

fn neighbour(c: Option<char>) -> Neighbour {
    let Some(c) = c else { return Neighbour::Gap };
    match c {
        _ if c.is_whitespace() => Neighbour::Gap,
        '(' | '[' | '{' | '“' | '‘' | '„' | '‚' | '«' | '‹' | '¡' | '¿' => {
            Neighbour::Opening
        }
        '.' | ',' | ';' | '!' | '?' | ')' | ']' | '}' | '”' | '’' | '»' | '›' | '。' | '、'
        | '！' | '？' => Neighbour::Closing,
        '-' | '–' | '—' | '―' | '/' | ':' | '…' | '\'' | '"' | '`' | '*' | '_' => {
            Neighbour::Neutral
        }
        _ => Neighbour::Word,
    }
}

/// The side that glyph and neighbours tell together; the glyph decides where the neighbours
/// do not or only half do.
fn side(glyph: Side, before: Option<char>, after: Option<char>) -> Side {
    use Neighbour::{Closing, Gap, Neutral, Opening, Word};
    let weak = |side| if glyph == Side::Either { side } else { glyph };
    match (neighbour(before), neighbour(after)) {
        (Gap | Opening, Word | Opening) => Side::Open,
        (Gap | Opening, Neutral) => weak(Side::Open),
        // `"...and then"`
        (Gap, Closing) if after == Some('.') => weak(Side::Open),
        (Word | Closing, Gap | Closing) => Side::Close,
        (Word | Closing, Neutral) => weak(Side::Close),
        (Neutral, Gap | Closing) => weak(Side::Close),
        (Neutral, Word | Opening) => weak(Side::Open),
        // `‚Nein.‘“`: the inner mark before it closes here, whatever it does elsewhere.
        (Opening, Gap) => Side::Close,
        _ => glyph,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Double marks as a string: `(` for an opening one, `)` closing, `?` either.
    fn faces(text: &str) -> String {
        let face = |mark: &Mark| match mark.side {
            Side::Open => '(',
            Side::Close => ')',
            Side::Either => '?',
        };
        double_marks(text, 0..text.len()).iter().map(face).collect()
    }

    #[test]
    fn the_neighbours_tell_which_way_a_mark_faces() {
        let cases = [
            ("“late,” she said", "()"),
            ("\"late,\" she said", "()"),
            ("“late“ and ”early”", "()()"),
            ("”sent”, sa han", "()"),
            ("„spät“, sagte er. „Früh”", "()()"),
            ("``late,'' he said", "()"),
            ("''late,'' he said", "()"),
            ("'''late''', he said", "()"),
            ("''He said 'go.'''", "()"),
            ("«\u{a0}tard\u{a0}» dit-il", "()"),
            ("« Non. »Une autre : « Si. »", "()()"),
            ("«tard» und »spät«", "()()"),
            ("「遅い」と言った", "()"),
            ("\"...and late\"", "()"),
            ("(\"late\")", "()"),
            ("“Leave it.”Another", "()"),
            ("„Er sagte: ‚Nein.‘“", "()"),
            ("word\"word", "?"),
        ];
        for (text, wanted) in cases {
            assert_eq!(faces(text), wanted, "{text}");
        }
    }

    #[test]
    fn ornaments_titles_and_markup_hold_no_marks() {
        for text in ["\"\"\"", "''''''", "《遅い電車》", "<tweet author=\"@mara\" id=\"1\">"]
        {
            assert_eq!(faces(text), "", "{text}");
        }
    }

    #[test]
    fn a_straight_mark_after_a_digit_is_remembered() {
        let marks = double_marks("6'2\" tall", 0..9);
        assert!(marks[0].after_digit);
    }

    #[test]
    fn an_apostrophe_inside_a_word_is_no_mark() {
        assert_eq!(single_marks("‘It’s late,’ he said", 0..24).len(), 2);
    }

    #[test]
    fn a_wall_of_marks_is_no_prose() {
        let wall = "\" a".repeat(5000);
        assert!(double_marks(&wall, 0..wall.len()).is_empty());
    }
}
