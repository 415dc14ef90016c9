//! Facebook: `div.fb-post`, `div.fb-comment-embed`, and the post plugin's frame.
//!
//! `.fb-xfbml-parse-ignore` alone says nothing: share buttons and page boxes carry it too.

use super::{Post, address};
use crate::load::date::parse_date;
use crate::load::document::PostSource;
use crate::load::page::dom;
use crate::load::quote::{POSTED_BY, name_and_day};
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of Facebook.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let tag = dom.tag_name(id);
    if tag == "iframe" {
        return framed(&dom.get_attribute(id, "src")?).map(|post| vec![post]);
    }
    let amp = tag == "amp-facebook";
    let marked = ["fb-post", "fb-comment-embed"].iter().any(|class| dom::has_class(dom, id, class));
    let post = tag == "div" && marked;
    if !amp && !post {
        return None;
    }
    let paragraphs = dom::all(dom, id, "p");
    let words: Vec<String> = paragraphs.iter().map(|it| dom::words(dom, *it, &|_| false)).collect();
    let signature = dom::fold(&dom::words(dom, id, &|inner| paragraphs.contains(&inner)));
    let (author, posted) = signed(&signature);
    let source = PostSource {
        service: "facebook".to_owned(),
        author,
        posted,
        url: dom.get_attribute(id, "data-href").map(|href| address(&href)),
        ..PostSource::default()
    };
    Some(vec![Post { source, text: words.join("\n").trim().to_owned() }])
}

/// Splits `Posted by Page on Monday, January 27, 2025`.
fn signed(signature: &str) -> (Option<String>, Option<String>) {
    let signed = POSTED_BY.iter().find_map(|start| signature.split_once(start));
    let Some((_, rest)) = signed else { return (None, None) };
    match name_and_day(rest) {
        Some((name, date)) => (Some(name.trim().to_owned()), parse_date(date)),
        None => (Some(rest.trim().to_owned()), None),
    }
}

/// The post in a plugin's frame: only its address is known.
fn framed(source: &str) -> Option<Post> {
    if !source.contains("facebook.com/plugins/post.php") {
        return None;
    }
    let href = source.split("href=").nth(1)?.split('&').next()?;
    let url = href.replace("%3A", ":").replace("%2F", "/").replace("%3a", ":").replace("%2f", "/");
    // `…/hillbakery/posts/2`, but not `…/permalink.php?id=2`.
    let mut path = url.split("facebook.com/").nth(1)?.split('/');
    let page = path.next().filter(|name| name.contains(|c: char| c.is_alphabetic()));
    let page = page.filter(|_| matches!(path.next(), Some("posts" | "videos" | "photos")));
    let source = PostSource {
        service: "facebook".to_owned(),
        author: page.map(str::to_owned),
        url: Some(address(&url)),
        ..PostSource::default()
    };
    Some(Post { source, text: String::new() })
}
