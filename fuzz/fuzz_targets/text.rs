//! Any bytes as a file: decoded, its comments found, every span stands in the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::load::{self, Source, comments};

fuzz_target!(|bytes: &[u8]| {
    for document in load::read(&Source::from_memory("any.txt", bytes)).into_iter().flatten() {
        let count = document.article.text.chars().count();
        for comment in comments(&document) {
            assert!(comment.span.start <= comment.span.end && comment.span.end <= count);
        }
    }
});
