//! UTF-8 that was read as windows-1252, and back.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// A mangled stretch of a text and what it should read.
pub(super) struct Repair {
    /// Bytes of the mangled stretch.
    pub length: usize,
    /// The character that it was.
    pub character: char,
}

/// Mends UTF-8 that was read as windows-1252 (`â€œ` → `“`, `Ã©` → `é`), twice where it was
/// mangled twice. A text without such stretches comes back as it is.
pub fn repair_mojibake(text: &str) -> Cow<'_, str> {
    let Some(once) = repair_once(text) else { return Cow::Borrowed(text) };
    Cow::Owned(repair_once(&once).unwrap_or(once))
}

/// One round of mending; `None` when there is nothing to mend.
fn repair_once(text: &str) -> Option<String> {
    let mut mended: Option<String> = None;
    let (mut from, mut at) = (0, 0);
    while let Some(found) = next_lead(text, at) {
        match repair_at(text, found) {
            Some(repair) => {
                let out = mended.get_or_insert_with(|| String::with_capacity(text.len()));
                out.push_str(&text[from..found]);
                out.push(repair.character);
                from = found + repair.length;
                at = from;
            }
            None => at = found + 1,
        }
    }
    let mut out = mended?;
    out.push_str(&text[from..]);
    Some(out)
}

/// First byte of the leads `Â Ã â ï ð` in UTF-8; all of them begin with it.
const LEAD: u8 = 0xc3;

/// The next place at or after `at` where a mangled stretch could begin.
pub(super) fn next_lead(text: &str, at: usize) -> Option<usize> {
    memchr::memchr(LEAD, &text.as_bytes()[at..]).map(|offset| at + offset)
}

/// The mangled stretch that begins at `at`, a place that [`next_lead`] gave.
///
/// Only leads that are rare before such characters in honest text are taken: `Â`, `Ã` (two
/// bytes), `â`, `ï` (three) and `ð` (four). `ß“` ends many a German quotation and must stay.
pub(super) fn repair_at(text: &str, at: usize) -> Option<Repair> {
    let mut characters = text[at..].chars();
    let lead = characters.next()?;
    let width = match lead {
        'Â' | 'Ã' if !ends_a_word(text, at, lead) => 2,
        // The second half of a mark that was mangled twice: `Ã¢â‚¬Å“`.
        'Å' if text[..at].ends_with("â‚¬") => 2,
        'â' | 'ï' => 3,
        'ð' => 4,
        _ => return None,
    };
    let mut bytes = vec![lead as u32 as u8];
    let mut length = lead.len_utf8();
    for character in characters.take(width - 1) {
        match windows_1252(character) {
            Some(byte @ 0x80..=0xbf) => bytes.push(byte),
            _ => break,
        }
        length += character.len_utf8();
    }
    if let Ok(decoded) = std::str::from_utf8(&bytes) {
        let character = decoded.chars().next().filter(|character| !character.is_control())?;
        return (bytes.len() == width).then_some(Repair { length, character });
    }
    // `”` ends in a byte that windows-1252 leaves undefined and that many programs drop.
    (bytes == [0xe2, 0x80]).then_some(Repair { length, character: '”' })
}

/// Whether a lead of two bytes is the last letter of a word in capitals before a closing mark
/// (`AMANHÃ”`) instead of mangled.
fn ends_a_word(text: &str, at: usize, lead: char) -> bool {
    let after = text[at + lead.len_utf8()..].chars().next();
    text[..at].chars().next_back().is_some_and(char::is_uppercase)
        && after
            .is_some_and(|character| matches!(character, '“' | '”' | '‘' | '’' | '…' | '–' | '—'))
}

/// The windows-1252 byte of a character.
fn windows_1252(character: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
    (!unmappable && bytes.len() == 1).then(|| bytes[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mangled_utf8_is_mended() {
        let cases = [
            ("â€œIâ€™m lateâ€\u{9d} â€“ she", "“I’m late” – she"),
            ("â€œLate,â€ she said", "“Late,” she said"),
            ("cafÃ© MÃ¼ller", "café Müller"),
            ("5Â£ Â«lateÂ»", "5£ «late»"),
            ("ðŸ˜€ wow", "😀 wow"),
            ("Ã¢â‚¬Å“twiceÃ¢â‚¬\u{9d}", "“twice”"),
        ];
        for (mangled, want) in cases {
            assert_eq!(repair_mojibake(mangled), want);
        }
    }

    #[test]
    fn honest_text_stays() {
        for text in ["„Das war ein Spaß“, sagte er", "« Âge »", "AMANHÃ”", "naïve “tâche”", "ð"]
        {
            assert!(matches!(repair_mojibake(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
