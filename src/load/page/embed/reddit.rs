//! Reddit: `blockquote.reddit-embed-bq`, older `reddit-card`; the title of a post, no words of a
//! comment.

use super::{Post, address};
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of Reddit.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let marked =
        ["reddit-embed-bq", "reddit-card"].iter().any(|class| dom::has_class(dom, id, class));
    if dom.tag_name(id) != "blockquote" || !marked {
        return None;
    }
    let links = dom::all(dom, id, "a");
    let title = links.first().map(|link| dom::line(dom, *link)).unwrap_or_default();
    let handle = links.iter().map(|link| dom::line(dom, *link)).find(|text| text.starts_with("u/"));
    let url = links.first().and_then(|link| dom.get_attribute(*link, "href"));
    let source = PostSource {
        service: "reddit".to_owned(),
        author: handle.clone(),
        handle,
        url: url.map(|url| address(&url)),
        ..PostSource::default()
    };
    let text = if title == "Comment" { String::new() } else { title };
    Some(vec![Post { source, text }])
}
