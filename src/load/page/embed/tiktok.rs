//! TikTok: `blockquote.tiktok-embed`, the caption in a paragraph or bare in its section.

use super::{Post, address};
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads an embed of TikTok.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    if dom.tag_name(id) != "blockquote" || !dom::has_class(dom, id, "tiktok-embed") {
        return None;
    }
    let url = dom.get_attribute(id, "cite").map(|cite| address(&cite));
    let author = dom::find(dom, id, &|link| title(dom, link).is_some_and(|it| it.starts_with('@')));
    let handle =
        author.and_then(|link| title(dom, link)).or_else(|| url.as_deref().and_then(handle_in));
    let text = dom::words(dom, id, &|inner| Some(inner) == author || is_music(dom, inner));
    let source = PostSource {
        service: "tiktok".to_owned(),
        author: handle.clone(),
        handle,
        url,
        ..PostSource::default()
    };
    Some(vec![Post { source, text: dom::fold(&text) }])
}

fn title(dom: &Dom, id: NodeId) -> Option<String> {
    dom.get_attribute(id, "title").filter(|_| dom.tag_name(id) == "a")
}

/// Whether an element is the link to the video's music.
fn is_music(dom: &Dom, id: NodeId) -> bool {
    title(dom, id).is_some_and(|title| title.starts_with('♬'))
        || dom.tag_name(id) == "a" && dom.text_content(id).trim_start().starts_with('♬')
}

/// The handle in a video's address.
pub fn handle_in(url: &str) -> Option<String> {
    let name = url.split("tiktok.com/@").nth(1)?.split('/').next()?;
    (!name.is_empty()).then(|| format!("@{name}"))
}
