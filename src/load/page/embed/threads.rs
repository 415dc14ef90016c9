//! Threads: `blockquote.text-post-media`; only handle and address are in the page.

use super::{Post, address};
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of Threads.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let link = dom.get_attribute(id, "data-text-post-permalink");
    if dom.tag_name(id) != "blockquote"
        || !(link.is_some() || dom::has_class(dom, id, "text-post-media"))
    {
        return None;
    }
    let url = link
        .or_else(|| dom::all(dom, id, "a").first().and_then(|it| dom.get_attribute(*it, "href")))
        .map(|url| address(&url));
    let handle = url.as_deref().and_then(handle_in);
    let source = PostSource {
        service: "threads".to_owned(),
        author: handle.clone(),
        handle,
        url,
        ..PostSource::default()
    };
    Some(vec![Post { source, text: String::new() }])
}

/// The handle in a post's address.
pub fn handle_in(url: &str) -> Option<String> {
    let name = url.split("/@").nth(1)?.split('/').next()?;
    (!name.is_empty()).then(|| format!("@{name}"))
}
