//! The search for speakers takes time in proportion to its input, whatever the input.

use pullquote::domain::{Article, ArticleId, Metadata};
use pullquote::load::document::{Block, BlockKind, Document};
use pullquote::load::quote::{Quotation, Shape};
use pullquote::load::speaker;
use std::time::{Duration, Instant};

/// Time for a text of one block whose `“…”` are its quotations.
fn time(text: &str) -> Duration {
    let article = Article {
        id: ArticleId("a".to_owned()),
        metadata: Metadata::default(),
        text: text.to_owned(),
    };
    let blocks = vec![Block { kind: BlockKind::Paragraph, bytes: 0..text.len() }];
    let document = Document { article, blocks, language: None };
    let mut quotations = Vec::new();
    for (open, mark) in text.match_indices('“') {
        let from = open + mark.len();
        let end = from + text[from..].find('”').unwrap_or(0);
        quotations.push(Quotation {
            parts: std::iter::once(from..end).collect(),
            outer: open..end + '”'.len_utf8(),
            block: 0,
            shape: Shape::Marked,
            label: None,
        });
    }
    let start = Instant::now();
    assert_eq!(speaker::attribute(&document, &quotations).len(), quotations.len());
    start.elapsed()
}

#[test]
fn time_grows_in_proportion_to_the_text() {
    let patterns = [
        "“a” ",
        "Mayor ",
        "Ann Ray, ",
        "said ",
        "the mayor of ",
        "Ann Ray said “we go” ",
        "the Bank of ",
        ", ",
        "he said, “no.” ",
        "Mayor Ann Ray. The mayor. ",
    ];
    for pattern in patterns {
        let text = |count| pattern.repeat(count) + "“We are late,” Ann Ray said.";
        let small = time(&text(1_000)).max(Duration::from_millis(2));
        let large = time(&text(16_000));
        // Sixteen times the text may take 16 times as long, and some noise; a square would
        // take 256 times.
        assert!(large < small * 80, "{pattern:?}: {small:?}, then {large:?}");
    }
}

#[test]
fn a_word_without_end_takes_time_in_proportion_to_its_length() {
    for letter in ["a", "\"", "ß", "日"] {
        let time = |bytes: usize| {
            let text = letter.repeat(bytes / letter.len());
            let article =
                Article { id: ArticleId("a".to_owned()), metadata: Metadata::default(), text };
            let bytes = 0..article.text.len();
            let blocks = vec![Block { kind: BlockKind::Paragraph, bytes }];
            let start = Instant::now();
            pullquote::load::page::detect_language(&article.text);
            pullquote::load::comments(&Document { article, blocks, language: None });
            start.elapsed()
        };
        // Quadratic time would be hours here.
        assert!(time(4_000_000) < Duration::from_secs(60), "{letter}");
    }
}
