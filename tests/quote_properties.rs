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

/// Texts of words that the search for speakers looks at, in any order.
fn odd_prose() -> impl Strategy<Value = String> {
    const PIECES: &str = "“It is late,”|“We are cold.”|said|wrote|told|asked|saying|posted|replied|\
        has|had been|was|who|whose|which|that|and|but|as|of|for|in|from|by|with|to|according to|\
        in a post|the|a|one|another|others|some|two|Ana|Ruiz|Ana Ruiz|Tom Ek|Ek|Leeds|\
        Leeds Council|Rovers|Facebook|Mr|Dr|Mayor|mayor|woman|reader|critics|singer|spokesman|\
        council|former|young|34|she|he|they|her|his|it|I|’s|’|,|,|,|.|.|:|;|(|)|—|–|@jo|Under|\
        May 1|6h|Reply|Like|\n|\n|\n";
    let piece = prop::sample::select(PIECES.split('|').collect::<Vec<_>>());
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" ").replace(" \n ", "\n"))
}

fn found(text: &str) -> Vec<Quotation> {
    quote::find(&document(text))
}

/// All shapes that a paragraph of [`article`] can have, and those that leave nothing open.
const ALL: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7, 8];
const CLOSED: &[usize] = &[0, 1, 2, 3, 5, 7, 8];

/// Articles of whole paragraphs of some shapes: speech, every paragraph with marks of one style.
fn article(shapes: &'static [usize]) -> impl Strategy<Value = Vec<String>> {
    let marks = prop::sample::select(vec![
        ("“", "”", "‘", "’"),
        ("\"", "\"", "'", "'"),
        ("‘", "’", "“", "”"),
        ("«\u{a0}", "\u{a0}»", "“", "”"),
        ("„", "“", "‚", "‘"),
        ("”", "”", "’", "’"),
        ("``", "''", "`", "'"),
        ("「", "」", "『", "』"),
    ]);
    let speech = prop::sample::select(vec![
        "It is late,",
        "We are cold.",
        "Why now?",
        "No!",
        "We’ve had it since ’99,",
        "a slow, sad mess",
        "It’s the dogs’ bowl,",
        "The gap is 5 feet wide,",
        "Sorry,",
    ]);
    let cue = prop::sample::select(vec![
        " said Ana Ruiz.",
        " one rider wrote.",
        " she said.",
        " according to the clerk.",
        " @jo replied.",
        " another added.",
        "",
        " he sighed, and left.",
    ]);
    let paragraph = (marks, speech.clone(), speech, cue, prop::sample::select(shapes)).prop_map(
        |((open, close, inner, inner_close), one, two, cue, shape)| match shape {
            0 => format!("{open}{one}{close}{cue}"),
            1 => format!("{open}{one}{close}{cue} {open}{two}{close}"),
            2 => format!("Ana Ruiz came in. One reader wrote: {open}{one}{close}"),
            3 => format!("{open}He told me {inner}{two}{inner_close} twice,{close}{cue}"),
            // Goes on in the next paragraph, or was never closed.
            4 => format!("{open}{one} {two}"),
            5 => format!("They called it {open}{two}{close} and went home."),
            6 => format!("{one} {two}{close}{cue}"),
            7 => format!("{open}{one}{close}{open}{two}{close}"),
            _ => "The tram left the yard at five.".to_owned(),
        },
    );
    prop::collection::vec(paragraph, 1..8)
}

/// What the table says of each comment, but for its id, which hangs on the place.
fn rows(paragraphs: &[String]) -> Vec<(String, Option<String>, usize, usize)> {
    pullquote::load::comments(&document(&paragraphs.join("\n")))
        .into_iter()
        .map(|it| (it.text, it.speaker, it.span.start, it.span.end))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_comments_span_slices_to_its_words(paragraphs in article(ALL)) {
        let text = paragraphs.join("\n");
        for comment in pullquote::load::comments(&document(&text)) {
            let span = comment.span;
            let slice: String = text.chars().skip(span.start).take(span.end - span.start).collect();
            // Later paragraphs open with a mark that is no word; all words are there in order.
            let mut rest = slice.as_str();
            for part in comment.text.split("\n\n") {
                let at = rest.find(part);
                prop_assert!(at.is_some(), "{part:?} is not in {slice:?}");
                rest = &rest[at.unwrap() + part.len()..];
            }
            prop_assert!(slice.trim().starts_with(comment.text.split("\n\n").next().unwrap().trim()));
        }
    }

    #[test]
    fn comments_overlap_only_where_one_names_the_other_as_parent(paragraphs in article(ALL)) {
        let found = pullquote::load::comments(&document(&paragraphs.join("\n")));
        for (index, one) in found.iter().enumerate() {
            for other in &found[index + 1..] {
                let apart = one.span.end <= other.span.start || other.span.end <= one.span.start;
                let related = other.parent_id.as_ref() == Some(&one.id)
                    || one.parent_id.as_ref() == Some(&other.id);
                prop_assert!(apart || related, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_paragraph_without_marks_changes_no_comment_before_it(
        closed in article(CLOSED),
        place in any::<prop::sample::Index>(),
    ) {
        let place = place.index(closed.len() + 1);
        let mut longer = closed.clone();
        longer.insert(place, "The tram went on to the depot.".to_owned());
        let end = closed[..place].join("\n").chars().count();
        let before = |rows: Vec<(String, Option<String>, usize, usize)>| -> Vec<(String, usize, usize)> {
            rows.into_iter().filter(|it| it.3 <= end).map(|it| (it.0, it.2, it.3)).collect()
        };
        prop_assert_eq!(before(rows(&closed)), before(rows(&longer)));
    }
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
    fn comments_never_panic(text in prop_oneof![odd_text(), odd_prose()]) {
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
