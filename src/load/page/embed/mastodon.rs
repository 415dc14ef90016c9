//! Mastodon: `blockquote.mastodon-embed`, older `iframe.mastodon-embed`; user and host are in
//! the address, the words are not in the page.

use super::{Post, address};
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of Mastodon.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    if !matches!(dom.tag_name(id), "blockquote" | "iframe")
        || !dom::has_class(dom, id, "mastodon-embed")
    {
        return None;
    }
    let url = dom.get_attribute(id, "data-embed-url").or_else(|| dom.get_attribute(id, "src"));
    let url = url.map(|url| address(&url).trim_end_matches("/embed").to_owned());
    let handle = url.as_deref().and_then(handle_in);
    let source = PostSource {
        service: "mastodon".to_owned(),
        author: handle.clone(),
        handle,
        url,
        ..PostSource::default()
    };
    Some(vec![Post { source, text: String::new() }])
}

/// `@user@host` of a post's address.
fn handle_in(url: &str) -> Option<String> {
    let (host, rest) = url.split_once("://")?.1.split_once("/@")?;
    let user = rest.split('/').next()?;
    (!user.is_empty()).then(|| format!("@{user}@{host}"))
}
