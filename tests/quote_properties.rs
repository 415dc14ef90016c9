//! What holds for any text, however odd: offsets, overlap, and that the end changes no beginning.

use proptest::prelude::*;
use pullquote::domain::{Article, ArticleId, Metadata};
use pullquote::load::quote::{self, Quotation};
use pullquote::load::{Block, BlockKind, Document};

/// A document whose paragraphs are the lines of a text.
fn document(text: &str) -> Document {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let end = start + line.trim().len();
        if start < end {
            blocks.push(Block { kind: BlockKind::Paragraph, bytes: start..end });
        }
        at += line.len() + 1;
    }
    let id = ArticleId("any".to_owned());
    let article = Article { id, metadata: Metadata::default(), text: text.to_owned() };
    Document { article, blocks, language: Some("en".to_owned()) }
}

/// Texts full of what the search looks for.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "“",
        "”",
        "\"",
        "''",
        "``",
        "'",
        "’",
        "‘",
        "„",
        "«",
        "»",
        "「",
        "」",
        "—",
        "- ",
        "\n",
        " ",
        ", ",
        ". ",
        "? ",
        "It is late",
        "he said",
        "said Ana Ruiz",
        "we are cold",
        "The law says",
        "A reader wrote:",
        "RAY: ",
        "Q: ",
        "1. u/jo: ",
        "• ",
        "— Jo (@jo) May 1, 2025",
        "(",
        ")",
        "(@jo)",
        "♬",
        "@jo ",
        "6'2\"",
        "<a b=\"",
        ">",
        "🧩",
        "é",
        "日本",
        "\u{a0}",
        "by u/jo in cats",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn found(text: &str) -> Vec<Quotation> {
    quote::find(&document(text))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn offsets_slice_on_characters_and_nothing_overlaps(text in odd_text()) {
        let mut end = 0;
        for quotation in found(&text) {
            prop_assert!(!quotation.parts.is_empty());
            prop_assert!(quotation.outer.start >= end, "{text:?}");
            end = quotation.outer.end;
            for part in &quotation.parts {
                prop_assert!(text.get(part.clone()).is_some(), "{text:?} {part:?}");
                prop_assert!(quotation.outer.start <= part.start && part.end <= quotation.outer.end);
            }
        }
    }

    #[test]
    fn comments_never_panic(text in odd_text()) {
        let document = document(&text);
        let characters = text.chars().count();
        for comment in pullquote::load::comments(&document) {
            prop_assert!(comment.span.start <= comment.span.end && comment.span.end <= characters);
        }
    }

    #[test]
    fn a_paragraph_without_marks_at_the_end_changes_nothing_before_it(text in odd_text()) {
        // Speech left open at the very end may end otherwise once something follows it.
        let text = format!("{text}\nThe tram had left by then");
        let longer = format!("{text}\nIt went on to the depot");
        prop_assert_eq!(found(&text), found(&longer));
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    const BYTES: usize = 1_000_000;
    for piece in [
        "\"",
        "“",
        "\" ",
        "“a ",
        "\"a\" ",
        "'",
        "‘a ",
        "(@",
        "— ",
        "<",
        "a",
        ", said ",
        "Q: a\n",
        "• “a” ",
        "“a, he said. ",
    ] {
        let text = piece.repeat(BYTES / piece.len());
        let start = std::time::Instant::now();
        found(&text);
        let seconds = start.elapsed().as_secs_f32();
        assert!(seconds < 20.0, "{piece:?} took {seconds} s for {BYTES} bytes");
    }
}
