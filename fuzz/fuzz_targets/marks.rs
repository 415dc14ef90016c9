//! Texts of little else than marks: what is paired ascends, overlaps nothing and slices.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::load::{self, Source, quote};

/// What a byte stands for: marks of every family, their neighbours, a few words.
const PIECES: [&str; 32] = [
    "“", "”", "\"", "''", "'", "’", "‘", "`", "``", "„", "‚", "«", "»", "‹", "›", "「", "」", "『",
    "』", "—", "- ", "\n", " ", ", ", ". ", "? ", ":", "late", "It is", " said Ann Roy", "5", "\u{a0}",
];

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().map(|byte| PIECES[usize::from(byte % 32)]).collect();
    for document in load::read(&Source::from_memory("marks.txt", text)).into_iter().flatten() {
        let mut end = 0;
        for quotation in quote::find(&document) {
            assert!(quotation.outer.start >= end);
            end = quotation.outer.end;
            let mut last = quotation.outer.start;
            for part in &quotation.parts {
                assert!(part.start >= last && part.end <= quotation.outer.end);
                assert!(document.article.text.get(part.clone()).is_some());
                last = part.end;
            }
        }
    }
});
