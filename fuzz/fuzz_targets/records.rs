//! Any bytes as a file of records: read to its end, no name twice, every reason is one line.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::load::{ReadOptions, Source, document, records};
use std::collections::HashSet;

/// The first byte says what the rest is called.
const NAMES: [&str; 10] = [
    "any.csv", "any.tsv", "any.jsonl", "any.warc", "any.parquet", "any.csv.gz", "any.jsonl.gz",
    "any.jsonl.zst", "any.warc.gz", "any.txt.zst",
];

fuzz_target!(|input: &[u8]| {
    let Some((kind, bytes)) = input.split_first() else { return };
    let source = Source::from_memory(NAMES[usize::from(*kind) % NAMES.len()], bytes);
    let options = ReadOptions { max_bytes: 1 << 16, ..ReadOptions::default() };
    let mut names = HashSet::new();
    for record in records(&source, &options) {
        if let Ok(record) = &record {
            assert!(names.insert(record.id.0.clone()));
        }
        if let Err(error) = record.and_then(document) {
            assert!(!error.to_string().contains('\n'));
        }
    }
});
