//! Instagram: `blockquote.instagram-media`; the caption only where the page asked for it.

use super::{Post, address, signature};
use crate::load::date::parse_date;
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// How the last line of the embed begins.
const SHARED: [&str; 6] = [
    "A post shared by ",
    "A photo posted by ",
    "A video posted by ",
    "Ein Beitrag geteilt von ",
    "Una publicación compartida por ",
    "Une publication partagée par ",
];

/// Reads an embed of Instagram.
pub fn read(dom: &Dom, id: NodeId) -> Option<Vec<Post>> {
    let amp = dom.tag_name(id) == "amp-instagram";
    let link = dom.get_attribute(id, "data-instgrm-permalink");
    if !amp
        && !(dom.tag_name(id) == "blockquote"
            && (link.is_some() || dom::has_class(dom, id, "instagram-media")))
    {
        return None;
    }
    let code = dom.get_attribute(id, "data-shortcode");
    let url = link
        .or_else(|| code.map(|code| format!("https://www.instagram.com/p/{code}/")))
        .or_else(|| {
            dom::all(dom, id, "a")
                .into_iter()
                .filter_map(|link| dom.get_attribute(link, "href"))
                .find(|href| href.contains("/p/") || href.contains("/reel/"))
        })
        .map(|url| address(&url));
    let (words, line) = split(&dom::words(dom, id, &|_| false));
    let (author, handle, rest) = signature::parse(&line);
    let captioned = dom.get_attribute(id, "data-instgrm-captioned").is_some();
    let source = PostSource {
        service: "instagram".to_owned(),
        author,
        handle,
        posted: time(dom, id).or_else(|| parse_date(rest)),
        url,
        parent: None,
    };
    Some(vec![Post { source, text: if captioned { words } else { String::new() } }])
}

/// The day that the embed's `<time>` states.
fn time(dom: &Dom, id: NodeId) -> Option<String> {
    let time = *dom::all(dom, id, "time").first()?;
    parse_date(&dom.get_attribute(time, "datetime")?)
}

/// The caption and who shared it.
fn split(text: &str) -> (String, String) {
    let found = SHARED.iter().find_map(|start| text.find(start).map(|at| (at, start.len())));
    let (caption, line) = match found {
        Some((at, length)) => (&text[..at], &text[at + length..]),
        None => (text, ""),
    };
    let caption = caption
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && *line != "View this post on Instagram")
        .collect::<Vec<_>>()
        .join("\n");
    (caption, line.replace('\n', " "))
}
