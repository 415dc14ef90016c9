//! What must survive the reading of a page, and what must not.
//!
//! The fixtures are pages with known structure: `data-want` marks the block quotes, list items,
//! posts and comments that belong to the article, `data-junk` what stands around it.

use pullquote::load::{self, BlockKind, Document, Source};

const PAGES: [(&str, &str); 3] = [
    ("newspaper", include_str!("fixtures/pages/newspaper.html")),
    ("blog", include_str!("fixtures/pages/blog.html")),
    ("divs", include_str!("fixtures/pages/divs.html")),
];

fn document(name: &str, html: &str) -> Document {
    let source = Source::from_memory(name, html);
    load::read(&source).remove(0).unwrap()
}

/// The words of the elements that carry an attribute, links to pictures left out.
fn marked(html: &str, attribute: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices(attribute) {
        let rest = &html[at..];
        let words = &rest[rest.find('>').unwrap() + 1..];
        let end =
            ["</p>", "</li>", "</blockquote>", "</figcaption>", " <a href=\"https://t.co", "</a>"]
                .iter()
                .filter_map(|end| words.find(end))
                .min()
                .unwrap();
        found.push(words[..end].to_owned());
    }
    found
}

#[test]
fn quotes_items_posts_and_comments_survive_and_the_rest_goes() {
    for (name, html) in PAGES {
        let document = document(name, html);
        let blocks: Vec<&str> =
            document.blocks.iter().map(|block| document.block_text(block)).collect();
        let wanted = marked(html, "data-want=");
        assert!(wanted.len() >= 6, "{name}: the fixture marks too little");
        for words in &wanted {
            assert!(blocks.contains(&words.as_str()), "{name}: lost {words:?} of {blocks:#?}");
        }
        for words in marked(html, "data-junk") {
            assert!(!document.article.text.contains(&words), "{name}: kept {words:?}");
        }
    }
}

#[test]
fn blocks_keep_their_kinds() {
    let kinds = |name: &str, html: &str| -> Vec<String> {
        let document = document(name, html);
        let name = |kind: &BlockKind| match kind {
            BlockKind::BlockQuote { group, cite } => format!("quote {group} {cite:?}"),
            BlockKind::Post(source) => format!("post {}", source.service),
            BlockKind::PageComment(source) => format!("comment {:?}", source.parent.is_some()),
            other => format!("{other:?}"),
        };
        document
            .blocks
            .iter()
            .map(|block| name(&block.kind))
            .filter(|it| it != "Paragraph")
            .collect()
    };
    let quote = |group: usize, cite: &str| format!("quote {group} Some(\"{cite}\")");
    let want = ["quote 0 None", "post x", "ListItem", "ListItem", "ListItem", "post bluesky"];
    let mut want: Vec<String> = want.map(String::from).into();
    want.extend([quote(1, "A nurse at Quay Royal"), quote(1, "A nurse at Quay Royal")]);
    assert_eq!(kinds(PAGES[0].0, PAGES[0].1), want);
    let want = [
        "ListItem",
        "ListItem",
        "ListItem",
        "post x",
        &quote(0, "Gwen Asher"),
        "post tiktok",
        "post reddit",
        "comment false",
        "comment true",
    ];
    assert_eq!(kinds(PAGES[1].0, PAGES[1].1), want);
    let want = [
        "post instagram",
        "post facebook",
        "quote 0 None",
        "ListItem",
        "ListItem",
        "post x",
        "AltText",
    ];
    assert_eq!(kinds(PAGES[2].0, PAGES[2].1), want);
}

#[test]
fn pages_say_who_they_are() {
    let metadata = document(PAGES[0].0, PAGES[0].1).article.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Night ferry to Orrin Isle will stop in May"));
    assert_eq!(metadata.published.as_deref(), Some("2025-02-18"));
    assert_eq!(metadata.site.as_deref(), Some("The Quay Gazette"));
    assert_eq!(metadata.url.as_deref(), Some("https://quaygazette.example/news/night-ferry"));
    let blog = document(PAGES[1].0, PAGES[1].1);
    assert_eq!(blog.article.metadata.published.as_deref(), Some("2024-10-02"));
    assert_eq!(blog.language.as_deref(), Some("en"));
    let divs = document(PAGES[2].0, PAGES[2].1).article.metadata;
    assert_eq!(divs.published.as_deref(), Some("2025-06-07"));
}
