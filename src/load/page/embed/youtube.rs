//! YouTube: the video's frame goes; there is no way to embed a comment.

use super::Post;
use trafilatura::dom::{Document as Dom, NodeId};

/// Recognises an embedded video, which holds no post.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let frame = dom.tag_name(id) == "iframe"
        && dom.get_attribute(id, "src").is_some_and(|source| {
            source.contains("youtube.com/embed/") || source.contains("youtube-nocookie.com/embed/")
        });
    (frame || dom.tag_name(id) == "amp-youtube").then(Vec::new)
}
