//! WordPress blocks that hold nothing but a post's address. A block around another service's
//! embed is left to that service.

use super::{Post, address, threads, tiktok, x};
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads a block with a bare address.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    if dom.tag_name(id) != "figure" || !dom::has_class(dom, id, "wp-block-embed") {
        return None;
    }
    let text = dom.text_content(id);
    let mut words = text.split_whitespace();
    let url = words.next().filter(|word| word.starts_with("http"))?;
    if words.next().is_some() {
        return None;
    }
    let (service, handle) = service(url)?;
    let source = PostSource {
        service: service.to_owned(),
        handle,
        url: Some(address(url)),
        ..PostSource::default()
    };
    Some(vec![Post { source, text: String::new() }])
}

/// The service and the author that an address tells.
fn service(url: &str) -> Option<(&'static str, Option<String>)> {
    if x::status(url).is_some() {
        return Some(("x", x::author(url)));
    }
    let host = url.split("://").nth(1)?.split('/').next()?.trim_start_matches("www.");
    match host {
        "bsky.app" => {
            let name = url.split("/profile/").nth(1)?.split('/').next()?;
            Some(("bluesky", Some(format!("@{name}"))))
        }
        "tiktok.com" => Some(("tiktok", tiktok::handle_in(url))),
        "threads.net" | "threads.com" => Some(("threads", threads::handle_in(url))),
        "instagram.com" => Some(("instagram", None)),
        "reddit.com" => Some(("reddit", None)),
        "facebook.com" => Some(("facebook", None)),
        _ => None,
    }
}
