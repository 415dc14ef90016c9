//! Broken and hostile pages: no panic, no overflow, time in proportion to size.

use proptest::prelude::*;
use pullquote::load::{self, Document, Source};
use std::time::{Duration, Instant};

fn read(html: String) -> Vec<pullquote::error::Result<Document>> {
    load::read(&Source::from_memory("page.html", html))
}

/// Blocks ascend, do not overlap, lie on boundaries, are trimmed, and hold all words.
fn check(document: &Document) {
    let text = &document.article.text;
    let mut last = 0;
    let mut words = 0;
    for block in &document.blocks {
        assert!(last <= block.bytes.start && block.bytes.start <= block.bytes.end);
        let slice = &text[block.bytes.clone()];
        assert_eq!(slice, slice.trim());
        words += slice.split_whitespace().count();
        last = block.bytes.end;
    }
    assert_eq!(words, text.split_whitespace().count());
}

#[test]
fn a_megabyte_of_tags_costs_little() {
    let prose =
        "<p>The boat was late again on Monday, and nobody at the harbour knew why.</p>".repeat(20);
    let heaps = [
        "<div>",
        "<b>",
        "<blockquote>",
        "<table><tr><td>",
        "<a href=x>",
        "<ul><li>",
        "<p>",
        "</div>",
        "<",
        "<!--",
        "<blockquote class=twitter-tweet><p>x</p>",
        "&",
        "<li class=comment id=comment-1>",
        "<div hidden>",
        "<span class='a b c'>",
        "<br>",
        "<svg><foreignObject>",
        "<select><option>",
    ];
    for tag in heaps {
        let page =
            format!("<!doctype html><body>{prose}{}{prose}", tag.repeat(1_000_000 / tag.len()));
        let started = Instant::now();
        read(page).iter().flatten().for_each(check);
        assert!(started.elapsed() < Duration::from_secs(30), "{tag}: {:?}", started.elapsed());
    }
}

#[test]
fn a_page_without_an_article_is_one_clear_line() {
    for page in
        ["<!doctype html><html></html>", "<html><body><nav><a href=/>Home</a></nav></body></html>"]
    {
        let found = read(page.to_owned());
        assert_eq!(found.len(), 1);
        let error = found[0].as_ref().unwrap_err().to_string();
        assert_eq!(error, "page.html: no article found in this page");
    }
}

#[test]
fn a_page_cut_off_anywhere_is_read() {
    let page = include_str!("fixtures/pages/newspaper.html");
    for end in (0..page.len()).step_by(97).filter(|end| page.is_char_boundary(*end)) {
        read(page[..end].to_owned()).iter().flatten().for_each(check);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_soup_of_tags_gives_sound_blocks(
        parts in proptest::collection::vec(
            prop_oneof![
                "<(p|div|ul|li|blockquote|br|h2|b|a href=x|table|td|figure|figcaption|article)>",
                "</(p|div|ul|li|blockquote|h2|b|a|table|td|figure|article)>",
                "[a-z“”é😀 \n&;â€œ]{0,60}",
                Just("The boat was late again on Monday, and nobody knew why it was. ".to_owned()),
                Just("<blockquote class=twitter-tweet><p>so late</p>— A (@a) <a href=https://x.com/a/status/1>May 1, 2025</a></blockquote>".to_owned()),
            ],
            0..40,
        )
    ) {
        let page = format!("<html><body>{}", parts.concat());
        for document in read(page).iter().flatten() {
            check(document);
        }
    }
}
