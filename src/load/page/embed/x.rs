//! X, formerly Twitter: `blockquote.twitter-tweet`, `.twitter-video`, and `amp-twitter`.

use super::{Post, signature};
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of X.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let amp = dom.tag_name(id) == "amp-twitter";
    let quote = dom.tag_name(id) == "blockquote"
        && ["twitter-tweet", "twitter-video"].iter().any(|class| dom::has_class(dom, id, class));
    if !amp && !quote {
        return None;
    }
    let mut posts = signature::read(dom, id, "x", is_no_word);
    if amp {
        address_amp(dom, id, &mut posts);
    }
    for post in &mut posts {
        if post.source.handle.is_none() {
            post.source.handle = post.source.url.as_deref().and_then(author);
        }
    }
    Some(posts)
}

/// Gives an AMP post the address that only its number tells.
fn address_amp(dom: &Dom, id: NodeId, posts: &mut Vec<Post>) {
    if posts.is_empty() {
        let source = PostSource { service: "x".to_owned(), ..PostSource::default() };
        posts.push(Post { source, text: String::new() });
    }
    if let Some(number) = dom.get_attribute(id, "data-tweetid") {
        posts[0].source.url.get_or_insert(format!("https://twitter.com/i/status/{number}"));
    }
}

/// Whether a link in a post is a picture or a shortened address instead of words.
fn is_no_word(href: &str, text: &str) -> bool {
    text.starts_with("pic.twitter.com")
        || text.starts_with("pic.x.com")
        || (href.contains("//t.co/")
            && (text.contains("t.co/") || text.ends_with('…') || text.starts_with("http")))
}

/// The number of a post in its address.
pub fn status(url: &str) -> Option<&str> {
    if !url.contains("twitter.com/") && !url.contains("//x.com/") && !url.contains(".x.com/") {
        return None;
    }
    let number = url.split("/status/").nth(1).or_else(|| url.split("/statuses/").nth(1))?;
    let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    (end > 0).then(|| &number[..end])
}

/// The author's handle in a post's address.
pub fn author(url: &str) -> Option<String> {
    status(url)?;
    let name = url.split("/status").next()?.rsplit('/').next()?;
    (!name.is_empty() && name != "i" && name != "web").then(|| format!("@{name}"))
}
