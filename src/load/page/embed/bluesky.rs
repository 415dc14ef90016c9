//! Bluesky: `blockquote.bluesky-embed`.

use super::{Post, signature};
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of Bluesky.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let uri = dom.get_attribute(id, "data-bluesky-uri");
    if dom.tag_name(id) != "blockquote"
        || !(uri.is_some() || dom::has_class(dom, id, "bluesky-embed"))
    {
        return None;
    }
    let mut posts = signature::read(dom, id, "bluesky", is_no_word);
    for post in &mut posts {
        if post.source.url.is_none() {
            post.source.url.clone_from(&uri);
        }
    }
    Some(posts)
}

/// Whether a link in a post only says that there is a picture.
fn is_no_word(_href: &str, text: &str) -> bool {
    text == "[image or embed]"
}
