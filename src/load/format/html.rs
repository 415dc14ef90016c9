//! HTML pages.

use super::refused;
use crate::domain::{Article, ArticleId};
use crate::error::Result;
use crate::load::document::Document;
use crate::load::page;

/// Characters at the start that are looked at.
const HEAD: usize = 4096;

/// Whether a text is HTML: it begins as a page does, or its name says so and it has markup, or
/// it begins with a tag and has several elements of a page.
pub fn is_html(name: &str, text: &str) -> bool {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text[..end].to_ascii_lowercase();
    let start = skip_comments(head.trim_start());
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|it| start.starts_with(it)) {
        return true;
    }
    if head.contains("<html") && (start.starts_with('<') || head.contains("</head>")) {
        return true;
    }
    let elements =
        ["<p>", "<p ", "</p>", "<div", "</div>", "<article", "<blockquote", "<br", "<h1"]
            .iter()
            .filter(|tag| head.contains(*tag))
            .count();
    let named = name.trim_end_matches(".gz").rsplit('.').next().is_some_and(|extension| {
        ["html", "htm", "xhtml"].iter().any(|it| extension.eq_ignore_ascii_case(it))
    });
    elements >= 2 && (named || start.starts_with('<'))
}

/// The text after leading comments and an XML declaration.
fn skip_comments(mut text: &str) -> &str {
    loop {
        let end = match text {
            _ if text.starts_with("<!--") => text.find("-->").map(|at| at + 3),
            _ if text.starts_with("<?") => text.find('>').map(|at| at + 1),
            _ => None,
        };
        match end {
            Some(end) => text = text[end..].trim_start(),
            None => return text,
        }
    }
}

/// Reads a page.
pub fn read(id: &ArticleId, html: String) -> Vec<Result<Document>> {
    let page = page::read(&html);
    if page.blocks.is_empty() {
        let reason = "no article found in this page".to_owned();
        return vec![Err(refused(&id.0, reason))];
    }
    let article = Article { id: id.clone(), metadata: page.metadata, text: page.text };
    vec![Ok(Document { article, blocks: page.blocks, language: page.language })]
}

#[cfg(test)]
mod tests {
    use super::is_html;

    #[test]
    fn html_is_told_by_content() {
        let cases = [
            ("a.txt", "<!DOCTYPE html><p>x", true),
            ("a", "\n<?xml version=\"1.0\"?><!-- x --><html><body>", true),
            ("a.html", "It is <p>late</p>.", true),
            ("a", "<div><p>It is late.</p></div>", true),
            ("a.txt", "The <p> tag and the <div> tag are old.", false),
            ("a.txt", "<tweet author=\"@x\" id=\"1\"> It is late.", false),
            ("a.html", "It is late.", false),
        ];
        for (name, text, want) in cases {
            assert_eq!(is_html(name, text), want, "{text}");
        }
    }
}
