//! HTML pages.

use crate::domain::{Article, ArticleId};
use crate::load::document::Document;
use crate::load::page;

/// Characters at the start that are looked at.
const HEAD: usize = 4096;

/// Whether a text is HTML: it begins as a page does, or is named as one and has markup, or
/// it begins with a tag and has several elements of a page.
pub fn is_html(named: bool, text: &str) -> bool {
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
///
/// # Errors
/// The reason, when there is no article in it.
pub fn read(id: &ArticleId, html: &str) -> Result<Document, String> {
    let page = page::read(html);
    if page.blocks.is_empty() {
        return Err("no article found in this page".to_owned());
    }
    let article = Article { id: id.clone(), metadata: page.metadata, text: page.text };
    Ok(Document { article, blocks: page.blocks, language: page.language })
}

#[cfg(test)]
mod tests {
    use super::is_html;

    #[test]
    fn html_is_told_by_content() {
        let cases = [
            (false, "<!DOCTYPE html><p>x", true),
            (false, "\n<?xml version=\"1.0\"?><!-- x --><html><body>", true),
            (true, "It is <p>late</p>.", true),
            (false, "<div><p>It is late.</p></div>", true),
            (false, "The <p> tag and the <div> tag are old.", false),
            (false, "<tweet author=\"@x\" id=\"1\"> It is late.", false),
            (true, "It is late.", false),
        ];
        for (named, text, want) in cases {
            assert_eq!(is_html(named, text), want, "{text}");
        }
    }
}
