//! What the embeds of X and Bluesky share: words in `<p>`, then `— Name (@handle) date`.

use super::{Post, address};
use crate::load::date::parse_date;
use crate::load::document::PostSource;
use crate::load::page::dom;
use trafilatura::dom::{Document as Dom, NodeId};

/// A piece of an embed, in order.
enum Piece {
    /// The text of a paragraph.
    Words(String),
    /// Text outside of paragraphs.
    Loose(String),
    /// The address of a link outside of paragraphs.
    Link(String),
}

/// Reads all posts of an embed; `skip` names the links in a post that are not its words.
pub fn read(dom: &Dom, embed: NodeId, service: &str, skip: fn(&str, &str) -> bool) -> Vec<Post> {
    let mut pieces = Vec::new();
    collect(dom, embed, skip, &mut pieces);
    let mut posts = Vec::new();
    let mut draft = Draft::default();
    for piece in pieces {
        match piece {
            Piece::Words(words) => {
                if !draft.signature.trim().is_empty() {
                    posts.extend(std::mem::take(&mut draft).finish(service));
                }
                draft.words.push(words);
            }
            Piece::Loose(text) => draft.signature.push_str(&text),
            Piece::Link(href) => draft.url = Some(address(&href)),
        }
    }
    posts.extend(draft.finish(service));
    let several = posts.len() > 1;
    if let Some(first) = posts.first_mut().filter(|_| several) {
        first.source.parent = Some(1);
    }
    posts
}

/// Collects the pieces of an embed.
fn collect(dom: &Dom, id: NodeId, skip: fn(&str, &str) -> bool, pieces: &mut Vec<Piece>) {
    for child in dom.child_nodes(id) {
        if dom.is_text(child) {
            pieces.push(Piece::Loose(dom.text_content(child)));
            continue;
        }
        match dom.tag_name(child) {
            "p" => pieces.push(Piece::Words(words(dom, child, skip))),
            "script" | "" => {}
            tag => {
                if let Some(href) = dom.get_attribute(child, "href").filter(|_| tag == "a") {
                    pieces.push(Piece::Link(href));
                }
                collect(dom, child, skip, pieces);
            }
        }
    }
}

/// The words of a paragraph without the links that are not the author's words.
fn words(dom: &Dom, paragraph: NodeId, skip: fn(&str, &str) -> bool) -> String {
    dom::words(dom, paragraph, &|id| {
        dom.tag_name(id) == "a"
            && skip(&dom.get_attribute(id, "href").unwrap_or_default(), dom.text_content(id).trim())
    })
}

/// A post that is being read.
#[derive(Default)]
struct Draft {
    words: Vec<String>,
    signature: String,
    url: Option<String>,
}

impl Draft {
    /// The post, if anything is known of it.
    fn finish(self, service: &str) -> Option<Post> {
        let (author, handle, rest) = parse(&self.signature);
        let text = self.words.join("\n").trim().to_owned();
        if text.is_empty() && self.url.is_none() && handle.is_none() {
            return None;
        }
        let source = PostSource {
            service: service.to_owned(),
            author,
            handle,
            posted: parse_date(rest),
            url: self.url,
            parent: None,
        };
        Some(Post { source, text })
    }
}

/// Splits `— Name (@handle) rest`. The handle is the last one in brackets: names hold brackets too.
pub fn parse(signature: &str) -> (Option<String>, Option<String>, &str) {
    let Some((open, at)) = signature
        .rmatch_indices('@')
        .find_map(|(at, _)| Some((signature[..at].trim_end().strip_suffix('(')?.len(), at)))
    else {
        return (None, None, signature);
    };
    let name = dom::fold(&signature[..open]);
    let name = name.trim_start_matches(['—', '–', '-', '―', ' ']).trim();
    let tail = &signature[at..];
    let end = tail.find(')').unwrap_or(tail.len());
    let handle = tail[..end].trim().to_owned();
    ((!name.is_empty()).then(|| name.to_owned()), Some(handle), &tail[end..])
}
