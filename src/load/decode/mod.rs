//! Bytes → text with honest offsets.
//!
//! [`decode`] finds the encoding and decodes, once; the text that comes out is what all offsets
//! count in. [`repair_mojibake`] mends UTF-8 that was read as windows-1252 somewhere on its way,
//! and [`View`] gives a mended copy of a text together with the way back to its offsets.

mod mojibake;
mod view;

pub use mojibake::repair_mojibake;
pub use view::View;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;
use std::sync::LazyLock;

/// Bytes at the start that are looked at for a declared charset (HTML asks for 1,024; real pages
/// put scripts before it) and for signs of binary data.
const HEAD: usize = 8 * 1024;

/// First bytes of files that are no text, and what to call them.
const BINARY: [(&[u8], &str); 10] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database"),
];

/// Decodes bytes by, in this order: byte-order mark, valid UTF-8, the charset that the sender
/// named, the one that the page declares, detection. Invalid bytes in a text that is UTF-8 for the most part are read as
/// windows-1252. The byte-order mark is no part of the text.
///
/// # Errors
/// A reason, when the bytes are no text.
pub fn decode(bytes: Vec<u8>, named: Option<&str>) -> Result<String, String> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned());
    }
    if let Some((_, name)) = BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(format!("is {name}, not text; convert it to text or HTML first"));
    }
    if let Some(encoding) = unmarked_utf16(&bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes).0.into_owned());
    }
    if looks_binary(&bytes) {
        return Err("is binary data, not text; convert it to text or HTML first".to_owned());
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error.into_bytes(),
    };
    if mostly_utf8(&bytes) {
        return Ok(decode_mixed(&bytes));
    }
    let encoding = named
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|encoding| *encoding != UTF_8)
        .or_else(|| declared(&bytes))
        .unwrap_or_else(|| detect(&bytes));
    Ok(encoding.decode_without_bom_handling(&bytes).0.into_owned())
}

/// The Unicode encoding that the first bytes of a file have beyond doubt: that of their
/// byte-order mark, or UTF-16.
pub fn unicode(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(encoding, _)| encoding).or_else(|| unmarked_utf16(head))
}

/// Whether control characters say that this is no text. A stray NUL is forgiven.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let controls =
        head.iter().filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    controls * 50 > head.len()
}

/// UTF-16 without a byte-order mark: text whose every second byte is NUL.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if head.len() < 8 || bytes.len() % 2 == 1 {
        return None;
    }
    let nuls = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (nuls(0), nuls(1), head.len() / 2);
    if odd * 10 > half * 6 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 6 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether invalid bytes are rarer than valid multi-byte characters: then the text is UTF-8 with
/// damage, or with pieces pasted from elsewhere.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += chunk.invalid().len();
    }
    valid > 2 * invalid
}

/// UTF-8 where it is valid, windows-1252 where it is not.
pub fn decode_mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// The charset that an HTML or XML head declares, unless it is UTF-8, which it proved not to be.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        // A constant pattern: it compiles, or every test of this module fails.
        Regex::new(r#"(?i-u)<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]+)"#)
            .unwrap()
    });
    let head = &bytes[..bytes.len().min(HEAD)];
    let label = CHARSET.captures(head)?.get(1)?.as_bytes();
    Encoding::for_label(label).filter(|encoding| *encoding != UTF_8)
}

/// The most likely encoding of bytes that are not UTF-8 and declare nothing.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None).unwrap()
    }

    #[test]
    fn bytes_are_decoded_by_mark_then_utf8_then_declaration_then_guess() {
        let cases: [(&[u8], &str); 8] = [
            (b"\xef\xbb\xbfLate.", "Late."),
            (b"\xff\xfeL\0a\0t\0e\0", "Late"),
            (b"\0L\0a\0t\0e\0 \0n\0o\0w", "Late now"),
            ("“Late”".as_bytes(), "“Late”"),
            (b"<meta charset=windows-1252><p>\x93Late\x94", "<meta charset=windows-1252><p>“Late”"),
            (
                b"<?xml version='1.0' encoding='iso-8859-2'?>\xb1",
                "<?xml version='1.0' encoding='iso-8859-2'?>ą",
            ),
            (b"\x93I can\x92t,\x94 she said at the caf\xe9.", "“I can’t,” she said at the café."),
            (
                b"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=KOI8-R\">\xc4\xc1",
                "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=KOI8-R\">да",
            ),
        ];
        for (bytes, want) in cases {
            assert_eq!(text(bytes), want);
        }
    }

    #[test]
    fn a_few_foreign_bytes_do_not_spoil_a_utf8_text() {
        let mut bytes = "“Late,” she said – “very late”. ".as_bytes().to_vec();
        bytes.extend_from_slice(b"caf\xe9");
        assert_eq!(text(&bytes), "“Late,” she said – “very late”. café");
    }

    #[test]
    fn binary_data_is_refused_and_a_stray_nul_is_not() {
        assert!(decode(b"%PDF-1.7 ...".to_vec(), None).unwrap_err().contains("PDF"));
        let noise: Vec<u8> = (0..4096u32).map(|n| ((n * 7919) >> 3) as u8).collect();
        assert!(decode(noise, None).unwrap_err().contains("binary"));
        let mut stray = b"It is late. ".repeat(20);
        stray.push(0);
        assert!(decode(stray, None).is_ok());
    }
}
