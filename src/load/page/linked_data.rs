//! What a page says in JSON-LD: the article's metadata, and its readers' comments.

use super::dom;
use super::embed::Post;
use crate::load::date::parse_date;
use crate::load::document::PostSource;
use serde_json::Value;
use trafilatura::dom::Document as Dom;

/// What JSON-LD says about the article.
#[derive(Debug, Default)]
pub struct LinkedData {
    /// Its title.
    pub headline: Option<String>,
    /// Day or moment of publication, as stated.
    pub published: Option<String>,
    /// Name of the outlet.
    pub publisher: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

impl LinkedData {
    /// The first article in the page's JSON-LD.
    pub fn read(dom: &Dom) -> Self {
        values(dom)
            .into_iter()
            .find_map(|value| article(&value, 0).map(Self::of))
            .unwrap_or_default()
    }

    fn of(article: &Value) -> Self {
        let text = |key: &str| article.get(key).and_then(first_text);
        Self {
            headline: text("headline").or_else(|| text("name")),
            published: text("datePublished").or_else(|| text("dateCreated")),
            publisher: article.get("publisher").and_then(|it| it.get("name")).and_then(first_text),
            url: text("url"),
        }
    }
}

/// Parses JSON that may hold literal control characters, as hand-made JSON-LD does.
fn parse_json(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    serde_json::from_str(text).ok().or_else(|| {
        let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&spaced).ok()
    })
}

/// The article in a JSON-LD value: the value itself, one of a list, or one of a graph.
fn article(value: &Value, depth: usize) -> Option<&Value> {
    if depth > 4 {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| article(value, depth + 1)),
        Value::Object(fields) => {
            if fields.get("@type").is_some_and(is_article_type) {
                return Some(value);
            }
            fields.get("@graph").and_then(|graph| article(graph, depth + 1))
        }
        _ => None,
    }
}

/// Whether a schema.org type is that of an article.
fn is_article_type(kind: &Value) -> bool {
    match kind {
        Value::String(name) => {
            name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report"
        }
        Value::Array(kinds) => kinds.iter().any(is_article_type),
        _ => false,
    }
}

/// A string, or the first one of a list.
fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => values.iter().find_map(first_text),
        _ => None,
    }
}

/// The values of a page's JSON-LD scripts that can be parsed.
fn values(dom: &Dom) -> Vec<Value> {
    dom.scripts_with_type(&["application/ld+json"])
        .into_iter()
        .filter_map(|script| parse_json(&dom.text_content(script)))
        .collect()
}

/// Deepest nesting of comments that answer comments.
const DEEPEST: usize = 64;

/// The comments of the page's article, in order; answers point to what they answer.
pub fn comments(dom: &Dom) -> Vec<Post> {
    let mut found = Vec::new();
    for value in values(dom) {
        if let Some(comments) = article(&value, 0).and_then(|article| article.get("comment")) {
            collect(comments, None, 0, &mut found);
        }
    }
    found
}

/// Adds a comment, or each one of a list, and the comments that answer it.
fn collect(value: &Value, parent: Option<usize>, depth: usize, found: &mut Vec<Post>) {
    if depth > DEEPEST {
        return;
    }
    if let Value::Array(comments) = value {
        comments.iter().for_each(|comment| collect(comment, parent, depth + 1, found));
        return;
    }
    let text = |key: &str| value.get(key).and_then(first_text);
    let Some(words) = text("text").or_else(|| text("commentText")) else { return };
    // The words may be HTML, or have their entities encoded twice.
    let page = Dom::parse(&words);
    let words = dom::words(&page, page.body().unwrap_or_else(|| page.root()), &|_| false);
    if !words.contains(char::is_alphanumeric) {
        return;
    }
    let author = value.get("author").or_else(|| value.get("creator"));
    let author = author.and_then(|author| match author {
        Value::Object(fields) => fields.get("name").and_then(first_text),
        other => first_text(other),
    });
    let posted = text("dateCreated").or_else(|| text("datePublished"));
    let source = PostSource {
        author,
        posted: posted.as_deref().and_then(parse_date),
        parent,
        ..PostSource::default()
    };
    let number = found.len();
    found.push(Post { source, text: words });
    if let Some(answers) = value.get("comment") {
        collect(answers, Some(number), depth + 1, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read_with_author_day_and_parent() {
        let page = r#"<script type="application/ld+json">{"@type": "NewsArticle", "comment": [
            {"@type": "Comment", "text": "It is <b>late</b> &amp; cold.", "dateCreated": "2025-01-27T10:00:00Z",
             "author": {"name": "Jo"}, "comment": {"text": "No.", "author": "Tom"}}, {"text": ""}]}</script>"#;
        let found = comments(&Dom::parse(page));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text, "It is late & cold.");
        assert_eq!(found[0].source.author.as_deref(), Some("Jo"));
        assert_eq!(found[0].source.posted.as_deref(), Some("2025-01-27"));
        assert_eq!(found[1].source.author.as_deref(), Some("Tom"));
        assert_eq!(found[1].source.parent, Some(0));
    }
}
